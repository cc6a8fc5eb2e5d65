"""The errors of a page of forms, one after the other: where each stands, in words, and the field that cures it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: the anchor of its field, its row (« Étapes, ligne 2 »), its label, the sentence; `""` for none."""

    anchor: str
    where: str
    label: str
    message: str

    @property
    def named(self) -> str:
        """« Étapes, ligne 2 : Date prévue »."""
        return " : ".join(filter(None, (self.where, self.label)))


def faults_of(form: Any, title: str = "") -> Iterator[Fault]:
    """The errors of a form, or of the rows of a formset under its title, in the order of the page.

    A row may hold formsets of its own: `nested`, by title.
    """
    if isinstance(form, BaseForm):
        yield from form_faults(form)
        return
    for message in form.non_form_errors():
        yield Fault("", title, "", message)
    for rank, row in enumerate(form, 1):
        if form._should_delete_form(row):
            continue
        where = f"{title}, ligne {rank}" if title else f"Ligne {rank}"
        yield from form_faults(row, where)
        nested: Mapping[str, Any] = getattr(row, "nested", {})
        for name, rows in nested.items():
            yield from faults_of(rows, f"{where}, {name}")


def form_faults(form: Any, where: str = "") -> Iterator[Fault]:
    for message in form.non_field_errors():
        yield Fault("", where, "", str(message))
    for name in form.fields:
        yield from field_faults(form, name, where)


def field_faults(form: Any, name: str, where: str = "") -> Iterator[Fault]:
    if name in form.errors:
        bound = form[name]
        for message in form.errors[name]:
            yield Fault(bound.id_for_label or bound.auto_id, where, str(bound.label), str(message))
