"""Small files made on the fly, and a short way to say what was read of them."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from annexes.outline import ObjectiveOutline, PlanOutline
from annexes.readers import read_annexe
from annexes.reading import Issue, Reading

HEADER = ["AXE STRATÉGIQUE", "OBJECTIFS INTERMÉDIAIRES", "OBJECTIFS OPÉRATIONNELS", "FICHES ACTIONS"]

Rows = Sequence[Sequence[Any]]

PLAIN = [
    HEADER,
    ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir des places", "Fiche 1 : Ouvrir une crèche"],
    ["", "", "", "Fiche 2 : Agrandir la halte-garderie"],
    ["", "", "OO 2 : Former les équipes", "Fiche 3 : Organiser des journées communes"],
    ["", "OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet"],
    ["II – Vivre", "OI 1 : Sortir", "OO 1 : Visiter", "Fiche 5 : Aller au musée"],
]
PLAIN_TREE = [
    "[Jeunesse]",
    "I Grandir",
    ". OI 1 Accueillir",
    ". . OO 1 Ouvrir des places",
    ". . . * 1 Ouvrir une crèche",
    ". . . * 2 Agrandir la halte-garderie",
    ". . OO 2 Former les équipes",
    ". . . * 3 Organiser des journées communes",
    ". OI 2 Informer",
    ". . OO 1 Tenir un guichet",
    ". . . * 4 Créer un guichet",
    "II Vivre",
    ". OI 1 Sortir",
    ". . OO 1 Visiter",
    ". . . * 5 Aller au musée",
]


def fill(sheet: Worksheet, rows: Rows, merged: Iterable[str] = ()) -> None:
    for row in rows:
        sheet.append([None if value == "" else value for value in row])
    for area in merged:
        sheet.merge_cells(area)


def xlsx(*sheets: tuple[str, Rows], merged: Iterable[str] = ()) -> bytes:
    """A workbook of named sheets; `merged` holds in the first one."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for index, (title, rows) in enumerate(sheets):
        fill(workbook.create_sheet(title), rows, merged if index == 0 else ())
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def rows_of(table: Rows) -> bytes:
    """A workbook whose only sheet, « Jeunesse », holds the table."""
    return xlsx(("Jeunesse", table))


def word(*blocks: Any) -> bytes:
    """A document: a string is a paragraph, « # … » a heading, « * … » a bullet, a list of rows a table.

    In a table, `None` continues the cell above it (merged); lines of a cell are paragraphs.
    """
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            _paragraph(document, block)
        else:
            _table(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(document: Document, text: str) -> None:
    if text.startswith("# "):
        document.add_heading(text[2:], 2)
    elif text.startswith("* "):
        document.add_paragraph(text[2:], style="List Bullet")
    else:
        document.add_paragraph(text)


def _table(document: Document, rows: Rows) -> None:
    table = document.add_table(rows=len(rows), cols=max(len(row) for row in rows))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text is None:
                continue
            last = i
            while last + 1 < len(rows) and j < len(rows[last + 1]) and rows[last + 1][j] is None:
                last += 1
            cell = table.cell(i, j)
            if last > i:
                cell = cell.merge(table.cell(last, j))
            first, *others = str(text).split("\n")
            cell.paragraphs[0].text = first
            for line in others:
                cell.add_paragraph(line)


def rezipped(data: bytes, replaced: dict[str, bytes], *, drop: Iterable[str] = ()) -> bytes:
    """The archive with some entries replaced, added or dropped."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in replaced and name not in drop:
                target.writestr(name, source.read(name))
        for name, content in replaced.items():
            target.writestr(name, content)
    return out.getvalue()


def read(data: bytes, name: str = "annexe.xlsx", **wishes: Any) -> Reading:
    """The reading of some bytes, after the law that holds for every file: each cell is accounted for once.

    `wishes`: the `layouts` and `mappings` of `read_annexe`.
    """
    reading = read_annexe(BytesIO(data), name=name, **wishes)
    assert reading.cells == reading.attached + len(reading.fates)
    return reading


def tree(outline: PlanOutline) -> list[str]:
    """The plan as indented lines: « I Titre », « . OI 1 Titre », « * 3 Titre » for a fiche, « ~ Titre » unattached."""
    lines: list[str] = []
    for theme in outline.themes:
        if theme.title:
            lines.append(f"[{theme.title}]")
        for objective in theme.objectives:
            lines.extend(_branch(objective, 0))
        lines.extend(f"~ {action.reference} {action.title}".replace("~  ", "~ ") for action in theme.unattached)
    return lines


def _branch(objective: ObjectiveOutline, depth: int) -> list[str]:
    lines = [f"{'. ' * depth}{objective.code} {objective.title}".replace("  ", " ").strip()]
    lines += [f"{'. ' * (depth + 1)}* {a.reference} {a.title}".replace("*  ", "* ") for a in objective.actions]
    for child in objective.children:
        lines.extend(_branch(child, depth + 1))
    return lines


def issue(reading: Reading, code: str) -> Issue:
    """The only issue of that code, its non-breaking spaces made plain."""
    found = [i for i in reading.issues if i.code == code]
    assert len(found) == 1, [(i.code, i.where, i.message) for i in reading.issues]
    (only,) = found
    return replace(only, message=plain(only.message), proposal=plain(only.proposal))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def codes(reading: Reading) -> list[str]:
    return [i.code for i in reading.issues]
