"""What an import did to each object, read back from its revisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model

from accounts.aggregates import Content
from accounts.history import model_of
from accounts.models import Revision

ModelKind = type[Model]


class Kind(StrEnum):
    CREATED = "created"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(slots=True)
class Step:
    """One object that an import wrote: the fields that it had before and got, or the whole of what was deleted."""

    model: ModelKind
    key: int
    label: str
    kind: Kind
    plan: int | None = None
    before: Content = field(default_factory=dict)
    after: Content = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, int]:
        return self.model._meta.label_lower, self.key


class Steps:
    """The steps of an import, by model and kind, in the order in which they were done."""

    def __init__(self, lines: Iterable[Revision]) -> None:
        self.by_place: dict[tuple[str, int], Step] = {}
        for line in lines:
            self._add(line)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.by_place.values())

    def of(self, kind: Kind, model: ModelKind) -> dict[int, Step]:
        """The steps of that kind on the objects of a model, by their key."""
        return {step.key: step for step in self if step.kind is kind and step.model is model}

    def models(self, kind: Kind) -> list[ModelKind]:
        return list(dict.fromkeys(step.model for step in self if step.kind is kind))

    def get(self, model: ModelKind, key: int) -> Step | None:
        return self.by_place.get((model._meta.label_lower, key))

    def _add(self, line: Revision) -> None:
        place = line.model, line.object_key
        known = self.by_place.get(place)
        kind = Kind.CREATED if not line.before else Kind.EDITED if line.after else Kind.DELETED
        if known is None:
            self.by_place[place] = Step(
                model_of(line), line.object_key, line.object_label, kind, line.plan_key, line.before, line.after
            )
        elif kind is Kind.DELETED and known.kind is Kind.CREATED:
            del self.by_place[place]
        elif kind is Kind.DELETED:
            known.kind, known.before, known.after = kind, {**line.before, **known.before}, {}
        elif known.kind is Kind.EDITED:
            known.before, known.after = {**line.before, **known.before}, {**known.after, **line.after}


def lines_of(batch: str, territory: int) -> list[Revision]:
    """The lines of a batch, the first written first. One query."""
    return list(Revision.objects.filter(batch=batch, territory=territory).order_by("pk"))
