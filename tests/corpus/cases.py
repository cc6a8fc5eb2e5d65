"""The documents of the corpus: each layout with each wart, made by more than one producer, and what they hold.

A case is written from what it holds, never from what the readers give. LibreOffice makes the files of `Office` cases
from those of another case; everything else is made by openpyxl, python-docx or by hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from annexes.outline import PlanOutline


@dataclass(frozen=True, slots=True)
class Case:
    """`name` is that of its file; `issues` are the codes of what must be said; `quiet`: no other warning is due."""

    name: str
    layout: str  # tableau, annexees, effets, liste, fiche, colonnes, donnees, mixte
    wart: str  # what is wrong or particular with it, in a few words
    plan: PlanOutline
    make: Callable[[], bytes]
    issues: frozenset[str] = field(default_factory=frozenset)
    quiet: bool = True

    @property
    def producer(self) -> str:
        return {"xlsx": "openpyxl", "docx": "python-docx"}.get(self.name.rpartition(".")[2], "à la main")


@dataclass(frozen=True, slots=True)
class Office:
    """The file of `source` opened by LibreOffice and saved under `name`, in the format of its ending."""

    name: str
    source: Case

    @property
    def layout(self) -> str:
        return self.source.layout

    @property
    def wart(self) -> str:
        return f"{self.source.wart}, enregistré par LibreOffice"

    @property
    def plan(self) -> PlanOutline:
        return self.source.plan

    @property
    def issues(self) -> frozenset[str]:
        return self.source.issues

    @property
    def quiet(self) -> bool:
        return self.source.quiet

    @property
    def producer(self) -> str:
        return "LibreOffice"


AnyCase = Case | Office


def all_cases() -> Iterator[AnyCase]:
    from tests.corpus import (
        of_annexees,
        of_effects,
        of_fiches,
        of_lists,
        of_odd_tables,
        of_others,
        of_tableaux,
        of_themes,
    )

    for module in (of_tableaux, of_themes, of_odd_tables, of_others, of_annexees, of_effects, of_lists, of_fiches):
        yield from module.cases()
