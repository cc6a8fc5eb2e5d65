"""Write the actions of an outline in bulk: rows of actions, then the rows that hang on them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from django.db import models

from accounts.text import search_text
from actions.models import (
    SEARCHED_FIELDS,
    Action,
    ActionLink,
    ActionNote,
    Document,
    Funding,
    Participation,
    SchemeUse,
    Step,
)
from annexes.applying.directory import REFERENCE_MODELS, Directory
from annexes.applying.indicators import chunks, write_indicators
from annexes.applying.revisions import ImportHistory
from annexes.comparing.addresses import Elsewhere, addressed, all_addresses, own_addresses
from annexes.comparing.diff import action_label
from annexes.comparing.matching import path_key, place_key
from annexes.load import ACTION_COLUMNS
from annexes.outline import ActionOutline, FicheAddress, LinkOutline, ObjectivePath, PlanOutline
from partners.models import name_key
from plans.bulk import allocate_keys, insert_rows
from plans.models import Plan

BATCH = 1000
_PARTICIPATION = ("action", "partner", "role", "contact", "position")
_FUNDING = (
    "action",
    "partner",
    "funder_label",
    "scheme",
    "year",
    "kind",
    "nature",
    "status",
    "planned",
    "requested",
    "granted",
    "spent",
    "position",
)
_OUTLINE_NAMES = {column: name for name, column in ACTION_COLUMNS.items()}
_PLACED = ("merged_into", "renewed_from", "theme", "objective", "position", "search_text")
OWNED = (*ACTION_COLUMNS.values(), *_PLACED, "updated_at")

_STALE = (LinkOutline(""),)
Row = tuple[Any, ...]
Rows = Callable[[int, ActionOutline], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Placement:
    """An action and where it is printed: the keys of its theme and objective, its rank under the objective."""

    action: ActionOutline
    theme: int | None
    objective: int | None
    rank: int


@dataclass(frozen=True, slots=True)
class ChildTable:
    """A table that hangs on an action: the field of the outline that it holds, and how its rows are made."""

    field: str
    model: type[models.Model]
    columns: tuple[str, ...]
    rows: Rows


def write_actions(
    plan: Plan,
    before: Iterable[Placement],
    after: Iterable[Placement],
    paths: Mapping[ObjectivePath, int],
    directory: Directory,
    named: "NamedFiches",
    history: ImportHistory,
) -> None:
    """Create the actions without a key, update those that differ, and rewrite what hangs on them where it differs."""
    old = {placement.action.pk: placement for placement in before}
    touched: list[tuple[Placement, Placement | None]] = []
    for placement in after:
        known = old.get(placement.action.pk) if placement.action.pk is not None else None
        if known is not None and named.leads_elsewhere(known.action, placement.action):
            known = replace(known, action=replace(known.action, links=_STALE))  # one name, another fiche
        if known is None or known != placement:
            touched.append((placement, known))
    history.will_change(Action, [_nominal(known) for _, known in touched if known is not None])
    fresh = [placement for placement, known in touched if known is None]
    named.keys.update(zip((id(p.action) for p in fresh), allocate_keys(Action, len(fresh)), strict=True))
    _update(plan, [(placement, known) for placement, known in touched if known is not None], named)
    _create(plan, fresh, named)
    history.made(Action, ((named.key_of(p.action), p.action.title, action_label(p.action)) for p in fresh))
    written = [
        (named.key_of(placement.action), placement.action, known.action if known else None)
        for placement, known in touched
    ]
    for table in _child_tables(paths, directory, named):
        _write_children(table, written)
    owned = ((key, action.indicators, old.indicators if old else ()) for key, action, old in written)
    write_indicators("action", owned, history.by)


class NamedFiches:
    """The keys of the fiches that others name, those that are being created included. Two queries at most."""

    def __init__(self, plan: Plan, current: PlanOutline, target: PlanOutline) -> None:
        self.keys: dict[int, int] = {}  # id of a new action → the key allocated to it
        names = set(all_addresses(target))
        self._here = {name: action for name, action in addressed(target) if name in names} if names else {}
        self._before = {name: action.pk for name, action in addressed(current) if name in names} if names else {}
        self._elsewhere = Elsewhere(plan.territory, names, plan.slug)

    def leads_elsewhere(self, old: ActionOutline, new: ActionOutline) -> bool:
        """Whether a name that a fiche keeps means another fiche now, because numbers changed."""
        kept = {*own_addresses(old)} & {*own_addresses(new)}
        return any(map(self.is_another, kept))

    def is_another(self, name: FicheAddress) -> bool:
        """Whether a name means another fiche than before."""
        return (now := self._here.get(name)) is not None and now.pk != self._before.get(name)

    def key_of(self, action: ActionOutline) -> int:
        return action.pk if action.pk is not None else self.keys[id(action)]

    def key(self, address: FicheAddress | None) -> int | None:
        if address is None:
            return None
        if (action := self._here.get(address)) is not None:
            return self.key_of(action)
        found = self._elsewhere.find(address)
        return found[0] if found is not None else None


def _nominal(placement: Placement) -> Action:
    """An action with what names it alone."""
    action = placement.action
    return Action(pk=action.pk, number=action.number, number_suffix=action.suffix, code=action.code, title=action.title)


def _create(plan: Plan, fresh: Sequence[Placement], named: NamedFiches) -> None:
    names = ("id", "plan", *ACTION_COLUMNS.values(), *_PLACED)
    rows = [
        (
            named.key_of(p.action),
            plan.pk,
            *_content(p.action),
            named.key(p.action.merged_into),
            named.key(p.action.renewed_from),
            p.theme,
            p.objective,
            p.rank,
            _search_text(p.action),
        )
        for p in fresh
    ]
    insert_rows(Action, names, rows)


def _content(action: ActionOutline) -> list[Any]:
    """The plain values of `ACTION_COLUMNS`."""
    values = [getattr(action, name) for name in ACTION_COLUMNS]
    return [value.value if isinstance(value, Enum) else value for value in values]


def _search_text(action: ActionOutline) -> str:
    return search_text(action.reference, *(getattr(action, _OUTLINE_NAMES[name]) for name in SEARCHED_FIELDS))


def _update(plan: Plan, changed: Sequence[tuple[Placement, Placement]], named: NamedFiches) -> None:
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
        [_instance(plan, after, named) for after, _ in changed],
        BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=OWNED,
    )


def _instance(plan: Plan, placement: Placement, named: NamedFiches) -> Action:
    return Action(
        pk=placement.action.pk,
        plan=plan,
        theme_id=placement.theme,
        objective_id=placement.objective,
        position=placement.rank,
        merged_into_id=named.key(placement.action.merged_into),
        renewed_from_id=named.key(placement.action.renewed_from),
        **dict(zip(ACTION_COLUMNS.values(), _content(placement.action), strict=True)),
    ).prepare()


def _write_children(table: ChildTable, written: Sequence[tuple[int, ActionOutline, ActionOutline | None]]) -> None:
    stale: list[int] = []
    fresh: list[Row] = []
    for key, action, old in written:
        content = getattr(action, table.field)
        if old is not None:
            if content == (before := getattr(old, table.field)):
                continue
            if before:
                stale.append(key)
        if content:
            fresh.extend(table.rows(key, action))
    for chunk in chunks(stale):
        table.model._default_manager.filter(action__in=chunk).delete()
    insert_rows(table.model, table.columns, fresh)


def _child_tables(paths: Mapping[ObjectivePath, int], directory: Directory, named: NamedFiches) -> Iterator[ChildTable]:
    partners, schemes, contacts = directory.partners, directory.schemes, directory.contacts
    partner_of = cache(lambda name: partners[name_key(name)][0])
    scheme_of = cache(lambda name: schemes[name_key(name)][0])

    def participations(key: int, action: ActionOutline) -> Iterator[Row]:
        for rank, p in enumerate(action.participations):
            partner = partner_of(p.partner)
            yield key, partner, p.role.value, contacts.get((partner, p.contact)) if p.contact else None, rank

    def uses(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, scheme_of(name), rank) for rank, name in enumerate(action.schemes))

    def fundings(key: int, action: ActionOutline) -> Iterator[Row]:
        for rank, f in enumerate(action.fundings):
            partner = partners.get(name_key(f.funder))
            funder = (partner[0], "") if partner else (None, f.funder)
            scheme = scheme_of(f.scheme) if f.scheme else None
            nature = f.nature.value if f.nature else ""
            amounts = (f.planned, f.requested, f.granted, f.spent)
            yield key, *funder, scheme, f.year, f.kind.value, nature, f.status.value, *amounts, rank

    def steps(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, s.title, s.due_on, s.done_on, s.who, rank) for rank, s in enumerate(action.steps))

    def links(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, one.group, one.text, named.key(one.target), rank) for rank, one in enumerate(action.links))

    def notes(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, note.year, note.text, note.written_on, rank) for rank, note in enumerate(action.notes))

    def documents(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, one.title, one.url, one.file, rank) for rank, one in enumerate(action.documents))

    def places(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, directory.places[place_key(place)][0]) for place in action.places)

    def serves(key: int, action: ActionOutline) -> Iterator[Row]:
        found = dict.fromkeys(paths[p] for p in map(path_key, action.also_serves) if p in paths)
        return ((key, objective) for objective in found)

    yield ChildTable("participations", Participation, _PARTICIPATION, participations)
    yield ChildTable("schemes", SchemeUse, ("action", "scheme", "position"), uses)
    yield ChildTable("fundings", Funding, _FUNDING, fundings)
    yield ChildTable("steps", Step, ("action", "title", "due_on", "done_on", "who", "position"), steps)
    yield ChildTable("links", ActionLink, ("action", "group", "text", "target", "position"), links)
    yield ChildTable("notes", ActionNote, ("action", "year", "text", "written_on", "position"), notes)
    yield ChildTable("documents", Document, ("action", "title", "url", "file", "position"), documents)
    yield ChildTable("places", Action.places.through, ("action", "place"), places)
    yield ChildTable("also_serves", Action.also_serves.through, ("action", "objective"), serves)
    for name in REFERENCE_MODELS:
        yield _reference_table(name, directory.codes[name])


def _reference_table(name: str, codes: Mapping[str, int]) -> ChildTable:
    many: Any = getattr(Action, name)

    def rows(key: int, action: ActionOutline) -> Iterator[Row]:
        return ((key, codes[code]) for code in getattr(action, name))

    columns = ("action", many.field.m2m_reverse_field_name())
    return ChildTable(name, many.through, columns, rows)
