"""What child processes do: measure texts and render chunks, with nothing reachable but our own fonts.

WeasyPrint lays out in a child alone: a document that exhausts memory or time takes its child down, never the worker
nor the pages.
"""

import gc
import resource
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from annexes.pdf.typography import FONTS

SCHEME = "font:"
MEMORY = 3 * 1024**3  # address space of a child, bytes
MEASURED_AT_ONCE = 400
TALLER_THAN_ANY_PAGE = 10_000.0
CSS = (Path(__file__).parent / "tableau.css").read_text("utf-8")
MEASURE_CSS = """
@page { size: 297mm 90000mm; margin: 0; @top-left { content: none; border: 0 } @top-right { content: none; border: 0 }
  @bottom-left { content: none } @bottom-right { content: none } }
.m { display: flow-root }
"""

_state: dict[str, Any] = {}


class FontsOnly(URLFetcher):
    """Serves the vendored fonts under `font:`; every other address is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=set())  # type: ignore[no-untyped-call]

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        path = FONTS / name
        if not url.startswith(SCHEME) or path.parent != FONTS or path.suffix != ".ttf" or not path.is_file():
            raise ValueError(f"adresse refusée : {url[:100]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})


def begin(header: str, widths: str) -> None:
    """Once in each child: limits, one style sheet, no storms of the garbage collector."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()
    fonts = FontConfiguration()
    fetcher = FontsOnly()
    _state["fetcher"], _state["fonts"] = fetcher, fonts
    css = style_sheet(header, widths)
    _state["css"] = weasyprint.CSS(string=css, url_fetcher=fetcher, font_config=fonts)
    _state["measure"] = weasyprint.CSS(string=MEASURE_CSS, url_fetcher=fetcher, font_config=fonts)


def style_sheet(header: str, widths: str) -> str:
    """The style of a document; `header` is printed at the top left of each page."""
    quoted = header.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return CSS.replace("HEADER", quoted) + widths


def measure(texts: Sequence[tuple[str, float]]) -> list[float]:
    """The height in CSS pixels of each (html, width in millimetres), laid out one under the other on a tall page.

    A width of 0 is the whole width between the margins.
    """
    heights: list[float] = []
    for start in range(0, len(texts), MEASURED_AT_ONCE):
        heights += _measure(texts[start : start + MEASURED_AT_ONCE])
    return heights


def render(html: str) -> tuple[bytes, int]:
    """A chunk as a tagged PDF (PDF/UA-1), and how many pages it has."""
    document = _layout(html, [_state["css"]])
    pdf = document.write_pdf(pdf_variant="pdf/ua-1")
    count = len(document.pages)
    del document
    gc.collect()
    return pdf, count


def _measure(texts: Sequence[tuple[str, float]]) -> list[float]:
    padding = 4 + 0.5 * 25.4 / 72
    boxes = []
    for rank, (html, width) in enumerate(texts):
        inner = width - padding if width else 267
        boxes.append(f'<div class="m" id="m{rank}" style="width:{inner:.4f}mm"><div class="m">{html}</div></div>')
    body = f'<html lang="fr"><body>{"".join(boxes)}<div id="end">.</div></body></html>'
    document = _layout(body, [_state["css"], _state["measure"]])
    places = {name: (number, at[1]) for number, page in enumerate(document.pages) for name, at in page.anchors.items()}
    tops = [places[f"m{rank}"] for rank in range(len(texts))] + [places["end"]]
    gc.collect()
    return [below[1] - above[1] if below[0] == above[0] else TALLER_THAN_ANY_PAGE for above, below in pairwise(tops)]


def _layout(html: str, sheets: list[Any]) -> Any:
    document = weasyprint.HTML(string=html, url_fetcher=_state["fetcher"])
    return document.render(stylesheets=sheets, font_config=_state["fonts"])
