"""Write the dossier of a plan: each list that differs, row by row, so that what stays keeps its key.

Rows are matched by what people know them by (the name of an accueil, the day of a meeting, the number of an avenant).
A round of queries for each list that differs, whatever its length.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Model

from accounts.aggregates import registered
from actions.models import Decision
from annexes.applying.directory import Directory
from annexes.applying.fiches import NamedFiches
from annexes.applying.revisions import ImportHistory
from annexes.comparing.addresses import decided_addresses
from annexes.fileoutline import DecisionOutline, PlanFile
from annexes.loadfile import columns_of
from partners.models import name_key
from plans.models import (
    Activity,
    AgendaItem,
    AggregateFigure,
    Amendment,
    Attendance,
    BoardSeat,
    BudgetLine,
    Childcare,
    Committee,
    CommitteeSeat,
    Figure,
    Meeting,
    PerimeterPlace,
    Plan,
    PlanDocument,
    Programme,
    TeamSeat,
    Visa,
)

Values = Mapping[str, Any]
BATCH = 1000
PLAIN = ("deliberation", "deliberated_on", "signed_on")
OF_THE_PLAN = ("documents", "figures", "activities")  # in the history, children of the plan


@dataclass(frozen=True, slots=True)
class Table:
    """`names` are the columns by which a row is known again; `below` the lists that hang on its rows."""

    model: type[Model]
    owner: str
    names: tuple[str, ...]
    below: Mapping[str, "Table"] | None = None


_MEETINGS = Table(
    Meeting,
    "committee",
    ("starts_at",),
    {
        "agenda": Table(AgendaItem, "meeting", ("title",)),
        "attendances": Table(Attendance, "meeting", ("label",)),
        "decisions": Table(Decision, "meeting", ("text",)),
    },
)
_PROGRAMME = Table(
    Programme,
    "plan",
    (),
    {
        "board": Table(BoardSeat, "programme", ("organisation", "function")),
        "team": Table(TeamSeat, "programme", ("profession", "organisation")),
        "perimeter": Table(PerimeterPlace, "programme", ("kind", "name")),
        "budget": Table(BudgetLine, "programme", ("year", "funder", "label")),
        "totals": Table(AggregateFigure, "programme", ("year", "measure", "label")),
    },
)
_VISA_NAMES = ("key", "stage", "label")
TABLES: Mapping[str, Table] = {
    "documents": Table(PlanDocument, "plan", ("title", "url", "file")),
    "figures": Table(Figure, "plan", ("group", "label", "year")),
    "childcares": Table(Childcare, "plan", ("name", "period")),
    "activities": Table(Activity, "plan", ("title",)),
    "programme": _PROGRAMME,
    "committees": Table(
        Committee,
        "plan",
        ("kind", "name"),
        {"seats": Table(CommitteeSeat, "committee", ("partner_id", "organisation", "function")), "meetings": _MEETINGS},
    ),
    "amendments": Table(Amendment, "plan", ("number",), {"visas": Table(Visa, "amendment", _VISA_NAMES)}),
    "visas": Table(Visa, "plan", _VISA_NAMES),
}


def write_file(
    plan: Plan,
    current: PlanFile,
    target: PlanFile,
    directory: Directory,
    named: NamedFiches,
    history: ImportHistory,
) -> None:
    """Make the dossier what `target` says; the keys of the fiches are those of `named`."""
    differing = [name for name in TABLES if getattr(current, name) != getattr(target, name)]
    if "childcares" in differing and "activities" not in differing:
        differing.append("activities")  # they hang on rows that may be made anew
    if "committees" not in differing and any(named.is_another(one) for one in decided_addresses(target)):
        differing.append("committees")  # one name, another fiche
    if plain := {name: getattr(target, name) for name in PLAIN if getattr(current, name) != getattr(target, name)}:
        history.will_change(Plan, [plan])
        Plan.objects.filter(pk=plan.pk).update(**plain)
        for name, value in plain.items():
            setattr(plan, name, value)
    if differing:
        _Writing(plan, directory, named, history).write(differing, target)


class _Writing:
    def __init__(self, plan: Plan, directory: Directory, named: NamedFiches, history: ImportHistory) -> None:
        self.plan, self.directory, self.named, self.history = plan, directory, named, history
        self.childcares: dict[str, int] = {}
        self.seats: dict[str, int] = {}

    def write(self, names: Sequence[str], target: PlanFile) -> None:
        if any(name in names for name in OF_THE_PLAN):
            self.history.will_change(Plan, [self.plan])
        for name in names:
            if name == "activities":
                rows = Childcare.objects.filter(plan=self.plan).order_by("-position", "-pk")
                self.childcares = {one.name: one.pk for one in rows}
            several = getattr(target, name)
            if name == "programme":
                several = [several] if several is not None else []
            self.sync(TABLES[name], {self.plan.pk: several})

    def sync(self, table: Table, several: Mapping[int, Sequence[Any]]) -> None:
        """Make the rows of each owner what `several` say, then all that hangs on them."""
        known = list(self._rows(table, several))
        self._announce(table, known)
        of_owner: dict[int, list[Any]] = defaultdict(list)
        for row in known:
            of_owner[getattr(row, f"{table.owner}_id")].append(row)
        made: list[tuple[Any, Any]] = []
        fresh: list[Any] = []
        changed: list[Any] = []
        for owner, outlines in several.items():
            wanted = [self._values(table, one, rank) for rank, one in enumerate(outlines)]
            for row, values, one in zip(_paired(table, of_owner[owner], wanted), wanted, outlines, strict=True):
                new = row or table.model(**self._owned(table, owner))
                if row is None or any(_plain(getattr(row, name)) != value for name, value in values.items()):
                    for name, value in values.items():
                        setattr(new, name, value)
                    (changed if row else fresh).append(new)
                made.append((new, one))
        kept = {row.pk for row, _ in made}
        manager = table.model._default_manager
        manager.filter(pk__in=[row.pk for row in known if row.pk not in kept]).delete()
        if changed:
            manager.bulk_update(changed, list(self._values(table, made[0][1], 0)), BATCH)
        manager.bulk_create(fresh, BATCH)
        if table.model in registered():
            self.history.created(fresh)
        for name, below in (table.below or {}).items():
            if below.model is Attendance:
                self._know_seats()
            self.sync(below, {row.pk: getattr(one, name) for row, one in made})

    def _announce(self, table: Table, rows: Sequence[Any]) -> None:
        """Tell the history what may change or go, with what hangs on it."""
        if table.model in registered():
            self.history.will_change(table.model, rows)
        for below in (table.below or {}).values():
            if below.model in registered():
                self._announce(below, list(self._rows(below, {row.pk: () for row in rows})))

    def _rows(self, table: Table, several: Mapping[int, Sequence[Any]]) -> Iterable[Any]:
        rows = table.model._default_manager.select_related(table.owner).filter(**{f"{table.owner}__in": list(several)})
        if table.model is Visa and table.owner == "plan":
            rows = rows.filter(amendment=None)
        return rows.order_by("position" if _has_rank(table.model) else "pk", "pk")

    def _owned(self, table: Table, owner: int) -> dict[str, Any]:
        owned = {f"{table.owner}_id": owner}
        return {**owned, "plan_id": self.plan.pk} if table.model is Visa else owned

    def _values(self, table: Table, one: Any, rank: int) -> dict[str, Any]:
        """What the columns of a row are to hold."""
        values: dict[str, Any] = {}
        for name, paths, _ in columns_of(one.__class__):
            value = getattr(one, name)
            if isinstance(value, Enum):
                value = value.value
            if paths == (name,):
                values[name] = value if value is not None or _is_null(table.model, name) else ""
            elif "partner__name" in paths:
                values |= self._partner(value, paths[1:])
            elif paths == ("contact__full_name",):
                values["contact_id"] = self.directory.contacts.get((values["partner_id"], value)) if value else None
            elif paths == ("childcare__name",):
                values["childcare_id"] = self.childcares.get(value)
            elif isinstance(one, DecisionOutline):
                values["action_id"] = self.named.key(value)
        if table.model is Attendance:
            values["seat_id"] = self.seats.get(one.label)
        return {**values, "position": rank} if _has_rank(table.model) else values

    def _partner(self, name: str, label: Sequence[str]) -> dict[str, Any]:
        """A partner of the directory, else the name in the column that stands for another one."""
        found = self.directory.partners.get(name_key(name)) if name else None
        values: dict[str, Any] = {"partner_id": found[0] if found else None}
        return {**values, **dict.fromkeys(label, "" if found else name)}

    def _know_seats(self) -> None:
        rows = CommitteeSeat.objects.filter(committee__plan=self.plan).select_related("partner").order_by("-pk")
        self.seats = {str(row): row.pk for row in rows}


def _paired(table: Table, rows: Sequence[Any], wanted: Sequence[Values]) -> list[Any | None]:
    """The row that each of the wanted values is, if any; the last one left on both sides is the same, renamed."""
    by_name: dict[tuple[Any, ...], deque[Any]] = defaultdict(deque)
    for row in rows:
        by_name[_name(table, {name: _plain(getattr(row, name)) for name in table.names})].append(row)
    found = [by_name[name].popleft() if by_name[name := _name(table, values)] else None for values in wanted]
    left = [row for several in by_name.values() for row in several]
    if len(left) == 1 and found.count(None) == 1:
        found[found.index(None)] = left[0]
    return found


def _name(table: Table, values: Values) -> tuple[Any, ...]:
    if table.model is Visa and values["key"]:
        return (values["key"],)
    return tuple(values[name] for name in table.names)


def _plain(value: Any) -> Any:
    """A file is known by its name."""
    return value.name or "" if hasattr(value, "storage") else value


def _has_rank(model: type[Model]) -> bool:
    return any(field.name == "position" for field in model._meta.concrete_fields)


def _is_null(model: type[Model], name: str) -> bool:
    return bool(getattr(model._meta.get_field(name), "null", False))
