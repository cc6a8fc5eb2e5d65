"""The formats of a workbook: those of its cells with another background, and those of our list."""

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element as Element

from annexes.annotate.package import Package
from annexes.annotate.remarks import Weight

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FONTS, _FILLS, _FORMATS = (f"{{{_NAMESPACE}}}{name}" for name in ("fonts", "fills", "cellXfs"))
_INK = "17506B"


class StyleBook:
    """`styles.xml`, to which formats are added and from which none is taken. Raise KeyError when there is none."""

    def __init__(self, package: Package, workbook: str) -> None:
        self._package = package
        self._part = package.related(workbook, "/styles")
        self._root = package.xml(self._part)
        self._formats = self._list(_FORMATS)
        self._fills: dict[str, int] = {}
        self._coloured: dict[tuple[int, str], int] = {}

    def coloured(self, style: int, weight: Weight) -> int:
        """The format of a cell with the background of `weight`, all the rest of it unchanged."""
        key = style, weight.colour
        if key not in self._coloured:
            self._coloured[key] = self._derived(style, fill=weight.colour)
        return self._coloured[key]

    def text(self) -> int:
        """Wrapped text at the top of its cell, that no editing turns into a formula."""
        made = self._plain()
        made.set("quotePrefix", "1")
        return self._added(made)

    def bold(self, *, white: bool) -> int:
        """Bold text; white on our ink for a header."""
        fonts = self._list(_FONTS)
        font = etree.SubElement(fonts, f"{{{_NAMESPACE}}}font")
        etree.SubElement(font, f"{{{_NAMESPACE}}}b")
        etree.SubElement(font, f"{{{_NAMESPACE}}}sz", val="11" if white else "14")
        etree.SubElement(font, f"{{{_NAMESPACE}}}color", rgb="FFFFFFFF" if white else f"FF{_INK}")
        etree.SubElement(font, f"{{{_NAMESPACE}}}name", val="Calibri")
        fonts.set("count", str(len(fonts)))
        made = self._plain()
        made.set("fontId", str(len(fonts) - 1))
        made.set("applyFont", "1")
        if white:
            made.set("fillId", str(self._fill(_INK)))
            made.set("applyFill", "1")
        return self._added(made)

    def save(self) -> None:
        self._package.write(self._part, self._root)

    def _plain(self) -> Element:
        made = etree.Element(f"{{{_NAMESPACE}}}xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        made.set("applyAlignment", "1")
        etree.SubElement(made, f"{{{_NAMESPACE}}}alignment", vertical="top", wrapText="1")
        return made

    def _derived(self, style: int, *, fill: str) -> int:
        made = deepcopy(self._formats[style if 0 <= style < len(self._formats) else 0])
        made.set("fillId", str(self._fill(fill)))
        made.set("applyFill", "1")
        return self._added(made)

    def _added(self, made: Element) -> int:
        self._formats.append(made)
        self._formats.set("count", str(len(self._formats)))
        return len(self._formats) - 1

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            fills = self._list(_FILLS)
            fill = etree.SubElement(fills, f"{{{_NAMESPACE}}}fill")
            pattern = etree.SubElement(fill, f"{{{_NAMESPACE}}}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{{{_NAMESPACE}}}fgColor", rgb=f"FF{colour}")
            etree.SubElement(pattern, f"{{{_NAMESPACE}}}bgColor", indexed="64")
            fills.set("count", str(len(fills)))
            self._fills[colour] = len(fills) - 1
        return self._fills[colour]

    def _list(self, tag: str) -> Element:
        found = self._root.find(tag)
        if found is None:
            raise KeyError(tag)
        return found
