"""Outlines written as annexes write them: one function a layout, with the habits of those who made it by hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from actions.enums import Role
from annexes.outline import ActionOutline, ObjectiveOutline, ThemeOutline
from plans.enums import Level
from tests.corpus.documents import Box, Row, Table, box

HEADERS = ("AXE STRATÉGIQUE", "OBJECTIFS INTERMÉDIAIRES", "OBJECTIFS OPÉRATIONNELS", "FICHES ACTIONS")
Label = Callable[[Any], str]


def axis_label(axis: ObjectiveOutline) -> str:
    return f"{axis.code} – {axis.title}" if axis.code else axis.title


def plain_label(objective: ObjectiveOutline) -> str:
    return f"{objective.code} : {objective.title}" if objective.code else objective.title


def fiche_label(action: ActionOutline) -> str:
    return f"Fiche {action.reference} : {action.title}" if action.reference else action.title


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody writes a tableau.

    `parents`: « merged » cells, « blank » below the first, or « repeated » on each row. `fiches`: « rows » (one row a
    fiche), « lines » (paragraphs of one cell), « together » (run together in one paragraph), « tags » (`<p>` tags).
    """

    parents: str = "merged"
    fiches: str = "rows"
    headers: tuple[str, ...] = HEADERS
    axis: Label = axis_label
    intermediate: Label = plain_label
    operational: Label = plain_label
    fiche: Label = fiche_label
    split: bool = False  # the number of a fiche and its title in two columns
    further: dict[str, Callable[[ActionOutline], str]] = field(default_factory=dict)  # columns beside the fiche


def tableau(theme: ThemeOutline, habits: Habits = Habits()) -> Table:
    """axe | OI | OO | fiches."""
    lines = [cells for axis in theme.objectives for cells in _lines_of(axis, habits)]
    header = list(habits.headers)
    if habits.split:
        header = [*header[:3], "N°", "Intitulé de la fiche"]
    header += list(habits.further)
    return Table((tuple(box(text) for text in header), *_spanned(lines, 3, habits.parents)))


def _lines_of(axis: ObjectiveOutline, habits: Habits) -> Iterator[list[tuple[object, str]]]:
    """The rows of an axis, each cell with the object that it is about."""
    for one in axis.children or (None,):
        for two in (one.children if one else ()) or (None,):
            parents = [(id(axis), habits.axis(axis))]
            parents.append((id(one), habits.intermediate(one)) if one else (None, ""))
            parents.append((id(two), habits.operational(two)) if two else (None, ""))
            holder = two or one or axis
            for texts in _fiche_cells(holder.actions, habits):
                yield [*parents, *((None, text) for text in texts)]


def _fiche_cells(actions: tuple[ActionOutline, ...], habits: Habits) -> Iterator[list[str]]:
    columns = list(habits.further.values())
    if not actions:
        yield [""] * ((2 if habits.split else 1) + len(columns))
        return
    if habits.fiches == "rows":
        for action in actions:
            cells = [action.reference, action.title] if habits.split else [habits.fiche(action)]
            yield [*cells, *(column(action) for column in columns)]
        return
    labels = [habits.fiche(action) for action in actions]
    joined = {"lines": "\n".join(labels), "together": " ".join(labels)}
    joined["tags"] = "".join(f"<p>{label}</p>" for label in labels)
    yield [joined[habits.fiches]]


def _spanned(lines: list[list[tuple[object, str]]], parents: int, style: str) -> Iterable[Row]:
    """Rows whose first `parents` columns say once, or on each row, what several rows share."""
    rows: list[list[Box | None]] = [[box(text) for _, text in line] for line in lines]
    if style == "repeated":
        return [tuple(row) for row in rows]
    for column in range(parents):
        runs = groupby(range(len(lines)), key=lambda rank, c=column: tuple(key for key, _ in lines[rank][: c + 1]))
        for key, ranks in runs:
            first, *others = list(ranks)
            if key[-1] is None:
                continue
            if style == "merged":
                rows[first][column] = Box(box(lines[first][column][1]).lines, rows=1 + len(others))
            for rank in others:
                rows[rank][column] = None if style == "merged" else Box()
    return [tuple(row) for row in rows]


def effects(theme: ThemeOutline, *, axes: bool = False, bullet: str = "", numbered: bool = False) -> Table:
    """objectifs généraux | objectifs opérationnels | effets attendus: one row a group of effects."""
    header = (*(("Axes",) if axes else ()), "Objectifs généraux", "Objectifs opérationnels", "Effets attendus")
    lines: list[list[tuple[object, str]]] = []
    tops = [(axis, one) for axis in theme.objectives for one in axis.children] if axes else []
    tops = tops or [(None, one) for one in theme.objectives]
    for axis, one in tops:
        groups = groupby(one.children, key=lambda child: child.effects and child.effects.group)
        for _, members in groups:
            some = list(members)
            first = some[0].effects
            shown = plain_label if numbered else lambda o: o.title
            texts = [f"{bullet}{shown(member)}" for member in some]
            line: list[tuple[object, str]] = [(id(axis), axis_label(axis))] if axis is not None else []
            text = first.text if first else ""
            lines.append([*line, (id(one), plain_label(one)), (None, "\n".join(texts)), (None, text)])
    return Table((tuple(box(text) for text in header), *_spanned(lines, 2 if axes else 1, "merged")))


FLAT = (
    "Axe", "Objectif intermédiaire", "Objectif opérationnel", "N°", "Intitulé", "Pilote", "Statut", "Contexte",
)  # fmt: skip


def flat(theme: ThemeOutline) -> Table:
    """A flat sheet: one row a fiche, its objectives repeated, a column for each field."""
    rows = [tuple(box(title) for title in FLAT)]
    for top in theme.objectives:
        for one in top.children:
            for two in one.children:
                parents = (axis_label(top), plain_label(one), plain_label(two))
                for action in two.actions:
                    told = (action.reference, action.title, lead(action), str(action.status.label), action.context)
                    rows.append(tuple(box(text) for text in (*parents, *told)))
    return Table(tuple(rows))


def fiche_table(fields: dict[str, str], *, columns: int = 2) -> Table:
    """label | content, or label | content | label | content."""
    items = list(fields.items())
    if columns == 2:
        return Table(tuple((box(label), box(text)) for label, text in items))
    rows = []
    for rank in range(0, len(items), 2):
        pair = [*items[rank : rank + 2], ("", "")][:2]
        rows.append(tuple(box(text) for item in pair for text in item))
    return Table(tuple(rows))


def lead(action: ActionOutline) -> str:
    return "; ".join(action.people(Role.LEAD))


def partners(action: ActionOutline) -> str:
    return "; ".join(action.people(Role.PARTNER))


def levels(theme: ThemeOutline, level: Level) -> list[ObjectiveOutline]:
    return [objective for objective in theme.walk() if objective.level is level]
