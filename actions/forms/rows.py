"""What hangs on a fiche, row by row: partners, funding lines, steps, links, notes, documents, new places.

A row that says nothing is no row: emptied, it goes. Names are matched, and created, when the fiche is written.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone

from accounts.forms import BootstrapMixin
from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role
from actions.forms.fields import AmountField, FrenchDateField, LineField, ProseField, YearField
from actions.forms.lists import Lists
from actions.forms.picks import Pick, PickField
from actions.models.terms import Place
from actions.validators import check_code
from partners.names import spelled
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH

ROWS_LIMIT = 200
FOUND_OR_MADE = "Un nom connu est retrouvé, un nouveau est créé."
AMOUNTS = ("planned", "requested", "granted", "spent")


def this_year() -> int:
    return timezone.localdate().year


class RowForm(BootstrapMixin, forms.Form):
    """One row. `key` is what it is in the database, when it is there."""

    key = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    PICKED: ClassVar[dict[str, str]] = {}  # field → the list of `Lists` that it picks from
    MORE: ClassVar[dict[str, str]] = {"fiches": "actions"}  # the list → what proposes more of it, when not the same

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        self.lists = lists
        super().__init__(*args, **kwargs)
        for name, source in self.PICKED.items():
            chosen = self[name].value()[0]
            field: Any = self.fields[name]
            field.offer(self.known(source), chosen=[int(chosen)] if chosen.isdecimal() else [])
            field.widget.attrs["data-combobox-url"] = self.lists.more(self.MORE.get(source, source))

    def has_changed(self) -> bool:
        return any(name not in ("key", "ORDER", "DELETE") for name in self.changed_data)

    def known(self, source: str) -> dict[int, str]:
        found: dict[int, str] = getattr(self.lists, source)
        return found


class ParticipationForm(RowForm):
    role = forms.ChoiceField(label="Rôle", choices=Role.choices, initial=Role.PARTNER)
    partner = PickField(
        label="Partenaire",
        new="nom du partenaire, connu ou nouveau",
        told=FOUND_OR_MADE,
        names="noms-partenaires",
        error_messages={"required": "Choisissez un partenaire ou écrivez son nom."},
    )
    contact = PickField(label="Contact", new="nom du contact, connu ou nouveau", told=FOUND_OR_MADE, required=False)
    PICKED = {"partner": "partners", "contact": "contacts"}

    def known(self, source: str) -> dict[int, str]:
        if source == "contacts":
            return {pk: name for pk, (_, name) in self.lists.contacts.items()}
        return super().known(source)

    def clean_contact(self) -> Pick:
        """A known contact is one of the partner’s."""
        contact: Pick = self.cleaned_data["contact"]
        partner: Pick = self.cleaned_data.get("partner", Pick())
        if contact.pk and partner and self.lists.contacts[contact.pk][0] != partner.pk:
            owner = self.lists.partners[self.lists.contacts[contact.pk][0]]
            raise ValidationError(f"Ce contact est celui de « {owner} » : choisissez-en un de ce partenaire.")
        return contact


class FundingForm(RowForm):
    partner = PickField(
        label="Financeur",
        new="nom du financeur, connu ou autre source",
        told="Un partenaire connu est retrouvé ; une autre source reste comme vous l’écrivez.",
        names="noms-partenaires",
        error_messages={"required": "Indiquez le financeur, ou une autre source (familles, autofinancement…)."},
    )
    scheme = PickField(
        label="Dispositif",
        new="nom du dispositif, connu ou nouveau",
        told=FOUND_OR_MADE,
        names="noms-dispositifs",
        required=False,
    )
    year = YearField(label="Année", required=False)
    kind = forms.ChoiceField(label="Type", choices=FundingKind.choices, initial=FundingKind.OPERATING)
    nature = forms.ChoiceField(label="Crédits", choices=[("", "—"), *FundingNature.choices], required=False)
    status = forms.ChoiceField(label="Statut", choices=FundingStatus.choices, initial=FundingStatus.PLANNED)
    planned = AmountField(label="Prévu (€)", required=False)
    requested = AmountField(label="Demandé (€)", required=False)
    granted = AmountField(label="Accordé (€)", required=False)
    spent = AmountField(label="Réalisé (€)", required=False)
    PICKED = {"partner": "partners", "scheme": "schemes"}


class StepForm(RowForm):
    title = LineField(label="Étape", max_length=TITLE_LENGTH)
    who = LineField(label="Qui", max_length=200, required=False)
    due_on = FrenchDateField(label="Date prévue", required=False, end=True)
    done_on = FrenchDateField(label="Faite le", required=False, end=True)


class LinkForm(RowForm):
    group = LineField(label="Axe transversal", max_length=200, required=False)
    target = PickField(
        label="Fiche liée",
        required=False,
        new="numéro ou titre de la fiche",
        told="Un numéro est celui d’une fiche de ce plan ; un titre, de tout plan du territoire.",
        names="noms-fiches",
    )
    text = LineField(
        label="Ce qui fait le lien",
        max_length=TITLE_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 2, "data-grow": ""}),
    )
    PICKED = {"target": "fiches"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].widget.attrs.update(list="axes-transversaux", autocomplete="off")

    def clean_target(self) -> Pick:
        """A fiche that was typed is one of the territory’s."""
        target: Pick = self.cleaned_data["target"]
        return Pick(pk=self.lists.fiche_named(target.new)) if target.new else target

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("text") and "text" not in self.errors and "target" not in self.errors:
            if given.get("target"):
                given["text"] = self.lists.fiches[given["target"].pk][:TITLE_LENGTH]
            else:
                self.add_error("text", "Décrivez le lien, ou choisissez la fiche liée.")
        return given


class NoteForm(RowForm):
    """The bilan of a year; a new one is proposed for this year."""

    year = YearField(label="Année du bilan", initial=this_year)
    written_on = FrenchDateField(label="Note du", required=False, months=False)
    text = ProseField(
        label="Bilan et suites",
        rows=3,
        max_length=LONG_TEXT_LENGTH,
        error_messages={"required": "Écrivez le bilan, ou retirez la ligne."},
    )

    def has_changed(self) -> bool:
        """A new row with nothing but its year says nothing; one that is known goes once its year is emptied too."""
        if self["key"].value():
            return any(self[name].value() for name in ("year", "written_on", "text"))
        return any(name not in ("key", "year", "ORDER", "DELETE") for name in self.changed_data)


class DocumentForm(RowForm):
    """A link; for a file kept here, its title alone."""

    title = LineField(label="Intitulé", max_length=200)
    url = forms.URLField(
        label="Adresse",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr/bilan.pdf."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = str(self["key"].value() or "")
        self.kept_file = self.lists.files.get(int(key), "") if key.isdecimal() else ""
        if self.kept_file:
            del self.fields["url"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.kept_file and not given.get("url") and "url" not in self.errors:
            self.add_error("url", "Indiquez l’adresse du document ; un fichier s’ajoute à la page « Documents ».")
        return given


class PlaceForm(RowForm):
    """A place that the territory does not know yet."""

    kind = forms.ChoiceField(label="Type de lieu", choices=PlaceKind.choices, initial=PlaceKind.COMMUNE)
    name = LineField(label="Nom", max_length=150, error_messages={"required": "Donnez le nom du lieu."})
    code = LineField(label="Code", max_length=10, required=False, help_text="Insee, QPV ou UAI.")

    def clean_code(self) -> str:
        """A QPV’s code, a school’s UAI, a commune’s Insee code are checked."""
        code: str = self.cleaned_data["code"].upper().replace(" ", "")
        if code:
            check_code(PlaceKind(self.cleaned_data.get("kind") or PlaceKind.OTHER), code)
        return code

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("name") and given.get("kind"):
            key = Place(kind=given["kind"], name=given["name"]).prepare().name_key
            known = self.lists.place_codes.get((given["kind"], key), "")
            if known and given.get("code") and known != given["code"]:
                self.add_error("code", f"Ce lieu est déjà connu avec le code {known}.")
        return given


class OrderedSet(BaseFormSet):
    """Rows shown again in the order that the person gave them, when the page is refused."""

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(self.forms, key=self._rank) if self.is_bound and self.can_order else self.forms)

    def _rank(self, form: Any) -> int:
        given = str(form["ORDER"].value() or "").strip()
        return int(given) if given.isdecimal() and len(given) < 9 else self.absolute_max


class RowSet(OrderedSet):
    """Rows in the order that the person gave them; blank ones are left out."""

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": "%(num)d lignes au plus.",
        "missing_management_form": "Cette liste est arrivée incomplète : rechargez la page et recommencez.",
    }

    def initial_form_count(self) -> int:
        """None once sent: any row may be blank, the person sees what another one just removed as new."""
        return 0 if self.is_bound else super().initial_form_count()

    @property
    def rows(self) -> list[RowForm]:
        """The rows that stay, in order; once they are valid."""
        kept = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or self.absolute_max)


class ParticipationSet(RowSet):
    def clean(self) -> None:
        """One pilote at most, and no partner twice in a role."""
        if any(self.errors):
            return
        seen: set[tuple[str, Any]] = set()
        has_lead = False
        for form in self.rows:
            role, partner = form.cleaned_data["role"], form.cleaned_data["partner"]
            who = partner.pk or form.lists.names.partner(partner.new) or spelled(partner.new)
            if role == Role.LEAD and has_lead:
                form.add_error("role", "Une fiche a un seul pilote : choisissez « Co-pilote » pour les autres.")
            if (role, who) in seen:
                form.add_error("partner", "Ce partenaire tient déjà ce rôle sur la fiche.")
            seen.add((role, who))
            has_lead = has_lead or role == Role.LEAD


def rows_of(
    form: type[RowForm],
    base: type[RowSet] = RowSet,
    *,
    extra: int = 2,
    can_order: bool = True,
    limit: int = ROWS_LIMIT,
) -> Any:
    return formset_factory(
        form, formset=base, extra=extra, can_order=can_order, can_delete=True, max_num=limit,
        validate_max=True, absolute_max=limit + 100,
    )  # fmt: skip


SETS: dict[str, Any] = {
    "participations": rows_of(ParticipationForm, ParticipationSet),
    "fundings": rows_of(FundingForm),
    "steps": rows_of(StepForm),
    "links": rows_of(LinkForm),
    "notes": rows_of(NoteForm, extra=1, can_order=False),
    "documents": rows_of(DocumentForm),
    "new_places": rows_of(PlaceForm, extra=1, can_order=False),
}
