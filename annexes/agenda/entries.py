"""What an agenda holds, as values: its dates and the filters that choose among them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

MOST_DIGITS = 18


class Query(Protocol):
    """A QueryDict."""

    def get(self, key: str) -> str | None: ...
    def getlist(self, key: str) -> list[str]: ...


class DateKind(StrEnum):
    DEADLINE = "echeance"
    START = "debut"
    STEP = "etape"
    MEETING = "reunion"
    DECISION = "decision"
    EVALUATION = "evaluation"
    VISA = "avis"
    AMENDMENT = "avenant"
    LIFE = "vie"

    @property
    def label(self) -> str:
        return _LABELS[self.value][0]

    @property
    def plural(self) -> str:
        return _LABELS[self.value][1]


_LABELS = {
    "echeance": ("Échéance", "Échéances des fiches"),
    "debut": ("Début", "Débuts des fiches"),
    "etape": ("Étape", "Étapes des fiches"),
    "reunion": ("Réunion", "Réunions des instances"),
    "decision": ("Décision", "Suites des décisions"),
    "evaluation": ("Évaluation", "Cibles et évaluations"),
    "avis": ("Avis, signature", "Avis et signatures"),
    "avenant": ("Avenant", "Avenants"),
    "vie": ("Vie du plan", "Vie du plan, fin et renouvellement"),
}
OF_FICHES = (DateKind.DEADLINE, DateKind.START, DateKind.STEP)


class Standing(StrEnum):
    COMING = "coming"
    DONE = "done"
    LATE = "late"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Entry:
    """One date. `said` tells where it stands in words: « faite le 12/03/2026 », « en retard de 12 jours ».

    `uid` is the same as long as its object is. `about` is the fiche or the objective that it belongs to. A meeting has
    aware hours; any other date is a day.
    """

    kind: DateKind
    on: date
    title: str
    plan: str
    url: str
    uid: str
    about: str = ""
    said: str = ""
    note: str = ""
    place: str = ""
    standing: Standing = Standing.COMING
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """What is struck: it is done, or it will not be."""
        return self.standing in (Standing.DONE, Standing.CANCELLED)

    @property
    def order(self) -> tuple[date, bool, float, int, str]:
        """Hours after whole days, then in the order of kinds."""
        hour = self.starts_at.timestamp() if self.starts_at else 0.0
        return (self.on, self.starts_at is not None, hour, list(DateKind).index(self.kind), self.title)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for: a plan by its short name, kinds of dates (none: all), an instance by its key; `mine`: of the
    dates of fiches, those that the person leads alone.
    """

    plan: str = ""
    kinds: tuple[DateKind, ...] = ()
    mine: bool = False
    committee: int | None = None

    @classmethod
    def read(cls, query: Query) -> "Filters":
        """The filters of an address. An instance that is no number finds nothing: nothing is widened in silence."""
        instance = (query.get("instance") or "").strip()
        known = {kind.value: kind for kind in DateKind}
        asked = dict.fromkeys(known[value] for value in query.getlist("sorte") if value in known)
        number = int(instance) if instance.isdecimal() and len(instance) <= MOST_DIGITS else 0
        return cls(
            plan=(query.get("plan") or "").strip()[:80],
            kinds=tuple(asked),
            mine=query.get("miennes") == "oui",
            committee=number if instance else None,
        )

    def __bool__(self) -> bool:
        return self != Filters()

    def written(self) -> str:
        """The filters as the end of an address: `Filters.read` reads them back."""
        pairs = [("plan", self.plan)] if self.plan else []
        pairs += [("sorte", kind.value) for kind in self.kinds]
        pairs += [("miennes", "oui")] if self.mine else []
        pairs += [("instance", str(self.committee))] if self.committee is not None else []
        return urlencode(pairs)

    def takes(self, kind: DateKind) -> bool:
        """Whether dates of that kind are asked for; an instance has its meetings and their decisions alone."""
        if self.committee is not None and kind not in (DateKind.MEETING, DateKind.DECISION):
            return False
        return not self.kinds or kind in self.kinds
