"""The import of a list written, and taken back: each at once or not at all, in the request or by a worker."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from annexes.lists.listreading import rows_of
from annexes.lists.listscopes import ListScope
from partners.bulkimport import PlanStale, apply_import
from partners.bulkundo import take_back
from partners.listplan import ListDecisions, ListPlan, RowState
from partners.models import DirectoryImport
from plans.models import Plan
from plans.tree import lock_plans


def write_list(
    *,
    scope: ListScope,
    waiting: DirectoryImport,
    by: User | None,
    seen: str,
    shown: ListDecisions,
    decisions: ListDecisions,
    go_on: Callable[[], None] = lambda: None,
) -> ListPlan | None:
    """Write the import that was previewed with the digest `seen`; None when it was written or abandoned meanwhile.

    Raise PlanStale, with nothing written, when the list changed since. `go_on` is called between the steps: what it
    raises leaves nothing written.
    """
    try:
        with transaction.atomic():
            if not scope.imports.select_for_update().filter(pk=waiting.pk, applied_at=None).first():
                return None
            plan, batch = apply_import(
                scope.make(),
                waiting.columns,
                rows_of(waiting),
                seen=seen,
                by=by,
                source=waiting.file_name,
                shown=shown,
                decisions=decisions,
                progress=lambda done, total: go_on(),
            )
            waiting.rows, waiting.reading, waiting.decisions = [], {}, decisions.to_json()
            waiting.applied_at = timezone.now()
            waiting.counts = {state.value: number for state, number in plan.counts.items()}
            waiting.batch = batch if plan.to_write else ""
            waiting.save(update_fields=["rows", "reading", "applied_at", "decisions", "counts", "batch"])
            go_on()
    except IntegrityError as error:
        raise PlanStale from error
    return plan


def written_words(waiting: DirectoryImport, plan: ListPlan) -> str:
    """« Import de « partenaires.xlsx » terminé : 12 ajoutés, 3 changés. »."""
    counts = plan.counts
    said = [f"{counts[RowState.NEW]} ajoutés", f"{counts[RowState.CHANGED]} changés"]
    if counts[RowState.REFUSED]:
        said.append(f"{counts[RowState.REFUSED]} lignes refusées, laissées de côté")
    return f"Import de « {waiting.file_name} » terminé : {', '.join(said)}."


def take_back_list(one: DirectoryImport, by: User, go_on: Callable[[], None] = lambda: None) -> int:
    """Take an import back whole; how many entries were put back. Raise InTheWay, with nothing written.

    `go_on` is called before the end: what it raises leaves the import as it was.
    """
    plans = Plan.objects.filter(territory=one.territory, pk=one.plan_key or 0).values_list("pk", flat=True)
    with lock_plans(*plans):
        done = take_back(one.batch, territory=one.territory, by=by)
        one.undone_at, one.undone_by = timezone.now(), by
        one.save(update_fields=["undone_at", "undone_by"])
        go_on()
    return done


def taken_back_words(one: DirectoryImport, done: int) -> str:
    return f"L’import de « {one.file_name} » est annulé : {done} changement{'s' if done > 1 else ''} repris."
