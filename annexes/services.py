"""What people ask of imports and exports: upload, analyse, confirm, drop, make a document."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.text import one_line
from annexes.analysis import plan_diff
from annexes.apply import Applied, CannotImport, fingerprint, import_outline
from annexes.changes import PlanDiff
from annexes.checks import fit
from annexes.directory import Directory
from annexes.directorylists import plan_lists
from annexes.jsonform import outline_from_json, outline_to_json
from annexes.load import load
from annexes.memory import without_collecting
from annexes.models import ImportBatch, ImportFile, ImportState
from annexes.outline import PlanOutline
from annexes.readers import read_annexe
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from annexes.summaries import read_counts
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.models import Plan

OPEN_STATES = (ImportState.UPLOADED, ImportState.ANALYSED)
ReadProgress = Callable[[int, int], None]


class CannotConfirm(Exception):
    """The import cannot be written as it stands; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a batch would do to the plan as it is now; `plan_changed` when that is no more what the analysis saw."""

    reading: Reading
    diff: PlanDiff
    vocabulary: Vocabulary
    plan_changed: bool


def receive(*, plan: Plan, upload: "UploadedFile[bytes]", by: User) -> ImportBatch:
    """Keep the file of an import, under a name of ours: the one that it came with is only shown."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    name, sha256 = one_line(upload.name or "annexe")[-200:], digest.hexdigest()
    batch = ImportBatch.objects.create(plan=plan, user=by, file_name=name, sha256=sha256)
    kept = ImportFile(batch=batch, rank=1, name=name, sha256=sha256)
    kept.file.save(f"{sha256[:16]}{PurePath(name).suffix.lower()[:8]}", upload)
    return batch


def levels_of(plan: Plan) -> frozenset[Level]:
    return frozenset(Level(level) for level in plan.kind.levels.values_list("level", flat=True))


def read_for(plan: Plan, file: BinaryIO, name: str, progress: ReadProgress | None = None) -> Reading:
    """The reading of a file made fit for that plan, with everything that is to be said about it."""
    with without_collecting():
        reading = read_annexe(file, name=name, progress=progress)
        outline, issues = fit(reading.outline, levels_of(plan))
    return replace(reading, outline=outline, issues=(*reading.issues, *issues))


def analyse(batch: ImportBatch, progress: ReadProgress | None = None) -> None:
    """Read the file of a batch and keep what it gives. Writes nothing of the plan."""
    with batch.files.get().file.open("rb") as file:
        reading = read_for(batch.plan, cast(BinaryIO, file), batch.file_name, progress)
    read = {
        "reading": reading_to_json(reading),
        "summary": {"read": read_counts(reading.outline), "errors": reading.has_errors},
        "plan_fingerprint": fingerprint(load(batch.plan)),
        "state": ImportState.ANALYSED,
    }
    ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN_STATES).update(**read)  # unless given up meanwhile


def preview(batch: ImportBatch) -> Preview:
    """What was read, what it would change in the plan as it is now, and all that is to be said of both.

    Writes nothing; its queries do not depend on the number of objects.
    """
    reading, current = reading_from_json(batch.reading), load(batch.plan)
    diff, issues, directory = foreseen(batch.plan, current, reading.outline)
    reading = replace(reading, issues=(*reading.issues, *issues))
    return Preview(reading, diff, directory.vocabulary, fingerprint(current) != batch.plan_fingerprint)


def foreseen(plan: Plan, current: PlanOutline, incoming: PlanOutline) -> tuple[PlanDiff, list[Issue], Directory]:
    """What `incoming` would bring to a plan and to the lists of its territory, and what is to be said of it."""
    lists = plan_lists(plan.territory, incoming.directory)
    directory = Directory.load(plan.territory)
    directory.expect(lists.words)
    diff, issues = plan_diff(current, incoming, directory)
    return lists.beside(diff), [*lists.issues, *issues], directory


def confirm(batch: ImportBatch, by: User | None) -> Applied | None:
    """Write a batch into its plan, once. None when it was already written.

    Raise CannotConfirm when the file has errors or nothing was read, PlanChangedMeanwhile when the plan changed.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().select_related("plan__territory", "plan__kind").get(pk=batch.pk)
        if batch.state == ImportState.APPLIED:
            return None
        if batch.state != ImportState.ANALYSED:
            raise CannotConfirm("Cet import n’est pas prêt à être confirmé : relancez l’analyse du fichier.")
        reading = reading_from_json(batch.reading)
        if reading.has_errors:
            raise CannotConfirm("Le fichier contient des erreurs : corrigez-les, puis déposez-le de nouveau.")
        try:
            applied = import_outline(
                plan=batch.plan,
                incoming=reading.outline,
                by=by,
                source=batch.file_name,
                seen=batch.plan_fingerprint,
                batch=batch.history_key,
            )
        except CannotImport as refusal:
            raise CannotConfirm(str(refusal)) from refusal
        counts = {level: dict(counter) for level, counter in applied.diff.counts().items()}
        batch.summary = {**batch.summary, "counts": counts, "directory": dict(applied.directory)}
        batch.state, batch.applied_at = ImportState.APPLIED, timezone.now()
        batch.save(update_fields=["summary", "state", "applied_at"])
    return applied


def drop(batch: ImportBatch) -> bool:
    """Give an import up, unless it is written already; whether it was given up."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=OPEN_STATES).update(state=ImportState.DROPPED)
    return bool(changed)


def reading_to_json(reading: Reading) -> dict[str, Any]:
    return {
        "outline": outline_to_json(reading.outline),
        "issues": [[i.where, i.severity, i.code, i.message, i.proposal, i.excerpt] for i in reading.issues],
        "fates": [[f.where, f.fate, f.reason, f.text[:500]] for f in reading.fates],
        "cells": reading.cells,
        "attached": reading.attached,
        "layout": reading.layout,
    }


def reading_from_json(data: dict[str, Any]) -> Reading:
    return Reading(
        outline=outline_from_json(data["outline"]) if data else PlanOutline(),
        issues=tuple(Issue(w, Severity(s), c, m, p, e) for w, s, c, m, p, e in data.get("issues", ())),
        fates=tuple(CellFate(w, Fate(f), r, t) for w, f, r, t in data.get("fates", ())),
        cells=data.get("cells", 0),
        attached=data.get("attached", 0),
        layout=data.get("layout", ""),
    )
