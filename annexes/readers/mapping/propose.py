"""The field that each column of a sheet seems to hold, by the wording of its header and by what stands under it.

Nothing is certain: each proposal has a score, and what is not certain is shown to be confirmed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from accounts.text import fold
from annexes.columns import HOMONYM, KEY, OBJECTIVE_COLUMNS, PLACE, PLAN_COLUMNS, THEME_COLUMNS, TITLE_COLUMN
from annexes.columns.foreign import AGES, BY_KEY, CODE, DESCRIBED, LEVEL_OF, NOTHING, NUMBER, SCHEDULE
from annexes.labels import Kind, classify
from annexes.readers.mapping.wordings import AMBIGUOUS, LEFT_OUT, WORDINGS
from annexes.values.ages import read_ages
from annexes.values.choices import read_nature, read_priority, read_progress, read_status
from annexes.values.dates import moment_of
from annexes.values.numbers import read_whole
from plans.enums import Level

CERTAIN, LIKELY, POSSIBLE = 85, 60, 40  # scores from 0 to 100
LABELLED = 95  # the score of values that bear the label of what they are, whatever the header says
LONGEST_HEADER = 120  # characters; a longer cell is no header
_OWN = frozenset({"action", "fiche", "projet"})
_SMALL = re.compile(r"de|du|des|d|la|le|les|l|et|ou|un|une|en|par|pour|sur|a|au|aux|s|e|dont")
_PARENTHESIS = re.compile(r"\([^()]*\)")


class Likelihood(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "certain": "Certaine",
            "likely": "Probable",
            "possible": "À vérifier",
            "none": "Aucune",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Proposed:
    """`field` is a key of `annexes.columns.foreign.FIELDS`; `score` from 0 to 100."""

    field: str
    score: int

    @property
    def likelihood(self) -> Likelihood:
        if self.score >= CERTAIN:
            return Likelihood.CERTAIN
        if self.score >= LIKELY:
            return Likelihood.LIKELY
        return Likelihood.POSSIBLE if self.score >= POSSIBLE else Likelihood.NONE


def propose(header: Sequence[str], samples: Sequence[Sequence[str]]) -> tuple[Proposed, ...]:
    """A field for each column; `samples` holds for each its first values.

    A field that only one column may fill goes to the column that fits it best. A column that is empty and has no
    known title is left out, any other that is not recognised goes into the description, where nothing is lost.
    """
    scores = [_scores(title, values) for title, values in zip(header, samples, strict=True)]
    ranked = sorted(
        ((score, -column, -_RANKS[field]) for column, found in enumerate(scores) for field, score in found.items()),
        reverse=True,
    )
    given: dict[int, Proposed] = {}
    taken: set[str] = set()
    for score, place, rank in ranked:
        column, field = -place, _FIELDS[-rank]
        if column in given or score < POSSIBLE or (field in taken and BY_KEY[field].once):
            continue
        given[column] = Proposed(field, score)
        taken.add(field)
    return tuple(
        given.get(column) or _left(title, values)
        for column, (title, values) in enumerate(zip(header, samples, strict=True))
    )


def header_score(titles: Sequence[str]) -> tuple[int, int]:
    """How many of these cells are titles of known columns, and how many are certain: what makes a header row."""
    found = [best for title in titles if 0 < len(title) <= LONGEST_HEADER and (best := _best_wording(title)) >= LIKELY]
    return len(found), sum(1 for score in found if score >= CERTAIN)


def _left(title: str, values: Sequence[str]) -> Proposed:
    return Proposed(DESCRIBED if any(values) else NOTHING, 0)


def _best_wording(title: str) -> int:
    return max(_by_wording(title).values(), default=0)


def _scores(title: str, values: Sequence[str]) -> dict[str, int]:
    """The score of each field that the column may be."""
    scores = dict(_by_wording(title)) if len(title) <= LONGEST_HEADER else {}
    filled = [value for value in values if value]
    if not filled:
        return scores
    for field, change in _by_content(filled):
        if field in scores and (change > 0 or _OWN_TITLES.get(fold(title)) != field):
            scores[field] = max(0, min(100, scores[field] + change))
        elif field not in scores and (change >= LABELLED or (change > 0 and not _says_much(scores))):
            scores[field] = change
    return scores


def _says_much(scores: Mapping[str, int]) -> bool:
    return max(scores.values(), default=0) >= LIKELY


# The wording of the header


@lru_cache(maxsize=4096)
def _by_wording(title: str) -> Mapping[str, int]:
    """The fields whose wordings are like a title; 100 for the same words."""
    scores: dict[str, int] = {}
    for words, worth in _readings(title):
        worth = min(worth, AMBIGUOUS.get(" ".join(words), 100))
        for field, wordings in _KNOWN.items():
            score = max((_likeness(words, known) for known in wordings), default=0) * worth // 100
            if field == NOTHING and words not in wordings:
                continue  # what is left out is named, not guessed
            if score > scores.get(field, 0):
                scores[field] = score
    if (own := _OWN_TITLES.get(fold(title))) is not None:
        return {own: 100}
    return {field: score for field, score in scores.items() if score >= POSSIBLE}


def _readings(title: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """The words of a title, then without its parentheses, then without « action », which the title of any column may
    hold; with how much a match of each is worth, out of 100.
    """
    seen: set[tuple[str, ...]] = {()}
    for text, worth in ((title, 100), (_PARENTHESIS.sub(" ", title), 98)):
        words = _words(text)
        for some, value in ((words, worth), (tuple(word for word in words if not _is_common(word)), worth - 3)):
            if some not in seen:
                seen.add(some)
                yield some, value


def _is_common(word: str) -> bool:
    return word in _OWN or (len(word) == 4 and word.isdecimal())


def _words(text: str) -> tuple[str, ...]:
    """Its words in the singular, without the small ones unless it has no other."""
    words = tuple(_singular(word) for word in fold(text).split() if not _SMALL.fullmatch(word))
    return words or tuple(fold(text).split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith(("us", "ss", "oix")) else word


def _likeness(words: tuple[str, ...], known: tuple[str, ...]) -> int:
    """From 0 to 100: the same words, the same but one letter, some in common."""
    if words == known:
        return 100
    if set(words) == set(known):
        return 96
    shared = set(words) & set(known)
    if shared == set(known):  # « pilote de l’action au sein du service »
        first = 10 if words[0] == known[0] else 0
        return 50 + first + 35 * len(known) // len(words)
    if shared:
        return 78 * len(shared) // max(len(words), len(known))
    one, other = " ".join(words), " ".join(known)
    if one[0] != other[0] or abs(len(one) - len(other)) > 3 or min(len(one), len(other)) < 5:
        return 0  # a slip of the pen spares the first letter
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return int(92 * ratio) if ratio >= 0.84 else 0


def _known_wordings() -> dict[str, tuple[tuple[str, ...], ...]]:
    known = {}
    for field in BY_KEY:
        texts = LEFT_OUT if field == NOTHING else f"{field}|{WORDINGS.get(field, '')}"
        known[field] = tuple(dict.fromkeys(words for text in texts.split("|") if (words := _words(text))))
    return known


_KNOWN = _known_wordings()
_FIELDS = tuple(BY_KEY)
_OF_OTHERS = (*PLAN_COLUMNS, *THEME_COLUMNS, *(column for columns in OBJECTIVE_COLUMNS.values() for column in columns))
# Our own titles mean what we say; those that no fiche, objective or theme takes from such a sheet are left out.
_OWN_TITLES = {
    **{fold(column.title): NOTHING for column in (*_OF_OTHERS, KEY, PLACE, HOMONYM)},
    **{fold(field): field for field in _FIELDS if field},
}
_RANKS = {field: rank for rank, field in enumerate(_FIELDS)}


# What stands under it

_LABELLED = {
    Kind.AXIS: str(Level.AXIS.label),
    Kind.INTERMEDIATE: str(Level.INTERMEDIATE.label),
    Kind.OPERATIONAL: str(Level.OPERATIONAL.label),
    Kind.ACTION: TITLE_COLUMN,
}
_MOST = 0.6  # the part of the values that must agree


def _share(values: Sequence[str], agrees: Callable[[str], bool]) -> float:
    return sum(1 for value in values if agrees(value)) / len(values)


def _by_content(values: Sequence[str]) -> Iterator[tuple[str, int]]:
    """What the values say for a field, or against it; for a field that the header did not name, the score itself."""
    kinds = [classify(value.split("\n")[0]).kind for value in values]
    for kind, field in _LABELLED.items():
        if kinds.count(kind) >= _MOST * len(kinds):
            yield field, LABELLED
            yield from ((other, -60) for other in _LABELLED.values() if other != field)
    short = [value for value in values if len(value) <= 60]
    for field, agrees, alone, against in _TELLING:
        share = _share(values, agrees) if short else 0.0
        if share >= _MOST:
            yield field, alone
        elif share == 0 and against:
            yield field, -against
    if min(len(value) for value in values) > 25:
        yield from ((field, -30) for field in _SHORT)


def _is_date(text: str) -> bool:
    moment = moment_of(text) if len(text) <= 40 else None
    return moment is not None and not text.strip().isdigit()


def _is_status(text: str) -> bool:
    return read_status(text).value is not None


def _is_number(text: str) -> bool:
    return text.strip().isdigit() and read_whole(text).value is not None


def _is_share(text: str) -> bool:
    return "%" in text and read_progress(text).value is not None


# A field, what its values are like, its score when they are and the header says nothing, what it loses when none is.
_TELLING: tuple[tuple[str, Callable[[str], bool], int, int], ...] = (
    ("Échéance", _is_date, 45, 10),
    ("Début", _is_date, 8, 25),
    ("Statut", _is_status, 70, 12),
    ("Priorité", lambda text: not text.isdigit() and read_priority(text).value is not None, 55, 8),
    ("Nature", lambda text: read_nature(text).value is not None, 55, 5),
    ("Avancement (%)", _is_share, 60, 20),
    (AGES, lambda text: read_ages(text).value is not None and any(c.isdigit() for c in text), 60, 5),
    (NUMBER, _is_number, 42, 25),
    ("Âge minimum", _is_number, 5, 30),
    ("Âge maximum", _is_number, 5, 30),
    (SCHEDULE, lambda text: any(c.isdigit() for c in text), 5, 0),
)
_SHORT = frozenset(
    {
        NUMBER,
        "Code",
        "Statut",
        "Priorité",
        "Avancement (%)",
        "Météo",
        "Horizon",
        "Début",
        *(f"{n}{CODE}" for n in LEVEL_OF),
    }
)
