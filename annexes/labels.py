"""What a cell or a paragraph of an annexe is, told by its label and never by its place.

« OI 2 Titre », « 001 : Titre », « FICHE n° 5 – Titre », « I – Titre »: annexes write the same labels in many ways.
`read_labels` gives the labels of a cell in their order, each with its title as written; everything that reads a
file, a sheet or a document, stands on it. No file format and no database here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from html import unescape

from accounts.text import clean, one_line


class Kind(StrEnum):
    THEME = "theme"  # « Thème 2 : Jeunesse », « Pilier 1 – … »
    AXIS = "axis"  # « Axe 1 : … », « AXE STRATEGIQUE I »
    RUBRIC = "rubric"  # « Axe stratégique : » alone: announces, says nothing
    INTERMEDIATE = "intermediate"  # « OI 2 … », « Objectif général 1 : … »
    OPERATIONAL = "operational"  # « OO 1 : … », « 001 : … »
    OBJECTIVE = "objective"  # « Objectif 3 : … »: its level is told by its column
    ACTION = "action"  # « Fiche 5 : … », « Fiche n° 5 » alone
    ROMAN = "roman"  # « II – … »: an axis where one is expected
    NUMBERED = "numbered"  # « 1.2.4 … », « 3 – … »: its level is told by its column
    VERSION = "version"  # « (réactualisé en décembre 21) »
    ANNEXE = "annexe"  # « Annexe II – 2 »
    INSTRUCTION = "instruction"  # « (à rattacher à …) »
    ACTIONS_HEADING = "actions_heading"  # « ACTIONS DÉJÀ MISES EN ŒUVRE »
    REFERENCE = "reference"  # « Ces actions sont détaillées dans … », « Fiches 3 – 13 – 10 »
    SEPARATOR = "separator"  # dashes, dots
    TEXT = "text"


LINE_LIMIT = 40_000  # characters; an Excel cell holds 32,767: nobody labels a longer line
STRONG = frozenset({Kind.AXIS, Kind.INTERMEDIATE, Kind.OPERATIONAL, Kind.ACTION, Kind.OBJECTIVE})


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


class _Flat(dict[int, int]):
    """Letter by letter: lower case, no accent, plain apostrophe, dash and space; lengths never change."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        if char in "’‘ʼ´`":
            flat = "'"
        elif char in "‐‑‒–—―−":
            flat = "-"
        elif char.isspace() or char in "\u00a0\u202f":
            flat = " "
        else:
            flat = unicodedata.normalize("NFD", char)[0].lower()[0]
        self[code] = ord(flat)
        return self[code]


_FLAT = _Flat()


def flat(text: str) -> str:
    """`text` in lower case without accents nor typographic signs, of the same length (positions correspond)."""
    return text.translate(_FLAT)


_NO = r"(?:n(?:um(?:ero)?)?\s?[°ºo.]?\s*)?"
_DIGITS = r"(?P<number>\d{1,5}(?:\.\d{1,3})*)"
_ROMAN_OR_DIGITS = r"(?P<number>\d{1,3}(?:\.\d{1,3})*|[ivx]{1,6})"
_SUFFIX = r"(?:\s?(?P<suffix>bis|ter|quater)\b)?"
_SEPARATOR = r"(?P<separator>\s*[:.)/-]+\s*|\s+|$)"
_AXIS = r"(?:axes?|orientations?)(?:\s+(?:strategiques?|prioritaires?|thematiques?|d'intervention))?"
_OI = (
    r"(?:o\.?\s?i\b\.?|oi|o\.?\s?g\b\.?|og|enjeu|"
    r"objectifs?\s+(?:intermediaires?|general|generaux|strategiques?)(?:\s*\(?o\.?[ig]\.?\)?)?)"
)
_OO = r"(?:[o0]\.?\s?[o0]\.?|objectifs?\s+operationnels?(?:\s*\(?o\.?o\.?\)?)?)"
_FICHE = r"(?:fiches?(?:[\s-]*actions?)?|f\.?a\.?)"


def _pattern(head: str, number: str) -> re.Pattern[str]:
    return re.compile(rf"{head}\s*[-.]?\s*{_NO}{number}{_SUFFIX}(?![\w/°%]){_SEPARATOR}")


_NUMBERED_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.ACTION, _pattern(_FICHE, _DIGITS)),
    (Kind.OPERATIONAL, _pattern(_OO, _DIGITS)),
    (Kind.INTERMEDIATE, _pattern(_OI, _DIGITS)),
    (Kind.INTERMEDIATE, _pattern(r"(?:o\.?i\.?|o\.?g\.?|objectifs?\s+(?:general|intermediaire))", _ROMAN_OR_DIGITS)),
    (Kind.AXIS, _pattern(_AXIS, _ROMAN_OR_DIGITS)),
    (Kind.THEME, _pattern(r"(?:themes?|thematiques?|piliers?|volets?)", _ROMAN_OR_DIGITS)),
    (Kind.OBJECTIVE, _pattern(r"objectifs?", _DIGITS)),
)
_UNNUMBERED_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.ACTION, re.compile(r"(?:fiche(?:[\s-]*action)?|action)\s*(?:n\s?[°º])?\s*(?::|-(?=\s))\s*(?=\S)")),
    (Kind.OPERATIONAL, re.compile(r"(?:oo|o\.o\.|objectif operationnel)\s*(?::|-(?=\s))\s*(?=\S)")),
    (
        Kind.INTERMEDIATE,
        re.compile(r"(?:oi|og|o\.i\.|objectif (?:intermediaire|general)|enjeu)\s*(?::|-(?=\s))\s*(?=\S)"),
    ),
    (Kind.AXIS, re.compile(r"(?:axe|orientation)(?: strategique| prioritaire)?\s*(?::|-(?=\s))\s*(?=\S)")),
    (Kind.THEME, re.compile(r"(?:theme|thematique|pilier|volet)\s*(?::|-(?=\s))\s*(?=\S)")),
)
_ACTION_WORD = re.compile(rf"action\s*{_NO}(?P<number>\d{{1,3}}){_SUFFIX}\s*(?:[:.)-]\s*|$)")
_ZERO_ZERO = re.compile(r"0{1,2}(?P<number>\d{1,2})\s*[:-]\s*")
_RUBRIC = re.compile(rf"{_AXIS}\s*[:.-]?\s*$")
_ROMAN = re.compile(r"(?P<number>[IVX]{1,6})(?:\s*[:)]\s*|\s+[-‐-―−]\s*|\s*[-‐-―−]\s+|\s*[‐-―−]\s*|\.\s+)(?=\S)")
_NUMBERED = re.compile(
    r"(?:n\s?[°º]\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})*)(?:\s*[.:)]+\s*|\s*-\s+|\s+-\s*)(?=[^\W\d]|['\"«(])"
)
_DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d]|['\"«(])")
_VERSION_WORDS = re.compile(
    r"\(?\s*(?:(?:version|document|tableau|etat|mise)\s+)?(?:re-?actualise|actualise|mis a jour|mise a jour|maj|a jour|"
    r"revise|version|arrete|valide|etat|v\.?\s?\d)(?:e?s?)?\b[^()]*\d[^()]*\)?\s*\.?\s*$"
)
_ANNEXE = re.compile(
    r"annexes?\s*(?:n\s?[°ºo.]*\s*)?(?P<number>(?:[ivx]{1,6}|\d{1,3}|[a-h])\b(?:\s*[-./]\s*(?:\d{1,3}|[ivx]{1,5}|[a-h])\b)*)"
    r"(?:\s*[:-]\s*(?=\S)|\s*[.:]?\s*$)"
)
_INSTRUCTION = re.compile(
    r"\(?\s*(?:actions?\s+)?(?:a|reste\w*\s+a)\s+(?:rattacher|repartir|ventiler|affecter|relier)\b"
)
_ACTIONS_STATE = (
    r"(?:mises?\s+en\s+(?:oeuvre|.uvre|place)|en\s+(?:cours|projet|place)|engagees?|existantes?|realisees?|menees?|conduites?|"
    r"terminees?|nouvelles?|proposees?|prevues?|envisagees?|retenues?|priorisees?|prioritaires|poursuivies?|reconduites?|"
    r"perennes?|permanentes?|ponctuelles?|non\s+rattachees?|transversales?|a\s+(?:venir|mener|engager|conduire|demarrer|"
    r"poursuivre|developper|reconduire|rattacher|mettre\s+en\s+(?:oeuvre|.uvre|place)))"
)
_ACTIONS_HEADING = re.compile(
    r"(?:liste|recapitulatif|inventaire|catalogue|tableau)\s+des\s+(?:fiches\s+)?actions?\b.*|"
    rf"(?:les\s+|nos\s+|autres\s+)?actions(?:\s+(?:qui\s+sont\s+|deja\s+)*{_ACTIONS_STATE}"
    r"(?:\s+(?:sur|dans|en|par|pour|au)\s+.{1,50})?)?\s*(?:\(.{1,60}\))?\s*[:.]?\s*$"
)
_ACTIONS_WORDS = (
    "liste",
    "recap",
    "inventaire",
    "catalogue",
    "tableau",
    "actions",
    "les actions",
    "nos actions",
    "autres actions",
)
_REFERENCE = re.compile(
    r"\(?\s*(?:(?:ces|cette|cet|les|l'ensemble des|toutes les)\s+(?:fiches?|actions?)\b.*\b(?:sont|est|sera|seront|figurent?|"
    r"detaillees?|renvoie\w*|presentees?|traitees?|developpees?|decrites?|reprises?)\b|"
    r"(?:voir|cf\.?|se reporter|se referer|renvoi|idem|ibid|meme fiche|memes fiches|detaille\w* (?:dans|en))\b|"
    r"(?:aucune?|pas de|sans)\s+(?:fiche|action)s?\b|(?:a|en cours de)\s+(?:definir|preciser|completer|determiner|"
    r"construire|definition|construction)\b|sans objet|neant|en attente|non (?:defini|concerne)|s\.?o\.?$)"
)
_SENTENCE = re.compile(r"\b(?:sont|est|sera|seront|figurent|ont ete|a ete|relevent|releve|font|fera|feront)\b")
_NUMBER_LIST = re.compile(r"(?:n\s?[°º]\s*)?\d{1,4}(?:\s*(?:[-,;/+&]|et|a|n\s?[°º])\s*\d{1,4})*\s*\.?$")
_BULLET = re.compile(r"\s*(?:[·•▪▫‣◦●○■□➢➤►✓✔→*\uf0b7\uf0a7\uf0d8]\s*|[-–—]\s+)+(?=\S)")
_BLOCK_TAG = re.compile(r"</?(?:p|br|li|div|ul|ol|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:i|b|u|s|em|strong|span|font|a|sup|sub|o:p)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5}|[a-zA-Z]{2,8});")
_INLINE = re.compile(
    rf"(?<![\w'(\[])(?:{_FICHE}\s*{_NO}\d{{1,5}}(?:\.\d{{1,3}})*{_SUFFIX.replace('?P<suffix>', '?:')}\s*[:-]\s*(?=[^\s\d])"
    rf"|(?:oo|o\.o\.|oi|o\.i\.)\s*{_NO}\d{{1,2}}\s*[:-]\s*(?=\S)|00\d\s*:\s*(?=\S))"
)
_POINTING = frozenset(
    [
        "la",
        "les",
        "une",
        "cette",
        "ces",
        "voir",
        "Voir",
        "cf",
        "cf.",
        "Cf",
        "Cf.",
        "de",
        "des",
        "du",
        "à",
        "vers",
        "et",
        "ou",
        "avec",
        "dans",
        "par",
        "lien",
        "fiche",
        "fiches",
    ]
)
_ROMANS = {
    roman: number
    for number, roman in enumerate(
        [
            "I",
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "VIII",
            "IX",
            "X",
            "XI",
            "XII",
            "XIII",
            "XIV",
            "XV",
            "XVI",
            "XVII",
            "XVIII",
            "XIX",
            "XX",
            "XXI",
            "XXII",
            "XXIII",
            "XXIV",
            "XXV",
        ],
        1,
    )
}
_CACHED_LENGTH = 300
_CUT = re.compile(r"([^\W\d_]{2,})-$")
_CONJUNCTIONS = frozenset({"et", "ou", "puis", "comme"})


def roman_value(number: str) -> int | None:
    """The value of a roman numeral from I to XXV, `None` for anything else."""
    return _ROMANS.get(number.upper())


def strip_markup(text: str) -> str:
    """`text` without HTML tags; a paragraph tag ends a line."""
    if "<" in text:
        bare = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
        if bare != text:
            return clean(_ENTITY.sub(lambda m: unescape(m[0]), bare))
    return text.replace("&nbsp;", " ")


def strip_bullet(text: str) -> tuple[str, bool]:
    """`text` without the bullet that it begins with, and whether it had one."""
    match = _BULLET.match(text)
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
            if last is None or last.kind not in STRONG or label.kind in STRONG:
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
    if _REFERENCE.match(key):
        return True
    return bool(
        key.split(" ")[0] in {"ces", "cette", "cet", "ce", "il", "elle", "elles", "ils"} and _SENTENCE.search(key)
    )


def _line(line: str) -> Label:
    key = flat(line)
    if not any(char.isalnum() for char in key):
        return Label(Kind.SEPARATOR, title=line, raw=line)
    found = _tree_label(line, key) or _document_label(line, key) or _weak_label(line, key)
    return replace(found, raw=line) if found else Label(Kind.TEXT, title=line, raw=line)


_short_line = lru_cache(maxsize=16_384)(_line)


def _tree_label(line: str, key: str) -> Label | None:
    for kind, pattern in _NUMBERED_LABELS:
        match = pattern.match(key)
        if match is None:
            continue
        label = _numbered(kind, match, line)
        if label is not None:
            return label
    if match := _ZERO_ZERO.match(key):
        return Label(Kind.OPERATIONAL, line[match.end() :], match["number"].lstrip("0") or "0")
    if match := _ACTION_WORD.match(key):
        return Label(Kind.ACTION, line[match.end() :], match["number"].lstrip("0") or "0", match["suffix"] or "")
    if _RUBRIC.match(key):
        return Label(Kind.RUBRIC, title=line)
    for kind, pattern in _UNNUMBERED_LABELS:
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
        if roman_value(number) is None or not (separated or line[match.start("number")].isupper()):
            return None
        number = number.upper()
    elif not separated and not _opens_a_title(title):
        return None  # « Fiche 5 ans après », « axe 2 de la ville »
    if kind is Kind.ACTION and title and _NUMBER_LIST.match(flat(title)):
        return Label(Kind.REFERENCE, title=line)
    if number.isdecimal():
        number = number.lstrip("0") or "0"
    return Label(kind, title, number, match["suffix"] or "")


def _opens_a_title(title: str) -> bool:
    first = title[:1]
    return first.isupper() or first in "«\"“'’([" or first.isdigit()


def _document_label(line: str, key: str) -> Label | None:
    if match := _ANNEXE.match(key):
        number = re.sub(r"\s*[-./]\s*", "-", match["number"]).upper()
        return Label(Kind.ANNEXE, line[match.end() :], number)
    if _INSTRUCTION.match(key):
        return Label(Kind.INSTRUCTION, title=line)
    if _VERSION_WORDS.match(key):
        return Label(Kind.VERSION, title=line)
    if looks_like_a_sentence(line):
        return Label(Kind.REFERENCE, title=line)
    if len(line) <= 120 and key.lstrip("(").startswith(_ACTIONS_WORDS) and _ACTIONS_HEADING.match(key):
        return Label(Kind.ACTIONS_HEADING, title=line)
    return None


def _weak_label(line: str, key: str) -> Label | None:
    if (match := _ROMAN.match(line)) and roman_value(match["number"]) is not None:
        return Label(Kind.ROMAN, line[match.end() :], match["number"])
    if match := _NUMBERED.match(key) or _DOTTED.match(key):
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
    marks = [match.start() for match in _INLINE.finditer(key)]
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
    return before.rpartition(" ")[2].lstrip("(«\"'’") not in _POINTING


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
