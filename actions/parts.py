"""Sections that downstream apps add to the form of a fiche (the indicators), registered in their `AppConfig.ready`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest

from actions.models import Action


class FormPart(Protocol):
    """The forms of one section, bound when the request is a POST. All their names begin with the key of the section."""

    @property
    def forms(self) -> Sequence[Any]:
        """Forms and formsets in their order: the page sums up their errors at its top, each linked to its field."""

    def is_valid(self) -> bool: ...

    def save(self, action: Action) -> None:
        """Write, inside the transaction that saves the fiche; never called unless `is_valid()`."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the form: `key` is its anchor, `template` is included with `part` (what `build` gave) and `action`.

    `build(request, action)` takes a fiche without a key for one that is being created.
    """

    key: str
    title: str
    template: str
    build: Callable[[HttpRequest, Action], FormPart]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section at the end of the form; saying it twice replaces."""
    _sections[section.key] = section


def sections() -> tuple[Section, ...]:
    return tuple(_sections.values())
