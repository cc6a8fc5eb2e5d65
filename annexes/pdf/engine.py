"""Chunks laid out and texts measured: by children kept warm, never twice.

style = Style(("base", "fiche"), ink="#7a1f3d")
rendered = render([Chunk(html, style, label="Fiche 12")])
pdf = assemble([Part(one) for one in rendered], title="…", author="…")
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import cache, cached_property
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from annexes.pdf.cache import Cache
from annexes.pdf.child import UNAVAILABLE
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.errors import PdfError
from annexes.pdf.keeping import parse
from annexes.pdf.pool import Call, Failure, Pool
from annexes.pdf.style import Style
from annexes.pdf.typography import FONTS

Progress = Callable[[int, int], None]  # chunks done, chunks in all

TEXTS_A_CALL = (40, 250)  # at least, so that a call is worth it; at most, for all stand on one page
HEIGHTS_KEPT = 50_000  # of one style
LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "pillow", "fonttools")
OURS = ("press", "galley", "structure", "guard", "typography", "keeping", "child", "fetcher", "chunk")
TOO_MUCH = (
    "La mise en page{label} a dépassé le temps ou la mémoire permis : un texte y est démesuré. Raccourcissez-le, "
    "ou exportez le plan en Excel."
)
NO_LIBRARY = (
    "Cette machine ne peut pas mettre en page de PDF : il lui manque les bibliothèques Pango. La personne qui "
    "administre le logiciel peut les installer (paquets libpango-1.0-0, libpangoft2-1.0-0 et libharfbuzz-subset0)."
)
OUR_FAULTS = ("MemoryError", "RecursionError", "TooMuch")  # what a text may cause


class Engine:
    def __init__(self, processes: int, cache: Cache) -> None:
        self.pool = Pool(processes)
        self.cache = cache

    def render(self, chunks: Sequence[Chunk], progress: Progress | None = None) -> list[Rendered]:
        """Each chunk laid out, in order. Raise PdfError, which names the chunk, when one cannot be.

        `progress` may raise to stop.
        """
        tell = progress or (lambda done, total: None)
        keys = [self._key(chunk.html, chunk.style.css(), chunk.files) for chunk in chunks]
        found = {key: content for key in dict.fromkeys(keys) if (content := self.cache.get(key)) is not None}
        waiting = {key: chunk for key, chunk in zip(keys, chunks, strict=True) if key not in found}
        times = Counter(keys)
        done = sum(times[key] for key in found)
        tell(done, len(chunks))
        # The longest first, so that none is left alone at the end.
        order = sorted(waiting.items(), key=lambda item: len(item[1].html), reverse=True)
        calls: list[Call] = [("render", (chunk.html, chunk.style.css(), chunk.files)) for _, chunk in order]
        with closing(self._run(calls, [chunk.label for _, chunk in order])) as results:
            for rank, content in results:
                key = order[rank][0]
                found[key] = content
                self.cache.put(key, content)
                done += times[key]
                tell(done, len(chunks))
        if order:
            self.cache.prune()
        return [parse(found[key]) for key in keys]

    def measure(self, style: Style, texts: Sequence[tuple[str, float]]) -> list[float]:
        """The height, in CSS pixels, of each (html, width in millimetres)."""
        css = style.css()
        names = [hashlib.sha256(f"{width:.4f} {html}".encode()).hexdigest()[:32] for html, width in texts]
        key = self._key("heights", css, {})
        kept = self.cache.get(key)
        heights: dict[str, float] = json.loads(kept) if kept else {}
        waiting = {name: text for name, text in zip(names, texts, strict=True) if name not in heights}
        if waiting:
            items = list(waiting.items())
            fewest, most = TEXTS_A_CALL
            size = min(most, max(fewest, -(-len(items) // self.pool.size)))
            groups = [items[start : start + size] for start in range(0, len(items), size)]
            calls: list[Call] = [("measure", (css, [text for _, text in group])) for group in groups]
            for rank, measured in self._run(calls, [""] * len(calls)):
                heights.update(zip((name for name, _ in groups[rank]), measured, strict=True))
            newest = dict(islice(reversed(heights.items()), HEIGHTS_KEPT))
            self.cache.put(key, json.dumps(newest).encode())
        return [heights[name] for name in names]

    def close(self) -> None:
        self.pool.close()

    def _run(self, calls: Sequence[Call], labels: Sequence[str]) -> Generator[tuple[int, Any], None, None]:
        try:
            yield from self.pool.run(calls)
        except Failure as failure:
            label = labels[failure.call]
            name = failure.reason.split(":")[0]
            if name == UNAVAILABLE:
                raise PdfError(NO_LIBRARY) from failure
            if failure.reason and name not in OUR_FAULTS:
                raise RuntimeError(f"{label}: {failure.reason}") from failure
            raise PdfError(TOO_MUCH.format(label=f" de « {label} »" if label else "")) from failure

    def _key(self, html: str, css: str, files: Mapping[str, bytes]) -> str:
        digest = hashlib.sha256(self.salt)
        for part in (html.encode(), css.encode(), *(x for name in sorted(files) for x in (name.encode(), files[name]))):
            digest.update(len(part).to_bytes(8) + part)
        return digest.hexdigest()

    @cached_property
    def salt(self) -> bytes:
        """What every chunk depends on: the libraries, the fonts, what we do ourselves."""
        digest = hashlib.sha256()
        ((_, system),) = self._run([("about", ())], [""])
        for part in (*(f"{name} {version(name)}" for name in LIBRARIES), system):
            digest.update(part.encode() + b"\n")
        folder = Path(__file__).parent
        ours = (folder / "fonts.conf", *(folder / f"{name}.py" for name in OURS))
        for path in (*sorted(FONTS.glob("*.ttf")), *ours):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.digest()


@cache
def _shared(process: int) -> Engine:
    folder = settings.DATA_DIR / "cache" / "pdf"
    return Engine(settings.RENDER_PROCESSES, Cache(folder, settings.PDF_CACHE_BYTES))


def engine() -> Engine:
    """The one of this process, with the settings of the installation."""
    return _shared(os.getpid())


def render(chunks: Sequence[Chunk], progress: Progress | None = None) -> list[Rendered]:
    """`Engine.render` of this process's engine."""
    return engine().render(chunks, progress)


def measure(style: Style, texts: Sequence[tuple[str, float]]) -> list[float]:
    """`Engine.measure` of this process's engine."""
    return engine().measure(style, texts)
