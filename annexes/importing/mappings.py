"""The correspondences of columns that a territory remembers, by the titles of the columns."""

from collections.abc import Mapping, Sequence

from accounts.models import Territory, User
from annexes.columns.foreign import BY_KEY
from annexes.models import ColumnMapping
from annexes.readers.mapping.signature import signature

MOST = 500  # correspondences of a territory that are known; the oldest are not looked at


def known_columns(territory: Territory) -> Mapping[str, Sequence[str]]:
    """Signature of a header → the field of each of its columns. One query."""
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


def forget(territory: Territory, header: Sequence[str]) -> bool:
    """Whether there was something to forget."""
    deleted, _ = ColumnMapping.objects.filter(territory=territory, signature=signature(header)).delete()
    return bool(deleted)


def is_remembered(territory: Territory, header: Sequence[str]) -> bool:
    return ColumnMapping.objects.filter(territory=territory, signature=signature(header)).exists()
