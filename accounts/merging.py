"""Two people's changes of one list, put together row by row, from what both had been shown."""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from accounts.aggregates import Row, bare


def digest(value: Any) -> str:
    """Twelve characters that tell two values of a content apart; keys of rows and names do not count."""
    text = json.dumps(bare(value), sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=6).hexdigest()


def merge_rows(shown: Mapping[int, str], theirs: Sequence[Row], mine: Sequence[Row]) -> list[Row] | None:
    """The list with what each added, changed and removed; None when both touched one row in different ways.

    `shown` holds the digests, by key, of the rows that the form was filled with. My order comes first, what the other
    added after it.
    """
    theirs_by, mine_by = {row["pk"]: row for row in theirs}, {row["pk"]: row for row in mine}
    merged: list[Row] = []
    for key in dict.fromkeys((*mine_by, *theirs_by)):
        row, clash = _one(shown.get(key), theirs_by.get(key), mine_by.get(key))
        if clash:
            return None
        if row is not None and not (key not in shown and any(bare(row) == bare(known) for known in merged)):
            merged.append(row)
    return merged


def _one(was: str | None, their: Row | None, my: Row | None) -> tuple[Row | None, bool]:
    """What becomes of one row, and whether both touched it in different ways."""
    if was is None:  # one of us added it
        return my or their, False
    they_did = their is None or digest(their) != was
    i_did = my is None or digest(my) != was
    if they_did and i_did and bare(their) != bare(my):
        return None, True
    return (their if they_did else my), False


def rows_taken_back(now: Sequence[Row], wanted: Sequence[Row], other: Sequence[Row]) -> list[Row]:
    """The rows of today, but for those that differ between `wanted` and `other`, which become those of `wanted`.

    One that comes back stands after the one that it followed. When only the order differs, that of `wanted` comes back.
    """
    wanted_by, other_by = {row["pk"]: row for row in wanted}, {row["pk"]: row for row in other}
    keys = wanted_by.keys() | other_by.keys()
    changed = {key for key in keys if bare(wanted_by.get(key)) != bare(other_by.get(key))}
    if not changed:
        ranks = {key: rank for rank, key in enumerate(wanted_by)}
        return sorted(now, key=lambda row: ranks.get(row["pk"], len(ranks)))
    today = [wanted_by.get(row["pk"]) if row["pk"] in changed else row for row in now]
    found = [row for row in today if row is not None]
    known = {row["pk"] for row in found}
    above: int | None = None
    for row in wanted:
        if row["pk"] in changed - known:
            place = next((rank + 1 for rank, one in enumerate(found) if one["pk"] == above), len(found) if above else 0)
            found.insert(place, row)
        above = row["pk"]
    return found
