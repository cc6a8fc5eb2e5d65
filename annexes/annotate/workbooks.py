"""A workbook of Excel with coloured cells, comments and a sheet « Signalements »; all the rest of it untouched.

The parts of the file are changed where they have to be and copied otherwise: openpyxl would lose the drawings, the
threaded comments and the formats that it does not know, and takes ten times longer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from accounts.text import clean
from annexes.annotate.notes import add_comments
from annexes.annotate.package import Package
from annexes.annotate.remark_sheet import add_list
from annexes.annotate.remarks import MAX_COMMENTS, Remark, by_position, comment_of
from annexes.annotate.styles import StyleBook
from annexes.readers.container import Opened
from annexes.readers.grid import column_letters
from annexes.readers.positions import Position, SheetCell, SheetRow, column_rank
from annexes.readers.rectangles import worksheet_parts

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Marks = dict[tuple[int, int], list[Remark]]  # the remarks of each cell of a sheet, by row and column


def annotate_workbook(
    opened: Opened, remarks: list[Remark], places: Mapping[Position, SheetCell]
) -> tuple[bytes, int] | None:
    """The workbook and the number of remarks that stand on a cell; None for one that is written in another way.

    `places` says where the positions of the remarks are in this workbook, when it is not the file that was read.
    """
    archive = opened.archive
    if archive is None:
        return None
    try:
        package = Package(archive)
        workbook = package.related("", "/officeDocument")
        root = package.xml(workbook)
        if etree.QName(root).namespace != NAMESPACE:
            return None
        sheets = {clean(title): part for title, part in worksheet_parts(archive).items()}
        styles = StyleBook(package, workbook)
        placed = 0
        for title, marks in _marks_by_sheet(remarks, places).items():
            if title in sheets:
                placed += _annotate_sheet(package, sheets[title], marks, styles)
        add_list(package, workbook, remarks, places, styles, list(sheets))
        styles.save()
        package.drop_macros(workbook, MAIN_TYPE)
        return package.saved(), placed
    except (KeyError, ValueError, IndexError):
        return None


def cell_of(position: Position | None, places: Mapping[Position, SheetCell]) -> SheetCell | None:
    """The cell that a position is in this workbook: that of a row is its first one."""
    if position is None:
        return None
    found = places.get(position, position)
    if isinstance(found, SheetRow):
        return SheetCell(found.sheet, found.row, 0)
    return found if isinstance(found, SheetCell) else None


def _marks_by_sheet(remarks: Iterable[Remark], places: Mapping[Position, SheetCell]) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    for position, here in by_position(remarks).items():
        cell = cell_of(position, places)
        if cell is not None and cell.row >= 0:
            found.setdefault(cell.sheet, {}).setdefault((cell.row, cell.col), []).extend(here)
    return found


def _annotate_sheet(package: Package, part: str, marks: Marks, styles: StyleBook) -> int:
    """Colour and comment the cells of one sheet; the number of remarks that were placed."""
    root = package.xml(part)
    data = root.find(f"{{{NAMESPACE}}}sheetData")
    if data is None:
        return 0
    rows = _Rows(data, {row for row, _ in marks})
    placed = 0
    comments: dict[tuple[int, int], str] = {}
    for (row, col), here in sorted(marks.items()):
        element = rows.cell(row, col)
        element.set("s", str(styles.coloured(int(element.get("s") or 0), here[0].weight)))
        if len(comments) < MAX_COMMENTS:
            comments[row, col] = comment_of(here)
        placed += len(here)
    add_comments(package, part, root, comments)
    package.write(part, root)
    return placed


@dataclass(slots=True)
class _Rows:
    """The rows of a sheet that have something to say, by their number from 0."""

    data: Element
    wanted: set[int]
    found: dict[int, Element] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, row in _numbered_rows(self.data):
            if number in self.wanted:
                self.found[number] = row

    def cell(self, row: int, col: int) -> Element:
        """The cell at that place, made when it is not there."""
        element = self.found.get(row)
        if element is None:
            element = self.found[row] = self._new_row(row)
        before: Element | None = None
        for place, cell in _numbered_cells(element):
            if place == col:
                return cell
            if place > col:
                before = cell
                break
        made = etree.Element(f"{{{NAMESPACE}}}c", r=f"{column_letters(col)}{row + 1}")
        if before is None:
            element.append(made)
        else:
            before.addprevious(made)
        return made

    def _new_row(self, row: int) -> Element:
        made = etree.Element(f"{{{NAMESPACE}}}row", r=str(row + 1))
        for number, element in _numbered_rows(self.data):
            if number > row:
                element.addprevious(made)
                return made
        self.data.append(made)
        return made


def _numbered_rows(data: Element) -> Iterator[tuple[int, Element]]:
    """The rows with their number: a row that does not say it follows the one before."""
    number = -1
    for row in data.iterchildren(f"{{{NAMESPACE}}}row"):
        said = row.get("r") or ""
        number = int(said) - 1 if said.isdecimal() else number + 1
        yield number, row


def _numbered_cells(row: Element) -> Iterator[tuple[int, Element]]:
    place = -1
    for cell in row.iterchildren(f"{{{NAMESPACE}}}c"):
        letters = (cell.get("r") or "").rstrip("0123456789")
        place = column_rank(letters) if letters else place + 1
        yield place, cell
