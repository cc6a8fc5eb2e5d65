"""The life of an import until its preview: files received, each read and kept, all of them made one reading.

A file is kept as soon as it is read: a worker that is killed or stopped leaves the others to be read, and nothing else.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import BooleanField, Case, When
from django.utils import timezone

from accounts.models import User
from accounts.text import one_line
from annexes.applying.apply import fingerprint
from annexes.applying.checks import fit
from annexes.deciding.remembering import remembered, remembered_options
from annexes.importing.mappings import known_columns
from annexes.importing.merging import OneFile, merged
from annexes.importing.readings import reading_from_json, reading_to_json
from annexes.load import load
from annexes.memory import without_collecting
from annexes.models import ImportBatch, ImportFile, ImportState, Job
from annexes.readers import read_annexe
from annexes.reading import Issue, Reading, Severity
from annexes.refs import with_refs
from annexes.summaries import read_counts
from plans.enums import Level
from plans.models import Plan

logger = logging.getLogger(__name__)

OPEN_STATES = (ImportState.UPLOADED, ImportState.ANALYSED)
NAME_LENGTH = 200
STEPS = 100  # of the progress of one file

ReadProgress = Callable[[int, int], None]
BatchProgress = Callable[[int, int, str], None]


def receive(
    *, plan: Plan, uploads: Sequence["UploadedFile[bytes]"], by: User | None, skipped: Sequence[tuple[str, str]] = ()
) -> ImportBatch:
    """Keep the files of an import, under names of ours: those that they came with are only shown.

    `skipped` says of the files of an archive that are not kept their name and the reason.
    """
    names = [one_line(upload.name or "annexe")[-NAME_LENGTH:] for upload in uploads]
    digests = [_digest(upload) for upload in uploads]
    batch = ImportBatch.objects.create(
        plan=plan,
        user=by,
        file_name=_name_of_all(names),
        sha256=sha_of_all(digests),
        options={"skipped": [list(one) for one in skipped]} if skipped else {},
    )
    if asked := remembered_options(batch):
        batch.options |= asked
        batch.save(update_fields=["options"])
    for rank, (upload, name, sha256) in enumerate(zip(uploads, names, digests, strict=True), 1):
        kept = ImportFile(batch=batch, rank=rank, name=name, sha256=sha256)
        kept.file.save(f"{sha256[:16]}{PurePath(name).suffix.lower()[:8]}", upload)
    return batch


def levels_of(plan: Plan) -> frozenset[Level]:
    return frozenset(Level(level) for level in plan.kind.levels.values_list("level", flat=True))


def read_for(plan: Plan, file: BinaryIO, name: str, progress: ReadProgress | None = None) -> Reading:
    """The reading of one file made fit for that plan, with everything that is to be said about it."""
    with without_collecting():
        return fitted(read_annexe(file, name=name, progress=progress), levels_of(plan))


def analyse(batch: ImportBatch, progress: BatchProgress | None = None) -> bool:
    """Read the files that are not read yet, and keep what all of them give together. Writes nothing of the plan.

    False, and the reading is forgotten, when it was given up or asked otherwise meanwhile.
    """
    batch.refresh_from_db(fields=["options", "job"])
    with without_collecting():
        if not _read_files(batch, progress):
            return False
        reading = fitted(_together(batch), levels_of(batch.plan))
    read: dict[str, Any] = {
        "reading": reading_to_json(reading),
        "summary": {"read": read_counts(reading.outline), **_issue_counts(reading)},
        "plan_fingerprint": fingerprint(load(batch.plan)),
        "state": ImportState.ANALYSED,
    }
    again = remembered(batch, read["reading"])
    with transaction.atomic():
        now = locked(batch)
        if not _is_still_asked(now, batch):
            return False
        if not now.decisions and again.decisions:
            read["decisions"] = again.decisions.to_json()
            read["summary"]["remembered"] = again.batch
        ImportBatch.objects.filter(pk=batch.pk).update(**read)
    return True


def ask_reading(
    batch: ImportBatch,
    *,
    layouts: Mapping[str, str] | None = None,
    mappings: Mapping[str, Sequence[str]] | None = None,
    rubrics: Mapping[str, str] | None = None,
) -> bool:
    """Remember how parts are to be read (part → layout, part → field of each column), to be analysed again.

    `rubrics` (folded label → field) is about the fiches of all files. The files that this concerns are forgotten, and
    with them the decisions taken on what they gave. False, and nothing done, when the import waits for nothing any
    more.
    """
    with transaction.atomic():
        batch = locked(batch)
        if not can_be_read(batch):
            return False
        for name, asked in (("layouts", layouts), ("mappings", mappings), ("rubrics", rubrics)):
            if asked:
                batch.options[name] = {**batch.options.get(name, {}), **asked}
        several = batch.files.count() > 1
        ranks = {int(key.split("/")[0]) if several else 1 for key in (*(layouts or {}), *(mappings or {}))}
        (batch.files.all() if rubrics else batch.files.filter(rank__in=ranks)).update(reading={})
        _to_analyse(batch)
    return True


def leave_aside(batch: ImportBatch, rank: int, *, aside: bool = True) -> bool:
    """Do without a file of an import, or take it back; to be analysed again. False when it is too late."""
    with transaction.atomic():
        batch = locked(batch)
        if not can_be_read(batch) or not batch.files.filter(rank=rank).exists():
            return False
        left = {*batch.options.get("aside", ())} - {rank} | ({rank} if aside else set())
        if len(left) == batch.files.count():
            return False
        batch.options["aside"] = sorted(left)
        _to_analyse(batch)
    return True


def can_be_read(batch: ImportBatch) -> bool:
    """Whether its files may be read again: it is neither over nor confirmed. One query."""
    return batch.state in OPEN_STATES and not batch.is_being_written()


def drop(batch: ImportBatch) -> bool:
    """Give an import up, unless it is written already; whether it was given up."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN_STATES).update(state=ImportState.DROPPED)
    return bool(changed)


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of an import, and how far its reading is."""

    rank: int
    name: str
    is_read: bool
    is_aside: bool

    @property
    def words(self) -> str:
        return "laissé de côté" if self.is_aside else "lu" if self.is_read else "à lire"


def file_states(job: Job) -> list[FileState]:
    """The files of the import that a job reads. Two queries."""
    batch = ImportBatch.objects.defer("reading").get(pk=job.options["batch"])
    aside = batch.options.get("aside", ())
    unread = Case(When(reading={}, then=False), default=True, output_field=BooleanField())
    rows = batch.files.annotate(is_read=unread).order_by("rank").values_list("rank", "name", "is_read")
    return [FileState(rank, name, is_read, rank in aside) for rank, name, is_read in rows]


def already_imported(plan: Plan, sha256s: Sequence[str]) -> dict[str, ImportBatch]:
    """The last import that wrote each of these contents into the plan. One query."""
    files = ImportFile.objects.filter(batch__plan=plan, batch__state=ImportState.APPLIED, sha256__in=sha256s)
    files = files.select_related("batch__user").defer("reading", "batch__reading").order_by("batch__applied_at")
    return {file.sha256: file.batch for file in files}


def imported_before(name: str, former: ImportBatch) -> str:
    """« fiche.docx » a déjà été importé le 12/03/2026 à 10:32 par Camille Essai."""
    day = timezone.localtime(former.applied_at)
    who = f" par {former.user}" if former.user else ""
    return f"«\u00a0{name}\u00a0» a déjà été importé le {day:%d/%m/%Y à %H:%M}{who}."


def told_again(plan: Plan, files: Sequence[OneFile]) -> tuple[Issue, ...]:
    """That some of these files were imported before. One query."""
    former = already_imported(plan, [one.sha256 for one in files if not one.is_aside])
    return tuple(
        Issue(f"Fichier {one.name}", Severity.INFO, "already-imported", imported_before(one.name, former[one.sha256]))
        for one in files
        if one.sha256 in former
    )


def _read_files(batch: ImportBatch, progress: BatchProgress | None) -> bool:
    """Read and keep each file that is not read yet; False as soon as the reading is not asked any more."""
    aside = batch.options.get("aside", [])
    files = list(batch.files.defer("reading").order_by("rank"))
    unread = set(batch.files.filter(reading={}).values_list("pk", flat=True))
    several, known = len(files) > 1, known_columns(batch.plan.territory)

    for rank, file in enumerate(files):
        if file.pk not in unread or file.rank in aside:
            continue
        words = f"Lecture du fichier {rank + 1} sur {len(files)} : {file.name}" if several else "Lecture du fichier"

        def tick(done: int, total: int, rank: int = rank, words: str = words) -> None:
            if progress is not None:
                progress(rank * STEPS + STEPS * done // max(total, 1), len(files) * STEPS, words)

        tick(0, 1)
        reading = _read_one(file, batch.options, known, tick, several=several)
        with transaction.atomic():
            if not _is_still_asked(locked(batch), batch):
                return False
            batch.files.filter(pk=file.pk).update(reading=reading_to_json(reading))
    if progress is not None and several:
        progress(len(files) * STEPS, len(files) * STEPS, "Rapprochement des fichiers")
    return True


def _is_still_asked(now: ImportBatch, begun: ImportBatch) -> bool:
    """Whether what was `begun` may be kept: asked for the same work and in the same way, and not confirmed yet."""
    return now.job_id == begun.job_id and now.options == begun.options and can_be_read(now)


def _read_one(
    file: ImportFile,
    options: Mapping[str, Any],
    known: Mapping[str, Sequence[str]],
    progress: ReadProgress,
    *,
    several: bool,
) -> Reading:
    prefix = f"{file.rank}/" if several else ""

    def of_file(name: str) -> dict[str, Any]:
        asked = options.get(name, {})
        return {key.removeprefix(prefix): value for key, value in asked.items() if key.startswith(prefix)}

    try:
        with file.file.open("rb") as content:
            return read_annexe(
                cast(BinaryIO, content),
                name=file.name,
                progress=progress,
                max_bytes=settings.IMPORT_MAX_BYTES,
                layouts=of_file("layouts"),
                mappings=of_file("mappings"),
                rubrics=options.get("rubrics", {}),
                remembered=known,
            )
    except (MemoryError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, AssertionError):
        if not several:
            raise
        logger.exception("File %s of import %s could not be read", file.rank, file.batch_id)
        return _broken(file.name)


def _broken(name: str) -> Reading:
    """What is said of a file that breaks the reader, when others can be read without it."""
    return Reading(
        issues=(
            Issue(
                f"Fichier {name}",
                Severity.ERROR,
                "reader-broke",
                "une erreur imprévue a arrêté la lecture de ce fichier",
                "laissez-le de côté pour importer les autres, et transmettez-le à qui administre le logiciel",
            ),
        )
    )


def _together(batch: ImportBatch) -> Reading:
    """What the files of a batch give together."""
    aside = {*batch.options.get("aside", ())}
    files = [
        OneFile(file.rank, file.name, reading_from_json(file.reading), file.sha256, is_aside=file.rank in aside)
        for file in batch.files.order_by("rank")
    ]
    reading = merged(files)
    told = told_again(batch.plan, files)
    skipped = tuple(
        Issue(f"Fichier {name}", Severity.INFO, "file-skipped", "ce fichier de l’archive n’a pas été lu", reason)
        for name, reason in batch.options.get("skipped", ())
    )
    return replace(reading, issues=(*told, *skipped, *reading.issues))


def fitted(reading: Reading, levels: frozenset[Level]) -> Reading:
    """The reading made fit for a kind of plan that uses `levels` (any level without them), its nodes named."""
    outline, issues = fit(reading.outline, levels)
    if levels and Level.THEME not in levels:
        fates = (*reading.fates, *reading.theme_cells)
        reading = replace(reading, fates=fates, theme_cells=(), attached=reading.attached - len(reading.theme_cells))
    return replace(reading, outline=with_refs(outline), issues=(*reading.issues, *issues))


def _issue_counts(reading: Reading) -> dict[str, int]:
    severities = [issue.severity for issue in reading.issues]
    return {"errors": severities.count(Severity.ERROR), "warnings": severities.count(Severity.WARNING)}


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, nobody else changing it before the end of the transaction."""
    return ImportBatch.objects.select_for_update(of=("self",)).defer("reading").get(pk=batch.pk)


def _to_analyse(batch: ImportBatch) -> None:
    batch.decisions, batch.state = {}, ImportState.UPLOADED
    batch.save(update_fields=["options", "decisions", "state"])


def _digest(upload: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _name_of_all(names: Sequence[str]) -> str:
    """« fiche-1.docx », « fiche-1.docx et 11 autres fichiers »."""
    others = len(names) - 1
    if not others:
        return names[0]
    more = f" et {others} autre{'s' if others > 1 else ''} fichier{'s' if others > 1 else ''}"
    return names[0][: NAME_LENGTH - len(more)] + more


def sha_of_all(digests: Sequence[str]) -> str:
    """The key of an import: that of the file when there is one, else that of theirs in their order."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
