"""What is asked to freeze a plan: under which words, with which documents."""

from django import forms

from accounts.forms import BootstrapMixin
from accounts.text import one_line
from annexes.documents import DocumentRequest
from annexes.models import Version
from annexes.versions.starting import DEFAULT, OFFERED, key_of

BY_KEY = {key_of(request): request for request in OFFERED}


class FreezeForm(BootstrapMixin, forms.Form):
    label = forms.CharField(
        label="Libellé",
        max_length=Version._meta.get_field("label").max_length,
        required=False,
        help_text="Imprimé au pied des pages : « réactualisé en décembre 2021 ».",
    )
    documents = forms.MultipleChoiceField(
        label="Documents à garder avec elle",
        choices=[(key, request.label) for key, request in BY_KEY.items()],
        initial=[key_of(request) for request in DEFAULT],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    def clean_documents(self) -> list[DocumentRequest]:
        return [BY_KEY[key] for key in BY_KEY if key in self.cleaned_data["documents"]]
