"""Texts as they are printed: French spaces, breakable tokens, no character that the font lacks. Words never change."""

import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from accounts.text import clean

FONTS = Path(__file__).resolve().parent.parent.parent / "static" / "vendor" / "inter"
NBSP, NARROW, ZERO_WIDTH = "\u00a0", "\u202f", "\u200b"
LONGEST_TOKEN = 40

_SPACED = re.compile(r"[:;!?«»%€°]")
_COLON = re.compile(r"(?<=[^\s:/])[ \u00a0\u202f]?:(?=\s|$)")
_HIGH = re.compile(r"(?<=[^\s;!?])[ \u00a0\u202f]?([;!?])(?=\s|$|[»)])")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_CLOSING = re.compile(r"[ \u00a0\u202f]*»")
_PERCENT = re.compile(r"(?<=\d) (?=[%€])")
_NUMBER_SIGN = re.compile(r"\b([nN]°) (?=\d)")
_THOUSANDS = re.compile(r"(?<![\w,.\u202f])\d{1,3}(?: \d{3})+(?![\w])")
_LONG_TOKEN = re.compile(rf"\S{{{LONGEST_TOKEN},}}")


def typography(text: str) -> str:
    """French spacing of one text: no-break spaces with « », before : ; ! ? % and €, in 5 300, apostrophes ’."""
    text = clean(text).replace("'", "’")
    text = _THOUSANDS.sub(lambda number: number[0].replace(" ", NARROW), text)
    if not _SPACED.search(text):
        return text
    text = _COLON.sub(f"{NBSP}:", text)
    text = _HIGH.sub(rf"{NARROW}\1", text)
    text = _CLOSING.sub(f"{NBSP}»", _OPENING.sub(f"«{NBSP}", text))
    text = _PERCENT.sub(NARROW, text)
    return _NUMBER_SIGN.sub(rf"\1{NBSP}", text)


def printable(text: str) -> str:
    """`typography`, with long tokens made breakable and « □ » for a character that the font has not."""
    text = _LONG_TOKEN.sub(_breakable, typography(text))
    return text if text.isascii() else _unknown_characters().sub("□", text)


def pieces(text: str, limit: int = 900) -> list[str]:
    """A long text cut into parts of about `limit` characters at most, at the ends of lines, sentences or words."""
    parts: list[str] = []
    current = ""
    for chunk in re.findall(r"[^\n]*\n?", text):
        for sentence in re.findall(r".+?(?:[.!?…](?=\s)|$)\s*|\n", chunk, re.S) if len(chunk) > limit else [chunk]:
            for words in _cut(sentence, limit):
                if current and len(current) + len(words) > limit:
                    parts.append(current.strip())
                    current = ""
                current += words
    return [part for part in [*parts, current.strip()] if part] or [""]


def _cut(text: str, limit: int) -> list[str]:
    return re.findall(rf".{{1,{limit}}}(?:\s|$)|.{{1,{limit}}}", text, re.S) if len(text) > limit else [text]


def _breakable(match: re.Match[str]) -> str:
    token = match[0]
    return ZERO_WIDTH.join(token[start : start + 20] for start in range(0, len(token), 20))


@cache
def _unknown_characters() -> re.Pattern[str]:
    known = "".join(map(chr, known_characters()))
    return re.compile(rf"[^{re.escape(known)}\n\t\u200b]")


@cache
def known_characters() -> frozenset[int]:
    known = []
    for name in ("Regular", "SemiBold", "Italic"):
        with TTFont(FONTS / f"Inter-{name}.ttf", lazy=True) as font:
            known.append(frozenset(font.getBestCmap() or ()))
    return frozenset.intersection(*known)
