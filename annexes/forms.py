from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from accounts.forms import BootstrapMixin
from annexes.documents import Form
from annexes.edition import Variant
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
            "Documents Word (.docx), classeurs (.xlsx, .xls, .ods, .csv), textes OpenDocument (.odt), ou une archive "
            f".zip qui les réunit. {MAX_FILES} fichiers au plus, de {megabytes(settings.IMPORT_MAX_BYTES)} chacun."
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


class ExportForm(BootstrapMixin, forms.Form):
    form = forms.ChoiceField(
        label="Format",
        choices=[
            (Form.PDF.value, "PDF, A4 paysage, pour le conseil et les élus"),
            (Form.XLSX.value, "Excel, pour travailler puis réimporter"),
            (Form.JSON.value, "JSON, pour un autre logiciel"),
        ],
        help_text="Une dizaine de secondes pour un PDF de cent fiches, moins pour les autres formats\u00a0; "
        "moins d’un mégaoctet le plus souvent.",
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Form.PDF.value,
    )
    variant = forms.ChoiceField(
        label="Colonnes du PDF et de la feuille «\u00a0Annexe\u00a0»",
        choices=[
            (Variant.CONTRACTUAL.value, "Version contractuelle\u00a0: objectifs et fiches"),
            (Variant.FOLLOW_UP.value, "Version de suivi\u00a0: avec pilote, échéance, priorité et statut"),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Variant.CONTRACTUAL.value,
    )
