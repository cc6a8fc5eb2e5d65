"""One page of a list of fiches: its rows in a constant number of queries, its columns and their sorts."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Sum

from actions.enums import CLOSED_STATUSES, Priority, Role, ScheduleKind, Status
from actions.listing.criteria import SORT, Criteria
from actions.listing.scope import Scope
from actions.listing.sorts import SORTS, in_order_of_print, ordered_keys
from actions.models import Action, Funding, Participation
from actions.prose import spaced
from actions.wording import schedule_wording, school_year_wording, status_wording
from plans.alerts import alerts_of, count_by_object
from plans.models import Plan

PER_PAGE = 50
MANY_PLANS = "plan"  # the column that a list of one plan does without
THEMES = "theme"  # shown only where a plan has several
NUMBERS = ("avancement", "budget")


@dataclass(slots=True)
class Row:
    """One fiche of the list, ready to be shown."""

    pk: int
    url: str
    reference: str
    title: str
    objective: str
    way: str  # what leads to the objective: « Axe I › OI 2 »
    theme: str
    plan: str
    status: str
    priority: str
    schedule: str
    progress: int | None
    updated_at: datetime
    is_late: bool
    is_doubtful: bool
    lead: str = ""
    budget: Decimal | None = None
    alerts: int = 0  # how many things are to be corrected; counted for those who edit
    alerts_url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A header: the query that sorts by it, how it sorts now (« ascending », « descending », or not)."""

    name: str
    label: str
    query: str
    sorted: str
    is_number: bool


@dataclass(slots=True)
class ListPage:
    count: int
    page: Page[Any]
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)


def list_page(criteria: Criteria, number: str | None, today: date) -> ListPage:
    """The page of that number, or the nearest there is. Five queries for the rows, six when they are sorted."""
    fiches = criteria.fiches()
    source: Any = (
        ordered_keys(fiches, criteria.sort) if criteria.sort else in_order_of_print(fiches).values_list("pk", flat=True)
    )
    page = Paginator(source, PER_PAGE).get_page(number)
    return ListPage(page.paginator.count, page, columns(criteria), rows_of(criteria.scope, list(page), today))


def show_alerts(plan: Plan, rows: list[Row]) -> None:
    """Say on each row of a plan how many things are to be corrected, and where they are told. Twelve queries."""
    counts = count_by_object(alerts_of(plan))
    for row in rows:
        row.alerts = counts[Action._meta.label_lower, row.pk]
        row.alerts_url = f"{plan.get_absolute_url()}alertes/?objet={Action._meta.label_lower}:{row.pk}"


def rows_of(scope: Scope, keys: list[int], today: date) -> list[Row]:
    """The rows of these fiches in their order. Three queries."""
    found: dict[int, Row] = dict(_rows(scope, keys, today))
    leads = Participation.objects.filter(action__in=keys, role=Role.LEAD).order_by()
    for pk, name in leads.values_list("action_id", "partner__name"):
        found[pk].lead = name
    budgets = Funding.objects.filter(action__in=keys, planned__isnull=False).order_by().values_list("action_id")
    for pk, total in budgets.annotate(total=Sum("planned")):
        found[pk].budget = total
    return [found[pk] for pk in keys if pk in found]


def columns(criteria: Criteria) -> list[Column]:
    shown = {MANY_PLANS: criteria.scope.plan is None, THEMES: criteria.scope.has_themes}
    return [_column(criteria, name) for name in SORTS if shown.get(name, True)]


def _column(criteria: Criteria, name: str) -> Column:
    """A click sorts upwards, the next one downwards, the third gives the order of print back."""
    following = {name: f"-{name}", f"-{name}": None}.get(criteria.sort, name)
    now = {name: "ascending", f"-{name}": "descending"}.get(criteria.sort, "")
    return Column(name, SORTS[name].label, criteria.query(**{SORT: following}), now, name in NUMBERS)


def _rows(scope: Scope, keys: list[int], today: date) -> Any:
    rows: list[Any] = list(
        Action.objects.filter(pk__in=keys).order_by().values_list(
            "pk", "plan__slug", "plan__title", "number", "number_suffix", "code", "title",
            "theme_id", "objective_id", "objective__code", "objective__title", "status", "priority", "schedule_kind",
            "starts_on", "due_on", "school_year", "schedule_note", "progress", "updated_at", "is_doubtful",
        )
    )  # fmt: skip
    base = scope.territory.get_absolute_url()
    statuses = {status.value: status_wording(status) for status in Status}
    priorities = {p.value: str(p.label) if p else "" for p in Priority}
    for (
        pk, slug, plan, number, suffix, code, title, theme, under, where, objective, status, priority, kind,
        starts_on, due_on, year, note, progress, updated_at, doubtful,
    ) in rows:  # fmt: skip
        yield (
            pk,
            Row(
                pk=pk,
                url=f"{base}plans/{slug}/fiches/{pk}/",
                reference=f"{number} {suffix}".strip() if number is not None else code,
                title=spaced(title),
                objective=spaced(f"{where} : {objective}" if where else objective or ""),
                way=scope.ways[under][1] if under in scope.ways else "",
                theme=scope.objectives[theme].label if theme in scope.objectives else "",
                plan=plan,
                status=statuses[status],
                priority=priorities[priority],
                schedule=_schedule(ScheduleKind(kind), starts_on, due_on, year, note),
                progress=progress,
                updated_at=updated_at,
                is_late=due_on is not None and due_on < today and status not in CLOSED_STATUSES,
                is_doubtful=doubtful,
            ),
        )


def _schedule(kind: ScheduleKind, starts_on: date | None, due_on: date | None, year: int | None, note: str) -> str:
    """When a fiche happens, as short as a column wants it: « 09/2025 – 06/2027 », « 2026-2027 », « en continu »."""
    if kind == ScheduleKind.SCHOOL_YEAR and year:
        return school_year_wording(year)
    if kind in (ScheduleKind.CONTINUOUS, ScheduleKind.YEARLY) or not (starts_on or due_on):
        return schedule_wording(kind, starts_on, due_on, year, note)
    days = [f"{day:%m/%Y}" for day in (starts_on, due_on) if day]
    return f"dès {days[0]}" if due_on is None else "\u00a0– ".join(days)
