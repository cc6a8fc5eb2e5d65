"""A file that goes with a fiche: kept here, given back as it came."""

from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import BootstrapMixin
from accounts.text import one_line
from actions.forms.fields import LineField

MAX_BYTES = 20 * 1024 * 1024
MAX_FILES = 50
ZIP, OLD_OFFICE, TEXT = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b""
SIGNATURES = {  # what a file of each kind begins with
    ".pdf": b"%PDF-",
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"), ZIP),
    **dict.fromkeys((".doc", ".xls", ".ppt"), OLD_OFFICE),
    **dict.fromkeys((".jpg", ".jpeg"), b"\xff\xd8\xff"),
    ".png": b"\x89PNG\r\n\x1a\n",
    ".csv": TEXT,
    ".txt": TEXT,
}


class UploadForm(BootstrapMixin, forms.Form):
    """A file of a known kind and of a reasonable size, with its title."""

    file = forms.FileField(
        label="Fichier",
        max_length=150,
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, image, CSV ou texte ; 20 Mo au plus.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
            "max_length": "Le nom du fichier est trop long : 150 caractères au plus.",
        },
    )
    title = LineField(label="Intitulé", max_length=200, required=False, help_text="Laissé vide : le nom du fichier.")

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large, of an unknown kind, or not what its name says."""
        file: UploadedFile = self.cleaned_data["file"]
        file.name = one_line(str(file.name))
        suffix = PurePosixPath(file.name).suffix.casefold()
        if suffix not in SIGNATURES:
            raise forms.ValidationError(
                "Ce type de fichier n’est pas accepté : PDF, Word, Excel, PowerPoint, OpenDocument, image, CSV, texte."
            )
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 20 Mo : réduisez-le, ou ajoutez un lien vers lui.")
        head = file.read(8)
        file.seek(0)
        if not head.startswith(SIGNATURES[suffix]):
            raise forms.ValidationError(
                f"Ce fichier n’est pas un vrai {suffix} : vérifiez-le, ou enregistrez-le de nouveau."
            )
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("title") and given.get("file"):
            given["title"] = PurePosixPath(given["file"].name).stem[:200]
        return given


class LinkedDocumentForm(BootstrapMixin, forms.Form):
    """A document that lies elsewhere."""

    title = LineField(label="Intitulé", max_length=200)
    url = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr/bilan.pdf."},
    )
