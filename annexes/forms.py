from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from accounts.forms import BootstrapMixin
from annexes.importing.uploading import ACCEPTED, MAX_FILES, HandedIn, handed_in, megabytes


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list | tuple) else [data]
        return [one for each in several if (one := super(FilesField, self).clean(each, initial))]


class ImportForm(BootstrapMixin, forms.Form):
    """Files, the zip of some, or what was pasted; `handed` holds what is to be read once the form is valid."""

    file = FilesField(
        label="Fichiers à importer",
        required=False,
        allow_empty_file=True,  # the reader says why an empty file gives nothing
    )
    pasted_html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    pasted_text = forms.CharField(
        label="Tableau collé",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Collez ici, avec Ctrl + V"}),
        help_text="Sélectionnez le tableau dans Word ou Excel, copiez-le, puis collez-le dans ce cadre.",
    )

    handed: HandedIn

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs["accept"] = ",".join(ACCEPTED)
        field.help_text = (
            "Documents Word (.docx), classeurs (.xlsx, .xls, .ods, .csv), textes OpenDocument (.odt), plan exporté "
            f"(.json), ou une archive .zip qui les réunit. {MAX_FILES} fichiers au plus, de "
            f"{megabytes(settings.IMPORT_MAX_BYTES)} chacun."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        files, html = cleaned.get("file", []), cleaned.get("pasted_html", "")
        self.handed = handed_in(files, html, cleaned.get("pasted_text", ""), timezone.localtime())
        if not files and not self.handed.uploads and "file" not in self.errors:
            self.handed.refusals.append("Choisissez un fichier, ou collez un tableau.")
        for refusal in self.handed.refusals:
            self.add_error("file", refusal)
        return cleaned
