"""What each object holds: declared by its app, extended by the apps downstream of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

# field → JSON value; a foreign key {"pk", "label"}; a many-to-many a list of those in the order of their keys;
# children a list of {"pk", field…} in their order.
Content = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Children:
    """Rows that hang on an object by a foreign key; `name` is the related name. Their rank is their place in it.

    What tells the life of one object (the measurements of an indicator) is not `copied` with it. Where rows stand
    `apart` (the sections of a dossier), a change of one that is taken back leaves the others as they are.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    label: str
    children: tuple["Children", ...] = ()
    copied: bool = True
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What an object holds: concrete fields (all that it takes to create it anew), many-to-many fields, children."""

    model: type[models.Model]
    fields: tuple[str, ...]
    many: tuple[str, ...] = ()
    children: tuple[Children, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.fields, *self.many, *(child.name for child in self.children))


_registry: dict[type[models.Model], Aggregate] = {}
_hung: dict[type[models.Model], dict[str, Children]] = {}
_resolvers: dict[type[models.Model], Callable[[str, models.Model], int | None]] = {}
_creators: dict[type[models.Model], Callable[[int | None, Content], models.Model]] = {}
_places: dict[type[models.Model], frozenset[str]] = {}


def register(aggregate: Aggregate) -> None:
    """Say what an object holds; in `AppConfig.ready`. Saying it twice replaces."""
    _registry[aggregate.model] = aggregate


def add_children(model: type[models.Model], children: Children) -> None:
    """What a downstream app hangs on an object of another (the indicators of a fiche); in `AppConfig.ready`."""
    _hung.setdefault(model, {})[children.name] = children


def find_by_label(model: type[models.Model], resolve: Callable[[str, models.Model], int | None]) -> None:
    """How an object that is gone is found again by what it was called (a merged partner by its alias).

    `resolve(label, owner)` gives the key of its successor, or None.
    """
    _resolvers[model] = resolve


def create_by(
    model: type[models.Model], create: Callable[[int | None, Content], models.Model], place: tuple[str, ...] = ()
) -> None:
    """How an object is created when `save` is not the way (an objective takes its place in the tree).

    `place` names the fields that say where it stands: no content is written into these, its own app moves it.

    `create(key, content)` writes the object with that key, or a new one for None, and its concrete fields;
    many-to-many fields and children are written after it.
    """
    _creators[model] = create
    _places[model] = frozenset(place)


def creator_of(model: type[models.Model]) -> Callable[[int | None, Content], models.Model] | None:
    return _creators.get(model)


def place_of(model: type[models.Model]) -> frozenset[str]:
    """The fields of an object that only its own app writes."""
    return _places.get(model, frozenset())


def successor(model: type[models.Model], label: str, owner: models.Model) -> int | None:
    """The key of what stands today for an object of that label that is gone, or None."""
    resolve = _resolvers.get(model)
    return resolve(label, owner) if resolve and label else None


def aggregate_of(model: type[models.Model]) -> Aggregate:
    """What an object of that model holds. Raise KeyError when no app said so."""
    known = _registry[model]
    return replace(known, children=(*known.children, *_hung.get(model, {}).values()))


def registered() -> tuple[type[models.Model], ...]:
    return tuple(_registry)


def link_to(model: type[models.Model], children: Children) -> str:
    """The column of a child that points to its owner."""
    relation: Any = model._meta.get_field(children.name)
    return str(relation.field.attname)
