"""The faces of a document: each once, with the glyphs of all its chunks (ISO 32000-1, 9.7)."""

from collections.abc import Iterable, Mapping, Sequence

from annexes.pdf.chunk import Face
from annexes.pdf.faces import TypeFace, face
from annexes.pdf.pdffile import PdfFile

MARGIN_FONTS = {"Regular": "Margin", "SemiBold": "MarginMark"}  # their names in the contents of margins


class Embedding:
    """What is used, then the objects of the fonts."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}  # in the contents → our face
        self.glyphs: dict[str, dict[int, str]] = {}  # by face, with what they mean
        self.lines: set[tuple[str, str]] = set()  # of margins, already set

    def use(self, faces: Iterable[Face]) -> None:
        for one in faces:
            self.names[one.name] = one.face
            known = self.glyphs.setdefault(one.face, dict(face(one.face).usual))
            for glyph, text in one.glyphs.items():
                known.setdefault(glyph, text)

    def set_line(self, weight: str, text: str) -> str:
        """The name of the font to set this line of a margin with; its glyphs are embedded."""
        typeface, name = face(weight), MARGIN_FONTS[weight]
        if (weight, text) not in self.lines:
            self.lines.add((weight, text))
            self.use([Face(name, weight, {typeface.glyph(character): character for character in set(text)})])
        return name

    def write(self, file: PdfFile, number: int) -> None:
        """Write the fonts, and under `number` the dictionary of their names."""
        written = {name: _font(file, face(name), glyphs) for name, glyphs in self.glyphs.items()}
        entries = "".join(f"/{name} {written[used]} 0 R" for name, used in self.names.items())
        file.add(f"<<{entries}>>", number)


def _font(file: PdfFile, typeface: TypeFace, meanings: Mapping[int, str]) -> int:
    glyphs = sorted(meanings)
    content = typeface.subset(glyphs)
    program = file.add_stream(content, f"/Length1 {len(content)}")
    metrics = typeface.metrics
    name = f"/PEDTPL+{typeface.name}"
    flags = 4 | (64 if metrics.italic_angle else 0)  # symbolic, italic
    descriptor = file.add(
        f"<</Type/FontDescriptor/FontName{name}/FontFamily(Inter)/Flags {flags}/FontBBox[{_numbers(metrics.box)}]"
        f"/ItalicAngle {metrics.italic_angle:g}/Ascent {metrics.ascent}/Descent {metrics.descent}"
        f"/CapHeight {metrics.cap_height}/StemV 80/FontFile2 {program} 0 R>>"
    )
    descendant = file.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W{_widths(typeface, glyphs)}>>"
    )
    unicode = file.add_stream(_unicode_map(meanings))
    return file.add(
        f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {unicode} 0 R>>"
    )


def _numbers(values: Iterable[int]) -> str:
    return " ".join(map(str, values))


def _widths(typeface: TypeFace, glyphs: Sequence[int]) -> str:
    """The /W array of a font (ISO 32000-1, 9.7.4.3)."""
    parts: list[str] = []
    run: list[str] = []
    for rank, glyph in enumerate(glyphs):
        run.append(f"{typeface.width(glyph):.4g}")
        if rank + 1 == len(glyphs) or glyphs[rank + 1] != glyph + 1:
            parts.append(f"{glyph - len(run) + 1}[{' '.join(run)}]")
            run = []
    return f"[{' '.join(parts)}]"


def _unicode_map(meanings: Mapping[int, str]) -> bytes:
    """The CMap that says what glyphs mean (ISO 32000-1, 9.10.3)."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    entries = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(meanings.items())]
    for start in range(0, len(entries), 100):
        group = entries[start : start + 100]
        lines += [f"{len(group)} beginbfchar", *group, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()
