"""The styles of our Word documents: those of Word under their own names, in our fonts, colours and measures.

Word shows built-in styles in the language of the reader (« Titre 1 »), offers them first and builds tables of contents
from them; whoever restyles the document changes a style and nothing else.
"""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from annexes.pdf.colours import palette
from annexes.word.elements import child, element, xml

FONT = "Arial"  # on every machine; « Liberation Sans » has its measures
TABLE, FACTS = "AnnexeTableau", "AnnexeReperes"  # of tables
CELL, CELL_HEAD, SMALL, RULED = "AnnexeCellule", "AnnexeEntete", "AnnexePrecision", "AnnexeLigne"  # of paragraphs
LEAD, EYEBROW = "AnnexeAccroche", "AnnexeRepere"  # of characters
_HEADINGS = {"Heading 1": (17, 6, 5), "Heading 2": (11.5, 9, 2), "Heading 3": (10.5, 8, 2), "Heading 4": (10, 6, 2)}
_THEME_FONTS = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_TABLE_STYLE = """
<w:style w:type="table" w:customStyle="1" w:styleId="{key}">
  <w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>
  <w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="{outer}" w:space="0" w:color="{line}"/>
    <w:bottom w:val="single" w:sz="{outer}" w:space="0" w:color="{line}"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{line}"/>
  </w:tblBorders><w:tblCellMar>
    <w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>
    <w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  {parts}
</w:style>
"""
_HEAD_ROW = """
<w:tblStylePr w:type="firstRow">
  <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{ink}"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr>
  <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{tint}"/></w:tcPr></w:tblStylePr>
"""


def dress(document: Document, ink: str) -> None:
    """Give a new document our styles, the colour of the territory and the French language."""
    colours = {name: value.removeprefix("#").upper() for name, value in palette(ink).items()}
    root = document.styles.element
    defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _set_fonts(defaults)
    _set_french(defaults)
    child(document.settings.element, "themeFontLang").set(qn("w:val"), "fr-FR")
    for sign, value in (("decimalSymbol", ","), ("listSeparator", ";")):
        child(document.settings.element, sign).set(qn("w:val"), value)
    document.settings.element.find(qn("w:defaultTabStop")).addprevious(element("autoHyphenation", val=1))
    _paragraphs(document, colours)
    _characters(document, colours)
    _lists(document, colours["ink"])
    root.append(_table_style(TABLE, "Annexe – tableau", colours, outer=8, parts=_HEAD_ROW))
    root.append(_table_style(FACTS, "Annexe – repères", colours, outer=4, parts=""))


def _paragraphs(document: Document, colours: dict[str, str]) -> None:
    styles: Any = document.styles
    _paragraph(styles["Normal"], 10, 0, 4, colours["text"], line=1.1)
    styles["Normal"].paragraph_format.widow_control = True
    _paragraph(styles["Title"], 26, 0, 8, colours["ink"], bold=True)
    _paragraph(styles["Subtitle"], 13, 0, 6, colours["grey"])
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    for name, (size, before, after) in _HEADINGS.items():
        _paragraph(styles[name], size, before, after, colours["ink"], bold=True)
        styles[name].paragraph_format.keep_with_next = True
        styles[name].paragraph_format.keep_together = True
    _paragraph(styles["Caption"], 9, 6, 2, colours["grey"], bold=True)
    styles["Caption"].paragraph_format.keep_with_next = True
    _paragraph(styles["Header"], 8, 0, 0, colours["grey"])
    _paragraph(styles["Footer"], 8, 0, 0, colours["grey"])
    _paragraph(styles["List Bullet"], 10, 0, 2, colours["text"], line=1.1)
    _paragraph(styles["List Number"], 10, 0, 2, colours["text"], line=1.1)
    for name in ("Header", "Footer"):
        for stops in list(styles[name].element.iter(qn("w:tabs"))):
            stops.getparent().remove(stops)
    for key, name, size, colour, line in (
        (CELL, "Annexe – cellule", 9, colours["text"], 1.05),
        (CELL_HEAD, "Annexe – tête de colonne", 9, "FFFFFF", 1.05),
        (SMALL, "Annexe – précision", 8, colours["grey"], 1.05),
        (RULED, "Annexe – ligne à remplir", 10, colours["grey"], 1.45),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), key)
        style.base_style = styles["Normal"]
        style.quick_style = True
        _paragraph(style, size, 0, 0, colour, bold=key == CELL_HEAD, line=line)


def _characters(document: Document, colours: dict[str, str]) -> None:
    styles: Any = document.styles
    for key, name, size, colour in (
        (LEAD, "Annexe – accroche", None, colours["ink"]),
        (EYEBROW, "Annexe – repère", 9, colours["grey"]),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.element.set(qn("w:styleId"), key)
        style.font.bold = True
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.size = Pt(size) if size else None
        style.quick_style = True
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline = True
    link.font.color.rgb = RGBColor.from_string(colours["ink"])


def _paragraph(
    style: Any, size: float, before: float, after: float, colour: str, *, bold: bool = False, line: float = 1.0
) -> None:
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    for name in ("themeColor", "themeShade", "themeTint"):
        style.font.color._color.attrib.pop(qn(f"w:{name}"), "")
    for spacing in list(style.element.iter(qn("w:spacing"))):
        if spacing.getparent().tag == qn("w:rPr"):
            spacing.getparent().remove(spacing)
    _set_fonts(style.element.get_or_add_rPr())
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    layout.line_spacing = line


def _lists(document: Document, ink: str) -> None:
    """Dashes instead of bullets, as French texts have them; both lists begin at the margin."""
    numbering = document.part.numbering_part.element
    for name, sign in (("List Bullet", "–"), ("List Number", "%1.")):
        number = document.styles[name].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
        held = next(one for one in numbering.iter(qn("w:num")) if one.get(qn("w:numId")) == number)
        kept = held.find(qn("w:abstractNumId")).get(qn("w:val"))
        abstract = next(one for one in numbering.iter(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == kept)
        level = abstract.find(qn("w:lvl"))
        level.find(qn("w:lvlText")).set(qn("w:val"), sign)
        for old in (*level.findall(qn("w:pPr")), *level.findall(qn("w:rPr"))):
            level.remove(old)
        level.append(element("pPr", element("ind", left=255, hanging=255)))
        level.append(
            element("rPr", element("rFonts", ascii=FONT, hAnsi=FONT, hint="default"), element("color", val=ink))
        )


def _table_style(key: str, name: str, colours: dict[str, str], *, outer: int, parts: str) -> Any:
    inner = parts.format(ink=colours["ink"], tint=colours["tint-2"])
    return xml(_TABLE_STYLE.format(key=key, name=name, outer=outer, line=colours["line"], parts=inner).strip())


def _set_fonts(properties: Any) -> None:
    fonts = child(properties, "rFonts")
    for name in _THEME_FONTS:
        fonts.attrib.pop(qn(f"w:{name}"), "")
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _set_french(properties: Any) -> None:
    language = child(properties, "lang")
    language.set(qn("w:val"), "fr-FR")
    language.set(qn("w:eastAsia"), "fr-FR")


def set_page(section: Any, *, landscape: bool) -> float:
    """A4 with the margins of our PDF; return the width of the text in millimetres."""
    width, height = (297, 210) if landscape else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    side = 15 if landscape else 17
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    return float(width - 2 * side)
