"""The form of a programme de réussite éducative: its structure and its rows. Never anything on a child or a family."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.aggregates import Content, Row
from accounts.forms import BootstrapMixin
from actions.forms.faults import Fault, faults_of
from actions.forms.fields import AmountField, FrenchDateField, LineField, ProseField, YearField
from actions.forms.named import TOLD, FileLists, offer, pick_of
from actions.forms.picks import PickField
from actions.forms.rows import RowForm, RowSet, rows_of
from actions.validators import validate_priority_district, validate_uai
from plans.enums import PerimeterKind, ProgrammeMeasure, StructureKind
from plans.models import LONG_TEXT_LENGTH, Programme
from plans.programmes import FEW, is_small

NO_CHILD = "Aucune donnée sur un enfant ou une famille."
WHY_SMALL = (
    f"Moins de {FEW} personnes : dans un quartier ou une école, chacune peut être reconnue. Regroupez avec un autre "
    "total, ou confirmez que personne ne peut l’être."
)
FUNDERS = (
    "État – BOP 147 (politique de la ville)",
    "Commune",
    "Intercommunalité",
    "Département",
    "Région",
    "CAF",
    "Éducation nationale",
    "ARS",
    "Valorisation (locaux, mise à disposition)",
)
PROFESSIONS = (
    "Coordination du programme",
    "Référent de parcours",
    "Enseignant",
    "Psychologue",
    "Médecin ou infirmier scolaire",
    "Assistant de service social",
    "Éducateur spécialisé",
    "Animateur",
    "Orthophoniste",
)


class ProgrammeForm(BootstrapMixin, forms.Form):
    structure_kind = forms.ChoiceField(
        label="Type de structure juridique", choices=[("", "—"), *StructureKind.choices], required=False
    )
    structure = PickField(
        label="Structure juridique",
        required=False,
        new="nom de la structure, connue ou autre",
        told=TOLD,
        names="noms-partenaires",
    )
    structure_note = ProseField(
        label="Précisions sur la structure",
        max_length=LONG_TEXT_LENGTH,
        required=False,
        rows=3,
        help_text=f"Statuts, siège, comptabilité publique. {NO_CHILD}",
    )
    elected_lead = LineField(
        label="Élu référent (fonction)", max_length=200, required=False, help_text="La fonction, non le nom."
    )
    coordinator = LineField(
        label="Coordination (fonction)", max_length=200, required=False, help_text="La fonction, non le nom."
    )
    confidentiality_on = FrenchDateField(
        label="Charte de confidentialité signée le",
        required=False,
        months=False,
        help_text="Celle que signent les membres de l’équipe pluridisciplinaire.",
    )
    confidentiality_note = LineField(
        label="Précision sur la confidentialité", max_length=500, required=False, help_text=NO_CHILD
    )

    def __init__(self, *args: Any, lists: FileLists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "structure", lists)


class _Row(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, lists=None, **kwargs)  # type: ignore[arg-type]


class BoardForm(_Row):
    organisation = LineField(label="Organisme", max_length=200, error_messages={"required": "Nommez l’organisme."})
    function = LineField(label="Fonction", max_length=200, required=False)


class TeamForm(_Row):
    profession = LineField(
        label="Profession", max_length=200, error_messages={"required": "Indiquez la profession, jamais un nom."}
    )
    organisation = LineField(label="Institution", max_length=200, required=False)
    time_share = LineField(label="Temps consacré", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].widget.attrs.update(list="professions", autocomplete="off")


class PerimeterForm(_Row):
    kind = forms.ChoiceField(label="Type", choices=PerimeterKind.choices, initial=PerimeterKind.PRIORITY_DISTRICT)
    name = LineField(
        label="Nom", max_length=200, error_messages={"required": "Donnez le nom du quartier ou du réseau."}
    )
    code = LineField(label="Code", max_length=20, required=False)

    def clean_code(self) -> str:
        """A QPV’s code; the UAI of the collège of a réseau."""
        code: str = self.cleaned_data["code"].upper().replace(" ", "")
        kind = self.cleaned_data.get("kind")
        if code and kind == PerimeterKind.PRIORITY_DISTRICT:
            validate_priority_district(code)
        elif kind in (PerimeterKind.REP, PerimeterKind.REP_PLUS) and re.fullmatch(r"\d{7}[A-Z]", code):
            validate_uai(code)
        return code


class BudgetForm(_Row):
    year = YearField(label="Année")
    funder = LineField(label="Financeur", max_length=200, error_messages={"required": "Indiquez le financeur."})
    label = LineField(label="Objet", max_length=200, required=False)
    planned = AmountField(label="Prévu (€)", required=False)
    granted = AmountField(label="Accordé (€)", required=False)
    spent = AmountField(label="Réalisé (€)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funder"].widget.attrs.update(list="financeurs", autocomplete="off")


class TotalForm(_Row):
    """A yearly total; `confirmed` is asked when it is of few people, and shown then alone."""

    year = YearField(label="Année")
    measure = forms.ChoiceField(label="Total", choices=[("", "—"), *ProgrammeMeasure.choices])
    label = LineField(label="Précision", max_length=200, required=False)
    value = forms.DecimalField(
        label="Valeur",
        min_value=0,
        max_digits=10,
        decimal_places=1,
        localize=True,
        error_messages={"invalid": "Écrivez un nombre, comme 42 ou 14,5.", "required": "Donnez la valeur."},
    )
    confirmed = forms.BooleanField(
        label="Je confirme que personne ne peut être reconnu", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, known: Mapping[int, tuple[str, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = known
        self.fields["value"].widget.attrs.update(size=8, autocomplete="off")

    def has_changed(self) -> bool:
        return any(name not in ("key", "confirmed", "ORDER", "DELETE") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        measure, value = given.get("measure", ""), given.get("value")
        if is_small(measure, value) and self.stored.get(given.get("key") or 0) != (measure, value):
            self.fields["confirmed"].widget = forms.CheckboxInput({"class": "form-check-input"})
            if not given.get("confirmed"):
                self.add_error("confirmed", WHY_SMALL)
        return given


class TotalSet(RowSet):
    def clean(self) -> None:
        """One value for a total of a year."""
        if any(self.errors):
            return
        seen = set()
        for form in self.rows:
            given = form.cleaned_data
            key = (given["year"], given["measure"], given["label"])
            if key in seen:
                form.add_error(
                    "measure", "Ce total est déjà donné pour cette année : précisez-le, ou retirez la ligne."
                )
            seen.add(key)


SETS: dict[str, Any] = {
    "board": rows_of(BoardForm),
    "team": rows_of(TeamForm),
    "perimeter": rows_of(PerimeterForm),
    "budget": rows_of(BudgetForm),
    "totals": rows_of(TotalForm, TotalSet),
}
FIELDS = {
    "board": ("organisation", "function"),
    "team": ("profession", "organisation", "time_share"),
    "perimeter": ("kind", "name", "code"),
    "budget": ("year", "funder", "label", "planned", "granted", "spent"),
    "totals": ("year", "measure", "label", "value"),
}
TITLES = {
    "board": "Conseil d’administration",
    "team": "Équipe pluridisciplinaire",
    "perimeter": "Périmètre",
    "budget": "Budget",
    "totals": "Totaux annuels",
}
PLAIN = (
    "structure_kind",
    "structure_note",
    "elected_lead",
    "coordinator",
    "confidentiality_on",
    "confidentiality_note",
)


class WholeProgramme:
    """The form of a programme, or of one that is not created yet."""

    def __init__(self, programme: Programme, lists: FileLists, data: Mapping[str, Any] | None = None) -> None:
        self.programme, self.lists = programme, lists
        initial = {name: getattr(programme, name) for name in PLAIN}
        initial["structure"] = pick_of(programme.partner_id, programme.structure_label)
        self.main = ProgrammeForm(data, initial=initial, lists=lists)
        stored = {name: list(getattr(programme, name).all()) if programme.pk else [] for name in SETS}
        known = {one.pk: (one.measure, one.value) for one in stored["totals"]}
        self.rows: dict[str, RowSet] = {
            name: made(
                data,
                prefix=name,
                initial=[_initial(one, FIELDS[name]) for one in stored[name]] if data is None else None,
                form_kwargs={"known": known} if name == "totals" else {},
            )
            for name, made in SETS.items()
        }

    def is_valid(self) -> bool:
        return all([self.main.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def faults(self) -> list[Fault]:
        found = list(faults_of(self.main))
        for name, rows in self.rows.items():
            found += faults_of(rows, TITLES[name])
        return found

    def refuse(self, error: ValidationError) -> None:
        """Show what only the database could refuse."""
        self.main.add_error(None, error.messages)

    def content(self) -> Content:
        """Once valid: what it says, as the content of a programme holds it."""
        said = self.main.cleaned_data
        partner, label = self.lists.named(said["structure"], self.programme.structure_label)
        held: Content = {name: said[name] for name in PLAIN}
        return {
            **held,
            "plan": self.programme.plan_id,
            "partner": partner,
            "structure_label": label,
            **{name: [_row(form, FIELDS[name]) for form in rows.rows] for name, rows in self.rows.items()},
        }


def _initial(one: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in names}
    return {"key": one.pk, **{name: _plain(value) for name, value in values.items()}}


def _plain(value: Any) -> Any:
    """« 86 » rather than « 86,0 »."""
    whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return value.to_integral_value() if whole else value


def _row(form: RowForm, names: tuple[str, ...]) -> Row:
    given = form.cleaned_data
    values = {name: str(given[name]) if isinstance(given[name], Decimal) else given[name] for name in names}
    return {"pk": given.get("key"), **values}
