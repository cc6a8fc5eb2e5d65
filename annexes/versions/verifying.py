"""Which frozen version a file is, from its fingerprint: what may be told to anyone who holds the file."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from annexes.models import Version, VersionFile, VersionReason

SIGNED = (VersionReason.SIGNED, VersionReason.AMENDED)
DATA = "Données figées, JSON"
_PRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a version. Of one that is not signed, only the plan that it comes from is told."""

    territory: str
    plan: str
    document: str
    version: str = ""  # « Version 3 – réactualisé en décembre 2021 »; nothing for one that is not signed
    frozen_at: datetime | None = None
    later: str = ""  # the last signed version of the plan, when it is a later one

    @property
    def is_signed(self) -> bool:
        return bool(self.version)


def sha256_of(chunks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def fingerprint_in(text: str) -> str:
    """The fingerprint that someone typed or pasted, whatever its spaces and its case; nothing when it is none."""
    bare = "".join(text.split()).lower().removeprefix("sha-256:").removeprefix("sha256:")
    return bare if _PRINT.fullmatch(bare) else ""


def versions_of(sha256: str) -> list[Found]:
    """Every version that keeps a file of that fingerprint, the last one frozen first; those that were signed before the
    others. Two queries, and one for each that was signed.
    """
    files = VersionFile.objects.filter(sha256=sha256).values_list("version", "label")
    labels: dict[int, str] = dict(files)
    versions = Version.objects.filter(Q(pk__in=labels) | Q(sha256=sha256)).select_related("plan__territory")
    found = list(_told(versions.defer("content").order_by("-frozen_at", "-pk"), labels))
    signed = [one for one in found if one.is_signed]
    return signed or list(dict.fromkeys(found))


def _told(versions: Iterable[Version], labels: dict[int, str]) -> Iterator[Found]:
    for one in versions:
        # An archive may name any territory: the one that took it back answers for it.
        owner = one.plan.territory.name if one.edition.get("is_from_archive") else one.edition["territory"]
        told = (owner, one.edition["plan_title"], labels.get(one.pk, DATA))
        if one.reason in SIGNED:
            yield Found(*told, str(one), one.frozen_at, _later(one))
        else:
            yield Found(*told)


def _later(version: Version) -> str:
    signed = Version.objects.filter(plan=version.plan_id, reason__in=SIGNED, number__gt=version.number)
    last = signed.defer("content", "edition").order_by("-number").first()
    return str(last) if last else ""
