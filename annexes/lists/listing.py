"""A list of fiches as a file: exactly those that the page lists, in its order, one a row."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.text import slugify

from actions.enums import Role
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.listing.sorts import ordered_keys
from annexes import codecs
from annexes.applying.directory import load_vocabulary
from annexes.columns import ACTION_COLUMNS, LEVELS, Column
from annexes.documents import Form, Made
from annexes.excel.workbook import OPTIONS, write_sheet
from annexes.lists.csvform import write_csv
from annexes.load import load
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline
from partners.models import Contact
from plans.enums import Level
from plans.models import Plan

SHEET = "Fiches"
Where = dict[str, Any]  # the place of a fiche, by the name of its column
LEVEL_COLUMNS = {Level.AXIS: "axis", Level.INTERMEDIATE: "intermediate", Level.OPERATIONAL: "operational"}
OWN_COLUMNS = (
    Column("Pilote", "lead", 28),
    Column("Budget prévu (€)", "budget", 14),
    Column("Mise à jour", "updated_on", 12),
)
MORE_COLUMNS = (  # which the sheet « Données » says by rows of their own
    Column("Sert aussi", "also_serves", 40, lambda paths: "\n".join(" › ".join(path) for path in paths)),
    Column("Bilan et suites", "notes", 50, codecs.notes_to_cell),
)
SHOWN_ON_THE_PAGE = (
    "plan", "theme", *LEVEL_COLUMNS.values(), "number", "suffix", "code", "title", "status", "priority", "lead",
    "schedule_kind", "starts_on", "due_on", "school_year", "progress", "budget", "updated_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A fiche with its place in its plan and what the list computes of it."""

    action: ActionOutline
    plan: str
    theme: str = ""
    axis: str = ""
    intermediate: str = ""
    operational: str = ""
    lead: str = ""
    budget: Decimal | None = None
    updated_on: date | None = None


def columns_of(scope: Scope) -> tuple[Column, ...]:
    """The columns that may be chosen: where the fiche stands, in the plan's own words, then all that it says."""
    names = scope.level_names
    place = [Column("Plan", "plan", 28)] if scope.plan is None else []
    if Level.THEME in names:
        place.append(Column(names[Level.THEME], "theme", 22))
    place += [Column(names[level], LEVEL_COLUMNS[level], 36) for level in LEVELS if level in names]
    rest = [replace(column, parts="") for column in ACTION_COLUMNS]
    at = next(rank for rank, column in enumerate(rest) if column.name == "participations")
    return (*place, *rest[:at], OWN_COLUMNS[0], *rest[at:], *MORE_COLUMNS, *OWN_COLUMNS[1:])


def make_list(
    criteria: Criteria,
    *,
    form: Form,
    names: Sequence[str],
    today: date,
    progress: Callable[[int, int, str], None] | None = None,
) -> Made:
    """The file of a list, with the columns of those names. Raise TooLongForExcel. About 25 queries for each plan."""
    tell = progress or (lambda done, total, message: None)
    columns = [column for column in columns_of(criteria.scope) if column.name in names]
    tell(0, 2, "Lecture des fiches")
    fiches = listed(criteria)
    tell(1, 2, "Écriture du fichier")
    rows = _rows(criteria.scope, columns, fiches)
    titles = [column.title for column in columns]
    content = write_csv(titles, rows) if form is Form.CSV else _workbook(columns, rows)
    return Made(_file_name(criteria.scope, form, today), content)


def listed(criteria: Criteria) -> list[Listed]:
    """The fiches of a list in its order. People are named only where they agreed to (domain.md 5)."""
    fiches = criteria.fiches()
    keys = ordered_keys(fiches, criteria.sort)
    dates = dict(fiches.values_list("pk", "updated_at"))
    plans = Plan.objects.filter(pk__in=fiches.values("plan")).select_related("territory", "kind")
    named = set(
        Contact.objects.filter(partner__territory=criteria.scope.territory, shown_in_exports=True)
        .order_by()
        .values_list("partner__name", "full_name")
    )
    found = {one.action.pk: one for plan in plans for one in _of_plan(load(plan))}
    return [
        replace(
            _discreet(found[pk], named),
            lead=", ".join(found[pk].action.people(Role.LEAD)),
            budget=_budget(found[pk].action),
            updated_on=timezone.localtime(dates[pk]).date(),
        )
        for pk in keys
        if pk in found
    ]


def _of_plan(outline: PlanOutline) -> Iterator[Listed]:
    for theme in outline.themes:
        label = f"{theme.code} : {theme.title}" if theme.code else theme.title
        where: Where = {"plan": outline.title, "theme": label}
        yield from (Listed(action, **where) for action in theme.unattached)
        for objective in theme.objectives:
            yield from _under(objective, where)


def _under(objective: ObjectiveOutline, above: Where) -> Iterator[Listed]:
    where: Where = {**above, LEVEL_COLUMNS[objective.level]: objective.label}
    yield from (Listed(action, **where) for action in objective.actions)
    for child in objective.children:
        yield from _under(child, where)


def _discreet(one: Listed, named: set[tuple[str, str]]) -> Listed:
    """Without the names of contacts who are not to be named in documents."""
    held = tuple(
        p if not p.contact or (p.partner, p.contact) in named else replace(p, contact="")
        for p in one.action.participations
    )
    return replace(one, action=replace(one.action, participations=held))


def _budget(action: ActionOutline) -> Decimal | None:
    planned = [line.planned for line in action.fundings if line.planned is not None]
    return sum(planned, Decimal()) if planned else None


def _rows(scope: Scope, columns: Sequence[Column], fiches: list[Listed]) -> Iterator[list[Any]]:
    vocabulary = load_vocabulary(scope.territory)
    for one in fiches:
        row = []
        for column in columns:
            value = getattr(one if hasattr(one, column.name) else one.action, column.name)
            if column.vocabulary and value:
                value = tuple(vocabulary.label(column.vocabulary, code) for code in value)
            row.append(column.to_cell(value))
        yield row


def _workbook(columns: Sequence[Column], rows: Iterator[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": "Liste des fiches"})
        workbook.set_custom_property("Langue", "fr", "text")
        write_sheet(workbook, SHEET, columns, rows)
    return buffer.getvalue()


def _file_name(scope: Scope, form: Form, today: date) -> str:
    """« PGT_liste-fiches_val-de-brume_pgt-2025-2029_2026-11-21.csv »: what, who, when."""
    who = slugify(scope.territory.name) or "territoire"
    if scope.plan is None:
        return f"liste-fiches_{who}_{today:%Y-%m-%d}.{form.value}"
    return f"{scope.plan.kind.code}_liste-fiches_{who}_{scope.plan.slug}_{today:%Y-%m-%d}.{form.value}"
