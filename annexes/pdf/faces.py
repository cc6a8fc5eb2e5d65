"""The faces of Inter that documents embed: their glyphs, united over a whole file, and lines of margins set with them.

WeasyPrint keeps the numbers that glyphs have in the face, so that one subset serves every chunk (ISO 32000-1, 9.7.4).
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, cast

from fontTools import subset
from fontTools.ttLib import TTFont

from annexes.pdf.typography import FONTS

NAMES = ("Regular", "SemiBold", "Italic")
# Embedded whenever a face is: nearly every document then has the same glyphs, and the subset is made once.
USUAL = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0°«»ÀÂÇÈÉÊËÎÏÔÖÙÛÜàâçèéêëîïôöùûüœŒæ‑–—‘’“”…•€\u202f"
DROPPED = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "DSIG", "name", "post", "OS/2", "cmap"]


@dataclass(frozen=True, slots=True)
class Metrics:
    """In thousandths of the size."""

    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float


class TypeFace:
    """One vendored file. Kept for the life of the process: see `face`."""

    def __init__(self, name: str) -> None:
        self.name = f"Inter-{name}"
        self.path = FONTS / f"Inter-{name}.ttf"
        self.font = cast(Any, TTFont(self.path, lazy=True))
        self.cmap: dict[int, str] = self.font.getBestCmap()
        self.unit: float = self.font["head"].unitsPerEm / 1000
        self.kerns: dict[tuple[str, str], float] = {}  # those met

    @cached_property
    def metrics(self) -> Metrics:
        head, hhea = self.font["head"], self.font["hhea"]
        return Metrics(
            ascent=round(hhea.ascent / self.unit),
            descent=round(hhea.descent / self.unit),
            cap_height=round(self.font["OS/2"].sCapHeight / self.unit),
            box=tuple(round(part / self.unit) for part in (head.xMin, head.yMin, head.xMax, head.yMax)),
            italic_angle=float(self.font["post"].italicAngle),
        )

    @cached_property
    def usual(self) -> dict[int, str]:
        """The glyphs of usual characters, with their texts."""
        return {self.glyph(character): character for character in USUAL if ord(character) in self.cmap}

    def glyph(self, character: str) -> int:
        return int(self.font.getGlyphID(self.cmap.get(ord(character), "space")))

    def width(self, glyph: int) -> float:
        """The advance of a glyph, in thousandths of the size."""
        advance: int = self.font["hmtx"][self.font.getGlyphName(glyph)][0]
        return advance / self.unit

    def subset(self, glyphs: Iterable[int]) -> bytes:
        """The face with the outlines of these glyphs alone, at the numbers that they have."""
        return _subset(str(self.path), frozenset(glyphs))

    def line(self, text: str) -> tuple[list[tuple[int, float]], float]:
        """The glyphs of a line, each with the kerning after it, and the width of all: thousandths of the size."""
        names = [self.cmap.get(ord(character), "space") for character in text]
        glyphs, width = [], 0.0
        for rank, name in enumerate(names):
            kern = self._kern(name, names[rank + 1]) if rank + 1 < len(names) else 0.0
            glyph = int(self.font.getGlyphID(name))
            glyphs.append((glyph, kern))
            width += self.width(glyph) + kern
        return glyphs, width

    def _kern(self, left: str, right: str) -> float:
        found = self.kerns.get((left, right))
        if found is None:
            values = (_pair_value(table, first[left], left, right) for first, table in self._pairs if left in first)
            found = next((value for value in values if value is not None), 0) / self.unit
            self.kerns[left, right] = found
        return found

    @cached_property
    def _pairs(self) -> list[tuple[dict[str, int], Any]]:
        """The tables of pairs of the feature « kern », with the rank of each first glyph."""
        gpos = self.font["GPOS"].table
        wanted = {
            rank
            for record in gpos.FeatureList.FeatureRecord
            if record.FeatureTag == "kern"
            for rank in record.Feature.LookupListIndex
        }
        tables = [
            getattr(table, "ExtSubTable", table)
            for rank in sorted(wanted)
            for table in gpos.LookupList.Lookup[rank].SubTable
        ]
        return [({name: rank for rank, name in enumerate(table.Coverage.glyphs)}, table) for table in tables]


@cache
def face(name: str) -> TypeFace:
    if name not in NAMES:
        raise ValueError(f"no such face: {name}")
    return TypeFace(name)


@lru_cache(maxsize=32)
def _subset(path: str, glyphs: frozenset[int]) -> bytes:
    options = subset.Options(
        retain_gids=True,
        hinting=False,
        notdef_outline=True,
        ignore_missing_glyphs=True,
        layout_features=[],
        drop_tables=DROPPED,
        recalc_timestamp=False,
    )
    with TTFont(path, lazy=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(gids=glyphs)
        cutter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    return buffer.getvalue()


def _pair_value(table: Any, rank: int, left: str, right: str) -> int | None:
    """The change of advance between two glyphs; None when the table says nothing of them (OpenType, GPOS type 2)."""
    if table.Format == 1:
        records = table.PairSet[rank].PairValueRecord
        found = next((record for record in records if record.SecondGlyph == right), None)
        return None if found is None else getattr(found.Value1, "XAdvance", 0)
    row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)]
    value = row.Class2Record[table.ClassDef2.classDefs.get(right, 0)].Value1
    return getattr(value, "XAdvance", 0)
