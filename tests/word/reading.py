"""A Word document of ours, taken apart: its paragraphs with their styles, its tables, what is on its pages."""

from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from annexes.outline import PlanOutline
from annexes.readers import read_annexe
from annexes.reading import Reading


def opened(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def styled(document: Any, style: str) -> list[str]:
    """The texts of the paragraphs of a style, outside tables."""
    return [one.text for one in document.paragraphs if one.style.name == style]


def rows(table: Any) -> list[list[str]]:
    return [["\n".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows]


def attribute(element: Any, path: str, name: str) -> str | None:
    """The attribute `w:name` of the first element of that path, « w:tblPr/w:tblCaption »."""
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return None if found is None else found.get(qn(f"w:{name}"))


def read_back(content: bytes) -> tuple[PlanOutline, Reading]:
    reading = read_annexe(BytesIO(content), name="fiches.docx")
    assert reading.outline is not None, [issue.message for issue in reading.issues]
    return reading.outline, reading
