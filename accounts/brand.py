"""How the documents of a territory look: its logo and its colour."""

import io
import warnings
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from accounts.forms import BootstrapMixin
from accounts.models import Territory
from accounts.text import one_line

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 1200  # pixels of the longest side that is kept: 10 cm printed at 300 points an inch
FORMATS = {"PNG": ".png", "JPEG": ".jpg"}
NOT_A_PICTURE = "Ce fichier n’est pas une image PNG ou JPEG. Enregistrez le logo dans l’un de ces formats."


class BrandForm(BootstrapMixin, forms.ModelForm[Territory]):
    """The logo, the words that replace it, and the colour of titles."""

    logo_file = forms.FileField(
        label="Logo",
        required=False,
        help_text="Image PNG ou JPEG de 5 Mo au plus ; un fond blanc ou transparent convient le mieux.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    without_logo = forms.BooleanField(label="Retirer le logo", required=False)

    class Meta:
        model = Territory
        fields = ["logo_text", "ink"]
        widgets = {"ink": forms.TextInput(attrs={"type": "color"})}
        help_texts = {
            "logo_text": "Ce que le logo montre, pour qui ne le voit pas. Laissé vide : le nom du territoire.",
            "ink": "Celle des titres et des en-têtes de tableau. Elle doit rester lisible sur du blanc.",
        }

    def clean_ink(self) -> str:
        return str(self.cleaned_data["ink"]).lower()

    def clean_logo_text(self) -> str:
        return one_line(self.cleaned_data["logo_text"])

    def clean_logo_file(self) -> ContentFile[bytes] | None:
        given: UploadedFile[bytes] | None = self.cleaned_data["logo_file"]
        if given is None:
            return None
        if (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError("Cette image dépasse 5 Mo : réduisez-la avant de la déposer.")
        return prepared(given.read())

    def save(self, commit: bool = True) -> Territory:
        territory: Territory = self.instance
        given: ContentFile[bytes] | None = self.cleaned_data["logo_file"]
        former = territory.logo.name
        if given is not None:
            territory.logo.save(f"logo{given.name}", given, save=False)
        elif self.cleaned_data["without_logo"]:
            territory.logo = ""
        saved: Territory = super().save(commit)
        if former and former != territory.logo.name:
            territory.logo.storage.delete(former)
        return saved


def prepared(data: bytes) -> ContentFile[bytes]:
    """The picture written anew, small enough for paper, without what cameras and drawing software add to it.

    Its name is its suffix. Raise ValidationError for what is no PNG nor JPEG, or is too large to be opened.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(data), formats=list(FORMATS))
            kind = str(picture.format)
            if picture.width * picture.height > MAX_PIXELS:
                raise forms.ValidationError("Cette image a trop de points : réduisez ses dimensions.")
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning) as error:
        raise forms.ValidationError(NOT_A_PICTURE) from error
    picture = picture.convert("RGBA" if kind == "PNG" else "RGB")
    picture.info.clear()
    picture.thumbnail((SIDE, SIDE))
    buffer = io.BytesIO()
    options: dict[str, Any] = {"optimize": True} if kind == "PNG" else {"quality": 90}
    picture.save(buffer, kind, **options)
    return ContentFile(buffer.getvalue(), name=FORMATS[kind])
