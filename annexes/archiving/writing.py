"""A plan written as an archive: its documents as PDF/A, its data as JSON and CSV, every file, every version."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO

from django.core.files.storage import Storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.text import get_valid_filename

from accounts.models import Revision
from actions.models import Document as FicheDocument
from annexes.applying.directory import with_contacts_among
from annexes.archiving.form import (
    MANIFEST,
    OUTLINE,
    README,
    ArchivedFile,
    ArchivedKind,
    ArchivedStep,
    ArchivedVersion,
    Attachment,
    Entry,
    Manifest,
)
from annexes.archiving.readme import readme_of
from annexes.documents import Document, DocumentRequest, Form
from annexes.documents.making import WRITERS, Material, Progress
from annexes.documents.naming import file_name
from annexes.editions import edition_of
from annexes.jsonform import outline_to_json
from annexes.lists.csvform import write_csv
from annexes.load import load_whole
from annexes.models import Version
from annexes.outline import PlanOutline
from plans.kinds import COPIED, ROWS
from plans.models import Plan, PlanDocument, PlanKind, StatusChange, Visa
from plans.tree import lock_plans

CHUNK = 1024 * 1024
DOCUMENTS = (
    DocumentRequest(Document.DOSSIER, archival=True),
    DocumentRequest(Document.TABLEAU, archival=True),
    DocumentRequest(Document.DATA, Form.CSV),
)
HISTORY = "plan/historique.csv"
HISTORY_COLUMNS = ["Date", "Auteur", "Changement", "Objet", "Motif", "Avant", "Après"]
PACKED_ALREADY = (".pdf", ".zip", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".odt", ".ods")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the database says of a plan at one moment."""

    plan: Plan
    outline: PlanOutline
    kind: ArchivedKind
    steps: tuple[ArchivedStep, ...]
    stored: list[tuple[Storage, str]]  # attachments: where they are kept, and their name there


def write_archive(plan: Plan, target: BinaryIO, progress: Progress) -> Manifest:
    """Write the archive into a file that is open for writing. Files go through by pieces; nothing is kept in memory.

    Raise what `make_document` raises; `progress` may raise to stop.
    """
    progress(0, 100, "Lecture du plan")
    loaded, today = _load(plan), timezone.localdate()
    with zipfile.ZipFile(target, "w") as archive:
        writer = _Writer(archive)
        writer.add(OUTLINE, _json(outline_to_json(loaded.outline)), "tout le plan, en données")
        _write_documents(writer, loaded, today, progress)
        writer.add(HISTORY, _history(plan), "l’historique des changements")
        progress(70, 100, "Pièces jointes")
        attachments, missing = _write_attachments(writer, loaded.stored)
        progress(80, 100, "Versions figées")
        versions = [_write_version(writer, one, missing) for one in _versions(plan)]
        manifest = Manifest(
            territory=plan.territory.name,
            title=loaded.plan.title,
            slug=loaded.plan.slug,
            status=loaded.plan.status,
            made_at=timezone.now().isoformat(),
            kind=loaded.kind,
            steps=loaded.steps,
            versions=tuple(versions),
            attachments=tuple(attachments),
            missing=tuple(missing),
            files=tuple(writer.entries),
        )
        writer.add(README, readme_of(manifest).encode(), "")
        writer.add(MANIFEST, _json(manifest.to_json()), "")
    progress(100, 100, "Archive prête")
    return manifest


class _Writer:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries: list[Entry] = []

    def add(self, path: str, data: bytes, about: str) -> None:
        self._write(path, [data], about)

    def add_stored(self, path: str, storage: Storage, name: str, about: str) -> bool:
        """False when the storage has lost the file."""
        try:
            stored = storage.open(name, "rb")
        except FileNotFoundError:
            return False
        with stored:
            self._write(path, stored.chunks(CHUNK), about)
        return True

    def _write(self, path: str, pieces: Iterable[bytes], about: str) -> None:
        info = zipfile.ZipInfo(path, timezone.localtime().timetuple()[:6])
        packed = path.lower().endswith(PACKED_ALREADY)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        digest, size = hashlib.sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                size += len(piece)
        self.entries.append(Entry(path, size, digest.hexdigest(), about))


def _load(plan: Plan) -> Loaded:
    with lock_plans(plan.pk):
        found = Plan.objects.select_related("territory", "kind").get(pk=plan.pk)
        steps = StatusChange.objects.filter(plan=found).select_related("actor").order_by("at", "pk")
        return Loaded(found, load_whole(found), _kind(found.kind), tuple(map(_step, steps)), list(_stored(found)))


def _kind(kind: PlanKind) -> ArchivedKind:
    fields = {name: getattr(kind, name) for name in COPIED}
    rows = {name: list(getattr(kind, name).order_by("pk").values(*names)) for name, names in ROWS.items()}
    return ArchivedKind(kind.code, kind.territory_id is not None, fields, rows)


def _step(step: StatusChange) -> ArchivedStep:
    actor = step.actor.full_name if step.actor else ""
    return ArchivedStep(step.before, step.after, step.happened_on.isoformat(), step.reason, step.at.isoformat(), actor)


def _stored(plan: Plan) -> Iterator[tuple[Storage, str]]:
    """The files that people put in the plan: documents of fiches and of the dossier, scanned pages."""
    for several in (
        FicheDocument.objects.filter(action__plan=plan),
        PlanDocument.objects.filter(plan=plan),
        Visa.objects.filter(plan=plan),
    ):
        for one in several.exclude(file="").order_by("pk"):
            yield one.file.storage, one.file.name or ""


def _write_documents(writer: _Writer, loaded: Loaded, today: date, progress: Progress) -> None:
    edition = replace(edition_of(loaded.plan, today=today), archival=True)
    public = with_contacts_among(loaded.outline, frozenset())
    for rank, request in enumerate(DOCUMENTS):

        def tell(done: int, total: int, message: str, before: int = 5 + 20 * rank) -> None:
            progress(before + 20 * done // max(total, 1), 100, message)

        material = Material(request, loaded.plan, public, edition, tell)
        name = file_name(loaded.plan, request, today)
        about = f"{request.label}, sans contact"
        writer.add(f"plan/{name}", WRITERS[request.document, request.form](material), about)


def _history(plan: Plan) -> bytes:
    changes = Revision.objects.filter(plan_key=plan.pk).select_related("actor").order_by("at", "pk")
    rows = (
        [
            timezone.localtime(one.at).strftime("%d/%m/%Y %H:%M"),
            one.actor.full_name if one.actor else "",
            one.get_change_display(),
            one.object_label,
            one.reason,
            _words(one.before),
            _words(one.after),
        ]
        for one in changes.iterator(chunk_size=500)
    )
    return write_csv(HISTORY_COLUMNS, rows)


def _words(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder) if content else ""


def _write_attachments(writer: _Writer, stored: list[tuple[Storage, str]]) -> tuple[list[Attachment], list[str]]:
    attachments, missing = [], []
    for rank, (storage, name) in enumerate(stored, 1):
        path = f"pieces/{rank:04}/{_base(name)}"
        if writer.add_stored(path, storage, name, "pièce jointe"):
            attachments.append(Attachment(path, name))
        else:
            missing.append(name)
    return attachments, missing


def _versions(plan: Plan) -> Iterator[Version]:
    versions = Version.objects.filter(plan=plan).select_related("frozen_by", "amendment", "meeting__committee")
    return versions.prefetch_related("files").order_by("number").iterator(chunk_size=5)


def _write_version(writer: _Writer, version: Version, missing: list[str]) -> ArchivedVersion:
    folder = f"versions/{version.number}"
    content = f"{folder}/contenu.json"
    writer.add(content, version.content.encode(), f"données de la version {version.number}")
    files = []
    for one in version.files.all():
        path = f"{folder}/{one.position}/{_base(one.name)}"
        if not writer.add_stored(path, one.file.storage, one.file.name or "", f"{one.label}, version {version.number}"):
            missing.append(one.name)
            continue
        files.append(ArchivedFile(path, one.document, one.label, one.name, one.made_at.isoformat(), one.position))
    meeting = version.meeting
    return ArchivedVersion(
        number=version.number,
        label=version.label,
        reason=version.reason,
        plan_status=version.plan_status,
        sha256=version.sha256,
        content=content,
        edition=version.edition,
        documents=version.documents,
        frozen_at=version.frozen_at.isoformat(),
        frozen_by=version.frozen_by.full_name if version.frozen_by else "",
        amendment=version.amendment.number if version.amendment else None,
        meeting=[meeting.committee.name, meeting.starts_at.isoformat()] if meeting else None,
        files=tuple(files),
    )


def _base(name: str) -> str:
    """The name of a file without its folders, fit for any system."""
    return get_valid_filename(name.rpartition("/")[2])[-120:] or "fichier"


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder).encode()
