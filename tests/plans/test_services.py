import pytest

from accounts.models import Journal
from plans.enums import Level
from plans.models import Objective, Plan
from plans.services import create_plan, delete_plan
from tests.factories import ObjectiveFactory, PlanFactory, PlanKindFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_create_plan_makes_the_hidden_root_and_a_line_of_journal() -> None:
    territory, by = TerritoryFactory(), UserFactory()
    plan = create_plan(territory=territory, kind=PlanKindFactory(), title="Projet éducatif d’été", by=by)
    root = Objective.objects.get(plan=plan)
    assert (root.level, root.parent_id, root.lft, root.rght, root.depth) == (Level.ROOT, None, 1, 2, 0)
    assert root.tree_id == plan.pk
    assert plan.slug == "projet-educatif-dete"
    line = Journal.objects.get()
    assert (line.territory, line.actor, line.object_label) == (territory, by, "Projet éducatif d’été")


def test_create_plan_with_a_title_already_taken_finds_a_free_slug() -> None:
    territory, kind = TerritoryFactory(), PlanKindFactory()
    slugs = [create_plan(territory=territory, kind=kind, title="PGT 2025", by=None).slug for _ in range(3)]
    elsewhere = create_plan(territory=TerritoryFactory(), kind=kind, title="PGT 2025", by=None).slug
    assert [*slugs, elsewhere] == ["pgt-2025", "pgt-2025-2", "pgt-2025-3", "pgt-2025"]


@pytest.mark.parametrize("title", ["« ? »", "é" * 200, "Œ"])
def test_create_plan_with_an_odd_title_still_has_a_short_name(title: str) -> None:
    plan = create_plan(territory=TerritoryFactory(), kind=PlanKindFactory(), title=title, by=None)
    plan.full_clean()
    assert 0 < len(plan.slug) <= 80


def test_create_plan_that_fails_leaves_nothing() -> None:
    plan = PlanFactory()
    with pytest.raises(Exception, match=r"(?i)unique"):
        create_plan(territory=plan.territory, kind=plan.kind, title="autre", slug=plan.slug, by=None)


def test_delete_plan_leaves_a_line_of_journal_and_the_other_plans() -> None:
    gone, kept = ObjectiveFactory().plan, ObjectiveFactory().plan
    by = UserFactory()
    delete_plan(plan=Plan.objects.get(pk=gone.pk), by=by)
    assert list(Plan.objects.all()) == [kept]
    assert set(Objective.objects.values_list("plan", flat=True)) == {kept.pk}
    line = Journal.objects.latest("pk")
    assert (line.verb, line.object_label, line.actor) == ("suppression du plan", gone.title, by)
    with pytest.raises(Plan.DoesNotExist):
        delete_plan(plan=gone, by=by)


def test_factory_places_objectives_level_by_level() -> None:
    theme = ObjectiveFactory()
    axis = ObjectiveFactory(parent=theme, plan=theme.plan)
    assert [o.level for o in Objective.objects.visible()] == [Level.THEME, Level.AXIS]
    assert axis.parent == theme
    assert Plan.objects.count() == 1
