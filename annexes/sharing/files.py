"""The documents of a version as they are given away, and the logo that goes with them."""

from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse

from accounts.models import Territory
from annexes.documents.request import Form
from annexes.models import Version, VersionFile


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A document in a list: `form` is « PDF », as people say it."""

    label: str
    name: str
    form: str
    size: int  # bytes
    position: int
    sha256: str

    @property
    def title(self) -> str:
        """The label without the form that ends it, which is told apart."""
        return self.label.removesuffix(f", {self.form}")


def form_of(name: str) -> Form:
    """The form of a file, from its name. Raise ValueError for a form that no document has."""
    return Form(name.rpartition(".")[2].lower())


def shown_files(version: Version, *forms: Form) -> list[ShownFile]:
    """The documents of a version, in their order; of these forms alone when some are given. One query."""
    files = [(one, form_of(one.name)) for one in version.files.all()]
    return [
        ShownFile(one.label, one.name, form.label, one.size, one.position, one.sha256)
        for one, form in files
        if not forms or form in forms
    ]


def file_answer(found: VersionFile) -> FileResponse:
    """The file itself. Raise Http404 when the storage has lost it."""
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    return FileResponse(opened, as_attachment=True, filename=found.name, content_type=form_of(found.name).content_type)


def logo_answer(territory: Territory) -> HttpResponse:
    """The logo of a territory. Raise Http404 when it has none, or its file is lost."""
    try:
        with territory.logo.open("rb") as file:
            return HttpResponse(file.read(), content_type=territory.logo_type)
    except (ValueError, FileNotFoundError) as missing:
        raise Http404 from missing
