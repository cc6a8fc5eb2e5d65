"""WeasyPrint at work, with what is worth keeping from one chunk to the next: the fonts, the last style sheets."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import pairwise, product
from typing import Any

import weasyprint
from weasyprint.text.ffi import harfbuzz, pango
from weasyprint.text.fonts import FontConfiguration

from annexes.pdf.chunk import Rendered
from annexes.pdf.fetcher import OnlyOurs
from annexes.pdf.galley import Layout, galley
from annexes.pdf.guard import guard
from annexes.pdf.keeping import dump
from annexes.pdf.structure import TAGS

STYLES_KEPT = 8
TALLER_THAN_ANY_PAGE = 10_000.0
MEASURE_CSS = "@page { size: 420mm 90000mm; margin: 0 } .measured { display: flow-root }"


class Press:
    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.sheets: OrderedDict[str, Any] = OrderedDict()

    def about(self) -> str:
        """The versions of the system's libraries that lay texts out."""
        shaper = max(pair for pair in product(range(40), repeat=2) if harfbuzz.hb_version_atleast(*pair, 0))
        return f"pango {pango.pango_version()} harfbuzz {shaper}"

    def measure(self, css: str, texts: Sequence[tuple[str, float]]) -> list[float]:
        """The height in CSS pixels of each (html, width in millimetres), laid out one under the other."""
        boxes = [
            f'<div class="measured" id="m{rank}" style="width:{width:.4f}mm"><div class="measured">{html}</div></div>'
            for rank, (html, width) in enumerate(texts)
        ]
        source = self._source(f'<html lang="fr"><body>{"".join(boxes)}<div id="end">.</div></body></html>', {})
        sheets = [self._sheet(css), self._sheet(MEASURE_CSS)]
        document = source.render(stylesheets=sheets, font_config=self.fonts)
        places = {name: (rank, at[1]) for rank, page in enumerate(document.pages) for name, at in page.anchors.items()}
        tops = [places[f"m{rank}"] for rank in range(len(texts))] + [places["end"]]
        return [
            below[1] - above[1] if below[0] == above[0] else TALLER_THAN_ANY_PAGE for above, below in pairwise(tops)
        ]

    def render(self, html: str, css: str, files: Mapping[str, bytes]) -> bytes:
        """A chunk laid out, as `annexes.pdf.keeping` writes it."""
        source = self._source(html, files)
        document = source.render(stylesheets=[self._sheet(css)], font_config=self.fonts)
        standing = list(_standing(source.etree_element, document.pages))
        layout = Layout(
            running=[_running(elements) for elements in standing],
            crossing=[_crossing(above, below) for above, below in pairwise(standing)],
        )
        done: list[Rendered] = []

        def finish(document: Any, pdf: Any) -> None:
            done.append(galley(document, pdf, layout))
            del pdf.objects[3:]  # nobody reads the PDF itself

        document.write_pdf(BytesIO(), finisher=finish, pdf_tags=True, uncompressed_pdf=True)
        return dump(done[0])

    def _source(self, html: str, files: Mapping[str, bytes]) -> Any:
        source = weasyprint.HTML(string=html, url_fetcher=OnlyOurs(files))
        guard(source.etree_element)
        return source

    def _sheet(self, css: str) -> Any:
        sheet = self.sheets.get(css)
        if sheet is None:
            sheet = weasyprint.CSS(string=css, url_fetcher=OnlyOurs(), font_config=self.fonts)
            self.sheets[css] = sheet
            if len(self.sheets) > STYLES_KEPT:
                self.sheets.popitem(last=False)
        self.sheets.move_to_end(css)
        return sheet


def _standing(root: Any, pages: Sequence[Any]) -> Iterator[list[Any]]:
    """The elements that may cross a page or say its running header, page by page, in the order of the document."""
    elements = [one for one in root.iter() if one.tag in TAGS or one.get("data-running") is not None]
    for page in pages:
        found = set()
        boxes = [page._page_box]  # what WeasyPrint itself walks to write the structure
        while boxes:
            box = boxes.pop()
            found.add(box.element)
            boxes.extend(getattr(box, "children", ()))
        yield [one for one in elements if one in found]


def _running(elements: Sequence[Any]) -> str | None:
    """What the first of these elements says of itself."""
    said = (one.get("data-running") for one in elements)
    return next((text for text in said if text is not None), None)


def _crossing(above: Sequence[Any], below: Sequence[Any]) -> list[str]:
    """The tags of the elements that stand on both pages, from the outermost."""
    both = set(below)
    return [one.tag for one in above if one in both]
