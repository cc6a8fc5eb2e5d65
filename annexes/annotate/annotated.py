"""The door of the returned file."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from annexes.annotate.documents import annotate_document
from annexes.annotate.grids import written_again
from annexes.annotate.remarks import Remark, Weight, remarks_of
from annexes.annotate.workbooks import annotate_workbook
from annexes.outline import Hint
from annexes.readers.container import Format, Opened, damaged, open_file
from annexes.readers.sources import read_source
from annexes.reading import CellFate, Issue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A returned file: its bytes, its name, how many remarks stand beside their text and how many are only listed.

    Texts that were left out on purpose (headers of columns…) are listed and not counted.
    """

    content: bytes
    name: str
    content_type: str
    placed: int
    unplaced: int


def annotated(
    content: bytes, name: str, issues: Iterable[Issue], fates: Iterable[CellFate] = (), hints: Iterable[Hint] = ()
) -> Annotated:
    """The file with its cells coloured and commented, and a list of everything that was said of it.

    A workbook of Excel and a document of Word come back as they were, with that added; any other file (ods, xls, csv,
    a page, what was pasted) comes back as a workbook of the same cells. Macros do not come back. Raise `Unreadable`
    for a file that cannot be opened at all.
    """
    opened = open_file(BytesIO(content), name=name)
    remarks = remarks_of(issues, fates, hints)
    stem = PurePath(name).stem[:100] or "fichier"
    if opened.format is Format.DOCX and (made := annotate_document(opened, remarks)) is not None:
        return _result(*made, remarks, f"{stem}-annote.docx", DOCX)
    if opened.format is Format.XLSX and (made := annotate_workbook(opened, remarks, {})) is not None:
        return _result(*made, remarks, f"{stem}-annote.xlsx", XLSX)
    return _result(*_as_workbook(opened, remarks), remarks, f"{stem}-annote.xlsx", XLSX)


def _as_workbook(opened: Opened, remarks: list[Remark]) -> tuple[bytes, int]:
    data, places = written_again(read_source(opened))
    again = open_file(BytesIO(data), name=opened.name, max_bytes=len(data))
    made = annotate_workbook(again, remarks, places)
    if made is None:
        raise damaged(opened.name)
    return made


def _result(content: bytes, placed: int, remarks: list[Remark], name: str, content_type: str) -> Annotated:
    to_place = sum(1 for remark in remarks if remark.weight is not Weight.IGNORED)
    return Annotated(content, name, content_type, placed, to_place - placed)
