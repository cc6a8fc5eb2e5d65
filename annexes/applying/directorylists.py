"""The lists of a territory that go with a plan's workbook: the partners that it names, their contacts, its own words.

They are the tables of `partners.resources`, without keys: a row is known by its name, and judged as an import of
that list judges it. An account is never given by a file, and a national entry is never changed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import Territory, User
from actions.models import Funding, Participation
from annexes.comparing.changes import Change, ChangeKind, FieldChange, PlanDiff
from annexes.outline import ListOutline
from annexes.reading import Issue, Severity
from partners.bulkimport import apply_import, plan_import
from partners.enums import DirectoryList
from partners.listplan import ListPlan, RowState
from partners.listresource import ListResource, resource_of
from partners.models import name_key
from plans.models import Activity, Childcare, CommitteeSeat, Plan, Programme, Visa

# In the order of writing: a contact needs its partner, a partner its domains.
LISTS = (
    DirectoryList.DOMAINS,
    DirectoryList.AUDIENCES,
    DirectoryList.SCALES,
    DirectoryList.CHILD_TIMES,
    DirectoryList.AGE_BANDS,
    DirectoryList.PLACES,
    DirectoryList.PARTNERS,
    DirectoryList.CONTACTS,
    DirectoryList.SCHEMES,
)
SHEETS = {what.value: str(what.label) for what in LISTS}
# The list of words that a fiche draws on, by the field of the outline.
WORDS = {
    DirectoryList.DOMAINS.value: "domains",
    DirectoryList.AUDIENCES.value: "audiences",
    DirectoryList.SCALES.value: "scales",
    DirectoryList.CHILD_TIMES.value: "child_times",
}
# What names a partner, and the way to its plan; the first of each a contact too.
OF_FICHES = ((Participation, "action__plan"), (Funding, "action__plan"))
OF_DOSSIER = (
    (CommitteeSeat, "committee__plan"),
    (Childcare, "plan"),
    (Activity, "plan"),
    (Visa, "plan"),
    (Programme, "plan"),
)


@dataclass(slots=True)
class PlannedLists:
    """What the lists of a file change, what is to be said of them, and the words that they add to each list."""

    changes: list[Change] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    unchanged: Counter[str] = field(default_factory=Counter)

    def beside(self, diff: PlanDiff) -> PlanDiff:
        """What a file changes in the plan, after what it changes in the lists."""
        changes, unchanged = (*self.changes, *diff.changes), self.unchanged + diff.unchanged
        return replace(diff, changes=changes, unchanged=unchanged)


def load_lists(plan: Plan) -> tuple[ListOutline, ...]:
    """The lists that go with a plan; an empty one is left out. Some queries for each, whatever their size."""
    lists = []
    for what in DirectoryList:
        resource = _resource(what.value, plan.territory)
        rows = _of_plan(what, resource.rows(), plan).order_by(resource.title_field, "pk").distinct()
        dataset = resource.export(rows)  # type: ignore[no-untyped-call]
        if len(dataset):
            cells = tuple(tuple(str(cell) for cell in row) for row in dataset)
            lists.append(ListOutline(what.value, tuple(dataset.headers), cells))
    return tuple(lists)


def plan_lists(
    territory: Territory, lists: Iterable[ListOutline], left_out: frozenset[str] = frozenset()
) -> PlannedLists:
    """What lists would change, without writing anything. Some queries for each.

    `left_out` holds the refs of the rows that people left out (`row_ref`), among others.
    """
    planned = PlannedLists()
    partners: set[str] = set()
    for one in _in_order(lists):
        resource = _resource(one.what, territory)
        if one.what == DirectoryList.CONTACTS:
            _let_know(resource, partners)
        plan = _judged(resource, one, left_out)
        _tell(one, plan, planned)
        fresh = [row.label for row in plan.rows if row.state is RowState.NEW]
        if one.what == DirectoryList.PARTNERS:
            partners.update(map(name_key, fresh))
        if one.what in WORDS and fresh:
            planned.words[WORDS[one.what]] = fresh
    return planned


def write_lists(
    territory: Territory,
    lists: Iterable[ListOutline],
    *,
    by: User | None,
    source: str,
    batch: str,
    left_out: frozenset[str] = frozenset(),
) -> PlannedLists:
    """Write lists into the directory, each change in its history; what was done. Inside a transaction."""
    planned = PlannedLists()
    for one in _in_order(lists):
        plan = _judged(_resource(one.what, territory), one, left_out)
        _tell(one, plan, planned)
        if plan.to_write:
            rows = _rows(one, left_out)
            resource = _resource(one.what, territory)
            apply_import(resource, one.header, rows, seen=plan.digest(), by=by, source=source, batch=batch)
    return planned


def _in_order(lists: Iterable[ListOutline]) -> list[ListOutline]:
    ranks = {what.value: rank for rank, what in enumerate(LISTS)}
    return sorted((one for one in lists if one.what in ranks), key=lambda one: ranks[one.what])


def _resource(what: str, territory: Territory) -> ListResource:
    found = resource_of(what)
    if found is None:
        raise LookupError(what)
    return found(territory)


def row_ref(what: str, number: int) -> str:
    """How decisions name a row of a list: « @PARTNERS:4 » for the fourth line of its sheet."""
    return f"@{what}:{number}"


def is_row(ref: str) -> bool:
    return ref.startswith("@")


def _judged(resource: ListResource, one: ListOutline, left_out: frozenset[str]) -> ListPlan:
    return plan_import(resource, one.header, _rows(one, left_out))


def _rows(one: ListOutline, left_out: frozenset[str]) -> list[tuple[int, list[str]]]:
    """The rows of a list that are taken, each with its number in the sheet."""
    rows = enumerate(map(list, one.rows), 2)
    return [(number, row) for number, row in rows if not left_out or row_ref(one.what, number) not in left_out]


def _of_plan(what: DirectoryList, rows: "QuerySet[Any]", plan: Plan) -> "QuerySet[Any]":
    """What a plan takes with it: what its fiches and its dossier name, and what the territory added to shared lists."""
    if what is DirectoryList.PARTNERS:
        return rows.filter(_among("partner", (*OF_FICHES, *OF_DOSSIER), plan))
    if what is DirectoryList.CONTACTS:
        return rows.filter(_among("contact", (OF_FICHES[0], OF_DOSSIER[0]), plan))
    if what is DirectoryList.PLACES:
        return rows.filter(actions__plan=plan)
    return rows.filter(territory=plan.territory)


def _among(name: str, owners: Sequence[tuple[type[Model], str]], plan: Plan) -> Q:
    """Those that a row of one of these models names; `owners` say where its plan stands."""
    found = Q()
    for model, path in owners:
        named = model._default_manager.filter(**{path: plan, f"{name}__isnull": False}).order_by()
        found |= Q(pk__in=named.values(name))
    return found


def _let_know(resource: ListResource, partners: set[str]) -> None:
    """The contacts of a partner that the same file creates are judged as if it existed."""
    known = resource.load

    def load() -> None:
        known()
        widget = resource.fields["partner"].widget
        find = widget.find

        def find_or_expect(text: str, row: Mapping[str, Any]) -> Any:
            expected = {"pk": 0, "label": text} if name_key(text) in partners else None
            return find(text, row) or expected

        widget.find = find_or_expect

    resource.load = load  # type: ignore[method-assign]


def _tell(one: ListOutline, plan: ListPlan, planned: PlannedLists) -> None:
    sheet = SHEETS[one.what]
    if plan.missing:
        message = f"La feuille « {sheet} » n’a pas de colonne « {plan.missing} » : elle n’est pas reprise."
        planned.issues.append(Issue(f"Feuille {sheet}, ligne 1", Severity.WARNING, "list-without-title", message))
        return
    for title in plan.ignored:
        message = f"La colonne « {title} » n’est pas connue : elle n’est pas reprise."
        planned.issues.append(Issue(f"Feuille {sheet}, ligne 1", Severity.WARNING, "unknown-column", message))
    for row in plan.rows:
        if row.state is RowState.REFUSED:
            where = f"Feuille {sheet}, ligne {row.number}"
            for refusal in row.refusals:
                sentence = str(refusal).removesuffix(".")
                issue = Issue(where, Severity.WARNING, "list-row", sentence, "cette ligne n’est pas reprise", row.label)
                planned.issues.append(issue)
        elif row.state is RowState.UNCHANGED:
            planned.unchanged[one.what] += 1
        else:
            kind = ChangeKind.CREATED if row.state is RowState.NEW else ChangeKind.CHANGED
            fields = tuple(FieldChange(name, old, new) for name, old, new in row.changes)
            ref = row_ref(one.what, row.number)
            planned.changes.append(Change(kind, one.what, row.label, sheet, fields=fields, ref=ref, pk=row.key))
