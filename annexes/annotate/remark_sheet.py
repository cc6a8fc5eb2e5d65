"""The sheet « Signalements »: everything that was said of the file, with a link to each cell."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from annexes.annotate.package import Package
from annexes.annotate.remarks import LIST_HEADER, LIST_SHEET, LIST_TITLE, MAX_LISTED, Remark
from annexes.annotate.styles import StyleBook
from annexes.readers.positions import Position, SheetCell, SheetRow, WholeSheet

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_WIDTHS = (24, 26, 60, 50, 60)
_ABOVE = 3  # rows before the first remark


def add_list(
    package: Package,
    workbook: str,
    remarks: list[Remark],
    places: Mapping[Position, SheetCell],
    styles: StyleBook,
    titles: list[str],
) -> None:
    """Add the list as the last sheet of the workbook, under a name that no other sheet has."""
    root = package.xml(workbook)
    sheets = root.find(f"{{{_NAMESPACE}}}sheets")
    if sheets is None:
        raise ValueError("sheets")
    taken = {(sheet.get("name") or "").casefold() for sheet in sheets}
    name = next(
        one for one in (LIST_SHEET, *(f"{LIST_SHEET} {rank}" for rank in range(2, 999))) if one.casefold() not in taken
    )
    part = package.new_name("xl/worksheets/sheetPedt{}.xml")
    package.write(part, _sheet(remarks, places, styles, set(titles)).encode())
    package.declare(part, _SHEET_TYPE)
    identifier = package.relate(workbook, part, f"{_OFFICE}/worksheet")
    numbers = [int(sheet.get("sheetId") or 0) for sheet in sheets if (sheet.get("sheetId") or "").isdecimal()]
    sheet = etree.SubElement(sheets, f"{{{_NAMESPACE}}}sheet", name=name, sheetId=str(max(numbers, default=0) + 1))
    sheet.set(f"{{{_OFFICE}}}id", identifier)
    package.write(workbook, root)


def _sheet(remarks: list[Remark], places: Mapping[Position, SheetCell], styles: StyleBook, titles: set[str]) -> str:
    text, title, header = styles.text(), styles.bold(white=False), styles.bold(white=True)
    colours = {remark.weight: styles.coloured(text, remark.weight) for remark in remarks if remark.weight.colour}
    shown, links = remarks[:MAX_LISTED], []
    rows = [
        _row(1, [(LIST_TITLE, title)]),
        _row(2, [(_summary(remarks), text)]),
        _row(3, [(t, header) for t in LIST_HEADER]),
    ]
    for number, remark in enumerate(shown, _ABOVE + 1):
        formats = [colours.get(remark.weight, text), text, text, text, text]
        rows.append(_row(number, list(zip(remark.row, formats, strict=True))))
        if (target := _target(remark.position, places, titles)) and remark.where:
            links.append(f'<hyperlink ref="B{number}" location={quoteattr(target)} display={quoteattr(remark.where)}/>')
    widths = "".join(
        f'<col min="{rank}" max="{rank}" width="{width}" customWidth="1"/>' for rank, width in enumerate(_WIDTHS, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_NAMESPACE}">'
        '<sheetPr><tabColor rgb="FFB3261E"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{_ABOVE}" topLeftCell="A{_ABOVE + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<autoFilter ref="A{_ABOVE}:E{max(_ABOVE + len(shown), _ABOVE + 1)}"/>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageSetup orientation="landscape" paperSize="9" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, cells: list[tuple[str, int]]) -> str:
    made = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        for letter, (text, style) in zip("ABCDE", cells, strict=False)
        if text
    )
    return f'<row r="{number}">{made}</row>'


def _summary(remarks: list[Remark]) -> str:
    counts: dict[str, int] = {}
    for remark in remarks:
        counts[remark.heading] = counts.get(remark.heading, 0) + 1
    said = ", ".join(f"{heading} : {count}" for heading, count in counts.items()) or "Rien à signaler"
    return said + (f" (les {MAX_LISTED} premiers sont listés)" if len(remarks) > MAX_LISTED else "")


def _target(position: Position | None, places: Mapping[Position, SheetCell], titles: set[str]) -> str:
    """Where a line of the list leads: « 'Enfance'!B13 »."""
    found = _cell(places.get(position, position)) if position is not None else None
    if found is None or found.sheet not in titles:
        return ""
    quoted = found.sheet.replace("'", "''")
    return f"'{quoted}'!{found.cell}"


def _cell(position: Position) -> SheetCell | None:
    if isinstance(position, SheetRow):
        return SheetCell(position.sheet, position.row, 0)
    if isinstance(position, WholeSheet):
        return SheetCell(position.sheet, 0, 0)
    return position if isinstance(position, SheetCell) else None
