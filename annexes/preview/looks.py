"""How a line of the preview says what happens to it: a word and a symbol, never a colour alone."""

from dataclasses import dataclass
from enum import StrEnum

from annexes.comparing.changes import Change, ChangeKind


class State(StrEnum):
    """What becomes of an object; the values go into addresses and style sheets."""

    CREATED = "creer"
    CHANGED = "modifier"
    MOVED = "deplacer"
    SAME = "inchanges"
    OUT = "laisses"
    KEPT = "conserver"
    DELETED = "supprimer"

    @property
    def words(self) -> str:
        return _WORDS[self][0]

    @property
    def symbol(self) -> str:
        return _WORDS[self][1]

    @property
    def filter_label(self) -> str:
        return _WORDS[self][2]


_WORDS = {
    State.CREATED: ("à créer", "+", "À créer"),
    State.CHANGED: ("à modifier", "≠", "À modifier"),
    State.MOVED: ("à déplacer", "→", "À déplacer"),
    State.SAME: ("sans changement", "=", "Sans changement"),
    State.OUT: ("laissé de côté", "×", "Laissés de côté"),
    State.KEPT: ("conservé", "=", "Conservés"),
    State.DELETED: ("à supprimer", "−", "À supprimer"),
}
_STATES = {
    ChangeKind.CREATED: State.CREATED,
    ChangeKind.CHANGED: State.CHANGED,
    ChangeKind.MOVED: State.MOVED,
    ChangeKind.MISSING: State.KEPT,
    ChangeKind.DELETED: State.DELETED,
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of a filter; `url` shows it alone."""

    key: str
    label: str
    number: int
    chosen: bool
    url: str = ""


def state_of(change: Change | None) -> State:
    """What happens to an object that the file names, given its change, if it has one."""
    return State.SAME if change is None else _STATES[change.kind]


def anchor(ref: str) -> str:
    """The name of a line in the page: « n0-2-1_3 » for the ref « 0/2/1#3 »."""
    return "n" + ref.replace("/", "-").replace("#", "_").replace(":", "-")
