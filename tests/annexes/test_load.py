"""The plan of the database as an outline."""

from dataclasses import fields

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.load import ACTION_COLUMNS, REFERENCE_LISTS, load
from annexes.outline import ActionOutline, PlanOutline
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oi, oo, plan, small_plan, theme
from tests.factories import ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db

CHILDREN = {
    "participations",
    "schemes",
    "fundings",
    "steps",
    "indicators",
    "links",
    "also_serves",
    "merged_into",
    "renewed_from",
    "notes",
    "documents",
    "places",
}


def queries_of_load(some: Plan) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        load(some)
    return len(captured)


def test_every_field_of_an_action_is_loaded() -> None:
    names = {f.name for f in fields(ActionOutline) if f.compare}
    assert {*ACTION_COLUMNS, *REFERENCE_LISTS, *CHILDREN} == names


def test_empty_plan_is_an_empty_outline(empty_plan: Plan) -> None:
    assert load(empty_plan) == PlanOutline(title=empty_plan.title, kind=empty_plan.kind.code)


def test_nodes_carry_their_keys(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=small_plan(), by=None)
    outline = load(empty_plan)
    keys = {node.pk for t in outline.themes for node in (t, *t.walk())}
    assert keys == set(empty_plan.objectives.exclude(level=Level.ROOT).values_list("pk", flat=True))
    assert {a.pk for a in outline.all_actions()} == set(empty_plan.actions.values_list("pk", flat=True))


def test_number_of_queries_does_not_depend_on_the_size(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=small_plan(), by=None)
    few = queries_of_load(empty_plan)
    big = plan(theme("Enfance", axis("I", *[oo(f"OO {n}", fiche(f"Fiche {n}", n)) for n in range(60)])))
    import_outline(plan=empty_plan, incoming=big, by=None)
    assert queries_of_load(empty_plan) == few <= 25


def test_plan_without_theme_has_one_with_an_empty_title(empty_plan: Plan) -> None:
    top = ObjectiveFactory(plan=empty_plan, level=Level.THEME, title="Seul")
    without = PlanFactory(kind__levels=[Level.INTERMEDIATE, Level.OPERATIONAL], kind__allows_skipping=True)
    objective = ObjectiveFactory(plan=without, level=Level.INTERMEDIATE, title="Accueillir")
    Action.objects.create(plan=without, objective=objective, title="Crèche")
    Action.objects.create(plan=without, title="À part")
    assert [t.title for t in load(top.plan).themes] == ["Seul"]
    (only,) = load(without).themes
    assert (only.title, only.pk) == ("", None)
    assert only == theme("", oi("Accueillir", actions=(fiche("Crèche"),)), unattached=(fiche("À part"),))


def test_actions_come_in_their_rank_then_in_their_order(empty_plan: Plan) -> None:
    top = ObjectiveFactory(plan=empty_plan, level=Level.THEME, title="Enfance")
    for title, position in (("c", 9), ("a", 2), ("b", 2)):
        Action.objects.create(plan=empty_plan, theme=top, title=title, position=position)
    assert [a.title for a in load(empty_plan).themes[0].unattached] == ["a", "b", "c"]
