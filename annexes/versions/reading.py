"""A frozen plan as pages show it: its tree, its fiches, what it holds in figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from annexes.contents.cells import FIGURES, cells_of
from annexes.contents.fiche import fiche_sheets
from annexes.contents.model import FicheSheet, Grid, Line, RowStyle
from annexes.contents.order import placed
from annexes.edition import Edition
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.versions.frozen import Frozen
from plans.enums import Level
from plans.levels import in_sentence

LOOSE = "À rattacher"


@dataclass(frozen=True, slots=True)
class FrozenFiche:
    """A fiche in the tree; `rank` is its place in the order of print, from 1."""

    rank: int
    reference: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme or an objective with all below it; `name` is « Axe II », « OI 2 », or the word for its level."""

    name: str
    title: str
    text: str
    fiches: tuple[FrozenFiche, ...]
    children: tuple["Branch", ...]

    @property
    def count(self) -> int:
        """How many fiches stand in it."""
        return len(self.fiches) + sum(child.count for child in self.children)


def tree_of(frozen: Frozen) -> list[Branch]:
    """The themes, or the objectives of a plan without themes; what hangs on nothing comes last."""
    ranks = {id(action): rank for rank, (*_, action) in enumerate(placed(frozen.outline), 1)}
    builder = _Builder(frozen.edition, ranks)
    branches: list[Branch] = []
    for theme in frozen.outline.themes:
        branches += [builder.theme(theme)] if theme.title else builder.under(theme)
    return branches


class _Builder:
    def __init__(self, edition: Edition, ranks: dict[int, int]) -> None:
        self.edition, self.ranks = edition, ranks

    def theme(self, theme: ThemeOutline) -> Branch:
        name = self.edition.labels(Level.THEME).singular
        return Branch(name, theme.title, theme.description, (), tuple(self.under(theme)))

    def under(self, theme: ThemeOutline) -> list[Branch]:
        branches = [self.objective(one) for one in theme.objectives]
        if theme.unattached:
            branches.append(Branch("", LOOSE, "", self.fiches(theme.unattached), ()))
        return branches

    def objective(self, one: ObjectiveOutline) -> Branch:
        word = self.edition.labels(one.level).singular
        name = (one.code if " " in one.code else f"{word} {one.code}") if one.code else word
        children = tuple(self.objective(child) for child in one.children)
        return Branch(name, one.title, one.description, self.fiches(one.actions), children)

    def fiches(self, actions: tuple[ActionOutline, ...]) -> tuple[FrozenFiche, ...]:
        return tuple(
            FrozenFiche(self.ranks[id(one)], one.reference, one.title, str(one.status.label)) for one in actions
        )


def sheet_of(frozen: Frozen, rank: int) -> tuple[FicheSheet | None, int]:
    """The fiche of that rank as documents print it, and how many there are."""
    sheets = list(fiche_sheets(frozen.public, frozen.edition, vocabulary=frozen.vocabulary, contacts=True))
    return (sheets[rank - 1] if 1 <= rank <= len(sheets) else None), len(sheets)


@dataclass(frozen=True, slots=True)
class FrozenRubric:
    """A rubric of a fiche: its lines as paragraphs and lists (a line, or the bullets that follow one another)."""

    title: str
    blocks: tuple[tuple[Line | None, tuple[Line, ...]], ...]
    grids: tuple[dict[str, Any], ...]


def rubrics_of(sheet: FicheSheet) -> list[FrozenRubric]:
    """Those of a fiche that say something."""
    return [
        FrozenRubric(one.title, tuple(blocks_of(one.lines)), tuple(grid_of(grid) for grid in one.grids))
        for one in sheet.rubrics
        if not one.is_empty
    ]


def blocks_of(lines: tuple[Line, ...]) -> Iterator[tuple[Line | None, tuple[Line, ...]]]:
    """A paragraph and no bullet, or no paragraph and the bullets that follow one another."""
    for is_list, several in groupby(lines, key=lambda line: line.bullet):
        if is_list:
            yield None, tuple(several)
        else:
            yield from ((line, ()) for line in several)


def grid_of(grid: Grid) -> dict[str, Any]:
    """What `annexes/documents/_grid.html` shows; nothing in it leads to a fiche of today."""
    rows = [
        {
            "style": row.style.value if row.style is not RowStyle.PLAIN else "",
            "cells": [(cell, "") for cell in cells_of(row, grid)],
        }
        for row in grid.rows
    ]
    return {
        "caption": grid.caption,
        "columns": [(column.title, column.kind in FIGURES) for column in grid.columns],
        "rows": rows,
    }


def figures_of(outline: PlanOutline, edition: Edition) -> list[tuple[int, str]]:
    """What a version holds, counted, nothing that it has none of: (12, « objectifs opérationnels »)."""
    kept = outline.file
    fiches = list(outline.all_actions())
    levels = ((edition.labels(level), outline.count(level)) for level in Level if level is not Level.ROOT)
    counted = [
        *((number, (labels.singular, labels.plural)) for labels, number in levels),
        (len(fiches), (edition.action_label, edition.action_label_plural)),
        (sum(len(one.indicators) for one in fiches), ("indicateur", "indicateurs")),
        (len(outline.sections), ("texte du dossier", "textes du dossier")),
        (len(kept.figures), ("chiffre du diagnostic", "chiffres du diagnostic")),
        (len(kept.childcares), ("accueil", "accueils")),
        (len(kept.activities), ("activité périscolaire", "activités périscolaires")),
        (len(kept.committees), ("instance", "instances")),
        (len(kept.visas), ("avis ou signature", "avis et signatures")),
    ]
    return [(number, in_sentence(words[number > 1])) for number, words in counted if number]
