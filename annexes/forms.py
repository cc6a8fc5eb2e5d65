from math import ceil
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
        allow_empty_file=True,  # the reader says why an empty file gives nothing
        error_messages={"required": "Choisissez un fichier."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs["accept"] = ",".join(ACCEPTED)
        field.help_text = (
            "Un classeur (.xlsx, .xls, .ods, .csv) ou un document Word (.docx), "
            f"de {settings.IMPORT_MAX_BYTES / 1024**2:.0f}\u00a0Mo au plus."
        )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        size, limit = file.size or 0, settings.IMPORT_MAX_BYTES
        if size > limit:
            raise forms.ValidationError(
                f"«\u00a0{file.name}\u00a0» pèse {_megabytes(size)}, la limite est de {_megabytes(limit)}. "
                "Retirez les images, ou partagez le fichier en plusieurs."
            )
        if Path(file.name or "").suffix.lower() not in ACCEPTED:
            raise forms.ValidationError(
                f"«\u00a0{file.name}\u00a0» n’est ni un classeur ni un document Word. "
                "Enregistrez-le en .xlsx ou en .docx, puis déposez-le de nouveau."
            )
        return file


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


def _megabytes(size: int) -> str:
    """Rounded up, so that what is past a limit never reads as the limit."""
    return f"{ceil(size * 10 / 1024**2) / 10:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0Mo"
