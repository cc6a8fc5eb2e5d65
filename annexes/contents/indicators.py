"""The indicators of a plan, those of its objectives and of its fiches, by theme and axe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from annexes.contents.anchors import anchors_of, entry_of
from annexes.contents.fiche_grids import indicator_grid
from annexes.contents.model import GridColumn, Value
from annexes.contents.tableau import LOOSE, name_of, said
from annexes.edition import Edition
from annexes.outline import ActionOutline, IndicatorOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level


@dataclass(frozen=True, slots=True)
class Owned:
    """The indicators of one objective or of one fiche, each as the cells of the columns after the first."""

    name: str  # « OI 2 : Accueillir tous les enfants », « Fiche 72 – Ouvrir la maison des parents »
    anchor: str  # of the fiche, or nothing
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Those of one axe and of what stands below it; of the theme itself when `title` is empty."""

    theme: str
    title: str
    running: str  # its short name: « Axe II »
    owned: tuple[Owned, ...]

    @property
    def name(self) -> str:
        """« Enfance – Axe II : Ouvrir les loisirs à tous les enfants »."""
        return " – ".join(filter(None, (self.theme, self.title))) or "Plan"


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    columns: tuple[GridColumn, ...]
    groups: tuple[IndicatorGroup, ...]


Owner = tuple[str, str, Sequence[IndicatorOutline]]  # its name, its anchor, its indicators
_Group = tuple[ThemeOutline, str, str, list[Owner]]


def indicators_of(outline: PlanOutline, edition: Edition) -> IndicatorTable:
    """The columns where at least one indicator of the plan says something, and the groups that have indicators."""
    groups = list(_groups(outline, edition))
    every = [one for *_, owners in groups for _, _, held in owners for one in held]
    grid = indicator_grid(every, edition.edited_on.year)
    rows = grid.values()
    made = tuple(
        IndicatorGroup(
            theme.title,
            title,
            running,
            tuple(Owned(name, anchor, tuple(islice(rows, len(held)))) for name, anchor, held in owners),
        )
        for theme, title, running, owners in groups
    )
    first = GridColumn("Objectif ou fiche", share=3.2)
    return IndicatorTable((first, *grid.columns), made if every else ())


def _groups(outline: PlanOutline, edition: Edition) -> Iterator[_Group]:
    anchors = anchors_of(outline)

    def fiches(actions: Sequence[ActionOutline]) -> Iterator[Owner]:
        for action in actions:
            yield entry_of(action.reference, action.title, edition), anchors[id(action)], action.indicators

    def below(top: ObjectiveOutline) -> Iterator[Owner]:
        for objective in top.walk():
            name = said(objective, edition.labels(objective.level).singular)
            yield name, "", objective.indicators
            yield from fiches(objective.actions)

    for theme in outline.themes:
        label = f"{edition.labels(Level.THEME).singular} : {theme.title}" if theme.title else "Plan"
        candidates: list[_Group] = [(theme, "", "", [(label, "", theme.indicators)])]
        for top in theme.objectives:
            name = edition.labels(top.level).singular
            candidates.append((theme, said(top, name), name_of(top, name), list(below(top))))
        candidates.append((theme, LOOSE, LOOSE, list(fiches(theme.unattached))))
        for _, title, running, owners in candidates:
            if held := [owner for owner in owners if owner[2]]:
                yield theme, title, running, held
