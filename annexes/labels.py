"""What a cell or a paragraph of an annexe is, told by its label and never by its place.

« OI 2 Titre », « 001 : Titre », « FICHE n° 5 – Titre », « I – Titre »: annexes write the same labels in many ways.
`read_labels` gives the labels of a cell in their order, each with its title as written; everything that reads a
file, a sheet or a document, stands on it. No file format and no database here.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from accounts.text import clean, one_line
from annexes import wordings
from annexes.wordings import Kind, flat

__all__ = [
    "STRONG",
    "Kind",
    "Label",
    "classify",
    "continues",
    "flat",
    "read_labels",
    "roman_value",
    "strip_bullet",
    "strip_markup",
]

LETTERS = "abcdefgh"  # of axes: « Axe B – … »
LINE_LIMIT = 40_000  # characters; an Excel cell holds 32,767: nobody labels a longer line
STRONG = frozenset({Kind.AXIS, Kind.INTERMEDIATE, Kind.OPERATIONAL, Kind.ACTION, Kind.OBJECTIVE})
_BEGINNING = STRONG | {Kind.SCALE}  # what never continues the line above


@dataclass(frozen=True, slots=True)
class Label:
    """One label: `title` is verbatim on one line, `number` is normalised (« 1 », « II », « 1.2.4 »).

    `more` holds the unlabelled lines under it, as written; `bullet` says that the line began with a bullet;
    `cut` is the word that a line end cut in two, joined (« extrascolaires »), to be proposed and never applied.
    """

    kind: Kind
    title: str = ""
    number: str = ""
    suffix: str = ""
    more: tuple[str, ...] = ()
    bullet: bool = False
    cut: str = ""
    raw: str = ""  # the whole line, label included

    @property
    def bare(self) -> bool:
        return not self.title

    @property
    def integer(self) -> int | None:
        return int(self.number) if self.number.isdecimal() else None


_CACHED_LENGTH = 300
_CUT = re.compile(r"([^\W\d_]{2,})-$")
_CONJUNCTIONS = frozenset({"et", "ou", "puis", "comme"})


def roman_value(number: str) -> int | None:
    """The value of a roman numeral from I to XXV, `None` for anything else."""
    return wordings.ROMANS.get(number.upper())


def strip_markup(text: str) -> str:
    """`text` without HTML tags; a paragraph tag ends a line."""
    if "<" in text:
        bare = wordings.INLINE_TAG.sub("", wordings.BLOCK_TAG.sub("\n", text))
        if bare != text:
            return clean(wordings.ENTITY.sub(lambda m: unescape(m[0]), bare))
    return text.replace("&nbsp;", " ")


def strip_bullet(text: str) -> tuple[str, bool]:
    """`text` without the bullet that it begins with, and whether it had one."""
    match = wordings.BULLET.match(text)
    return (text[match.end() :], True) if match else (text, False)


def classify(text: str) -> Label:
    """The label of one line of text, title verbatim. Anything that bears no label is `TEXT`."""
    line = one_line(text)
    if len(line) > LINE_LIMIT:
        return Label(Kind.TEXT, title=line, raw=line)
    return _short_line(line) if len(line) <= _CACHED_LENGTH else _line(line)


def read_labels(lines: Iterable[str]) -> list[Label]:
    """The labels of one cell, in order: several in paragraphs, in `<p>` tags, or run together.

    An unlabelled line belongs to the label above it: it continues its title when it begins like the middle of a
    sentence, gives it its title when it has none, and stays in `more` otherwise. Without a label above, it is a
    `TEXT` of its own.
    """
    found: list[Label] = []
    for line, bullet in _lines(lines):
        for piece in _pieces(line):
            label = classify(piece)
            if bullet:
                label = replace(label, bullet=True)
            last = found[-1] if found else None
            if last is None or last.kind not in STRONG or label.kind in _BEGINNING:
                found.append(label)
            elif label.kind is not Kind.SEPARATOR:
                found[-1] = _continued(last, piece, bullet)
    return found


def continues(text: str) -> bool:
    """Whether `text` begins like the middle of a sentence: lower case, or a sign that nothing begins with."""
    first = text.lstrip()[:1]
    return first.islower() or first in ",;:.)/»…+&"


def looks_like_a_sentence(text: str) -> bool:
    """Whether `text` says something about fiches instead of naming one (« Ces actions sont détaillées dans … »)."""
    key = flat(one_line(text))
    if wordings.REFERENCE.match(key):
        return True
    return bool(
        key.split(" ")[0] in {"ces", "cette", "cet", "ce", "il", "elle", "elles", "ils"}
        and wordings.SENTENCE.search(key)
    )


def _line(line: str) -> Label:
    key = flat(line)
    if not any(char.isalnum() for char in key):
        return Label(Kind.SEPARATOR, title=line, raw=line)
    found = _tree_label(line, key) or _document_label(line, key) or _weak_label(line, key)
    return replace(found, raw=line) if found else Label(Kind.TEXT, title=line, raw=line)


_short_line = lru_cache(maxsize=16_384)(_line)


def _tree_label(line: str, key: str) -> Label | None:
    for kind, pattern in wordings.NUMBERED_LABELS:
        match = pattern.match(key)
        if match is None:
            continue
        label = _numbered(kind, match, line)
        if label is not None:
            return label
    if match := wordings.ZERO_ZERO.match(key):
        return Label(Kind.OPERATIONAL, line[match.end() :], match["number"].lstrip("0") or "0")
    if match := wordings.ACTION_WORD.match(key):
        return Label(Kind.ACTION, line[match.end() :], match["number"].lstrip("0") or "0", match["suffix"] or "")
    if wordings.RUBRIC.match(key):
        return Label(Kind.RUBRIC, title=line)
    for kind, pattern in wordings.UNNUMBERED_LABELS:
        if match := pattern.match(key):
            return Label(kind, line[match.end() :])
    return None


def _numbered(kind: Kind, match: re.Match[str], line: str) -> Label | None:
    number, title = match["number"], line[match.end() :].strip()
    separated = match["separator"].strip() != "" or not title
    spelled = any(char.isalpha() for char in match[0][: match.start("number")])
    if not spelled and not (match["separator"].strip() in {":", "-"} or not title):
        return None  # « 001 Titre », « 0012 »: digits alone are a label before a colon or a dash only
    if number.isalpha():
        written = line[match.start("number")].isupper()
        if not (written if len(number) == 1 and number in LETTERS else roman_value(number) and (separated or written)):
            return None
        number = number.upper()
    elif not separated and not _opens_a_title(title):
        return None  # « Fiche 5 ans après », « axe 2 de la ville »
    if kind is Kind.ACTION and title and wordings.NUMBER_LIST.match(flat(title)):
        return Label(Kind.REFERENCE, title=line)
    if number.isdecimal():
        number = number.lstrip("0") or "0"
    return Label(kind, title, number, match["suffix"] or "")


def _opens_a_title(title: str) -> bool:
    first = title[:1]
    return first.isupper() or first in "«\"“'’([" or first.isdigit()


def _document_label(line: str, key: str) -> Label | None:
    if match := wordings.ANNEXE.match(key):
        number = re.sub(r"\s*[-./]\s*", "-", match["number"]).upper()
        return Label(Kind.ANNEXE, line[match.end() :], number)
    if wordings.INSTRUCTION.match(key):
        return Label(Kind.INSTRUCTION, title=line)
    if len(line) <= 160 and wordings.VERSION_WORDS.match(key):
        return Label(Kind.VERSION, title=line)
    if wordings.SCALE.match(key):
        return Label(Kind.SCALE, title=line.rstrip(" :"))
    if looks_like_a_sentence(line):
        return Label(Kind.REFERENCE, title=line)
    if len(line) <= 120 and key.lstrip("(").startswith(wordings.ACTIONS_WORDS) and wordings.ACTIONS_HEADING.match(key):
        return Label(Kind.ACTIONS_HEADING, title=line)
    return None


def _weak_label(line: str, key: str) -> Label | None:
    if (match := wordings.ROMAN.match(line)) and roman_value(match["number"]) is not None:
        return Label(Kind.ROMAN, line[match.end() :], match["number"])
    if match := wordings.NUMBERED.match(key) or wordings.DOTTED.match(key):
        return Label(Kind.NUMBERED, line[match.end() :], match["number"])
    return None


def _lines(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for raw in lines:
        if len(raw) > LINE_LIMIT:
            yield one_line(raw), False
            continue
        for part in strip_markup(raw).split("\n"):
            text, bullet = strip_bullet(one_line(part))
            if text:
                yield text, bullet


def _pieces(line: str) -> Iterator[str]:
    """`line` cut before each label that stands inside it (« … (EAJE) Fiche 17 : … »), not before mere mentions."""
    key = flat(line) if len(line) <= LINE_LIMIT else ""
    marks = [match.start() for match in wordings.INLINE.finditer(key)]
    if not marks:
        yield line
        return
    starts, depth, previous = [0], 0, 0
    for mark, following in zip(marks, [*marks[1:], len(key)], strict=True):
        depth += key.count("(", previous, mark) - key.count(")", previous, mark)
        previous = mark
        inside = depth > 0 and key.count(")", mark, following) > key.count("(", mark, following)
        if mark and not inside and _begins_a_label(line, mark):
            starts.append(mark)
            depth = 0
    for start, end in zip(starts, [*starts[1:], len(line)], strict=True):
        if piece := line[start:end].strip():
            yield piece


def _begins_a_label(line: str, start: int) -> bool:
    """Whether a label stands there, and not the mention of one: a capital, and no word that points at it."""
    if not (line[start].isupper() or line[start] == "0"):
        return False
    before = line[max(0, start - 40) : start].rstrip()
    if before.endswith(("(", "«", "/", "'", "’")):
        return False
    return before.rpartition(" ")[2].lstrip("(«\"'’") not in wordings.POINTING


def _continued(label: Label, line: str, bullet: bool) -> Label:
    if label.more:
        return replace(label, more=(*label.more, f"- {line}" if bullet else line))
    if label.bare:
        return replace(label, title=line)
    cut = _CUT.search(label.title)
    if cut and line[:1].islower() and line.split(" ")[0] not in _CONJUNCTIONS:
        word = re.match(r"[^\W\d_]+", line)
        joined = cut[1] + (word[0] if word else "")
        return replace(label, title=f"{label.title} {line}", cut=joined)
    if not bullet and (continues(line) or line.startswith("(")):
        return replace(label, title=f"{label.title} {line}")
    return replace(label, more=(f"- {line}" if bullet else line,))
