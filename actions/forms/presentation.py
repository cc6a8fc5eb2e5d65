"""The texts that present a plan, as rows: a title and its text."""

from typing import Any

from accounts.aggregates import Row
from actions.forms.fields import LineField, ProseField
from actions.forms.rows import RowForm, RowSet, rows_of
from plans.models import LONG_TEXT_LENGTH, Plan

PROPOSED = (
    "Le territoire",
    "Le diagnostic partagé",
    "Les enjeux et les ambitions",
    "La démarche d’élaboration",
    "Le pilotage et les instances",
    "L’information des familles",
    "Le suivi et l’évaluation",
)


class SectionForm(RowForm):
    title = LineField(label="Titre", max_length=200, error_messages={"required": "Donnez un titre à ce texte."})
    text = ProseField(
        label="Texte",
        max_length=LONG_TEXT_LENGTH,
        required=False,
        rows=6,
        help_text="Une ligne qui commence par un tiret est un point d’une liste.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs.update(list="titres-proposes", autocomplete="off")


SectionSet = rows_of(SectionForm)


def section_set(plan: Plan, data: Any = None) -> RowSet:
    """The rows of a plan, or what was sent of them."""
    initial = [{"key": one.pk, "title": one.title, "text": one.text} for one in plan.sections.all()]
    rows: RowSet = SectionSet(data, initial=initial, prefix="sections", form_kwargs={"lists": None})
    return rows


def section_rows(rows: RowSet) -> list[Row]:
    """The rows as the content of the plan holds them; once they are valid."""
    given = (form.cleaned_data for form in rows.rows)
    return [{"pk": one.get("key"), "title": one["title"], "text": one["text"]} for one in given]
