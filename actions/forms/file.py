"""The sections of a dossier, and what is attached to it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from accounts.forms import BootstrapMixin
from actions.forms.documents import LinkedDocumentForm, UploadForm
from actions.forms.fields import LineField, ProseField
from actions.forms.rows import RowForm, RowSet, rows_of
from actions.prose import spaced
from plans.models import SECTION_LENGTH, KindSection, Plan

WHOLE = "Le dossier entier"


MARKS = spaced(
    "« ## » commence un titre, « ### » un sous-titre, « - » un point d’une liste, « 1. » un point numéroté, "
    "« |\u00a0a\u00a0|\u00a0b\u00a0| » une ligne d’un tableau ; « **gras** », « *italique* »."
)
TOO_LONG = (
    "Ce texte compte %(show_value)d caractères, pour %(limit_value)d au plus : coupez-le en plusieurs sections, ou "
    "joignez un document."
)


class MarkupField(ProseField):
    """A long text with its marks. The page never cuts what is pasted: a text too long is refused with its length."""

    def __init__(self) -> None:
        super().__init__(label="Texte", required=False, rows=18, help_text=MARKS)
        self.validators.append(MaxLengthValidator(SECTION_LENGTH, TOO_LONG))


class SectionForm(BootstrapMixin, forms.Form):
    """A section that is asked: its text, or why it does not concern the plan."""

    text = MarkupField()
    is_not_concerned = forms.BooleanField(
        label="Cette section est sans objet pour ce plan",
        required=False,
        help_text="Le texte dit alors pourquoi, en quelques mots.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_not_concerned") and not given.get("text") and "text" not in self.errors:
            self.add_error("text", "Dites en quelques mots pourquoi cette section est sans objet.")
        return given


class OwnSectionForm(BootstrapMixin, forms.Form):
    """A section that the territory adds: its title and its text; it may become the answer to one that is asked."""

    title = LineField(label="Titre", max_length=200, error_messages={"required": "Donnez un titre à cette section."})
    answers = forms.ChoiceField(
        label="En faire le texte d’une section demandée",
        required=False,
        help_text="Elle en prend le titre et la place. Seules les sections sans texte sont proposées.",
    )
    text = MarkupField()

    def __init__(self, *args: Any, free: Iterable[KindSection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.title) for one in free]
        self.fields["answers"].choices = [("", "Non, elle reste une section ajoutée"), *choices]  # type: ignore[attr-defined]
        if not choices:
            del self.fields["answers"]


class ArrangedForm(RowForm):
    title = LineField(label="Titre", max_length=200, error_messages={"required": "Donnez un titre à cette section."})

    def __init__(self, *args: Any, asked: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asked = str(self["key"].value() or "") in asked
        if self.is_asked:
            self.fields["title"].widget.attrs["readonly"] = True


ArrangedSet = rows_of(ArrangedForm, extra=1)


def arranged_set(plan: Plan, asked: Iterable[str], data: Any = None) -> RowSet:
    """The written sections in the order of print, or what was sent of them; those that are `asked` keep their title."""
    keys = set(asked)
    sections = list(plan.sections.all())
    known = {str(one.pk): one.pk for one in sections if one.key in keys}
    initial = [{"key": one.pk, "title": one.title} for one in sections]
    rows: RowSet = ArrangedSet(data, initial=initial, prefix="sections", form_kwargs={"asked": known, "lists": None})
    return rows


def section_choices(asked: Iterable[KindSection]) -> list[tuple[str, str]]:
    return [("", WHOLE), *((one.key, one.title) for one in asked)]


class _AttachedForm(forms.Form):
    """What says with which section a document goes."""

    section = forms.ChoiceField(label="Section du dossier", required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = choices  # type: ignore[attr-defined]


class AttachedFileForm(_AttachedForm, UploadForm):
    pass


class AttachedLinkForm(_AttachedForm, LinkedDocumentForm):
    pass
