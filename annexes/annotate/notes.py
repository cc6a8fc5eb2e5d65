"""The comments of a sheet: their text, and the drawing that Excel wants for each. Those that stand there are kept."""

import re
from collections.abc import Mapping

from lxml import etree
from lxml.etree import _Element as Element

from annexes.annotate.package import Package
from annexes.annotate.remarks import AUTHOR
from annexes.readers.grid import column_letters

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What stands after the drawing of the comments in a sheet: the order is part of the format.
_AFTER = (
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_PLAIN: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item]  # the default namespace has no prefix
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHARACTERS_A_LINE = 42
_LINE_HEIGHT, _WIDTH = 15, 260  # points
_NEW_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_OUR_SHAPES = re.compile(r"_x0000_s9(\d{5})")
_SHAPE = (
    '<v:shape id="_x0000_s9{rank:05d}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:{width}pt;height:{height}pt;z-index:{rank};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {row}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
)


def add_comments(package: Package, part: str, sheet: Element, comments: Mapping[tuple[int, int], str]) -> None:
    """Add a comment to each cell, by row and column from 0; to the one that it has, if it has one."""
    if not comments:
        return
    name = package.related(part, "/comments")
    root = package.xml(name) if name else _new_comments()
    made = _write_texts(root, comments)
    if not name:
        name = package.new_name("xl/commentsPedt{}.xml")
        package.declare(name, _COMMENTS_TYPE)
        package.relate(part, name, f"{_OFFICE}/comments")
    package.write(name, root)
    if made:
        _draw(package, part, sheet, made)


def _new_comments() -> Element:
    root = etree.Element(f"{{{_NAMESPACE}}}comments", nsmap=_PLAIN)
    etree.SubElement(root, f"{{{_NAMESPACE}}}authors")
    etree.SubElement(root, f"{{{_NAMESPACE}}}commentList")
    return root


def _write_texts(root: Element, comments: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Write the texts; those that are new comments, which have to be drawn."""
    authors, listed = root.find(f"{{{_NAMESPACE}}}authors"), root.find(f"{{{_NAMESPACE}}}commentList")
    if authors is None or listed is None:
        raise ValueError("comments")
    etree.SubElement(authors, f"{{{_NAMESPACE}}}author").text = AUTHOR
    there = {comment.get("ref"): comment for comment in listed}
    made = {}
    for (row, col), text in comments.items():
        address = f"{column_letters(col)}{row + 1}"
        if (comment := there.get(address)) is not None:
            _append(comment, text)
            continue
        comment = etree.SubElement(
            listed, f"{{{_NAMESPACE}}}comment", ref=address, authorId=str(len(authors) - 1), shapeId="0"
        )
        _run(etree.SubElement(comment, f"{{{_NAMESPACE}}}text"), text)
        made[row, col] = text
    return made


def _append(comment: Element, text: str) -> None:
    """Add our text under that of a comment, which stays as it is."""
    body = comment.find(f"{{{_NAMESPACE}}}text")
    if body is None:
        body = etree.SubElement(comment, f"{{{_NAMESPACE}}}text")
    plain = body.find(f"{{{_NAMESPACE}}}t")
    if plain is not None:
        body.remove(plain)
        _run(body, plain.text or "")
    _run(body, f"\n{text}" if len(body) else text)


def _run(body: Element, text: str) -> None:
    run = etree.SubElement(body, f"{{{_NAMESPACE}}}r")
    written = etree.SubElement(run, f"{{{_NAMESPACE}}}t")
    written.text = text
    written.set(_SPACE, "preserve")


def _draw(package: Package, part: str, sheet: Element, made: Mapping[tuple[int, int], str]) -> None:
    """The shapes of the comments, in the drawing of the sheet or in a new one."""
    name = package.related(part, "/vmlDrawing") if sheet.find(f"{{{_NAMESPACE}}}legacyDrawing") is not None else ""
    drawing = package.read(name).decode("utf-8", "replace") if name else _NEW_DRAWING
    end = drawing.rindex("</xml>")
    first = max(map(int, _OUR_SHAPES.findall(drawing)), default=0) + 1  # past those of a former annotation
    shapes = "".join(_shape(rank, row, col, text) for rank, ((row, col), text) in enumerate(made.items(), first))
    if 'id="_x0000_t202"' not in drawing:
        shapes = _SHAPE_TYPE + shapes
    content = f"{drawing[:end]}{shapes}{drawing[end:]}".encode()
    if name:
        package.write(name, content)
        return
    name = package.new_name("xl/drawings/vmlDrawingPedt{}.vml")
    package.write(name, content)
    package.declare_extension("vml", _DRAWING_TYPE)
    identifier = package.relate(part, name, f"{_OFFICE}/vmlDrawing")
    legacy = etree.Element(f"{{{_NAMESPACE}}}legacyDrawing")
    legacy.set(f"{{{_OFFICE}}}id", identifier)
    following = next((child for child in sheet if etree.QName(child).localname in _AFTER), None)
    if following is None:
        sheet.append(legacy)
    else:
        following.addprevious(legacy)


def _shape(rank: int, row: int, col: int, text: str) -> str:
    lines = sum(1 + len(line) // _CHARACTERS_A_LINE for line in text.split("\n")) + 1
    height = min(lines * _LINE_HEIGHT, 400)
    bottom = row + max(height // 20, 2)
    return _SHAPE.format(
        rank=rank,
        row=row,
        col=col,
        left=col + 1,
        right=col + 5,
        bottom=bottom,
        width=_WIDTH,
        height=height,
    )
