"""What an import leaves in the history of each object: who, from which file, old and new."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.aggregates import content
from accounts.enums import Change, Origin
from accounts.history import record, undo_batch
from accounts.models import Revision, User
from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.load import load
from annexes.outline import ActionOutline, ExpectedEffects, IndicatorOutline, PlanOutline
from plans.models import Objective, Plan
from plans.tree import lock_plans
from tests.annexes.samples import axis, fiche, full_fiche, oo, plan, small_plan, theme
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory()


def bring(some: Plan, outline: PlanOutline, by: User | None = None) -> list[Revision]:
    """The revisions that this import wrote."""
    last = Revision.objects.order_by("pk").last()
    import_outline(plan=some, incoming=outline, by=by, source="annexe.xlsx")
    return list(Revision.objects.filter(pk__gt=last.pk if last else 0).order_by("pk"))


def with_fiches(*fiches: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", oo("Ouvrir", *fiches)))


def test_creation_is_told_for_each_object(empty_plan: Plan, admin: User) -> None:
    lines = bring(empty_plan, small_plan(), admin)
    assert {(line.change, line.origin, line.source, line.actor_id) for line in lines} == {
        (Change.CREATED, Origin.IMPORT, "annexe.xlsx", admin.pk)
    }
    assert len({line.batch for line in lines}) == 1
    assert Counter(line.model for line in lines) == {"plans.objective": 8, "actions.action": 4}
    assert {line.object_label for line in lines} >= {"Fiche 1 : Crèche du port", "OI 1 : Accueillir", "Enfance"}
    assert {(line.territory_id, line.plan_key) for line in lines} == {(empty_plan.territory_id, empty_plan.pk)}


def test_fiche_that_was_created_then_changed_is_not_taken_back(empty_plan: Plan, admin: User) -> None:
    """The creation of a fiche keeps its title alone: what was written since must not be lost with it."""
    lines = bring(empty_plan, with_fiches(fiche("a", 1), fiche("b", 2)), admin)
    changed = Action.objects.get(title="a")
    before = content(changed)
    Action.objects.filter(pk=changed.pk).update(description="Écrit depuis")
    record(
        Change.EDITED,
        changed,
        by=admin,
        territory=empty_plan.territory,
        plan_key=empty_plan.pk,
        before=before,
        after=content(changed),
    )
    with lock_plans(empty_plan.pk):
        undone = undo_batch(lines[0].batch, territory=empty_plan.territory, by=admin)
    assert [sentence for sentence in undone.refused if "Fiche 1" in sentence] == ["Fiche 1 : a : a changé depuis."]
    assert list(empty_plan.actions.values_list("title", flat=True)) == ["a"]


def test_change_tells_the_fields_that_differ_and_no_other(empty_plan: Plan) -> None:
    first = replace(full_fiche(), also_serves=())
    bring(empty_plan, with_fiches(first, fiche("Autre", 1)))
    changed = replace(first, description="Deux camions", steps=(), schemes=("Plan des jeux", "Contrat du fleuve"))
    (scheme, line) = sorted(bring(empty_plan, with_fiches(changed, fiche("Autre", 1))), key=lambda one: -len(one.model))
    assert (line.change, line.model) == (Change.EDITED, "actions.action")
    assert line.before.keys() == line.after.keys() == {"description", "steps", "scheme_uses"}
    assert (line.before["description"], line.after["description"]) == ("Un camion", "Deux camions")
    assert (scheme.model, scheme.change) == ("partners.scheme", Change.CREATED)


def test_unchanged_and_pushed_fiches_have_no_history(empty_plan: Plan) -> None:
    bring(empty_plan, with_fiches(fiche("a", 1), fiche("b", 2)))
    lines = bring(empty_plan, with_fiches(fiche("neuve", 3), fiche("a", 1), fiche("b", 2)))
    assert [(line.change, line.object_label) for line in lines] == [(Change.CREATED, "Fiche 3 : neuve")]
    assert bring(empty_plan, with_fiches(fiche("neuve", 3), fiche("a", 1), fiche("b", 2))) == []


def test_objectives_tell_moves_texts_effects_and_indicators(empty_plan: Plan) -> None:
    def outline(*children: object, **values: object) -> PlanOutline:
        return plan(theme("Enfance", axis("Grandir", *children, code="I", **values), axis("Jouer", code="II")))

    low = oo("Lire", code="OO 1")
    bring(empty_plan, outline(low))
    effects = ExpectedEffects(1, "Des enfants lecteurs")
    lines = bring(
        empty_plan, outline(replace(low, effects=effects, indicators=(IndicatorOutline("Prêts"),)), note="Lu")
    )
    found = {line.object_label: line for line in lines}
    assert found["I : Grandir"].after == {"note": "Lu"}
    assert found["OO 1 : Lire"].after.keys() == {"effect_group", "indicators"}
    assert found["Des enfants lecteurs"].change == Change.CREATED


def test_plan_that_an_import_dates_is_told(empty_plan: Plan) -> None:
    outline = replace(small_plan(), title=empty_plan.title, has_wednesday_charter=True)
    line = next(line for line in bring(empty_plan, outline) if line.model == "plans.plan")
    assert (line.before, line.after) == ({"has_wednesday_charter": False}, {"has_wednesday_charter": True})
    assert Plan.objects.get(pk=empty_plan.pk).has_wednesday_charter


def test_import_is_taken_back_whole(empty_plan: Plan, admin: User) -> None:
    bring(empty_plan, with_fiches(fiche("a", 1)), admin)
    before = load(empty_plan)
    lines = bring(empty_plan, with_fiches(fiche("a", 1, description="b"), replace(full_fiche(), also_serves=())), admin)
    with lock_plans(empty_plan.pk):
        undone = undo_batch(lines[0].batch, territory=empty_plan.territory, by=admin)
    assert undone.refused == []
    assert load(empty_plan) == before


def test_number_of_queries_does_not_depend_on_what_changes(empty_plan: Plan) -> None:
    def outline(count: int, text: str) -> PlanOutline:
        fiches = [replace(full_fiche(), number=n, also_serves=(), description=text) for n in range(1, count + 1)]
        return plan(theme("Enfance", *(oo(f"Ouvrir {one.number}", one, description=text) for one in fiches)))

    def queries(count: int, text: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            bring(empty_plan, outline(count, text))
        return len(captured)

    bring(empty_plan, outline(20, "un"))
    assert queries(20, "deux") == queries(10, "trois")
    assert Revision.objects.filter(model=Objective._meta.label_lower, change=Change.EDITED).count() == 30
