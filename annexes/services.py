"""What people ask of imports and exports: upload, analyse, confirm, drop, make a document."""

import hashlib
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from annexes.analysis import plan_diff
from annexes.apply import Applied, CannotImport, PlanChangedMeanwhile, fingerprint, import_outline
from annexes.changes import PlanDiff
from annexes.checks import fit
from annexes.directory import Directory
from annexes.jsonform import outline_from_json, outline_to_json
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import PlanOutline
from annexes.readers import read_annexe
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from plans.enums import Level
from plans.models import Plan


class CannotConfirm(Exception):
    """The import cannot be written as it stands; the message says why, in French."""


def receive(*, plan: Plan, upload: UploadedFile, by: User) -> ImportBatch:
    """Keep the file of an import."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    name = (upload.name or "annexe")[-200:]
    return ImportBatch.objects.create(plan=plan, user=by, file=upload, file_name=name, sha256=digest.hexdigest())


def levels_of(plan: Plan) -> frozenset[Level]:
    return frozenset(Level(level) for level in plan.kind.levels.values_list("level", flat=True))


def read_for(plan: Plan, file: Any, name: str, progress: Any = None) -> Reading:
    """The reading of a file made fit for that plan, with everything that is to be said about it."""
    reading = read_annexe(file, name=name, progress=progress)
    outline, issues = fit(reading.outline, levels_of(plan))
    return replace(reading, outline=outline, issues=(*reading.issues, *issues))


def analyse(batch: ImportBatch, progress: Any = None) -> None:
    """Read the file of a batch and keep what it gives. Writes nothing of the plan."""
    with batch.file.open("rb") as file:
        reading = read_for(batch.plan, file, batch.file_name, progress)
    batch.reading = reading_to_json(reading)
    batch.plan_fingerprint = fingerprint(load(batch.plan))
    batch.state = ImportState.ANALYSED
    batch.save(update_fields=["reading", "plan_fingerprint", "state"])


def preview(batch: ImportBatch) -> tuple[Reading, PlanDiff]:
    """What was read, what it would change in the plan as it is now, and all that is to be said of both."""
    reading = reading_from_json(batch.reading)
    diff, issues = plan_diff(load(batch.plan), reading.outline, Directory.load(batch.plan.territory))
    return replace(reading, issues=(*reading.issues, *issues)), diff


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
                plan=batch.plan, incoming=reading.outline, by=by, source=batch.file_name, seen=batch.plan_fingerprint
            )
        except CannotImport as refusal:
            raise CannotConfirm(str(refusal)) from refusal
        counts = {level: dict(counter) for level, counter in applied.diff.counts().items()}
        batch.summary = {"counts": counts, "directory": dict(applied.directory)}
        batch.state, batch.applied_at = ImportState.APPLIED, timezone.now()
        batch.save(update_fields=["summary", "state", "applied_at"])
    return applied


def drop(batch: ImportBatch) -> bool:
    """Give an import up, unless it is written already; whether it was given up."""
    open_states = (ImportState.UPLOADED, ImportState.ANALYSED)
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=open_states).update(state=ImportState.DROPPED)
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


__all__ = ["CannotConfirm", "PlanChangedMeanwhile", "analyse", "confirm", "drop", "preview", "read_for", "receive"]
