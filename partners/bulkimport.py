"""A file of partners, contacts… judged row by row against the directory, then written at once.

Nothing is written while it is judged; what was shown is what is written, or nothing is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.aggregates import Content, aggregate_of, bare, contents, label_of, wording
from accounts.enums import Change, Origin
from accounts.history import new_batch, record_many, revision
from accounts.models import User
from accounts.text import fold, one_line
from partners.bulkrows import draft, insert_many, update_many
from partners.cells import Column
from partners.resources import KEY, ListResource

MAX_ROWS = 10_000
ALIASES, ALIAS_LENGTH = 50, 200
Row = tuple[int, list[str]]  # number in the file, cells


class RowState(StrEnum):
    NEW = "nouveau"
    CHANGED = "change"
    UNCHANGED = "inchange"
    REFUSED = "refuse"

    @property
    def words(self) -> str:
        return {"nouveau": "Nouveau", "change": "Changé", "inchange": "Inchangé", "refuse": "Refusé"}[self.value]


class PlanStale(Exception):
    """The directory changed since the preview was shown."""


@dataclass(slots=True)
class PlannedRow:
    """What becomes of one row: what it changes (field, before, after, in words), or why it is refused."""

    number: int
    label: str
    state: RowState
    key: int | None = None
    part: Content = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    alike: tuple[str, str] | None = None  # for a new partner: the one that it resembles, and why


@dataclass(slots=True)
class ListPlan:
    rows: list[PlannedRow] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # columns that nothing reads
    missing: str = ""  # the column without which nothing can be read

    @property
    def counts(self) -> Counter[RowState]:
        return Counter(row.state for row in self.rows)

    @property
    def to_write(self) -> int:
        return self.counts[RowState.NEW] + self.counts[RowState.CHANGED]

    def digest(self) -> str:
        """Equal for plans that would write the same."""
        said = [(row.number, row.state.value, row.key, bare(row.part)) for row in self.rows]
        return sha256(repr(said).encode()).hexdigest()


def plan_import(resource: ListResource, header: Sequence[str], rows: Sequence[Row]) -> ListPlan:
    """What each row would do, in the few queries that `resource.load` makes."""
    resource.load()
    columns, plan = _read_header(resource, header)
    if plan.missing:
        return plan
    judging = _Judging(resource, columns)
    plan.rows = [judging.row(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    return plan


def apply_import(
    resource: ListResource,
    header: Sequence[str],
    rows: Sequence[Row],
    *,
    seen: str,
    by: User | None,
    source: str,
    batch: str = "",
) -> tuple[ListPlan, str]:
    """Write what the preview of that digest said; the plan, and the batch that undoes it. Raise PlanStale."""
    with transaction.atomic():
        of_itself = ("self",) if resource.related else ()
        list(resource.available().select_for_update(of=of_itself).order_by("pk").values_list("pk"))
        plan = plan_import(resource, header, rows)
        if plan.digest() != seen:
            raise PlanStale
        batch = batch or new_batch()
        told: dict[str, Any] = {
            "by": by,
            "territory": resource.territory,
            "origin": Origin.IMPORT,
            "source": source,
            "batch": batch,
        }
        model = resource.model
        taken: Counter[str] = Counter()
        fresh = [row.part for row in plan.rows if row.state is RowState.NEW]
        for values in fresh:
            resource.complete(values, taken)
        created = insert_many(model, fresh)
        parts = {row.key: row.part for row in plan.rows if row.state is RowState.CHANGED and row.key}
        changed = update_many(model, parts)
        after = contents(model, [row.pk for row in (*created, *changed)])
        record_many(revision(Change.CREATED, row, after=after[row.pk], **told) for row in created)
        record_many(
            revision(Change.EDITED, row, before=resource.held[row.pk], after=after[row.pk], **told) for row in changed
        )
    return plan, batch


def _read_header(resource: ListResource, header: Sequence[str]) -> tuple[dict[int, Column | None], ListPlan]:
    """Which column stands where (None for the key), and what no column reads."""
    plan = ListPlan()
    columns: dict[int, Column | None] = {}
    seen: set[str] = set()
    for place, title in enumerate(header):
        said = fold(title)
        if said == fold(KEY) and KEY not in seen:
            columns[place] = None
            seen.add(KEY)
            continue
        column = next((one for one in resource.fields.values() if said in one.keys and one.name not in seen), None)
        if column is not None:
            columns[place] = column
            seen.add(column.name)
        elif said:
            plan.ignored.append(one_line(title)[:80])
    if resource.title_field not in seen:
        plan.missing = resource.fields[resource.title_field].column_name
    return columns, plan


class _Judging:
    def __init__(self, resource: ListResource, columns: dict[int, Column | None]) -> None:
        self.resource = resource
        self.columns = columns
        self.model = resource.model
        self.met: dict[Any, int] = {}  # what rows of this file already are → the number of the row
        self.single = {f.name for f in self.model._meta.concrete_fields if not f.is_relation}

    def row(self, number: int, cells: Sequence[str]) -> PlannedRow:
        part, refusals, key = self._read(cells)
        label = str(part.get(self.resource.title_field, ""))[:200]
        planned = PlannedRow(number, label, RowState.REFUSED, key, part, refusals=refusals)
        if refusals:
            return planned
        if key is None:
            key = planned.key = self._known(part)
        held = self.resource.held.get(key or 0)
        planned.refusals = list(self._faults(number, part, key, held))
        if planned.refusals:
            return planned
        if held is None:
            planned.state = RowState.NEW
            return planned
        planned.label = self.resource.labels.get(key or 0, label)
        if "aliases" in part:
            part["aliases"] = _same_names(held["aliases"], part["aliases"])
        planned.part = {name: value for name, value in part.items() if bare(value) != bare(held[name])}
        planned.changes = [
            (label_of(self.model, name), self._words(name, held[name]), self._words(name, value))
            for name, value in planned.part.items()
        ]
        planned.state = RowState.CHANGED if planned.part else RowState.UNCHANGED
        if planned.part and key not in self.resource.own:
            planned.state = RowState.REFUSED
            planned.refusals = ["Cette entrée est commune à tous les territoires : elle ne se modifie pas ici."]
        return planned

    def _read(self, cells: Sequence[str]) -> tuple[Content, list[str], int | None]:
        """The values of a row, what cannot be read, and the key that it gives."""
        part: Content = {}
        refusals: list[str] = []
        key = None
        for place, column in self.columns.items():
            text = cells[place].strip() if place < len(cells) else ""
            if column is None:
                number = text.removesuffix(".0")
                if number and not (number.isascii() and number.isdecimal() and int(number) in self.resource.held):
                    refusals.append(f"{KEY} : « {text[:40]} » n’est pas une entrée de cette liste ; videz la cellule.")
                key = int(number) if number and not refusals else None
            elif text or not column.kept:
                try:
                    part[column.name] = column.clean({column.column_name: text})
                except ValueError as error:
                    refusals.append(f"{column.column_name} : {error}")
        return part, refusals, key

    def _known(self, part: Content) -> int | None:
        if not part.get(self.resource.title_field):
            return None
        return next((k for one in self.resource.keys_of(part) if (k := self.resource.index.get(one))), None)

    def _faults(self, number: int, part: Content, key: int | None, held: Content | None) -> Iterator[str]:
        """What the rules say of the entry that this row makes."""
        whole = {**(held or {}), **part}
        missing = [c.column_name for c in self.resource.fields.values() if self._owed(c) and not whole.get(c.name)]
        if missing:
            yield f"{missing[0]} : à remplir."
            return
        for identity in [*self.resource.keys_of(whole), *([("clé", key)] if key else [])]:
            owner = self.resource.index.get(identity)
            if owner is not None and owner != key:
                yield f"Une autre entrée porte déjà ce nom : « {self.resource.labels[owner]} »."
            if (before := self.met.setdefault(identity, number)) != number:
                yield f"La ligne {before} du fichier est déjà cette entrée."
        if len(whole.get("aliases", [])) > ALIASES or any(
            len(r["label"]) > ALIAS_LENGTH for r in whole.get("aliases", [])
        ):
            yield f"Autres noms : {ALIASES} au plus, de {ALIAS_LENGTH} caractères chacun."
        yield from self._invalid(part, whole)
        if said := self.resource.judge(whole):
            yield said

    def _owed(self, column: Column) -> bool:
        if column.name in aggregate_of(self.model).many or column.name not in aggregate_of(self.model).fields:
            return False
        field: Any = self.model._meta.get_field(column.name)
        return not field.blank and not field.has_default()

    def _invalid(self, part: Content, whole: Content) -> Iterator[str]:
        instance = draft(self.model, whole)
        names = {field.name for field in self.model._meta.concrete_fields}
        try:
            instance.clean_fields(exclude=names - (part.keys() & self.single))
            instance.clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                title = self.resource.fields[name].column_name if name in self.resource.fields else ""
                yield from (f"{title} : {one}" if title else one for one in sentences)

    def _words(self, name: str, value: Any) -> str:
        return wording(self.model, name, value).replace("\n", "; ")


def _same_names(held: list[Content], said: list[Content]) -> list[Content]:
    """The names of a cell with what is noted of them; in their known order when they are the known ones."""
    notes = {row["label"]: row["note"] for row in held}
    if notes.keys() == {row["label"] for row in said}:
        return held
    return [{"label": row["label"], "note": notes.get(row["label"], "")} for row in said]


__all__ = ["MAX_ROWS", "ListPlan", "PlanStale", "PlannedRow", "RowState", "apply_import", "plan_import"]
