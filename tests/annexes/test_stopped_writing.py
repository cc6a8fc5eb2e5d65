"""A writing or an undoing that is told to stop between two of its steps: nothing of it is left."""

from collections.abc import Callable

import pytest

from accounts.models import Journal, Revision, User
from annexes.importing.services import confirm
from annexes.jobs import Cancelled, Run
from annexes.lists.listreading import read
from annexes.lists.listscopes import directory_scope
from annexes.lists.listwriting import take_back_list, write_list
from annexes.load import load
from annexes.models import ImportState, Job, JobKind
from annexes.undoing.undo import undo_import
from partners.listplan import ListDecisions
from partners.models import DirectoryImport, Partner
from plans.models import Plan
from tests.annexes.journey import analysed
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
FEWEST_STEPS = 5
ROWS = 250  # of a list: the sign of progress comes every hundred


class Stopped(Exception):
    """What a person asked for."""


def stopped_at_each_step(work: Callable[[Callable[[], None]], object], held: Callable[[], object]) -> int:
    """Stop `work` at its first step, then at its second one…, until it is done; how many times it was stopped."""
    before, stops = held(), 0

    def go_on() -> None:
        nonlocal step
        step += 1
        if step > stops:
            raise Stopped

    while True:
        step = 0
        try:
            work(go_on)
        except Stopped:
            assert held() == before
            stops += 1
        else:
            assert held() != before
            return stops


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def by() -> User:
    return UserFactory()


def test_stopped_import_leaves_nothing_then_nothing_of_its_undoing(plan: Plan, by: User) -> None:
    batch = analysed(plan, by)

    def held() -> object:
        batch.refresh_from_db()
        lines = Journal.objects.count(), Revision.objects.count(), Partner.objects.count()
        return batch.state, load(plan), lines

    assert stopped_at_each_step(lambda go_on: confirm(batch, by, go_on=go_on), held) >= FEWEST_STEPS
    assert batch.state == ImportState.APPLIED
    assert stopped_at_each_step(lambda go_on: undo_import(batch, by, go_on), held) >= FEWEST_STEPS
    assert batch.state == ImportState.UNDONE
    assert not load(plan).themes


def test_stopped_list_leaves_nothing_then_nothing_of_its_undoing(plan: Plan, by: User) -> None:
    scope = directory_scope(plan.territory, "partenaires")
    assert scope is not None
    rows = [[number, [f"Amicale {number}"]] for number in range(2, ROWS + 2)]
    told = {"territory": plan.territory, "what": "partenaires", "columns": ["Nom"], "rows": rows}
    seen = read(scope.make(), waiting := DirectoryImport.objects.create(file_name="a.xlsx", **told)).digest
    none = ListDecisions()

    def held() -> object:
        waiting.refresh_from_db()
        return Partner.objects.count(), Revision.objects.count(), waiting.applied_at, waiting.undone_at

    def write(go_on: Callable[[], None]) -> object:
        waiting.refresh_from_db()
        return write_list(scope=scope, waiting=waiting, by=by, seen=seen, shown=none, decisions=none, go_on=go_on)

    assert stopped_at_each_step(write, held) >= ROWS // 100
    assert Partner.objects.count() == ROWS
    assert stopped_at_each_step(lambda go_on: take_back_list(waiting, by, go_on), held) >= 1
    assert not Partner.objects.exists()


def test_request_to_stop_is_heard_without_a_write(plan: Plan, by: User) -> None:
    batch = analysed(plan, by)
    job = Job.objects.create(
        territory=plan.territory, plan=plan, user=by, kind=JobKind.APPLY, label="Import", cancel_requested=True
    )
    with pytest.raises(Cancelled):
        confirm(batch, by, go_on=Run(job).go_on)
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED
    assert not load(plan).themes
    assert confirm(batch, by) is not None
