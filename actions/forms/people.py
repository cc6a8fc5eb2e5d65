"""For whom a member speaks."""

from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.models import Membership
from partners.models import Contact, Partner
from partners.representing import free_contacts


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} – {obj.partner.name}"


class LinkForm(BootstrapMixin, forms.Form):
    """One of the contacts without account, or a partner of which she becomes a contact."""

    contact = ContactField(
        label="Un contact de l’annuaire",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="Choisir un contact",
    )
    partner = forms.ModelChoiceField(
        label="ou un partenaire, dont elle devient un contact",
        queryset=Partner.objects.none(),
        required=False,
        empty_label="Choisir un partenaire",
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = free_contacts(membership)  # type: ignore[attr-defined]
        partners = Partner.objects.filter(territory=membership.territory_id, is_active=True).order_by("name")
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["data-combobox"] = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("contact")) == bool(cleaned.get("partner")):
            raise forms.ValidationError("Choisissez un contact, ou un partenaire : l’un des deux.")
        return cleaned
