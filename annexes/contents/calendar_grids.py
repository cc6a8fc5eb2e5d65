"""The calendar as tables of texts: what a workbook and a Word document show, and a person who sees no bar."""

from annexes.contents.calendar import Calendar, Cell, Row
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle
from annexes.edition import Edition

UNDATED = "Sans échéance"
LEGEND = (
    "■ période ou année scolaire ; ↻ chaque année ; … en continu ; ◆ échéance ; ◆1 étape 1 ; ✓1 étape 1 faite. "
    "Une année scolaire va du 1er septembre au 31 août."
)


def calendar_grid(calendar: Calendar, edition: Edition) -> Grid:
    """A row a fiche under the name of its theme and axe, a column a school year."""
    columns = (
        GridColumn(edition.action_label, share=4.4),
        GridColumn("Statut", share=1.3),
        GridColumn("Quand", share=2.2),
        *(GridColumn(year.label, share=1.2) for year in calendar.years),
    )
    blanks = ("",) * (len(columns) - 1)
    rows: list[GridRow] = []
    for theme in calendar.themes:
        for group in theme.groups:
            name = " – ".join(filter(None, (theme.title, group.title)))
            rows.append(GridRow((name, *blanks), RowStyle.GROUP))
            for row in group.rows:
                cells = (said(cell, row) for cell in row.cells)
                rows.append(GridRow((row.name, row.status, when(row), *cells), anchor=row.anchor))
    return Grid(columns, tuple(rows), "Calendrier", row_headers=True)


def step_grid(calendar: Calendar, edition: Edition) -> Grid:
    """Every step that has a date, under its fiche’s name."""
    columns = (
        GridColumn(edition.action_label, share=4),
        GridColumn("N°", CellKind.NUMBER, 0.7),
        GridColumn("Étape", share=3.4),
        GridColumn("Qui", share=2),
        GridColumn("Prévue le", CellKind.DATE, 1.1),
        GridColumn("Faite le", CellKind.DATE, 1.1),
    )
    rows = tuple(
        GridRow((row.name, mark.rank, mark.title, mark.who, mark.due_on, mark.done_on), anchor=row.anchor)
        for row in calendar.rows
        for mark in row.marks
    )
    return Grid(columns, rows, "Étapes", row_headers=True)


def undated_grid(calendar: Calendar, edition: Edition) -> Grid:
    columns = (
        GridColumn(edition.action_label, share=4.6),
        GridColumn("Place dans le plan", share=2.8),
        GridColumn("Statut", share=1.7),
        *((GridColumn("Ce qui en est dit", share=2),) if any(one.words for one in calendar.undated) else ()),
    )
    rows = tuple(
        GridRow((one.name, one.place, one.status, one.words)[: len(columns)], anchor=one.anchor)
        for one in calendar.undated
    )
    return Grid(columns, rows, UNDATED, row_headers=True)


def undated_steps(row: Row) -> tuple[str, ...]:
    return (f"Sans date : {' ; '.join(row.undated)}",) if row.undated else ()


def when(row: Row) -> str:
    return "\n".join((row.words, *row.details))


def said(cell: Cell, row: Row) -> str:
    """« ■ », « ■ 01/03 – 31/08 » for a part of the year, « ◆1 30/06 » for a step."""
    parts = []
    if cell.span is not None:
        span = cell.span
        days = f"{span.first:%d/%m} – {span.last:%d/%m}" if span.first != span.last else f"{span.first:%d/%m}"
        whole = span.start == 0 and span.end == 1
        parts.append(row.kind.sign if whole else f"{row.kind.sign} {days}")
    parts += [f"{mark.sign} {mark.on:%d/%m}" for mark in cell.marks]
    return "\n".join(parts)
