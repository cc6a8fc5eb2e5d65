"""The labels of a fiche action: what the words in front of a text announce, the help printed in them aside."""

import re
from dataclasses import dataclass
from functools import lru_cache

from accounts.text import fold, one_line
from annexes.labels import strip_bullet
from annexes.readers.rubric_questions import rubric_asked
from annexes.readers.rubric_wordings import WORDINGS, Rubric

__all__ = ["LABEL_LENGTH", "Labelled", "Rubric", "read_label", "read_labels_of_line", "rubric_of"]

LABEL_LENGTH = 90  # characters, without the help that is printed after it


_COMPILED = tuple((rubric, re.compile(rf"(?:{wording})$")) for rubric, wording in WORDINGS)
_BOTH = re.compile(r"(?:partenaires?|partenariats?)\b.*\bdispositifs?\b.*|dispositifs?\b.*\bpartenaires?\b.*")
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})?|[IVX]{1,4}|[A-H])\s*[.)/°–—-]+\s*")
_INCLUSIVE = re.compile(r"(?<=\w)(?:\((?:e|s|es|x|aux|rice|trice|euse|ne|le)\)|[·•.](?:e·?s?|rice·?s?|s)\b)")
_PARENTHESES = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*")
_HELP_AFTER = re.compile(r"\s+[-–—]\s+|\s*[?!]\s*|\s*\.\s+|\s*…\s*")
_IS_HELP = re.compile(r"[(\[]|\w+(?:er|ez|ire|ir)\b")  # « Préciser le service »
_LEADING = re.compile(r"^(?:l|la|le|les|leurs?|nos|notre)\s+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label: its rubric, its words as written without the help, the help, and what follows it on its line.

    `others` are the further rubrics that one label announces (« Public / Temps de l’enfant / Échelle »).
    """

    rubric: Rubric
    words: str
    help: str = ""
    rest: str = ""
    others: tuple[Rubric, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing follows it on its line."""
        return not self.rest


def rubric_of(text: str) -> Rubric | None:
    """The rubric that the words of a label name, the whole of them."""
    return _rubric_of(fold(text)) if len(text) <= LABEL_LENGTH else None


def read_label(line: str) -> Labelled | None:
    """The label that a line is, or begins with before a colon; `None` when its beginning is no known label."""
    text = strip_bullet(one_line(line))[0]
    if not text or len(text) > 4000:
        return None
    colon = _colon(text)
    if colon is not None and (found := _whole(text[:colon])):
        rest = text[colon + 1 :].strip()
        return Labelled(found.rubric, found.words, found.help, rest, found.others)
    if (asked := _answered(text)) is not None:
        return asked
    return _whole(text.rstrip(" :")) if len(text) <= 3 * LABEL_LENGTH else None


def read_labels_of_line(line: str) -> list[Labelled]:
    """The labels of a line that holds several with their values: « Statut : en cours – Priorité : haute »."""
    text = strip_bullet(one_line(line))[0]
    first = read_label(text)
    if first is None or not first.rest or ":" not in first.rest:
        return [first] if first else []
    found, start = [first], 0
    rest = first.rest
    for match in re.finditer(r"(?:(?<=^)|(?<=[\s;|,/–—-]))(?=[^\W\d_])", rest):
        if match.start() < start or not rest[match.start()].isupper():
            continue
        colon = rest.find(":", match.start())
        if colon < 0 or colon - match.start() > 45:
            continue
        inner = _whole(rest[match.start() : colon])
        if inner is None:
            continue
        last = found[-1]
        found[-1] = Labelled(last.rubric, last.words, last.help, rest[start : match.start()].strip(" ;|,/–—-"))
        start = colon + 1
        found.append(Labelled(inner.rubric, inner.words, inner.help, rest[start:].strip()))
    return found


def _answered(text: str) -> Labelled | None:
    """A question with its answer on its line: « Qui pilote ? Le CCAS », not « Qui pilote ? Indiquer le service »."""
    question, mark, answer = text.partition("?")
    answer = answer.strip(" :–—-")
    if not mark or not answer or len(question) > LABEL_LENGTH or _IS_HELP.match(answer) or answer[-1] in "?…":
        return None
    rubric = rubric_asked(fold(question)) or (rubric_of(question) if question.endswith((" ", "\u00a0")) else None)
    return Labelled(rubric, f"{question.strip()} ?", rest=answer) if rubric is not None else None


def _whole(text: str) -> Labelled | None:
    """The label that the whole of `text` is, its help and its numbering aside."""
    bare = _INCLUSIVE.sub("", _NUMBERING.sub("", text.strip()))
    helps = [match[0].strip() for match in _PARENTHESES.finditer(bare)]
    words = " ".join(_PARENTHESES.sub(" ", bare).split())
    if not words:
        return None
    if (rubric := rubric_of(words)) is not None:
        return Labelled(rubric, words, " ".join(helps))
    if (several := _several(words)) is not None:
        return Labelled(several[0], words, " ".join(helps), others=several[1:])
    if (match := _HELP_AFTER.search(words)) and (rubric := rubric_of(words[: match.start()])) is not None:
        after = words[match.start() :].strip(" -–—?!.")
        if "?" in text or "…" in text or len(after.split()) > 3:
            return Labelled(rubric, words[: match.start()], " ".join([*helps, after]))
    return None


def _several(words: str) -> tuple[Rubric, ...] | None:
    """The rubrics of a label that names several: « Public / Échelle », « Pilote — élu référent »."""
    pieces = [piece for piece in re.split(r"\s*/\s*|\s+[-–—]\s+|\s+et\s+", words) if piece]
    rubrics = [rubric_of(piece) for piece in pieces]
    if len(pieces) < 2 or any(rubric is None for rubric in rubrics):
        return None
    return tuple(dict.fromkeys(rubric for rubric in rubrics if rubric is not None))


def _colon(text: str) -> int | None:
    """The first colon outside parentheses, close enough to be that of a label."""
    depth = 0
    for rank, char in enumerate(text[: 4 * LABEL_LENGTH]):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth = max(depth - 1, 0)
        elif char == ":" and not depth:
            return rank
    return None


@lru_cache(maxsize=8192)
def _rubric_of(key: str) -> Rubric | None:
    if not key:
        return None
    if (asked := rubric_asked(key)) is not None:
        return asked
    key = _LEADING.sub("", key)
    if _BOTH.fullmatch(key):
        return Rubric.PARTNERS
    for rubric, pattern in _COMPILED:
        if pattern.match(key):
            return rubric
    return None
