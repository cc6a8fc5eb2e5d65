from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html

from accounts.aggregates import Content, aggregate_of
from accounts.forms import BootstrapMixin
from accounts.models import Territory, User
from accounts.text import clean, one_line
from partners.ageing import AgeingNames
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme, name_key
from partners.pairing import Pairing

ALIASES = 50  # other names of one partner
ALIAS_LENGTH = 200


class DirectoryForm(BootstrapMixin, forms.ModelForm):
    """One entry of the directory: its texts cleaned, and its value as an aggregate writes it."""

    says_aged_names = False

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory = territory
        if hasattr(self.instance, "territory_id") and self.instance.pk is None:
            self.instance.territory = territory
        if "name" in self.fields and self.says_aged_names:
            self._say_aged_name()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                several = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean(value).strip() if several else one_line(value)
                if self.fields[name].required and not cleaned[name]:
                    self.add_error(name, "Ce champ est obligatoire.")
        return cleaned

    def _say_aged_name(self) -> None:
        """Tell under the name that public life has replaced it. One query."""
        field = self.fields["name"]
        said = self.data.get(self.add_prefix("name")) if self.is_bound else self.get_initial_for_field(field, "name")
        if term := AgeingNames.load().found_in(str(said or "")):
            since = f" depuis {term.since}" if term.since else ""
            told = f"Nom vieilli : « {term.old} » s’appelle « {term.new} »{since}."
            field.help_text = format_html("{} {}", told, field.help_text)

    def content(self) -> Content:
        """What the form says, for `create_content` and `write_content`."""
        aggregate = aggregate_of(self._meta.model)
        names = [name for name in (*aggregate.fields, *aggregate.many) if name in self.cleaned_data]
        return {name: json_value(self.cleaned_data[name]) for name in names}


def json_value(value: Any) -> Any:
    """A cleaned value as an aggregate holds it."""
    if isinstance(value, models.Model):
        return {"pk": value.pk, "label": str(value)}
    if isinstance(value, models.QuerySet | list):
        return [json_value(one) for one in value]
    return value


class PartnerForm(DirectoryForm):
    says_aged_names = True
    website = forms.URLField(
        label="Site",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Une adresse de site, comme https://www.exemple.fr."},
    )
    aliases = forms.CharField(
        label="Autres noms",
        required=False,
        max_length=ALIASES * ALIAS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : anciens noms, sigles, écritures rencontrées. L’import les reconnaît.",
    )

    class Meta:
        model = Partner
        fields = ["name", "acronym", "kind", "domains", "siren", "rna", "website", "note", "is_active"]
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "domains": forms.SelectMultiple(attrs={"data-tokens": ""}),
        }
        help_texts = {
            "name": "Le nom complet, sans sigle : « Caisse d’allocations familiales ».",
            "siren": "Neuf chiffres.",
            "rna": "Pour une association : W suivi de neuf chiffres.",
            "note": "Ne notez rien ici sur des enfants ni des familles.",
            "is_active": "Décochez pour ne plus le proposer ; ses engagements restent.",
        }
        error_messages = {"siren": {"max_length": "Le SIREN compte neuf chiffres, sans espace."}}

    field_order = ["name", "acronym", "kind", "aliases", "domains", "siren", "rna", "website", "note", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domains"].queryset = Domain.objects.available_to(self.territory)  # type: ignore[attr-defined]
        if self.instance.pk and not self.is_bound:
            labels = [*self.instance.aliases.values_list("label", flat=True), *self.initial.get("aliases", [])]
            self.initial["aliases"] = "\n".join(labels)

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        others = Partner.objects.of(self.territory).filter(name_key=name_key(name)[:200]).exclude(pk=self.instance.pk)
        if found := others.first():
            raise forms.ValidationError(f"« {found} » porte déjà ce nom dans le territoire.")
        return name

    def clean_aliases(self) -> list[str]:
        labels = {
            name_key(line): one_line(line) for line in self.cleaned_data["aliases"].splitlines() if one_line(line)
        }
        if too_long := next((label for label in labels.values() if len(label) > ALIAS_LENGTH), ""):
            raise forms.ValidationError(f"« {too_long[:60]}… » dépasse {ALIAS_LENGTH} caractères.")
        if len(labels) > ALIASES:
            raise forms.ValidationError(f"{ALIASES} autres noms au plus.")
        if taken := self._taken(labels):
            raise forms.ValidationError(taken)
        return list(labels.values())

    def content(self) -> Content:
        said = super().content()
        own = name_key(said["name"])
        notes = dict(self.instance.aliases.values_list("label", "note")) if self.instance.pk else {}
        said["aliases"] = [
            {"label": label, "note": notes.get(label, "")}
            for label in sorted(self.cleaned_data["aliases"])
            if name_key(label) != own
        ]
        return said

    def _taken(self, labels: dict[str, str]) -> str:
        """A sentence when one of these names is that of another partner."""
        others = Partner.objects.of(self.territory).exclude(pk=self.instance.pk)
        if found := others.filter(name_key__in=labels).first():
            return f"« {labels[found.name_key]} » est le nom d’un autre partenaire : fusionnez-les si c’est le même."
        aliases = PartnerAlias.objects.filter(partner__in=others).select_related("partner")
        for alias in aliases.filter(label__in=labels.values()):
            return f"« {alias.label} » est déjà un autre nom de « {alias.partner} »."
        return ""


class ContactForm(DirectoryForm):
    class Meta:
        model = Contact
        fields = ["partner", "full_name", "function", "email", "phone", "user", "shown_in_exports", "is_active"]
        widgets = {
            "partner": forms.Select(attrs={"data-combobox": ""}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        }
        help_texts = {
            "function": "C’est la fonction, et non le nom, que montrent les documents.",
            "user": "Pour un pilote qui met à jour ses fiches lui-même.",
            "shown_in_exports": "Seulement si la personne l’accepte : son nom paraîtra dans les annexes.",
            "is_active": "Décochez quand la personne quitte son poste : elle n’est plus proposée.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.of(self.territory)  # type: ignore[attr-defined]
        members = User.objects.filter(memberships__territory=self.territory, memberships__is_active=True)
        self.fields["user"].queryset = members  # type: ignore[attr-defined]
        self.fields["user"].empty_label = "Sans compte"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        partner, name = cleaned.get("partner"), cleaned.get("full_name")
        if partner and name:
            twins = Contact.objects.filter(partner=partner, full_name=name).exclude(pk=self.instance.pk)
            if twins.exists():
                self.add_error("full_name", "Ce contact figure déjà chez ce partenaire.")
        return cleaned


class SchemeForm(DirectoryForm):
    says_aged_names = True
    url = forms.URLField(label="Site", max_length=300, required=False, assume_scheme="https")

    class Meta:
        model = Scheme
        fields = ["name", "acronym", "organisation", "domain", "is_active", "replaced_by", "url", "note"]
        widgets = {"replaced_by": forms.Select(attrs={"data-combobox": ""})}
        help_texts = {
            "name": "Le nom complet : deux dispositifs peuvent porter le même sigle.",
            "organisation": "Qui le porte ou le finance : Caf, Éducation nationale, Département…",
            "is_active": "Décochez un dispositif qui n’existe plus.",
            "replaced_by": "Proposé à la place sur les fiches.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        available = Scheme.objects.available_to(self.territory)
        self.fields["domain"].queryset = Domain.objects.available_to(self.territory)  # type: ignore[attr-defined]
        self.fields["replaced_by"].queryset = available.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        key = name_key(name)
        others = Scheme.objects.available_to(self.territory).exclude(pk=self.instance.pk)
        if found := next((other for other in others if name_key(other.name) == key), None):
            whose = "national" if found.territory_id is None else "du territoire"
            raise forms.ValidationError(f"Un dispositif {whose} porte déjà ce nom : « {found} ».")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        successor: Scheme | None = cleaned.get("replaced_by")
        seen = {self.instance.pk}
        while successor is not None and self.instance.pk:
            if successor.pk in seen:
                self.add_error("replaced_by", "Ces dispositifs se remplaceraient l’un l’autre.")
                break
            seen.add(successor.pk)
            successor = successor.replaced_by
        return cleaned


class ReplaceForm(BootstrapMixin, forms.Form):
    """Which entry takes the place of another."""

    by: Any = forms.ModelChoiceField(
        queryset=None, label="Remplacer par", widget=forms.Select(attrs={"data-combobox": ""})
    )

    def __init__(self, *args: Any, choices: "models.QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = choices  # type: ignore[attr-defined]


class MergeForm(BootstrapMixin, forms.Form):
    """Which of two entries stays, and which value of each field. `own` are the keys of those that may go."""

    def __init__(self, *args: Any, pair: Pairing, own: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one, other = pair.entries
        stays = [entry for entry, gone in ((one, other), (other, one)) if gone.pk in set(own)]
        self.fields["kept"] = forms.ChoiceField(
            label="L’entrée qui reste",
            choices=[(str(entry.pk), str(entry)) for entry in stays],
            widget=forms.RadioSelect,
            initial=str(stays[0].pk) if stays else None,
        )
        self._names = [line.name for line in pair.differing] if len(stays) > 1 else []
        for line in pair.differing:
            if line.name in self._names:
                self.fields[line.name] = forms.ChoiceField(
                    label=line.label,
                    choices=[(str(side), text or "(vide)") for side, text in enumerate(line.texts)],
                    widget=forms.RadioSelect,
                    initial="0" if line.texts[0] else "1",
                )

    def sides(self) -> dict[str, int]:
        """The side that was chosen for each field; none when the entry that stays is not the territory's."""
        return {name: int(self.cleaned_data[name]) for name in self._names}
