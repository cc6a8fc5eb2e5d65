"""The tableau des modifications as a PDF: A4 landscape, what is gone struck through, what is new underlined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.template.loader import render_to_string

from accounts.diffing import Piece
from annexes.contents.changes import COLUMNS, TITLE, ChangeGroup, ChangeRow, Changes
from annexes.edition import Edition
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import Progress, render
from annexes.pdf.imprint import imprint
from annexes.pdf.paper import LANDSCAPE, Paper
from annexes.pdf.shortening import in_cell
from annexes.pdf.style import Style
from annexes.pdf.typography import printable

ANCHOR = "modifications"
ROWS_A_CHUNK = 120
HOW_TO_READ = "Avant : ce qui disparaît est barré. Après : ce qui est nouveau est souligné. […] : passage inchangé."


@dataclass(frozen=True, slots=True)
class _Part:
    """A group, or what stands of it between two cuts."""

    group: ChangeGroup
    anchor: str
    is_rest: bool = False

    @property
    def title(self) -> str:
        return f"{self.group.name} (suite)" if self.is_rest else self.group.name


def write_changes_pdf(
    changes: Changes, edition: Edition, progress: Progress | None = None, *, title: str = TITLE
) -> bytes:
    """The tableau, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    margin = imprint(edition)
    rendered = render(changes_chunks(changes, edition, title=title), progress)
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{title} – {edition.plan_title}"),
        author=edition.territory,
        bookmarks=[changes_bookmark(changes, title)],
        archival=edition.archival,
    )


def changes_bookmark(changes: Changes, title: str = TITLE) -> Bookmark:
    groups = enumerate(changes.groups)
    return Bookmark(title, ANCHOR, tuple(Bookmark(group.name, _anchor(rank)) for rank, group in groups))


def changes_chunks(changes: Changes, edition: Edition, *, title: str = TITLE, paper: Paper = LANDSCAPE) -> list[Chunk]:
    """The pages of the tableau, its title above the first table."""
    batches: list[list[_Part]] = [[]]
    rows = 0
    for part in _parts(changes.groups):
        if rows and rows + len(part.group.rows) > ROWS_A_CHUNK:
            batches.append([])
            rows = 0
        batches[-1].append(part)
        rows += len(part.group.rows)
    return [
        _chunk(batch, edition, paper, title, changes.words if not rank else None) for rank, batch in enumerate(batches)
    ]


def _parts(groups: Sequence[ChangeGroup]) -> Iterator[_Part]:
    for rank, group in enumerate(groups):
        for start in range(0, len(group.rows), ROWS_A_CHUNK):
            rows = group.rows[start : start + ROWS_A_CHUNK]
            yield _Part(replace(group, rows=rows), _anchor(rank) if not start else "", bool(start))


def _anchor(rank: int) -> str:
    return f"{ANCHOR}-{rank}"


def _chunk(parts: Sequence[_Part], edition: Edition, paper: Paper, title: str, words: Sequence[str] | None) -> Chunk:
    widths = column_widths(paper)
    context = {
        "title": printable(title),
        "document": printable(f"{title} – {edition.plan_title}"),
        "anchor": ANCHOR,
        "words": None if words is None else [printable(text) for text in (*words, HOW_TO_READ if parts else "")],
        "columns": [column.title for column in COLUMNS],
        "parts": [_described(part, widths[0]) for part in parts],
    }
    rules = "".join(f"th:nth-child({rank}) {{ width: {width:.2f}mm }}\n" for rank, width in enumerate(widths, 1))
    page = f".sheet {{ page: {paper.name} }}\ntable {{ width: {paper.width:g}mm }}\n"
    html = render_to_string("annexes/pdf/changes.html", context)
    return Chunk(html, Style(("base", "grid", "changes"), edition.brand.ink, page + rules), label=title)


def column_widths(paper: Paper) -> list[float]:
    whole = sum(column.share for column in COLUMNS)
    return [round(paper.width * column.share / whole, 2) for column in COLUMNS]


def _described(part: _Part, width: float) -> dict[str, Any]:
    return {
        "title": printable(part.title),
        "anchor": part.anchor,
        "rows": [_row(row, width) for row in part.group.rows],
    }


def _row(row: ChangeRow, width: float) -> dict[str, Any]:
    return {
        "what": printable(in_cell(row.what, width)),
        "details": [printable(in_cell(text, width)) for text in row.details],
        "kind": row.kind.label,
        "field": printable(row.field),
        "before": [_piece(piece) for piece in row.before],
        "after": [_piece(piece) for piece in row.after],
        "is_first": row.is_first,
    }


def _piece(piece: Piece) -> tuple[str, str]:
    return piece.kind, printable(piece.text)
