"""A flat list as a django-import-export resource: its columns, who each row is, how its rows are written."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.db import models
from import_export.fields import Field
from import_export.resources import Resource

from accounts.aggregates import Content, contents, label_of, wording
from accounts.enums import Change
from accounts.history import record_many, revision
from accounts.models import Territory
from partners.ageing import AgeingNames
from partners.bulkrows import draft, insert_many, update_many
from partners.cells import Column
from partners.enums import DirectoryList
from partners.listplan import Alike, ListPlan, PlannedRow, Refusal, RowState

KEY = "Clé"
KEY_NAME = "pk"


class ListResource(Resource):
    """One list of a territory. `load` reads in a few queries all that reading and judging its rows takes."""

    what: ClassVar[DirectoryList]
    model: ClassVar[type[models.Model]]
    title_field: ClassVar[str]
    ages: ClassVar[bool] = False  # whether its names may be of those that public life has replaced
    columns: ClassVar[Callable[[], list[Column]]]
    prefetch: ClassVar[tuple[str, ...]] = ()
    related: ClassVar[tuple[str, ...]] = ()

    def __init__(self, territory: Territory, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.territory = territory
        self.fields = {column.name: column for column in type(self).columns()}
        self.own: set[int] = set()
        self.held: dict[int, Content] = {}
        self.index: dict[Any, int] = {}
        self.labels: dict[int, str] = {}

    def rows(self) -> "models.QuerySet[Any]":
        """What is exported."""
        rows = self.available().select_related(*self.related) if self.related else self.available()
        return rows.prefetch_related(*self.prefetch)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The titles and the rows of the export, the key first."""
        self.fields = {"pk": Field(attribute="pk", column_name=KEY), **self.fields}
        dataset = self.export(self.rows().order_by(self.title_field, "pk"))  # type: ignore[no-untyped-call]
        return list(dataset.headers), [[str(cell) for cell in row] for row in dataset]

    def available(self) -> "models.QuerySet[Any]":
        return self.model._default_manager.filter(territory=self.territory)

    def is_own(self, row: Any) -> bool:
        return bool(row.territory_id == self.territory.pk)

    def load(self) -> None:
        found = list(self.available())
        self.own = {row.pk for row in found if self.is_own(row)}
        self.labels = {row.pk: str(row) for row in found}
        self.held = contents(self.model, [row.pk for row in found])
        self._aged_names = AgeingNames.load() if self.ages else AgeingNames({})
        for pk, held in self.held.items():
            for key in self.keys_of(held):
                self.index.setdefault(key, pk)

    def keys_of(self, held: Content) -> Iterable[Any]:
        """What two entries of the list may not share; the first is what a row without a key is known by."""
        raise LookupError(self.what)

    def complete(self, values: Content, taken: Counter[str]) -> None:
        """Add to a new entry what its row does not say."""
        values["territory"] = {"pk": self.territory.pk, "label": str(self.territory)}

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which a file says nothing."""
        return (self.title_field,)

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields without which nothing can be said of an entry."""
        return (self.title_field,)

    def settle(self, part: Content) -> Iterable[Refusal]:
        """Make of several cells one field, when it takes several to name it; what cannot be."""
        return ()

    def says_nothing(self, part: Content) -> bool:
        """Whether a new row is one to be filled later."""
        return False

    def label_of_row(self, part: Content) -> str:
        """What a row is called in the preview."""
        return str(part.get(self.title_field) or "")[:200]

    def draft(self, values: Content) -> models.Model:
        """An unsaved object with these values, to be validated."""
        return draft(self.model, values)

    def judge(self, values: Content) -> Iterable[Refusal]:
        """What is wrong with a whole entry."""
        return ()

    def doubts(self, values: Content) -> Iterable[str]:
        """What deserves a second look in a whole entry, and does not refuse it."""
        return ()

    def field_label(self, name: str) -> str:
        return label_of(self.model, name)

    def in_words(self, name: str, value: Any) -> str:
        """A value of an entry as people read it."""
        return wording(self.model, name, value)

    def today(self, name: str) -> str:
        """The name in today’s words, or nothing when it has not aged."""
        renamed = self._aged_names.renamed(name)
        return renamed if renamed != name else ""

    def alikes(self, rows: Sequence[PlannedRow]) -> list[Alike | None]:
        """For each new row, the known entry that it resembles most."""
        return [None] * len(rows)

    def lock(self) -> None:
        """Let nobody else write into the list until the end of the transaction."""
        of_itself = ("self",) if self.related else ()
        list(self.available().select_for_update(of=of_itself).order_by("pk").values_list("pk"))

    def write(self, plan: ListPlan, **told: Any) -> None:
        """Write the new and the changed rows of a plan, each with its line of history; `told` goes into these."""
        taken: Counter[str] = Counter()
        fresh = [row.part for row in plan.of(RowState.NEW)]
        for values in fresh:
            self.complete(values, taken)
        created = insert_many(self.model, fresh)
        changed = update_many(self.model, {row.key: row.part for row in plan.of(RowState.CHANGED) if row.key})
        after = contents(self.model, [row.pk for row in (*created, *changed)])
        record_many(revision(Change.CREATED, row, after=after[row.pk], **told) for row in created)
        record_many(
            revision(Change.EDITED, row, before=self.held[row.pk], after=after[row.pk], **told) for row in changed
        )


_resources: dict[str, type[ListResource]] = {}


def register(resource: type[ListResource]) -> None:
    """Say that a list is imported and exported by this resource; in `AppConfig.ready`."""
    _resources[resource.what.value] = resource


def resource_of(what: str) -> type[ListResource] | None:
    return _resources.get(what)
