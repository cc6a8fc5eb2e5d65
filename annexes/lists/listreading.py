"""What an import of a list would do: worked out in the request for a short list, kept by a worker for a long one."""

from collections.abc import Callable
from dataclasses import dataclass

from partners.bulkimport import plan_import
from partners.listplan import ListDecisions, ListPlan, Row, RowState
from partners.listresource import ListResource
from partners.models import DirectoryImport

LONG = 1_000  # rows: more are the work of a worker

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ListReading:
    """A plan and its digest, which a plan that was kept cannot give: what its rows would write is left out of it."""

    plan: ListPlan
    digest: str


def is_long(waiting: DirectoryImport) -> bool:
    return len(waiting.rows) > LONG


def rows_of(waiting: DirectoryImport) -> list[Row]:
    return [(number, cells) for number, cells in waiting.rows]


def read(resource: ListResource, waiting: DirectoryImport, progress: Progress | None = None) -> ListReading:
    """What the import would do with the decisions that are kept, its look-alikes told."""
    rows, decisions = rows_of(waiting), ListDecisions.from_json(waiting.decisions)
    plan = plan_import(resource, waiting.columns, rows, decisions, progress)
    fresh = plan.of(RowState.NEW)
    for row, alike in zip(fresh, resource.alikes(fresh), strict=True):
        row.alike = alike if alike is not None and alike.key in resource.own else None
    return ListReading(plan, plan.digest())


def keep(waiting: DirectoryImport, reading: ListReading) -> None:
    """Keep what was read, with the decisions that it was read with; nothing when the import was abandoned meanwhile."""
    told = {"decisions": waiting.decisions, "digest": reading.digest, "plan": reading.plan.to_json()}
    DirectoryImport.objects.filter(pk=waiting.pk, applied_at=None).update(reading=told)


def kept(waiting: DirectoryImport) -> ListReading | None:
    """What was read with the decisions of now, if it was."""
    told = waiting.reading
    if not told or ListDecisions.from_json(told["decisions"]) != ListDecisions.from_json(waiting.decisions):
        return None
    return ListReading(ListPlan.from_json(told["plan"]), told["digest"])
