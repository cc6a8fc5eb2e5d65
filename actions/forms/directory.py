"""Places, the words of the reference lists, and the filters of the directory."""

from typing import Any

from django import forms

from accounts.aggregates import Content
from accounts.forms import BootstrapMixin
from accounts.models import Territory
from accounts.text import one_line
from actions.models import Place
from partners.enums import PartnerKind
from partners.forms import DirectoryForm
from partners.models import Domain, name_key


class PlaceForm(DirectoryForm):
    class Meta:
        model = Place
        fields = ["kind", "name", "code"]
        help_texts = {
            "code": (
                "Facultatif. Commune : code Insee (40192). QPV : QN04001M ou QP040001. "
                "École : UAI, sept chiffres et une lettre (0400123A)."
            )
        }

    def clean_code(self) -> str:
        return one_line(self.cleaned_data["code"]).upper().replace(" ", "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("name") and cleaned.get("kind"):
            twins = Place.objects.of(self.territory).exclude(pk=self.instance.pk).filter(kind=cleaned["kind"])
            if found := twins.filter(name_key=name_key(cleaned["name"])[:150]).first():
                self.add_error("name", f"« {found} » existe déjà dans le territoire.")
            code = cleaned.get("code")
            if code and (found := twins.filter(code=code).first()):
                self.add_error("code", f"Ce code est déjà celui de « {found} ».")
        return cleaned


class TermForm(DirectoryForm):
    """A word of a reference list; the concrete form of each list is made by `term_form`."""

    def clean_label(self) -> str:
        label = one_line(self.cleaned_data["label"])
        available = self._meta.model.objects.available_to(self.territory).exclude(pk=self.instance.pk)
        if found := next((term for term in available if name_key(term.label) == name_key(label)), None):
            raise forms.ValidationError(f"« {found} » est déjà dans la liste.")
        return label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("age_min"), cleaned.get("age_max")
        for name in ("age_min", "age_max"):
            if (cleaned.get(name) or 0) > 120:
                self.add_error(name, "Un âge va de 0 à 120 ans.")
        if low is not None and high is not None and low > high:
            self.add_error("age_max", "L’âge maximum est inférieur à l’âge minimum.")
        return cleaned

    def content(self) -> Content:
        said = super().content()
        if said.get("position") is None:
            said["position"] = 0
        return said


def term_form(term_model: type[Any]) -> type[TermForm]:
    """The form of one reference list."""
    names = {field.name for field in term_model._meta.concrete_fields}

    class Form(TermForm):
        class Meta:
            model = term_model
            fields = [name for name in ("label", "age_min", "age_max", "position") if name in names]
            help_texts = {"position": "Sa place dans la liste : les plus petits d’abord."}

    return Form


class PartnerFilter(BootstrapMixin, forms.Form):
    """What the address of the directory asks for."""

    q = forms.CharField(label="Chercher", required=False, max_length=200)
    type = forms.ChoiceField(label="Type", required=False, choices=[("", "Tous les types"), *PartnerKind.choices])
    domaine: Any = forms.ModelChoiceField(
        label="Domaine", required=False, queryset=None, empty_label="Tous les domaines"
    )
    etat = forms.ChoiceField(
        label="Engagement",
        required=False,
        choices=[
            ("", "Tous"),
            ("engages", "Engagés"),
            ("sans-engagement", "Sans engagement"),
            ("noms-vieillis", "Noms vieillis"),
            ("inactifs", "Inactifs"),
        ],
    )

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domaine"].queryset = Domain.objects.available_to(territory)  # type: ignore[attr-defined]
