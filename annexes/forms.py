from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import BootstrapMixin
from annexes.documents import Form
from annexes.edition import Variant

ACCEPTED = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".docx", ".docm")


class ImportForm(BootstrapMixin, forms.Form):
    file = forms.FileField(
        label="Annexe à importer",
        help_text="Un classeur (.xlsx, .xls, .ods, .csv) ou un document Word (.docx), tel qu’il existe aujourd’hui.",
        allow_empty_file=True,  # the reader says why an empty file gives nothing
        error_messages={"required": "Choisissez un fichier."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(ACCEPTED)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        size, limit = file.size or 0, settings.IMPORT_MAX_BYTES
        if size > limit:
            raise forms.ValidationError(
                f"« {file.name} » pèse {size / 1e6:.0f} Mo, la limite est de {limit / 1024**2:.0f} Mo. "
                "Retirez les images, ou partagez le fichier en plusieurs."
            )
        if Path(file.name or "").suffix.lower() not in ACCEPTED:
            raise forms.ValidationError(
                f"« {file.name} » n’est ni un classeur ni un document Word. "
                "Enregistrez-le en .xlsx ou en .docx, puis déposez-le de nouveau."
            )
        return file


class ExportForm(BootstrapMixin, forms.Form):
    form = forms.ChoiceField(
        label="Format",
        choices=[
            (Form.PDF.value, "PDF A4 paysage, pour le conseil et les élus"),
            (Form.XLSX.value, "Excel, pour travailler et réimporter"),
            (Form.JSON.value, "JSON, pour un autre logiciel"),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Form.PDF.value,
    )
    variant = forms.ChoiceField(
        label="Colonnes",
        choices=[
            (Variant.CONTRACTUAL.value, "Version contractuelle : objectifs et fiches"),
            (Variant.FOLLOW_UP.value, "Version de suivi : avec pilote, échéance, priorité et statut"),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Variant.CONTRACTUAL.value,
    )
