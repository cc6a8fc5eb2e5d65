"""The history of an import: one revision for each object that it creates or changes, all of one batch.

What changes is read before and after, in a number of queries that does not grow with it. What a plan gains by the
thousand, fiches and objectives, keeps its title alone as the content of its creation: the rest is read from the object
itself and from what changes later, and an import stays as fast as it was (docs/decisions/0009).
"""

import json
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Model

from accounts.aggregates import Content, changed, contents
from accounts.enums import Change, Origin
from accounts.history import LABEL_LENGTH, new_batch, record_many, revision
from accounts.models import Revision, User
from plans.bulk import insert_rows
from plans.models import Plan

RANK = "position"  # a fiche that only makes room for another one has no history of it
COLUMNS = (
    "territory",
    "plan_key",
    "model",
    "object_key",
    "object_label",
    "change",
    "origin",
    "source",
    "batch",
    "actor",
    "before",
    "after",
)


class ImportHistory:
    """Collects what an import does to objects, and writes it at its end."""

    def __init__(self, plan: Plan, *, by: User | None, source: str, batch: str = "") -> None:
        self.plan, self.by, self.source, self.batch = plan, by, source[:200], batch or new_batch()
        self._before: dict[type[Model], dict[int, Content]] = {}
        self._labels: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._created: list[Model] = []
        self._made: list[tuple[type[Model], list[tuple[int, str, str]]]] = []

    def will_change(self, model: type[Model], instances: Iterable[Model]) -> None:
        """Read objects before they are written; `instances` need only their key and what names them."""
        known = self._labels[model]
        known.update({one.pk: one for one in instances})
        self._before.setdefault(model, {}).update(contents(model, known.keys() - self._before.get(model, {}).keys()))

    def created(self, instances: Iterable[Model]) -> None:
        self._created.extend(instances)

    def made(self, model: type[Model], named: Iterable[tuple[int, str, str]]) -> None:
        """Objects inserted by the thousand: the key, the title and the name of each."""
        self._made.append((model, list(named)))

    def write(self) -> None:
        lines: list[Revision | None] = []
        for model, before in self._before.items():
            after = contents(model, before)
            lines += [self._line(self._labels[model][key], old, after.get(key)) for key, old in before.items()]
        by_model: dict[type[Model], list[Model]] = defaultdict(list)
        for instance in self._created:
            by_model[type(instance)].append(instance)
        for model, instances in by_model.items():
            found = contents(model, [one.pk for one in instances])
            lines += [self._line(one, None, found[one.pk]) for one in instances if one.pk in found]
        record_many(lines)
        for model, named in self._made:
            self._write_made(model, named)

    def _line(self, instance: Model, before: Content | None, after: Content | None) -> Revision | None:
        change = Change.CREATED if before is None else Change.DELETED if after is None else Change.EDITED
        if before is not None and after is not None:
            names = changed(before, after)[0].keys() | changed(before, after)[1].keys()
            if names <= {RANK}:
                return None
            if names <= {RANK, "theme", "objective", "parent"}:
                change = Change.MOVED
        return revision(
            change,
            instance,
            by=self.by,
            territory=self.plan.territory,
            plan_key=self.plan.pk,
            before=before,
            after=after,
            origin=Origin.IMPORT,
            source=self.source,
            batch=self.batch,
        )

    def _write_made(self, model: type[Model], named: Iterable[tuple[int, str, str]]) -> None:
        head = self.plan.territory_id, self.plan.pk, model._meta.label_lower
        tail = Change.CREATED.value, Origin.IMPORT.value, self.source, self.batch, self.by.pk if self.by else None, "{}"
        written = json.JSONEncoder(ensure_ascii=False).encode
        rows = [
            (*head, key, label[:LABEL_LENGTH], *tail, f'{{"title": {written(title)}}}') for key, title, label in named
        ]
        insert_rows(Revision, COLUMNS, rows)
