"""The dossier of a plan as an outline: one query when it is empty, else one for each list that holds something."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from django.db.models import Exists, Model, OuterRef, QuerySet

from actions.models import Decision
from annexes.ficheaddress import FicheAddress
from annexes.fileoutline import (
    ActivityOutline,
    AgendaItemOutline,
    AmendmentOutline,
    AttendanceOutline,
    BoardSeatOutline,
    BudgetLineOutline,
    ChildcareOutline,
    CommitteeOutline,
    DecisionOutline,
    FigureOutline,
    MeetingOutline,
    PerimeterOutline,
    PlanDocumentOutline,
    PlanFile,
    ProgrammeOutline,
    SeatOutline,
    TeamSeatOutline,
    TotalOutline,
    VisaOutline,
)
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

Convert = Callable[[Any], Any]
Groups = Mapping[int, tuple[Any, ...]]

# Where a field is kept when it is not in the column of its name: the first of these that says something.
ELSEWHERE: Mapping[tuple[type, str], tuple[str, ...]] = {
    (ChildcareOutline, "manager"): ("partner__name", "manager_label"),
    (ActivityOutline, "childcare"): ("childcare__name",),
    (ActivityOutline, "operator"): ("partner__name", "operator_label"),
    (ProgrammeOutline, "structure"): ("partner__name", "structure_label"),
    (SeatOutline, "organisation"): ("partner__name", "organisation"),
    (SeatOutline, "contact"): ("contact__full_name",),
    (VisaOutline, "partner"): ("partner__name",),
    (DecisionOutline, "action"): ("action_id",),
}
_LISTS: Mapping[str, type[Model]] = {
    "documents": PlanDocument,
    "figures": Figure,
    "childcares": Childcare,
    "activities": Activity,
    "programme": Programme,
    "committees": Committee,
    "visas": Visa,
    "amendments": Amendment,
}


def load_file(plan: Plan, addresses: Mapping[int, FicheAddress]) -> PlanFile:
    """All that the dossier of a plan keeps as data; `addresses` name the fiches of its decisions by their keys."""
    own: dict[str, Any] = {
        "deliberation": plan.deliberation,
        "deliberated_on": plan.deliberated_on,
        "signed_on": plan.signed_on,
    }
    held = Plan.objects.filter(pk=plan.pk).values_list(
        *(Exists(model._default_manager.filter(plan=OuterRef("pk"))) for model in _LISTS.values())
    )[0]
    some = {name for name, holds in zip(_LISTS, held, strict=True) if holds}
    load = _Loader(plan, addresses)
    return PlanFile(**own, **{name: getattr(load, name)() for name in some})


class _Loader:
    """Reads each list of the dossier of a plan; called for those alone that hold something."""

    def __init__(self, plan: Plan, addresses: Mapping[int, FicheAddress]) -> None:
        self.plan, self.addresses = plan, addresses

    def documents(self) -> tuple[Any, ...]:
        return self._all(PlanDocumentOutline, PlanDocument)

    def figures(self) -> tuple[Any, ...]:
        return self._all(FigureOutline, Figure)

    def childcares(self) -> tuple[Any, ...]:
        return self._all(ChildcareOutline, Childcare)

    def activities(self) -> tuple[Any, ...]:
        return self._all(ActivityOutline, Activity)

    def programme(self) -> ProgrammeOutline:
        lists: dict[str, tuple[type, type[Model]]] = {
            "board": (BoardSeatOutline, BoardSeat),
            "team": (TeamSeatOutline, TeamSeat),
            "perimeter": (PerimeterOutline, PerimeterPlace),
            "budget": (BudgetLineOutline, BudgetLine),
            "totals": (TotalOutline, AggregateFigure),
        }
        rows: dict[str, Groups] = {
            name: _grouped(kind, model._default_manager.filter(programme__plan=self.plan), "programme_id")
            for name, (kind, model) in lists.items()
        }
        found: ProgrammeOutline = self._all(ProgrammeOutline, Programme, **rows)[0]
        return found

    def committees(self) -> tuple[Any, ...]:
        seats = _grouped(SeatOutline, CommitteeSeat.objects.filter(committee__plan=self.plan), "committee_id")
        return self._all(CommitteeOutline, Committee, seats=seats, meetings=self._meetings())

    def visas(self) -> tuple[Any, ...]:
        return _grouped(VisaOutline, Visa.objects.filter(plan=self.plan, amendment=None), "plan_id").get(
            self.plan.pk, ()
        )

    def amendments(self) -> tuple[Any, ...]:
        visas = _grouped(VisaOutline, Visa.objects.filter(plan=self.plan, amendment__isnull=False), "amendment_id")
        return self._all(AmendmentOutline, Amendment, visas=visas)

    def _meetings(self) -> Groups:
        meetings = Meeting.objects.filter(committee__plan=self.plan).order_by("starts_at", "pk")
        if not meetings.exists():
            return {}
        below = {"meeting__committee__plan": self.plan}
        return _grouped(
            MeetingOutline,
            meetings,
            "committee_id",
            agenda=_grouped(AgendaItemOutline, AgendaItem.objects.filter(**below), "meeting_id"),
            attendances=_grouped(AttendanceOutline, Attendance.objects.filter(**below), "meeting_id"),
            decisions=_grouped(
                DecisionOutline, Decision.objects.filter(**below), "meeting_id", self.addresses.__getitem__
            ),
        )

    def _all(self, kind: type, model: type[Model], **below: Any) -> tuple[Any, ...]:
        found = _grouped(kind, model._default_manager.filter(plan=self.plan), "plan_id", **below)
        return found.get(self.plan.pk, ())


def _grouped(
    kind: type, rows: "QuerySet[Any]", owner: str, named: Convert | None = None, **below: Any
) -> dict[int, tuple[Any, ...]]:
    """The rows as values of `kind`, by the key of their owner, in their order; `below` by the keys of the rows.

    `named` gives the address of a fiche from its key.
    """
    columns = columns_of(kind)
    groups: dict[int, list[Any]] = defaultdict(list)
    for key, pk, *values in rows.values_list(owner, "pk", *(path for _, paths, _ in columns for path in paths)):
        left = iter(values)
        built: dict[str, Any] = {name: several.get(pk, ()) for name, several in below.items()}
        for name, paths, convert in columns:
            several = [next(left) for _ in paths]
            value = several[0] if len(several) == 1 else next(filter(None, several), "")
            if value is not None:
                built[name] = named(value) if named and paths == ("action_id",) else convert(value)
        groups[key].append(kind(**built))
    return {key: tuple(several) for key, several in groups.items()}


@cache
def columns_of(kind: type) -> list[tuple[str, tuple[str, ...], Convert]]:
    """The plain fields of an outline of the dossier: its name, where the model keeps it, how it is read."""
    hints = get_type_hints(kind)
    return [
        (one.name, ELSEWHERE.get((kind, one.name), (one.name,)), _converter(hints[one.name]))
        for one in fields(kind)
        if get_origin(hints[one.name]) is not tuple
    ]


def _converter(hint: Any) -> Convert:
    several: Iterable[Any] = get_args(hint) if get_origin(hint) is UnionType else (hint,)
    enum = next((one for one in several if isinstance(one, type) and issubclass(one, Enum)), None)
    if enum is None:
        return lambda value: value
    return lambda value: enum(value) if value != "" else None
