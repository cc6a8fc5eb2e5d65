"""A file of partners, contacts… judged row by row against the directory, then written at once.

Nothing is written while it is judged; what was shown is what is written, or nothing is.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.aggregates import Content, bare
from accounts.enums import Origin
from accounts.history import new_batch
from accounts.models import User
from accounts.text import fold, one_line
from partners.cells import Column
from partners.columnmatch import likely_columns
from partners.listplan import FileColumn, ListDecisions, ListPlan, PlannedRow, Refusal, Row, RowState
from partners.listresource import KEY, KEY_NAME, ListResource

MAX_ROWS = 10_000
STEP = 100  # rows between two signs of progress
ALIASES, ALIAS_LENGTH = 50, 200
NO_DECISION = ListDecisions()
TO_FILL = "Rien n’est encore saisi sur cette ligne."
SHARED = "Cette entrée est commune à tous les territoires : elle ne se modifie pas ici."


class PlanStale(Exception):
    """The directory changed since the preview was shown."""


def plan_import(
    resource: ListResource,
    header: Sequence[str],
    rows: Sequence[Row],
    decisions: ListDecisions = NO_DECISION,
    progress: Callable[[int, int], None] | None = None,
) -> ListPlan:
    """What each row would do, in the few queries that `resource.load` makes; `progress` is told how many are judged."""
    resource.load()
    columns, plan = _read_header(resource, header, decisions)
    if plan.missing:
        return plan
    judging = _Judging(resource, columns, decisions)
    for done, (number, cells) in enumerate(rows):
        if progress is not None and done % STEP == 0:
            progress(done, len(rows))
        if any(cell.strip() for cell in cells):
            plan.rows.append(judging.row(number, cells))
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
    decisions: ListDecisions = NO_DECISION,
    shown: ListDecisions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[ListPlan, str]:
    """Write the rows with these decisions; the plan, and the batch that undoes it.

    `seen` is the digest of what was previewed, with the decisions `shown` there (else `decisions`). Raise PlanStale
    when the list changed since. `progress` is told how many rows are judged again; what it raises leaves nothing
    written.
    """
    with transaction.atomic():
        resource.lock()
        plan = plan_import(resource, header, rows, decisions if shown is None else shown, progress)
        if plan.digest() != seen:
            raise PlanStale
        if shown is not None and shown != decisions:
            plan = plan_import(resource, header, rows, decisions, progress)
        batch = batch or new_batch()
        resource.write(plan, by=by, territory=resource.territory, origin=Origin.IMPORT, source=source, batch=batch)
    return plan, batch


def _read_header(
    resource: ListResource, header: Sequence[str], decisions: ListDecisions
) -> tuple[dict[int, Column | None], ListPlan]:
    """Which column stands where (None for the key), and what each column of the file is read as."""
    said = {place: one_line(title)[:80] for place, title in enumerate(header)}
    names = {place: name for place, name in decisions.columns.items() if name in (KEY_NAME, *resource.fields)}
    taken = set(names.values())
    for place, title in said.items():
        if place in decisions.columns:
            continue
        if fold(title) == fold(KEY) and KEY_NAME not in taken:
            names[place] = KEY_NAME
        else:
            meant = [one.name for one in resource.fields.values() if fold(title) in one.keys and one.name not in taken]
            names.update((place, name) for name in meant[:1])
        taken.update(names.values())
    plan = ListPlan(
        columns=[FileColumn(place, title, names.get(place, "")) for place, title in said.items()],
        names={one.column_name: one.name for one in resource.fields.values()} | {KEY: KEY_NAME},
    )
    if any(name not in taken for name in resource.required):
        first = next(name for name in resource.required if name not in taken)
        plan.missing = resource.fields[first].column_name
        free = {place: title for place, title in said.items() if title and place not in names}
        likely = likely_columns(free, [one for one in resource.fields.values() if one.name not in taken])
        plan.columns = [FileColumn(one.place, one.title, one.name or likely.get(one.place, "")) for one in plan.columns]
    return {place: resource.fields.get(name) for place, name in sorted(names.items())}, plan


class _Judging:
    def __init__(self, resource: ListResource, columns: dict[int, Column | None], decisions: ListDecisions) -> None:
        self.resource = resource
        self.columns = columns
        self.decisions = decisions
        self.model = resource.model
        self.met: dict[Any, int] = {}  # what rows of this file already are → the number of the row
        self.single = {f.name for f in self.model._meta.concrete_fields if not f.is_relation}
        self.single_or_linked = {f.name for f in self.model._meta.concrete_fields}

    def row(self, number: int, cells: Sequence[str]) -> PlannedRow:
        part, refusals, key = self._read(cells)
        refusals += self.resource.settle(part)
        label = self.resource.label_of_row(part)
        planned = PlannedRow(number, label, RowState.REFUSED, key, part, refusals=refusals)
        if number in self.decisions.left_out:
            planned.state, planned.part, planned.refusals = RowState.LEFT_OUT, {}, []
            return planned
        beside = self._rename(planned)
        if key is None:
            decided = self._decided(planned)
            beside += [label] if decided and "aliases" in self.resource.fields else []
            planned.key = key = decided or self._known(part)
        held = self.resource.held.get(key or 0)
        if held is None and not refusals and self.resource.says_nothing(part):
            planned.state, planned.part, planned.warnings = RowState.UNCHANGED, {}, [TO_FILL]
            return planned
        if beside:
            part["aliases"] = _with_names(part.get("aliases") or (held or {}).get("aliases", []), beside)
        faulty = {refusal.column for refusal in refusals}
        planned.refusals += [
            one for one in self._faults(number, part, key, held) if one.column not in faulty or not one.column
        ]
        if planned.refusals:
            return planned
        planned.warnings = list(self.resource.doubts({**(held or {}), **part}))
        if held is None:
            planned.state = RowState.NEW
            return planned
        planned.label = self.resource.labels.get(key or 0, label)
        if "aliases" in part:
            part["aliases"] = _same_names(held["aliases"], part["aliases"])
        planned.part = {name: value for name, value in part.items() if bare(value) != bare(held[name])}
        planned.changes = [
            (self.resource.field_label(name), self._words(name, held[name]), self._words(name, value))
            for name, value in planned.part.items()
        ]
        planned.state = RowState.CHANGED if planned.part else RowState.UNCHANGED
        if planned.part and key not in self.resource.own:
            planned.state = RowState.REFUSED
            planned.refusals = [
                Refusal("Cette entrée est commune à tous les territoires : elle ne se modifie pas ici.")
            ]
        return planned

    def _rename(self, planned: PlannedRow) -> list[str]:
        """Say that the name of a new entry has aged; once that was accepted, write it in today’s words.

        The names to be kept beside the one that is shown.
        """
        title = self.resource.title_field
        name = planned.part.get(title)
        if not self.resource.ages or not name or self.resource.index.get(self._name_key(name)):
            return []
        planned.aged = self.resource.today(name)
        if not planned.aged or planned.number not in self.decisions.renamed:
            return []
        planned.renamed = True
        planned.part[title] = planned.label = planned.aged
        return [name] if "aliases" in self.resource.fields else []

    def _decided(self, planned: PlannedRow) -> int | None:
        """The entry that a person said this row is: it keeps its name."""
        key = self.decisions.same.get(planned.number)
        name = planned.part.get(self.resource.title_field)
        if key is None or key not in self.resource.own or not name or self._known(dict(planned.part)):
            return None
        planned.same = self.resource.labels[key]
        planned.part.pop(self.resource.title_field)
        return key

    def _name_key(self, name: str) -> Any:
        return next(iter(self.resource.keys_of({self.resource.title_field: name})), None)

    def _read(self, cells: Sequence[str]) -> tuple[Content, list[Refusal], int | None]:
        """The values of a row, what cannot be read, and the key that it gives."""
        part: Content = {}
        refusals: list[Refusal] = []
        key = None
        for place, column in self.columns.items():
            text = cells[place].strip() if place < len(cells) else ""
            if column is None:
                number = text.removesuffix(".0")
                if number and not (number.isascii() and number.isdecimal() and int(number) in self.resource.held):
                    said = f"« {text[:40]} » n’est pas une entrée de cette liste ; videz la cellule."
                    refusals.append(Refusal(said, KEY))
                elif number:
                    key = int(number)
            elif text or not column.kept:
                try:
                    part[column.name] = column.clean({column.column_name: text})
                except ValueError as error:
                    refusals.append(Refusal(str(error), column.column_name))
        return part, refusals, key

    def _known(self, part: Content) -> int | None:
        """The entry that bears these keys; known by another of its names, it keeps the one that it has."""
        if not part.get(self.resource.title_field):
            return None
        key = next((k for one in self.resource.keys_of(part) if (k := self.resource.index.get(one))), None)
        if key and "aliases" in self.resource.fields:
            held = self.resource.held[key]
            if self._name_key(held[self.resource.title_field]) != self._name_key(part[self.resource.title_field]):
                part.pop(self.resource.title_field)
        return key

    def _faults(self, number: int, part: Content, key: int | None, held: Content | None) -> Iterator[Refusal]:
        """What the rules say of the entry that this row makes."""
        whole = {**(held or {}), **part}
        missing = [c.column_name for c in self.resource.fields.values() if self._owed(c) and not whole.get(c.name)]
        yield from (Refusal("à remplir.", title) for title in missing)
        names = whole.get("aliases", [])
        if len(names) > ALIASES or any(len(row["label"]) > ALIAS_LENGTH for row in names):
            yield Refusal(f"{ALIASES} au plus, de {ALIAS_LENGTH} caractères chacun.", "Autres noms")
        yield from self._invalid(part, whole)
        if not missing and all(whole.get(name) for name in self.resource.needed):
            yield from self._taken(number, whole, key)
            yield from self.resource.judge(whole)

    def _taken(self, number: int, whole: Content, key: int | None) -> Iterator[Refusal]:
        column = self.resource.fields.get(self.resource.title_field)
        title = column.column_name if column is not None else ""
        for identity in [*self.resource.keys_of(whole), *([("clé", key)] if key else [])]:
            owner = self.resource.index.get(identity)
            if owner is not None and owner != key:
                yield Refusal(f"Une autre entrée porte déjà ce nom : « {self.resource.labels[owner]} ».", title)
            if (before := self.met.setdefault(identity, number)) != number:
                yield Refusal(f"La ligne {before} du fichier est déjà cette entrée.", title)
                return

    def _owed(self, column: Column) -> bool:
        if column.name in self.resource.needed:
            return True
        if column.name not in self.single_or_linked:
            return False
        field: Any = self.model._meta.get_field(column.name)
        return not field.blank and not field.has_default()

    def _invalid(self, part: Content, whole: Content) -> Iterator[Refusal]:
        instance: Any = self.resource.draft(whole)
        names = {field.name for field in self.model._meta.concrete_fields}
        try:
            instance.clean_fields(exclude=names - (part.keys() & self.single))
            instance.clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                title = self.resource.fields[name].column_name if name in self.resource.fields else ""
                yield from (Refusal(one, title) for one in sentences)

    def _words(self, name: str, value: Any) -> str:
        return self.resource.in_words(name, value).replace("\n", "; ")


def _with_names(held: Sequence[Content], names: Sequence[str]) -> list[Content]:
    """These rows of names with some more, in the order of names."""
    rows = {name: {"label": name} for name in names} | {row["label"]: row for row in held}
    return [rows[name] for name in sorted(rows)]


def _same_names(held: list[Content], said: list[Content]) -> list[Content]:
    """The names of a cell with what is noted of them; in their known order when they are the known ones."""
    notes = {row["label"]: row["note"] for row in held}
    if notes.keys() == {row["label"] for row in said}:
        return held
    return [{"label": row["label"], "note": notes.get(row["label"], "")} for row in said]


__all__ = [
    "MAX_ROWS",
    "ListDecisions",
    "ListPlan",
    "PlanStale",
    "PlannedRow",
    "Refusal",
    "RowState",
    "apply_import",
    "plan_import",
]
