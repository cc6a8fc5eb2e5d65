"""A Word document in the making: headings, lines, facts and grids of `annexes.contents.model`, in our styles."""

from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, time
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import _Element as Element

from accounts.text import clean, one_line
from annexes.contents.model import CellKind, Fact, Grid, GridRow, Line, RowStyle, Rubric
from annexes.contents.wording import day_wording, value_wording
from annexes.edition import Edition
from annexes.word import styles
from annexes.word.elements import bookmarked, element, field, paragraph, run, tabs
from annexes.word.tables import after_table, in_table, keep_with_next, make_table, table_cell, table_row

NOTHING = "Non renseigné"
_LABEL_WIDTH = 29.0  # millimetres, of the labels beside short answers
_TO_WRITE = 7.5  # millimetres, of a row that is filled by hand
_HEADING = {1: "Heading1", 2: "Heading2", 3: "Heading3", 4: "Heading4"}


class Paper:
    """Everything is added at the end. `anchors` are the bookmarks that the whole document will have: a line that leads
    to another one stays plain text.
    """

    def __init__(
        self, edition: Edition, *, title: str, landscape: bool = False, anchors: Collection[str] = frozenset()
    ) -> None:
        self.edition, self.anchors = edition, anchors
        self.document: Any = docx.Document()
        styles.dress(self.document, edition.brand.ink)
        self._body = self.document.element.body
        self._numbers = count(1)
        section = self.document.sections[0]
        self.width = styles.set_page(section, landscape=landscape)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        self._margins(section)
        self._say_what_it_is(title)

    def to_bytes(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def turn(self, *, landscape: bool) -> None:
        """Go on on a new page, of that orientation."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        self.width = styles.set_page(section, landscape=landscape)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._margins(section)

    def add(self, *blocks: Element) -> None:
        """Blocks at the end of the body, before what describes its last section."""
        end = self._body.find(qn("w:sectPr"))
        for block in blocks:
            end.addprevious(block)

    # Text

    def heading(self, text: str, level: int = 1, *, above: str = "", anchor: str = "", new_page: bool = False) -> None:
        """A heading from 1 to 4; `above` are smaller words over it, inside it."""
        content = [run(f"{above}\n", style=styles.EYEBROW)] if above else []
        content.append(run(one_line(text)))
        if anchor:
            content = bookmarked(anchor, next(self._numbers), content)
        properties = [element("pageBreakBefore")] if new_page else []
        self.add(paragraph(_HEADING[level], *content, properties=properties))

    def paragraph(self, text: str, style: str = "Normal") -> None:
        self.add(paragraph(style, run(text)))

    def lines(self, lines: Iterable[Line]) -> None:
        """Items that have a lead stand under it: readers of such documents look for it above them."""
        lead = ""
        for line in lines:
            if line.bullet and line.lead not in ("", lead):
                self.add(paragraph("Normal", *_lead(line.lead)))
            lead = line.lead
            self.add(self._line(replace(line, lead="") if line.bullet else line))

    def dotted(self, number: int, label: str = "") -> None:
        """Dotted lines to be written on by hand, after a label."""
        stop = tabs(("right", self.width, "dot"))
        said = [run(f"{label} ")] if label else []
        self.add(*(paragraph(styles.RULED, *said, run("\t"), properties=[deepcopy(stop)]) for _ in range(number)))

    def rubric(self, rubric: Rubric, level: int = 2, *, to_fill: bool = False) -> None:
        """A rubric under its heading; an empty one says so, or leaves dotted lines `to_fill`."""
        self.heading(rubric.title, level)
        self.lines(rubric.lines)
        for grid in rubric.grids:
            self.grid(grid, blank_rows=rubric.dotted if to_fill and not grid.rows else 0)
        if rubric.is_empty and not (to_fill and rubric.grids):
            self.dotted(rubric.dotted) if to_fill else self.paragraph(NOTHING, styles.SMALL)

    def picture(self, data: bytes, *, width: float, text: str) -> None:
        """A picture on a line of its own; `text` replaces it for those who do not see it."""
        shown = self.document.add_picture(BytesIO(data), width=Mm(width))
        properties = shown._inline.docPr
        properties.set("descr", clean(text))
        properties.set("title", clean(text)[:80])

    # Tables

    def facts(self, facts: Sequence[Fact], *, to_fill: bool = False) -> None:
        """Short answers, two a row, each after its label."""
        answer = self.width / 2 - _LABEL_WIDTH
        rows = []
        for rank in range(0, len(facts), 2):
            cells = []
            for fact in facts[rank : rank + 2]:
                shown = fact.value or ("" if to_fill else NOTHING)
                cells.append(table_cell([paragraph(styles.CELL, run(fact.label, style=styles.LEAD))], _LABEL_WIDTH))
                cells.append(table_cell([paragraph(styles.CELL, run(shown))], answer))
            if len(cells) == 2:
                cells += [table_cell([paragraph(styles.CELL)], width) for width in (_LABEL_WIDTH, answer)]
            rows.append(table_row(cells, height=_TO_WRITE if to_fill else 0))
        if rows:
            widths = [_LABEL_WIDTH, answer] * 2
            table = make_table(styles.FACTS, widths, rows, "Repères de la fiche", head=False, total=False)
            self.add(after_table(), table, after_table())

    def grid(self, grid: Grid, *, blank_rows: int = 0) -> None:
        """A table whose header row comes again on each page and whose rows are never cut."""
        shares = [column.share for column in grid.columns]
        widths = [self.width * share / sum(shares) for share in shares]
        rows = [
            table_row(
                [
                    table_cell([in_table(column.title, column.kind, styles.CELL_HEAD)], width)
                    for column, width in zip(grid.columns, widths, strict=True)
                ],
                head=True,
            )
        ]
        rows += [
            self._group_row(row, widths) if row.style is RowStyle.GROUP else self._row(row, grid, widths)
            for row in grid.rows
        ]
        if len(grid.rows) > 1 and grid.rows[-2].style is not RowStyle.GROUP:
            keep_with_next([rows[-2]])  # the last row is never alone on a page
        blank = [table_cell([in_table("")], width) for width in widths]
        rows += [table_row([deepcopy(cell) for cell in blank], height=_TO_WRITE) for _ in range(blank_rows)]
        total = bool(grid.rows) and grid.rows[-1].style is RowStyle.TOTAL
        self.add(make_table(styles.TABLE, widths, rows, grid.caption, head=True, total=total), after_table())

    def _group_row(self, row: GridRow, widths: Sequence[float]) -> Element:
        """A row that names those below: one cell, never alone at the foot of a page."""
        content = self._cell_lines(value_wording(row.cells[0]), CellKind.TEXT, row.style)
        made = table_row([table_cell(content, sum(widths), span=len(widths))])
        keep_with_next([made])
        return made

    def _row(self, row: GridRow, grid: Grid, widths: Sequence[float]) -> Element:
        return table_row(
            [
                table_cell(self._cell_lines(value_wording(value, column.kind), column.kind, row.style), width)
                for value, column, width in zip(row.cells, grid.columns, widths, strict=True)
            ]
        )

    def _cell_lines(self, text: str, kind: CellKind, style: RowStyle) -> list[Element]:
        first, *others = text.split("\n")
        bold = style is not RowStyle.PLAIN
        return [
            in_table(first, kind, bold=bold),
            *(paragraph(styles.SMALL, run(other)) for other in others),
        ]

    def _line(self, line: Line) -> Element:
        style = "ListBullet" if line.bullet and not line.mark else "Normal"
        content = _lead(line.lead, " " if line.text else "") if line.lead else []
        text = f"{line.mark} {line.text}" if line.mark else line.text
        if line.url:
            content += [run(f"{text} : "), self._link(line.url)]
        elif line.anchor in self.anchors:
            content.append(element("hyperlink", run(text, style="Hyperlink"), anchor=line.anchor, history=1))
        else:
            content.append(run(text))
        return paragraph(style, *content)

    def _link(self, url: str) -> Element:
        made = element("hyperlink", run(url, style="Hyperlink"), history=1)
        made.set(qn("r:id"), self.document.part.relate_to(clean(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return made

    # What is said on every page, and of the file

    def _margins(self, section: Any) -> None:
        edition = self.edition
        right = [tabs(("right", self.width, "none"))]
        draft = " · PROJET" if edition.draft else ""
        head = f"{edition.territory} · {edition.plan_title}{draft}"
        said = [
            f"Annexe n° {edition.annexe_number}" if edition.annexe_number else "",
            edition.deliberation,
            edition.version_label,
            f"Édition du {day_wording(edition.edited_on)}",
        ]
        pages = [run("\tPage "), *field("PAGE", "1"), run(" / "), *field("NUMPAGES", "1")]
        for part, style, content in (
            (section.header, "Header", [run(head)]),
            (section.footer, "Footer", [run(" · ".join(filter(None, said))), *pages]),
        ):
            old = part.paragraphs[0]._p
            old.addnext(paragraph(style, *content, properties=right))
            old.getparent().remove(old)

    def _say_what_it_is(self, title: str) -> None:
        core = self.document.core_properties
        core.title, core.author, core.language = clean(title)[:255], clean(self.edition.territory)[:255], "fr-FR"
        core.subject, core.comments, core.keywords = clean(self.edition.kind_label)[:255], "", ""
        core.last_modified_by = core.author
        core.created = core.modified = datetime.combine(self.edition.edited_on, time())


def _lead(words: str, space: str = "") -> list[Element]:
    """The words that begin a line; their colon is not as strong, or they would be a label of the fiche."""
    return [run(words, style=styles.LEAD), run(f" :{space}")]
