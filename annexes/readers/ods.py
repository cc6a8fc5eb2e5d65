"""What calamine does not say of the sheets of OpenDocument: how far they go, their merged cells, their percentages."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from annexes.readers.container import Archive, damaged
from annexes.readers.opendocument import qualified, repeats

MAX_MERGED = 100_000
MAX_SHARES = 100_000

_TABLE, _ROW = qualified("table:table"), qualified("table:table-row")
_CELLS = (qualified("table:table-cell"), qualified("table:covered-table-cell"))
_NAME, _TYPE = qualified("table:name"), qualified("office:value-type")
_ROWS_REPEATED, _COLUMNS_REPEATED = "table:number-rows-repeated", "table:number-columns-repeated"

Range = tuple[tuple[int, int], tuple[int, int]]  # the first and the last cell, by row and column from 0


@dataclass(slots=True)
class Extent:
    """A rectangle that holds all the filled cells of a sheet, its merged ranges and its percentages."""

    rows: int = 0
    columns: int = 0
    merged: list[Range] = field(default_factory=list)
    shares: set[tuple[int, int]] = field(default_factory=set)  # cells that show a percentage, by row and column


@dataclass(slots=True)
class _Scan:
    """How far the reading is: the row and the column of the next cell, and whether the row holds something."""

    found: dict[str, Extent] = field(default_factory=dict)
    extent: Extent = field(default_factory=Extent)
    row: int = 0
    col: int = 0
    filled: bool = False
    kept: int = 0

    def begin(self, element: Element) -> None:
        if element.tag == _TABLE:
            self.extent = self.found.setdefault(element.get(_NAME) or "", Extent())
            self.row = 0
        elif element.tag == _ROW:
            self.col, self.filled = 0, False

    def end(self, element: Element) -> None:
        if element.tag == _ROW:
            self.row += repeats(element, _ROWS_REPEATED)
            if self.filled:
                self.extent.rows = max(self.extent.rows, self.row)
        elif element.tag in _CELLS:
            self._cell(element)
        element.clear()
        while element.getprevious() is not None and (parent := element.getparent()) is not None:
            del parent[0]

    def _cell(self, element: Element) -> None:
        down, across = (repeats(element, f"table:number-{what}-spanned") for what in ("rows", "columns"))
        if (down > 1 or across > 1) and self.kept < MAX_MERGED:
            self.kept += 1
            self.extent.merged.append(((self.row, self.col), (self.row + down - 1, self.col + across - 1)))
        first, self.col = self.col, self.col + repeats(element, _COLUMNS_REPEATED)
        if element.get(_TYPE) == "percentage" and len(self.extent.shares) + self.col - first <= MAX_SHARES:
            self.extent.shares.update((self.row, col) for col in range(first, self.col))
        if element.get(_TYPE) is not None or len(element):
            self.filled = True
            self.extent.columns = max(self.extent.columns, self.col)


def extents(archive: Archive) -> dict[str, Extent]:
    """The extent of each sheet by its name, read piece by piece. Raise `Unreadable`."""
    scan = _Scan()
    for event, element in _events(archive):
        if event == "start":
            scan.begin(element)
        else:
            scan.end(element)
    return scan.found


def _events(archive: Archive) -> Iterator[tuple[str, Element]]:
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=(_TABLE, _ROW, *_CELLS), resolve_entities=False, no_network=True
    )
    try:
        for chunk in archive.chunks("content.xml") if "content.xml" in archive else ():
            parser.feed(chunk)
            for event, element in parser.read_events():
                if isinstance(element, Element):
                    yield event, element
    except etree.XMLSyntaxError as error:
        raise damaged(archive.name) from error
