"""What a person copies from a sheet: cells pasted in a box, or a CSV file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.forms import BootstrapMixin

MAX_BYTES = 1024 * 1024
NOTHING = "Collez des cellules, ou choisissez un fichier CSV."


class SheetForm(BootstrapMixin, forms.Form):
    """`cells`, or `file`; `text` is what was given, once valid."""

    cells = forms.CharField(
        label="Cellules copiées",
        required=False,
        widget=forms.Textarea({"rows": 10, "spellcheck": "false"}),
        help_text="Dans le tableur, sélectionnez le tableau avec sa ligne de titres, copiez-le, puis collez-le ici.",
    )
    file = forms.FileField(
        label="ou un fichier CSV",
        required=False,
        help_text="Un classeur Excel ou LibreOffice s’enregistre en CSV ; 1 Mo au plus.",
        error_messages={"empty": "Ce fichier est vide."},
    )

    @property
    def text(self) -> str:
        return self.cleaned_data.get("file") or self.cleaned_data.get("cells") or ""

    def clean_file(self) -> str:
        """The text of the file: UTF-8, UTF-16, or the Windows code page of older Excels."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return ""
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 1 Mo : copiez plutôt les cellules utiles.")
        held = file.read()
        if held.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise forms.ValidationError(
                "Ce fichier n’est pas un CSV : ouvrez-le et copiez les cellules, ou enregistrez-le en CSV."
            )
        return decoded(held)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not self.text.strip():
            self.add_error("cells", NOTHING)
        return given


def decoded(held: bytes) -> str:
    if held.startswith((b"\xff\xfe", b"\xfe\xff")):
        return held.decode("utf-16", errors="replace")
    try:
        return held.decode("utf-8-sig")
    except UnicodeDecodeError:
        return held.decode("cp1252", errors="replace")
