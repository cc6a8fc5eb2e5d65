"""The thread of an action: the fiches that went on with it, from plan to plan, with what each of them told."""

from collections.abc import Iterator
from dataclasses import dataclass

from actions.enums import Status
from actions.models import Action
from actions.wording import status_wording
from indicators.models import Indicator
from indicators.wording import aim_wording, period

MOST = 12  # plans; a chain has no end only if somebody made a ring


@dataclass(frozen=True, slots=True)
class Followed:
    """An indicator of the fiche with what it was worth, year by year."""

    label: str
    baseline: str
    values: tuple[tuple[str, str], ...]  # (« 2026 », « 25 familles »)


@dataclass(frozen=True, slots=True)
class Stage:
    """The action in one plan."""

    action: Action
    status: str
    notes: tuple[tuple[int, str], ...]
    indicators: tuple[Followed, ...]
    is_here: bool


def thread_of(action: Action) -> list[Stage]:
    """The fiches from the first plan to the last one. A few queries for each plan of the thread."""
    found = [*reversed(list(_before(action))), action, *_after(action)]
    fiches = Action.objects.filter(pk__in=[one.pk for one in found]).select_related("plan__territory")
    full = {one.pk: one for one in fiches.prefetch_related("notes", "indicators__measurements")}
    return [_stage(full[one.pk], is_here=one.pk == action.pk) for one in found]


def _before(action: Action) -> Iterator[Action]:
    seen = {action.pk}
    while action.renewed_from_id is not None and action.renewed_from_id not in seen and len(seen) < MOST:
        seen.add(action.renewed_from_id)
        action = Action.objects.get(pk=action.renewed_from_id)
        yield action


def _after(action: Action) -> Iterator[Action]:
    """Those that go on with it, in the order of their plans; an action may go on in two plans."""
    seen, level = {action.pk}, [action.pk]
    while level and len(seen) < MOST:
        following = Action.objects.filter(renewed_from__in=level).exclude(pk__in=seen).order_by("plan__starts_on", "pk")
        level = []
        for one in following:
            seen.add(one.pk)
            level.append(one.pk)
            yield one


def _stage(action: Action, *, is_here: bool) -> Stage:
    notes = sorted(action.notes.all(), key=lambda note: note.year)
    return Stage(
        action,
        status_wording(Status(action.status)),
        tuple((note.year, note.text) for note in notes),
        tuple(_followed(one) for one in action.indicators.all()),
        is_here,
    )


def _followed(one: Indicator) -> Followed:
    whole = sorted((m for m in one.measurements.all() if not m.breakdown), key=lambda measure: measure.year)
    values = tuple(
        (period(measure.year, one.frequency), aim_wording(measure.value, measure.text, None, one.unit))
        for measure in whole
    )
    return Followed(one.label, aim_wording(one.baseline, one.baseline_text, one.baseline_on, one.unit), values)
