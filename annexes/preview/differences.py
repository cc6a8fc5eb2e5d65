"""A changed field as the preview shows it: old → new, or a long text word by word."""

from dataclasses import dataclass, fields

from accounts.diffing import Piece, in_short, word_diff
from annexes.comparing.changes import Change, FieldChange
from annexes.comparing.fieldwords import EMPTY, field_texts, field_words
from annexes.comparing.pairs import AnyNode
from annexes.vocabulary import Vocabulary

_TREE = frozenset({"children", "actions", "objectives", "unattached", "level"})
_TOLD = _TREE | {"title", "number", "suffix", "code", "note"}  # what a line says by itself
LONG = 700  # characters shown of a value that is read
SHORT = 90  # characters of a value that stands on one line


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. `pieces` is there for long texts; otherwise `before` and `after` say it, empty for nothing."""

    name: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()

    @property
    def short(self) -> bool:
        return not self.pieces


def differences(change: Change, vocabulary: Vocabulary) -> list[Difference]:
    """The fields that a change touches, in words."""
    return [_difference(change, field, vocabulary) for field in change.fields]


def read_fields(node: AnyNode, change: Change, vocabulary: Vocabulary) -> list[Difference]:
    """What a new line holds beside its title and its number, field by field."""
    found = []
    for one in fields(node):
        if one.compare and one.name not in _TOLD and (value := getattr(node, one.name)) != one.default:
            field = FieldChange(one.name, one.default, value)
            _, text = field_texts(change, field, vocabulary)
            found.append(Difference(field_words(change, field, vocabulary).name, "", _readable(text)))
    return found


def _readable(text: str) -> str:
    """What a cell holds, line by line, without the bars of the workbook « Données », and not too long."""
    lines = (" · ".join(filter(None, (part.strip() for part in line.split("|")))) for line in text.split("\n"))
    whole = "\n".join(lines)
    return whole if len(whole) <= LONG else f"{whole[:LONG]}…"


def _difference(change: Change, field: FieldChange, vocabulary: Vocabulary) -> Difference:
    said = field_words(change, field, vocabulary)
    old, new = field_texts(change, field, vocabulary)
    if old and new and max(len(old), len(new)) > SHORT:
        return Difference(said.name, "", "", tuple(in_short(word_diff(old, new))))
    return Difference(said.name, _or_nothing(said.old), _or_nothing(said.new))


def _or_nothing(words: str) -> str:
    return "" if words == EMPTY else words
