"""The history of an import: one revision for each object that it creates or changes, all of one batch.

What changes is read before and after, in a number of queries that does not grow with it. What a plan gains by the
thousand, fiches and objectives, keeps its title alone as the content of its creation: the rest is read from the object
itself and from what changes later, and an import stays as fast as it was (docs/decisions/0009).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model

from accounts.aggregates import Content, changed, contents
from accounts.enums import Change, Origin
from accounts.history import LABEL_LENGTH, new_batch, record_many, revision
from accounts.models import Revision, User
from actions.models import Action
from plans.bulk import insert_rows
from plans.models import EffectGroup, Objective, Plan

BATCH = 1000
RANK = "position"  # a fiche that only makes room for another one has no history of it
ORDER: tuple[type[Model], ...] = (Plan, EffectGroup, Objective, Action)
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
    """Collects what an import does to objects, and writes it at its end.

    Lines stand in the order in which things were done, so that they can be taken back from the last to the first: what
    fiches need, objectives from the top down, fiches, then what was deleted, fiches before the objectives above them.
    `kept` gathers what lines cannot say (the order of siblings), for the journal.
    """

    def __init__(self, plan: Plan, *, by: User | None, source: str, batch: str = "") -> None:
        self.plan, self.by, self.source, self.batch = plan, by, source[:200], batch or new_batch()
        self.kept: dict[str, Any] = {}
        self._before: dict[type[Model], dict[int, Content]] = {}
        self._labels: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._created: list[Model] = []
        self._made: dict[type[Model], list[tuple[int, str, str]]] = {}

    def will_change(self, model: type[Model], instances: Iterable[Model]) -> None:
        """Read objects before they are written; `instances` need only their key and what names them.

        Of objects that will be deleted, those below must come after those above.
        """
        known = self._labels[model]
        known.update({one.pk: one for one in instances if one.pk not in known})
        fresh = known.keys() - self._before.get(model, {}).keys()
        self._before.setdefault(model, {}).update(contents(model, fresh))
        if model is Action:
            self._keep_served(list(fresh))

    def _keep_served(self, keys: Sequence[int]) -> None:
        """The contents of fiches hold the other objectives that they serve by their keys: their order is kept apart."""
        served: dict[int, list[int]] = defaultdict(list)
        for start in range(0, len(keys), BATCH):
            rows = Action.also_serves.through.objects.filter(action__in=keys[start : start + BATCH]).order_by("pk")
            for action, objective in rows.values_list("action_id", "objective_id"):
                served[action].append(objective)
        if several := {pk: objectives for pk, objectives in served.items() if len(objectives) > 1}:
            self.kept.setdefault("serves", {}).update(several)

    def created(self, instances: Iterable[Model]) -> None:
        self._created.extend(instances)

    def made(self, model: type[Model], named: Iterable[tuple[int, str, str]]) -> None:
        """Objects inserted by the thousand: the key, the title and the name of each."""
        self._made.setdefault(model, []).extend(named)

    def write(self) -> None:
        record_many(self._created_lines())
        gone: dict[type[Model], list[Revision | None]] = {}
        for model in dict.fromkeys((*ORDER, *self._made, *self._before)):
            self._write_made(model, self._made.get(model, ()))
            before, after = self._before.get(model, {}), contents(model, self._before.get(model, {}))
            labels = self._labels[model]
            record_many(self._line(labels[key], old, after[key]) for key, old in before.items() if key in after)
            gone[model] = [self._line(labels[key], before[key], None) for key in labels if key not in after]
        for model in reversed(gone):
            record_many(reversed(gone[model]))

    def _created_lines(self) -> Iterator[Revision | None]:
        by_model: dict[type[Model], list[Model]] = defaultdict(list)
        for instance in self._created:
            by_model[type(instance)].append(instance)
        for model, instances in by_model.items():
            found = contents(model, [one.pk for one in instances])
            yield from (self._line(one, None, found[one.pk]) for one in instances if one.pk in found)

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
            plan_key=getattr(instance, "plan_id", None) or self.plan.pk,
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
