"""What a territory remembers: the fields of columns by the titles of a header, those of rubrics by their labels."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from accounts.models import Territory, User
from annexes.columns.foreign import BY_KEY
from annexes.models import ColumnMapping
from annexes.readers.mapping.rubrics import KEYS
from annexes.readers.mapping.signature import rubric_signature, signature

MOST = 500  # correspondences of a territory that are known; the oldest are not looked at


def known_columns(territory: Territory) -> Mapping[str, Sequence[str]]:
    """Signature of a header or of a rubric → the field of each of its columns, or its own. One query."""
    rows = ColumnMapping.objects.filter(territory=territory).values_list("signature", "fields")[:MOST]
    return dict(rows)


def remember(territory: Territory, header: Sequence[str], fields: Sequence[str], by: User | None) -> None:
    """Keep what somebody chose for these titles, in place of what was chosen before."""
    if len(header) != len(fields) or not all(field in BY_KEY for field in fields):
        raise ValueError("A mapping gives a known field to each column.")
    ColumnMapping.objects.update_or_create(
        territory=territory,
        signature=signature(header),
        defaults={"header": list(header), "fields": list(fields), "user": by},
    )


def remember_rubrics(territory: Territory, fields: Mapping[str, str], by: User | None) -> None:
    """Keep the field that somebody chose for each label of a rubric. Two queries a label."""
    if not all(field in KEYS for field in fields.values()):
        raise ValueError("A rubric holds a known field.")
    for label, field in fields.items():
        ColumnMapping.objects.update_or_create(
            territory=territory,
            signature=rubric_signature(label),
            defaults={"header": [label], "fields": [field], "user": by},
        )


def forget_rubrics(territory: Territory, labels: Sequence[str]) -> bool:
    """Whether there was something to forget."""
    deleted, _ = remembered_rubrics(territory, labels).delete()
    return bool(deleted)


def remembered_rubrics(territory: Territory, labels: Sequence[str]) -> "QuerySet[ColumnMapping]":
    """What is remembered of these labels."""
    signatures = [rubric_signature(label) for label in labels]
    return ColumnMapping.objects.filter(territory=territory, signature__in=signatures)


def forget(territory: Territory, header: Sequence[str]) -> bool:
    """Whether there was something to forget."""
    deleted, _ = ColumnMapping.objects.filter(territory=territory, signature=signature(header)).delete()
    return bool(deleted)


def is_remembered(territory: Territory, header: Sequence[str]) -> bool:
    return ColumnMapping.objects.filter(territory=territory, signature=signature(header)).exists()
