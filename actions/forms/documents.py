"""A file that goes with a fiche: kept here, given back as it came."""

from collections.abc import Collection
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


ALL_KINDS = "PDF, Word, Excel, PowerPoint, OpenDocument, image, CSV, texte"
SCAN_KINDS = (".pdf", ".jpg", ".jpeg", ".png")


def sound_file(
    file: UploadedFile,
    kinds: Collection[str] = tuple(SIGNATURES),
    said: str = ALL_KINDS,
    way_out: str = "ajoutez un lien vers lui",
) -> UploadedFile:
    """The file, its name on one line. Raise ValidationError when too large, of another kind, or not what its name says.

    `said` names the kinds that are accepted, `way_out` what else to do of a file that is too large.
    """
    file.name = one_line(str(file.name))
    suffix = PurePosixPath(file.name).suffix.casefold()
    if suffix not in kinds:
        raise forms.ValidationError(f"Ce type de fichier n’est pas accepté : {said}.")
    if (file.size or 0) > MAX_BYTES:
        raise forms.ValidationError(f"Ce fichier dépasse 20 Mo : réduisez-le, ou {way_out}.")
    head = file.read(8)
    file.seek(0)
    if not head.startswith(SIGNATURES[suffix]):
        raise forms.ValidationError(
            f"Ce fichier n’est pas un vrai {suffix} : vérifiez-le, ou enregistrez-le de nouveau."
        )
    return file


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
        return sound_file(self.cleaned_data["file"])

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
