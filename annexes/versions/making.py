"""The documents of a version, made from what it keeps and from nothing else."""

import hashlib
from dataclasses import replace

from django.core.files.base import ContentFile
from django.db import transaction

from annexes.documents import DocumentRequest, Form
from annexes.documents.making import WRITERS, Made, Material, Progress
from annexes.documents.naming import file_name
from annexes.models import Version, VersionFile
from annexes.pdf.words import words_of
from annexes.versions.frozen import Frozen, read_frozen


def remake(version: Version, request: DocumentRequest, progress: Progress | None = None) -> Made:
    """A document of the whole plan as the version keeps it. Raise what `make_document` raises."""
    return _make(version, read_frozen(version), request, progress)


def make_files(version: Version, progress: Progress) -> None:
    """Make the documents that the version asks for and does not have. Raise what `make_document` raises.

    `progress` may raise to stop: what is made stays, and the next call goes on from there.
    """
    frozen = read_frozen(version)
    made = set(version.files.values_list("position", flat=True))
    asked = [DocumentRequest.from_options(options) for options in version.documents]
    for position, request in enumerate(asked):
        if position in made:
            continue

        def tell(done: int, total: int, message: str, before: int = 100 * position) -> None:
            progress(before + 100 * done // max(total, 1), 100 * len(asked), message)

        tell(0, 1, request.label)
        _keep(version, position, request, _make(version, frozen, request, tell))
    progress(100 * len(asked), 100 * len(asked), "Documents prêts")


def likeness(version: Version, request: DocumentRequest, made: Made) -> str:
    """Whether a document made again is as the one that the version keeps, in words.

    Its bytes change with the software that lays it out.
    """
    kept = _kept(version, request)
    if kept is None:
        return "Document fabriqué d’après les données figées."
    if hashlib.sha256(made.content).hexdigest() == kept.sha256:
        return "Document refait : le même que celui de la version, à l’octet près."
    try:
        with kept.file.open("rb") as stored:
            content = stored.read()
    except FileNotFoundError:
        return "Document refait. Celui de la version manque sur le serveur : prévenez la personne qui l’administre."
    if request.form is Form.PDF and words_of(content) == words_of(made.content):
        return "Document refait : le même texte que celui de la version, page par page."
    return "Document refait : il diffère de celui de la version, qui seul fait foi."


def _kept(version: Version, request: DocumentRequest) -> VersionFile | None:
    asked = [DocumentRequest.from_options(options) for options in version.documents]
    return version.files.filter(position=asked.index(request)).first() if request in asked else None


def _make(version: Version, frozen: Frozen, request: DocumentRequest, progress: Progress | None) -> Made:
    edition = replace(
        frozen.edition,
        variant=request.variant,
        archival=request.archival,
        annexe_number=request.annexe_number,
        deliberation=request.deliberation or frozen.edition.deliberation,
    )
    tell = progress or (lambda done, total, message: None)
    material = Material(request, version.plan, frozen.public, edition, tell, frozen.vocabulary)
    name, _, suffix = file_name(version.plan, request, edition.edited_on).rpartition(".")
    return Made(f"{name}_v{version.number}.{suffix}", WRITERS[request.document, request.form](material))


@transaction.atomic
def _keep(version: Version, position: int, request: DocumentRequest, made: Made) -> None:
    """Keep a document once: the file of an attempt that was killed is replaced, and that of another attempt stays."""
    Version.objects.select_for_update(no_key=True).only("pk").get(pk=version.pk)
    if VersionFile.objects.filter(version=version, position=position).exists():
        return
    storage = VersionFile._meta.get_field("file").storage
    path = f"versions/{version.pk}/{position}-{made.name}"
    storage.delete(path)
    VersionFile.objects.create(
        version=version,
        document=request.document,
        label=request.label,
        name=made.name,
        file=storage.save(path, ContentFile(made.content)),
        size=len(made.content),
        sha256=hashlib.sha256(made.content).hexdigest(),
        position=position,
    )
