"""Write the indicators of fiches and objectives in bulk, with their targets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annexes.outline import IndicatorOutline
from indicators.aggregates import INDICATORS, TARGETS
from indicators.models import Indicator, Target
from plans.bulk import allocate_keys, insert_rows

BATCH = 1000
_COLUMNS = (*INDICATORS.fields, "position")
_TARGET = ("indicator", *TARGETS.fields, "position")

Indicators = Sequence[IndicatorOutline]


def write_indicators(owner: str, owned: Iterable[tuple[int, Indicators, Indicators]]) -> None:
    """Make anew the indicators that differ; `owned` gives the key of each owner, what it has to have and what it had.

    `owner` is the field that points to it: `action` or `objective`.
    """
    stale: list[int] = []
    fresh: list[tuple[int, int, IndicatorOutline]] = []
    for key, indicators, had in owned:
        if indicators == had:
            continue
        if had:
            stale.append(key)
        fresh.extend((key, rank, indicator) for rank, indicator in enumerate(indicators))
    for chunk in chunks(stale):
        Indicator.objects.filter(**{f"{owner}__in": chunk}).delete()
    keys = allocate_keys(Indicator, len(fresh))
    rows = [(key, *_row(*item)) for key, item in zip(keys, fresh, strict=True)]
    insert_rows(Indicator, ("id", owner, *_COLUMNS), rows)
    targets: list[tuple[Any, ...]] = [
        (key, target.due_on, target.value, target.text, rank)
        for key, (_, _, indicator) in zip(keys, fresh, strict=True)
        for rank, target in enumerate(indicator.targets)
    ]
    insert_rows(Target, _TARGET, targets)


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _row(owner: int, rank: int, i: IndicatorOutline) -> tuple[Any, ...]:
    return (
        owner,
        i.label,
        i.kind.value,
        i.nature.value,
        i.unit,
        i.direction.value,
        i.source,
        i.frequency,
        i.breakdown,
        i.baseline,
        i.baseline_text,
        i.baseline_on,
        rank,
    )
