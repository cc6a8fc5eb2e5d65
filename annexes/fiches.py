"""Write the actions of an outline in bulk: rows of actions, then the rows that hang on them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from actions.models import Action, ActionLink, Funding, Participation, SchemeUse, Step
from annexes.analysis import path_key
from annexes.directory import REFERENCE_MODELS, Directory
from annexes.load import ACTION_COLUMNS
from annexes.outline import ActionOutline, IndicatorOutline, ObjectivePath
from indicators.models import Indicator
from partners.models import name_key
from plans.models import Plan

BATCH = 1000
OWNED = (*ACTION_COLUMNS.values(), "theme", "objective", "position", "search_text", "updated_at")

Rows = Callable[[int, ActionOutline], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Placement:
    """An action and where it is printed: the keys of its theme and objective, its rank under the objective."""

    action: ActionOutline
    theme: int | None
    objective: int | None
    rank: int


def write_actions(
    plan: Plan,
    before: Iterable[Placement],
    after: Iterable[Placement],
    paths: Mapping[ObjectivePath, int],
    directory: Directory,
) -> None:
    """Create the actions without a key, update those that differ, and rewrite what hangs on them where it differs."""
    old = {placement.action.pk: placement for placement in before}
    touched: list[tuple[Placement, Placement | None]] = []
    for placement in after:
        known = old.get(placement.action.pk) if placement.action.pk is not None else None
        if known is None or known != placement:
            touched.append((placement, known))
    _update(plan, [(placement, known) for placement, known in touched if known is not None])
    rows = Action.objects.bulk_create([_row(plan, placement) for placement, known in touched if known is None], BATCH)
    keys = (row.pk for row in rows)
    written = [
        (next(keys), placement.action, None)
        if known is None
        else (known.action.pk or 0, placement.action, known.action)
        for placement, known in touched
    ]
    _write_children(written, paths, directory)


def indicator_rows(indicators: Sequence[IndicatorOutline], **owner: int) -> Iterator[Indicator]:
    for rank, i in enumerate(indicators):
        yield Indicator(
            label=i.label,
            kind=i.kind,
            nature=i.nature,
            unit=i.unit,
            direction=i.direction,
            source=i.source,
            position=rank,
            **owner,
        )


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _row(plan: Plan, placement: Placement) -> Action:
    action = placement.action
    values = {column: getattr(action, name) for name, column in ACTION_COLUMNS.items()}
    return Action(
        pk=action.pk,
        plan=plan,
        theme_id=placement.theme,
        objective_id=placement.objective,
        position=placement.rank,
        **values,
    ).prepare()


def _update(plan: Plan, changed: Sequence[tuple[Placement, Placement]]) -> None:
    if not changed:
        return
    # Two fiches may exchange their numbers: free the numbers first, since uniqueness is checked row by row.
    renumbered = [
        after.action.pk or 0
        for after, before in changed
        if (after.action.number, after.action.suffix, after.theme)
        != (before.action.number, before.action.suffix, before.theme)
    ]
    for chunk in chunks(renumbered):
        Action.objects.filter(pk__in=chunk).update(number=None)
    Action.objects.bulk_create(
        [_row(plan, after) for after, _ in changed],
        BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=OWNED,
    )


def _write_children(
    written: Sequence[tuple[int, ActionOutline, ActionOutline | None]],
    paths: Mapping[ObjectivePath, int],
    directory: Directory,
) -> None:
    for names, model, rows in _child_tables(paths, directory):
        stale: list[int] = []
        fresh: list[models.Model] = []
        for key, action, old in written:
            if old is not None:
                if all(getattr(action, name) == getattr(old, name) for name in names):
                    continue
                stale.append(key)
            fresh.extend(rows(key, action))
        for chunk in chunks(stale):
            model._default_manager.filter(action__in=chunk).delete()
        model._default_manager.bulk_create(fresh, BATCH)


def _child_tables(
    paths: Mapping[ObjectivePath, int], directory: Directory
) -> Iterator[tuple[tuple[str, ...], type[models.Model], Rows]]:
    """The tables that hang on an action: the outline's fields that they hold, the model, and how its rows are made."""
    partners, schemes = directory.partners, directory.schemes

    def participations(key: int, action: ActionOutline) -> Iterator[Participation]:
        for rank, p in enumerate(action.participations):
            partner = partners[name_key(p.partner)][0]
            contact = directory.contacts.get((partner, p.contact)) if p.contact else None
            yield Participation(action_id=key, partner_id=partner, role=p.role, contact_id=contact, position=rank)

    def uses(key: int, action: ActionOutline) -> Iterator[SchemeUse]:
        for rank, name in enumerate(action.schemes):
            yield SchemeUse(action_id=key, scheme_id=schemes[name_key(name)][0], position=rank)

    def fundings(key: int, action: ActionOutline) -> Iterator[Funding]:
        for rank, f in enumerate(action.fundings):
            partner = partners.get(name_key(f.funder))
            yield Funding(
                action_id=key,
                partner_id=partner[0] if partner else None,
                funder_label="" if partner else f.funder,
                scheme_id=schemes[name_key(f.scheme)][0] if f.scheme else None,
                year=f.year,
                kind=f.kind,
                nature=f.nature or "",
                status=f.status,
                planned=f.planned,
                requested=f.requested,
                granted=f.granted,
                spent=f.spent,
                position=rank,
            )

    def steps(key: int, action: ActionOutline) -> Iterator[Step]:
        for rank, s in enumerate(action.steps):
            yield Step(action_id=key, title=s.title, due_on=s.due_on, done_on=s.done_on, who=s.who, position=rank)

    def links(key: int, action: ActionOutline) -> Iterator[ActionLink]:
        for rank, link in enumerate(action.links):
            yield ActionLink(action_id=key, group=link.group, text=link.text, position=rank)

    def indicators(key: int, action: ActionOutline) -> Iterator[Indicator]:
        return indicator_rows(action.indicators, action_id=key)

    def serves(key: int, action: ActionOutline) -> Iterator[models.Model]:
        found = dict.fromkeys(paths[p] for p in map(path_key, action.also_serves) if p in paths)
        return (Action.also_serves.through(action_id=key, objective_id=objective) for objective in found)

    yield ("participations",), Participation, participations
    yield ("schemes",), SchemeUse, uses
    yield ("fundings",), Funding, fundings
    yield ("steps",), Step, steps
    yield ("links",), ActionLink, links
    yield ("indicators",), Indicator, indicators
    yield ("also_serves",), Action.also_serves.through, serves
    for name in REFERENCE_MODELS:
        yield (name,), getattr(Action, name).through, _reference_rows(name, directory.codes[name])


def _reference_rows(name: str, codes: Mapping[str, int]) -> Rows:
    through = getattr(Action, name).through
    column = getattr(Action, name).field.m2m_reverse_field_name() + "_id"

    def rows(key: int, action: ActionOutline) -> Iterator[models.Model]:
        return (through(action_id=key, **{column: codes[code]}) for code in getattr(action, name))

    return rows
