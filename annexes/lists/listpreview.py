"""The page that shows what an import of a list would do, and what a person decides there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from annexes.lists.listreading import ListReading
from partners.listplan import FileColumn, ListDecisions, ListPlan, PlannedRow, RowState
from partners.listresource import KEY, KEY_NAME, ListResource
from partners.models import DirectoryImport

SHOWN = 100  # rows of a page
TO_DECIDE = "a-decider"
_PLURALS = {
    RowState.REFUSED: "Refusées",
    RowState.NEW: "Nouvelles",
    RowState.CHANGED: "Changées",
    RowState.UNCHANGED: "Inchangées",
    RowState.LEFT_OUT: "Laissées de côté",
}


@dataclass(slots=True)
class ListPreview:
    """What the page shows. `filters` are (value, words, chosen); `alike` and `aged` count what can be decided."""

    plan: ListPlan
    digest: str
    page: Page[PlannedRow]
    filters: list[tuple[str, str, bool]]
    asked: str
    counts: Mapping[str, int]
    alike: int
    aged: int
    columns: list[tuple[FileColumn, str]] = field(default_factory=list)  # with an example of its cells
    choices: list[tuple[str, str]] = field(default_factory=list)  # what a column of the file may be read as

    @property
    def nothing_to_do(self) -> bool:
        return not self.plan.missing and not self.plan.to_write and not self.counts["REFUSED"]


def preview_of(
    resource: ListResource, waiting: DirectoryImport, reading: ListReading, asked: str, page: str
) -> ListPreview:
    """The rows of a page, filtered by what becomes of them; those to look at come first."""
    plan = reading.plan
    counts = plan.counts
    deciding = [row for row in plan.rows if _is_to_decide(row)]
    ranks = {state: rank for rank, state in enumerate(_PLURALS)}
    rows = deciding if asked == TO_DECIDE else [row for row in plan.rows if not asked or row.state.value == asked]
    rows = sorted(rows, key=lambda row: (not _is_to_decide(row), ranks[row.state], row.number))
    filters = [(TO_DECIDE, f"À décider ({len(deciding)})", asked == TO_DECIDE)] if deciding else []
    filters += [
        (state.value, f"{words} ({counts[state]})", asked == state.value)
        for state, words in _PLURALS.items()
        if counts[state] or state is not RowState.LEFT_OUT
    ]
    samples = _samples(waiting)
    return ListPreview(
        plan,
        reading.digest,
        Paginator(rows, SHOWN).get_page(page),
        filters,
        asked,
        {state.name: counts[state] for state in RowState},
        sum(1 for row in plan.rows if row.alike),
        sum(1 for row in plan.of(RowState.NEW) if row.aged and not row.renamed),
        [(column, samples.get(column.place, "")) for column in plan.columns if column.title or column.place in samples],
        [("", "Ne pas lire"), (KEY_NAME, KEY), *((one.name, one.column_name) for one in resource.fields.values())],
    )


def decided(waiting: DirectoryImport, posted: QueryDict, reading: ListReading) -> ListDecisions:
    """The decisions that are kept, with those of the page that was sent: its rows alone change."""
    known = ListDecisions.from_json(waiting.decisions)
    if "colonnes" in posted:
        return replace(known, columns=_columns(posted, len(waiting.columns)))
    shown = _numbers(posted.getlist("vue"))
    kept, renamed = _numbers(posted.getlist("garder")), _numbers(posted.getlist("renommer"))
    same = {row: key for row, key in known.same.items() if row not in shown}
    for row in shown:
        key = posted.get(f"meme-{row}", "")
        if key.isascii() and key.isdecimal() and len(key) < 18:
            same[row] = int(key)
    known = replace(
        known,
        left_out=(known.left_out - shown) | (shown - kept),
        same=same,
        renamed=(known.renamed - shown) | (renamed & shown),
    )
    return _all_at_once(known, posted.get("tous", ""), reading)


def _all_at_once(known: ListDecisions, kind: str, reading: ListReading) -> ListDecisions:
    """Accept every proposal of a kind."""
    if kind not in ("memes", "noms"):
        return known
    plan = reading.plan
    if kind == "noms":
        return replace(known, renamed=known.renamed | {row.number for row in plan.rows if row.aged})
    return replace(known, same={**{row.number: row.alike.key for row in plan.rows if row.alike}, **known.same})


def _columns(posted: QueryDict, width: int) -> dict[int, str]:
    """What each column of the file is read as; a column of the list is taken once."""
    columns: dict[int, str] = {}
    for place in range(width):
        name = posted.get(f"colonne-{place}")
        if name is not None:
            columns[place] = name[:40] if name not in columns.values() else ""
    return columns


def _numbers(values: Sequence[str]) -> set[int]:
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 9}


def _is_to_decide(row: PlannedRow) -> bool:
    return row.alike is not None or bool(row.aged and not row.renamed and row.state is RowState.NEW)


def _samples(waiting: DirectoryImport) -> dict[int, str]:
    """The first filled cell of each column."""
    samples: dict[int, str] = {}
    for _, cells in waiting.rows[:50]:
        for place, cell in enumerate(cells):
            if cell.strip():
                samples.setdefault(place, cell.strip()[:60])
    return samples


def remembered(imports: Any, sha256: str) -> dict[str, Any]:
    """The decisions that were taken when this very file was last written, unless it was taken back since."""
    former = imports.filter(sha256=sha256, applied_at__isnull=False, undone_at=None).order_by("-applied_at").first()
    return dict(former.decisions) if former is not None and sha256 else {}
