"""The rows of « Mesures »: what names an indicator, then each of its measurements."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annexes.codecs import records_to_cell
from annexes.columns.measurements import MEASUREMENT_COLUMNS
from annexes.outline import IndicatorOutline, ObjectiveOutline, PlanOutline

Row = list[Any]


def measurement_rows(outline: PlanOutline, keys: Mapping[int, str]) -> Iterator[Row]:
    """Those of themes and objectives in the order of print, then those of fiches; `keys` as « Données » gives them."""
    for theme in outline.themes:
        yield from _rows(["", "", "", theme.title, "", ""], theme.indicators)
        yield from _below(theme.objectives, theme.title, (), ())
    for action in outline.all_actions():
        yield from _rows([keys[id(action)], action.reference, action.title, "", "", ""], action.indicators)


def _below(
    objectives: Sequence[ObjectiveOutline], theme: str, path: tuple[str, ...], ranks: tuple[int, ...]
) -> Iterator[Row]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for objective in objectives:
        name = (objective.level, objective.code, objective.title)
        place, twins = (*path, objective.label), (*ranks, seen[name])
        seen[name] += 1
        twin = ".".join(map(str, twins)) if any(twins) else ""
        yield from _rows(["", "", "", theme, records_to_cell([place]), twin], objective.indicators)
        yield from _below(objective.children, theme, place, twins)


def _rows(owner: Row, indicators: Sequence[IndicatorOutline]) -> Iterator[Row]:
    seen: Counter[str] = Counter()
    for indicator in indicators:
        seen[indicator.label] += 1
        rank = seen[indicator.label]
        for one in indicator.measurements:
            own = [column.to_cell(getattr(one, column.name)) for column in MEASUREMENT_COLUMNS]
            yield [*owner, indicator.label, rank if rank > 1 else "", *own]
