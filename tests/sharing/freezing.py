"""Frozen versions, made at once: a row and its documents, as `annexes.versions` makes them, without the job."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from annexes.load import load
from annexes.models import Version, VersionFile, VersionReason
from annexes.versions.frozen import content_of, edition_to_keep, sha256_of
from plans.models import Plan

PDF = b"%PDF-1.7 un document"


def frozen(plan: Plan, reason: VersionReason = VersionReason.SIGNED, *, files: int | None = 1, **given: Any) -> Version:
    """The plan as it is now, as its next version, with as many PDF documents and one of data; None: none yet."""
    content = content_of(load(plan))
    told: dict[str, Any] = {
        "number": plan.versions.count() + 1,
        "plan_status": plan.status,
        "edition": edition_to_keep(plan, today=timezone.localdate()),
        **given,
    }
    version = Version.objects.create(plan=plan, reason=reason, content=content, sha256=sha256_of(content), **told)
    if files is None:
        return version
    for position in range(files):
        add_file(version, position, f"tableau-{position}.pdf", PDF, "Tableau de l’annexe, PDF")
    add_file(version, files, "donnees.json", b"{}", "Données, JSON", document="donnees")
    return version


def add_file(
    version: Version, position: int, name: str, data: bytes, label: str, document: str = "tableau"
) -> VersionFile:
    return VersionFile.objects.create(
        version=version, document=document, label=label, name=name, file=ContentFile(data, name=name),
        size=len(data), sha256=hashlib.sha256(data).hexdigest(), position=position,
    )  # fmt: skip
