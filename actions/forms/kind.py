"""What a type of plan asks for, as rows: the sections of its dossier, the authorities that give an opinion or sign."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify

from accounts.aggregates import Row
from actions.forms.fields import LineField, ProseField
from actions.forms.rows import RowForm, RowSet, rows_of
from partners.enums import PartnerKind
from plans.enums import SectionCondition, SectionNeed, VisaStage
from plans.models import KindSection, KindVisa, PlanKind

MOST = 60
KEY_LENGTH = 60
SECTION = ("title", "need", "condition", "is_required", "why", "advice", "source")
VISA = ("label", "stage", "partner_kind", "condition", "is_required", "source")


def _required(optional: str) -> forms.TypedChoiceField:
    """Whether it may be left out, as words: `optional` agrees with what is asked."""
    choices = [("True", "Obligatoire"), ("False", optional)]
    return forms.TypedChoiceField(
        label="Exigence", choices=choices, coerce=lambda given: given == "True", initial="True"
    )


class KindSectionForm(RowForm):
    title = LineField(label="Titre", max_length=200, error_messages={"required": "Donnez un titre à cette section."})
    need = forms.ChoiceField(label="Ce qui la remplit", choices=SectionNeed.choices, initial=SectionNeed.TEXT)
    condition = forms.ChoiceField(
        label="Quand on la demande", choices=SectionCondition.choices, initial=SectionCondition.ALWAYS
    )
    is_required = _required("Facultative")
    why = LineField(
        label="Pourquoi on la demande", max_length=500, required=False, help_text="Dit à qui écrit ce qui manque."
    )
    advice = ProseField(label="Ce qu’on y met", max_length=2000, required=False, rows=3)
    source = LineField(label="Texte de référence", max_length=300, required=False)


class KindVisaForm(RowForm):
    label = LineField(label="Autorité", max_length=200, error_messages={"required": "Nommez cette autorité."})
    stage = forms.ChoiceField(label="Ce qu’elle donne", choices=VisaStage.choices, initial=VisaStage.SIGNATURE)
    partner_kind = forms.ChoiceField(
        label="Type de partenaire", choices=[("", "—"), *PartnerKind.choices], required=False
    )
    condition = forms.ChoiceField(
        label="Quand on la demande", choices=SectionCondition.choices, initial=SectionCondition.ALWAYS
    )
    is_required = _required("Facultatif")
    source = LineField(label="Texte de référence", max_length=300, required=False)


SectionSet = rows_of(KindSectionForm, extra=1, limit=MOST)
VisaSet = rows_of(KindVisaForm, extra=1, limit=MOST)


def section_set(kind: PlanKind, data: Any = None) -> RowSet:
    """The sections that a type asks for, or what was sent of them."""
    rows: RowSet = SectionSet(data, initial=_initial(kind.sections.all(), SECTION), **_HOW)
    return rows


def visa_set(kind: PlanKind, data: Any = None) -> RowSet:
    """The authorities of a type, or what was sent of them."""
    rows: RowSet = VisaSet(data, initial=_initial(kind.visas.all(), VISA), **_HOW)
    return rows


def kind_rows(sent: RowSet, names: Iterable[str], known: Iterable[Row]) -> list[Row]:
    """The rows as the content of the type holds them; one keeps its key, what answers it in the plans knows it by it.

    `known` are those of the type as it stands; a new one takes a key from its first words.
    """
    keys = {row["pk"]: row["key"] for row in known}
    taken = set(keys.values())
    first, *_ = names = tuple(names)
    found: list[Row] = []
    for form in sent.rows:
        given = form.cleaned_data
        key = keys.get(given.get("key")) or _free_key(given[first], taken)
        found.append({"pk": given.get("key"), "key": key, **{name: given[name] for name in names}})
    return found


_HOW: dict[str, Any] = {"prefix": "rows", "form_kwargs": {"lists": None}}


def _initial(rows: "Iterable[KindSection] | Iterable[KindVisa]", names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"key": one.pk, **{name: getattr(one, name) for name in names}} for one in rows]


def _free_key(words: str, taken: set[str]) -> str:
    base = slugify(words)[: KEY_LENGTH - 4].strip("-") or "section"
    key, rank = base, 1
    while key in taken:
        rank += 1
        key = f"{base}-{rank}"
    taken.add(key)
    return key
