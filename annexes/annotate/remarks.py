"""What there is to write beside the cells of a file: issues, proposals, texts that were kept or left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.text import clean
from annexes.outline import Hint
from annexes.readers.grid import OUR_LIST
from annexes.readers.positions import Position, position_of, split_file
from annexes.reading import CellFate, Fate, Issue
from annexes.whereabouts import address_in_words

LIST_SHEET = "Signalements"
LIST_TITLE = OUR_LIST
LIST_HEADER = ("Gravité", "Adresse", "Signalement", "Proposition", "Texte concerné")
AUTHOR = "PEDT Planner"
MAX_LISTED = 20_000
MAX_COMMENTS = 4_000  # of one file; past that, cells are coloured and listed
_LONGEST = 1_500


class Weight(StrEnum):
    """How much a remark weighs, the heaviest first: never said by colour alone."""

    ERROR = "error"
    WARNING = "warning"
    PROPOSAL = "proposal"
    INFO = "info"
    KEPT = "kept"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        return {
            "error": "Erreur",
            "warning": "Alerte",
            "proposal": "Proposition",
            "info": "Information",
            "kept": "Conservé en texte libre",
            "ignored": "Ignoré",
        }[self.value]

    @property
    def sign(self) -> str:
        return {"error": "✖", "warning": "⚠", "proposal": "✎", "info": "ℹ", "kept": "◌", "ignored": "–"}[self.value]

    @property
    def colour(self) -> str:
        """The background of the cell, as RRGGBB: black text is readable on each."""
        return {
            "error": "F8B4B4",
            "warning": "FFE08A",
            "proposal": "CFE3FF",
            "info": "DDF3F0",
            "kept": "E6E1EE",
            "ignored": "",
        }[self.value]


ORDER = {weight: rank for rank, weight in enumerate(Weight)}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to write; `position` is None when its address names no cell nor paragraph."""

    weight: Weight
    where: str
    position: Position | None
    message: str
    proposal: str = ""
    excerpt: str = ""

    @property
    def heading(self) -> str:
        return f"{self.weight.sign} {self.weight.label}"

    @property
    def comment(self) -> str:
        """« ⚠ Alerte : message → proposition »."""
        return f"{self.heading}\u00a0: {self.message}" + (f" → {self.proposal}" if self.proposal else "")

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of its line in the list, in the order of `LIST_HEADER`."""
        return self.heading, self.where, self.message, self.proposal, self.excerpt


def remarks_of(issues: Iterable[Issue], fates: Iterable[CellFate], hints: Iterable[Hint]) -> list[Remark]:
    """Every remark, the heaviest first, those of one weight in their order."""
    found = [_remark(Weight(i.severity.value), i.where, i.message, i.proposal, i.excerpt) for i in issues]
    found += [
        _remark(Weight.PROPOSAL, hint.where, f"{hint.kind.label} : « {hint.before} »", f"« {hint.after} »")
        for hint in hints
    ]
    found += [
        _remark(Weight.KEPT if fate.fate is Fate.KEPT else Weight.IGNORED, fate.where, fate.reason, "", fate.text)
        for fate in fates
    ]
    return sorted(found, key=lambda remark: ORDER[remark.weight])


def by_position(remarks: Iterable[Remark]) -> dict[Position, list[Remark]]:
    """The remarks of each cell or paragraph, the heaviest first; texts that were left out are only listed."""
    found: dict[Position, list[Remark]] = {}
    for remark in remarks:
        if remark.position is not None and remark.weight is not Weight.IGNORED:
            found.setdefault(remark.position, []).append(remark)
    return found


def comment_of(remarks: Iterable[Remark]) -> str:
    """The text of the comment of a cell."""
    return "\n".join(dict.fromkeys(remark.comment for remark in remarks))[: 4 * _LONGEST]


def _remark(weight: Weight, address: str, message: str, proposal: str, excerpt: str = "") -> Remark:
    _, where = split_file(address)
    texts = (clean(text)[:_LONGEST] for text in (message, proposal, excerpt))
    return Remark(weight, clean(address_in_words(where)), position_of(where), *texts)
