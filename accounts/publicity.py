"""Whether a territory has a public page, and what the page says of it."""

from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.models import Territory


class PublicPageForm(BootstrapMixin, forms.ModelForm[Territory]):
    class Meta:
        model = Territory
        fields = ["has_public_page", "public_text"]
        labels = {"has_public_page": "Ouvrir la page publique", "public_text": "Texte de présentation"}
        help_texts = {
            "has_public_page": "Tout le monde y lit les plans signés ; les moteurs de recherche la trouvent.",
            "public_text": "En tête de la page. Une ligne qui commence par « - » fait une liste.",
        }
        widgets = {"public_text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_text"].required = False
