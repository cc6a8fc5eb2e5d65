"""Write the indicators of fiches and objectives in bulk, with their targets and measurements."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import User
from annexes.outline import IndicatorOutline, MeasurementOutline
from indicators.aggregates import INDICATORS, MEASUREMENTS, TARGETS
from indicators.models import Indicator, Measurement, Target
from plans.bulk import allocate_keys, insert_rows

BATCH = 1000
_COLUMNS = (*INDICATORS.fields, "position")
_TARGET = ("indicator", *TARGETS.fields, "position")
_MEASUREMENT = ("indicator", *MEASUREMENTS.fields, "position")

_MEASURED = tuple(name for name in MEASUREMENTS.fields if name not in ("entered_by", "entered_at"))

Indicators = Sequence[IndicatorOutline]
Typed = tuple[int, str, tuple[Any, ...]]  # the key of the owner, the label of the indicator, what was measured


def write_indicators(owner: str, owned: Iterable[tuple[int, Indicators, Indicators]], by: User | None) -> None:
    """Make anew the indicators that differ; `owned` gives the key of each owner, what it has to have and what it had.

    `owner` is the field that points to it: `action` or `objective`. A measurement that stays keeps who typed it.
    """
    stale: list[int] = []
    fresh: list[tuple[int, int, IndicatorOutline]] = []
    for key, indicators, had in owned:
        if indicators == had:
            continue
        if had:
            stale.append(key)
        fresh.extend((key, rank, indicator) for rank, indicator in enumerate(indicators))
    typed: dict[Typed, tuple[Any, Any]] = {}
    for chunk in chunks(stale):
        typed |= _typed(owner, chunk)
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
    now = (by.pk if by else None, timezone.now())
    measurements = [
        (key, *own, *typed.get((whose, indicator.label, own), now), rank)
        for key, (whose, _, indicator) in zip(keys, fresh, strict=True)
        for rank, own in enumerate(map(_measured, indicator.measurements))
    ]
    insert_rows(Measurement, _MEASUREMENT, measurements)


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _typed(owner: str, keys: Sequence[int]) -> dict[Typed, tuple[Any, Any]]:
    """Who typed each measurement of these owners, and when. One query."""
    rows = Measurement.objects.filter(**{f"indicator__{owner}__in": keys}).order_by()
    read = rows.values_list(f"indicator__{owner}", "indicator__label", "entered_by_id", "entered_at", *_MEASURED)
    return {(whose, label, tuple(own)): (who, when) for whose, label, who, when, *own in read}


def _measured(one: MeasurementOutline) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in _MEASURED)


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
