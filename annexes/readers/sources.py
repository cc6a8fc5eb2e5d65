"""Any file made into grids, whatever its format is."""

from collections.abc import Callable

from annexes.readers.container import Format, Opened
from annexes.readers.grid import Source
from annexes.readers.hypertext import read_hypertext
from annexes.readers.opendocument import read_text_document
from annexes.readers.rectangles import scan_workbook
from annexes.readers.sheets import open_workbook, read_sheets
from annexes.readers.textfiles import read_text_table
from annexes.readers.words import read_document
from annexes.readers.xml2003 import read_workbook_2003

WORKBOOKS = frozenset({Format.XLSX, Format.XLS, Format.ODS})  # those that calamine reads


def read_source(opened: Opened) -> Source:
    """The grids of a file, in its order. Raise `Unreadable`."""
    return _READERS.get(opened.format, _workbook)(opened)


def _workbook(opened: Opened) -> Source:
    scans = scan_workbook(opened)
    return read_sheets(opened, open_workbook(opened), scans)


_READERS: dict[Format, Callable[[Opened], Source]] = {
    Format.DOCX: read_document,
    Format.ODT: read_text_document,
    Format.CSV: read_text_table,
    Format.JSON: read_text_table,  # to be given back with what was said of it
    Format.HTML: read_hypertext,
    Format.XML2003: read_workbook_2003,
}
