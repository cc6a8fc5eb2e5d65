"""Trees broken on purpose, with raw SQL and without the constraints: found, named and repaired."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from plans.enums import Level
from plans.models import Objective, Plan
from plans.treecheck import Rule, TreeRow, check_tree, check_trees, find_faults, repair
from tests.factories import ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db

CONSTRAINTS = [constraint.name for constraint in Objective._meta.constraints]


@pytest.fixture
def no_constraints() -> Iterator[None]:
    """Nothing holds the rows. PostgreSQL takes its constraints back when the test rolls back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("DROP INDEX objective_one_root_per_plan")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX objective_one_root_per_plan")
            for name in set(CONSTRAINTS) - {"objective_one_root_per_plan"}:
                cursor.execute(f"ALTER TABLE plans_objective DROP CONSTRAINT {name}")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def plan() -> Plan:
    """T1 (A1 (I1, I2), A2), T2."""
    plan = PlanFactory(title="Projet fragile")
    t1 = ObjectiveFactory(plan=plan, title="T1")
    a1 = ObjectiveFactory(parent=t1, title="A1")
    ObjectiveFactory(parent=a1, title="I1")
    ObjectiveFactory(parent=a1, title="I2")
    ObjectiveFactory(parent=t1, title="A2")
    ObjectiveFactory(plan=plan, title="T2")
    return plan


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def key(title: str) -> int:
    return int(Objective.objects.get(title=title).pk)


def tree(plan: Plan) -> list[tuple[str, str]]:
    nodes = Objective.objects.filter(plan=plan, parent__isnull=False).order_by("lft")
    return list(nodes.values_list("parent__title", "title"))


SOUND = [("", "T1"), ("T1", "A1"), ("A1", "I1"), ("A1", "I2"), ("T1", "A2"), ("", "T2")]
BREAKS = {
    "a gap": ("UPDATE plans_objective SET lft = lft + 2, rght = rght + 2 WHERE title = 'T2'", Rule.NUMBERS),
    "shared bounds": ("UPDATE plans_objective SET lft = 3 WHERE title = 'I1'", Rule.NUMBERS),
    "reversed bounds": ("UPDATE plans_objective SET lft = rght, rght = lft WHERE title = 'A2'", Rule.NUMBERS),
    "a wrong depth": ("UPDATE plans_objective SET depth = depth + 1 WHERE title = 'A1'", Rule.DEPTH),
    "another tree": ("UPDATE plans_objective SET tree_id = tree_id + 1 WHERE title = 'A1'", Rule.TREE),
    "the root elsewhere": ("UPDATE plans_objective SET tree_id = tree_id + 1, lft = 5 WHERE level = 'ROOT'", Rule.ROOT),
    "all bounds lost": ("UPDATE plans_objective SET lft = id + 1, rght = id + 1", Rule.NUMBERS),
}


@pytest.mark.usefixtures("no_constraints")
@pytest.mark.parametrize("broken", BREAKS)
def test_broken_numbers_are_found_and_repaired_in_place(plan: Plan, broken: str) -> None:
    witness = ObjectiveFactory()
    statement, rule = BREAKS[broken]
    sql(statement if "WHERE" in statement and "ROOT" not in statement else f"{statement} {_only(plan, statement)}")
    assert rule in {problem.rule for problem in check_tree(plan.pk)}
    assert list(check_trees()) == check_tree(plan.pk)
    assert repair(plan.pk) > 0
    assert list(check_trees()) == []
    assert tree(plan) == SOUND
    assert repair(plan.pk) == 0
    assert Objective.objects.get(pk=witness.pk).lft == 2


def _only(plan: Plan, statement: str) -> str:
    return f"{'AND' if 'WHERE' in statement else 'WHERE'} plan_id = {plan.pk}"


@pytest.mark.usefixtures("no_constraints")
def test_parent_against_the_bounds_wins(plan: Plan) -> None:
    """`parent` is the truth: the branch goes where its parent says, among its siblings by `lft`."""
    sql(f"UPDATE plans_objective SET parent_id = {key('T2')} WHERE title = 'A1'")
    assert {problem.rule for problem in check_tree(plan.pk)} == {Rule.PARENT}
    repair(plan.pk)
    assert tree(plan) == [("", "T1"), ("T1", "A2"), ("", "T2"), ("T2", "A1"), ("A1", "I1"), ("A1", "I2")]
    assert list(check_trees()) == []


@pytest.mark.usefixtures("no_constraints")
def test_cycle_comes_back_under_the_root(plan: Plan) -> None:
    sql(f"UPDATE plans_objective SET parent_id = {key('I1')} WHERE title = 'T1'")
    assert Rule.PARENT in {problem.rule for problem in check_tree(plan.pk)}
    repair(plan.pk)
    assert sorted(title for _, title in tree(plan)) == ["A1", "A2", "I1", "I2", "T1", "T2"]
    assert list(check_trees()) == []


@pytest.mark.usefixtures("no_constraints")
def test_parent_in_another_plan_is_found_and_cut(plan: Plan) -> None:
    ObjectiveFactory(title="ailleurs")
    sql(f"UPDATE plans_objective SET parent_id = {key('ailleurs')} WHERE title = 'A1'")
    assert [problem.objective_id for problem in check_tree(plan.pk)] == [key("A1")]
    repair(plan.pk)
    assert ("", "A1") in tree(plan)
    assert list(check_trees()) == []


@pytest.mark.usefixtures("no_constraints")
def test_missing_root_is_found_and_made_again(plan: Plan) -> None:
    root = Objective.objects.get(plan=plan, level=Level.ROOT)
    sql(f"UPDATE plans_objective SET parent_id = NULL WHERE parent_id = {root.pk}")
    sql(f"DELETE FROM plans_objective WHERE id = {root.pk}")
    assert Rule.ROOT in {problem.rule for problem in check_tree(plan.pk)}
    repair(plan.pk)
    assert tree(plan) == SOUND
    assert list(check_trees()) == []


def test_plan_without_any_row_is_found_and_gets_its_root() -> None:
    plan = PlanFactory()
    sql(f"DELETE FROM plans_objective WHERE plan_id = {plan.pk}")
    assert [problem.message for problem in check_trees()] == ["aucune racine"]
    assert repair(plan.pk) == 1
    assert list(check_trees()) == []


@pytest.mark.usefixtures("no_constraints")
def test_second_root_is_found_and_its_branches_adopted(plan: Plan) -> None:
    sql(f"UPDATE plans_objective SET level = 'ROOT', parent_id = NULL WHERE title = 'T1' AND plan_id = {plan.pk}")
    assert Rule.ROOT in {problem.rule for problem in check_tree(plan.pk)}
    repair(plan.pk)
    assert tree(plan) == [("", "A1"), ("A1", "I1"), ("A1", "I2"), ("", "A2"), ("", "T2")]
    assert list(check_trees()) == []


def test_level_not_below_its_parent_is_found_and_left_to_a_person(plan: Plan) -> None:
    sql("UPDATE plans_objective SET level = 'THEME' WHERE title = 'I1'")
    sql("UPDATE plans_objective SET level = 'AUTRE' WHERE title = 'T2'")
    before = check_tree(plan.pk)
    assert [(problem.rule, problem.objective_id) for problem in before] == [
        (Rule.LEVEL, key("I1")),
        (Rule.LEVEL, key("T2")),
    ]
    assert repair(plan.pk) == 0
    assert check_tree(plan.pk) == before


def test_overlap_that_uses_every_number_is_found() -> None:
    """1 to 2n each once, and yet two intervals cross."""
    rows = [
        TreeRow(1, "ROOT", 9, None, 1, 6, 0),
        TreeRow(2, "THEME", 9, 1, 2, 4, 1),
        TreeRow(3, "THEME", 9, 1, 3, 5, 1),
    ]
    assert {problem.rule for problem in find_faults(9, rows)} >= {Rule.PARENT}


@pytest.mark.django_db(transaction=True)
def test_objectives_of_a_vanished_plan_are_found() -> None:
    theme, witness = ObjectiveFactory(), ObjectiveFactory()
    off, on = {
        "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = origin"),
    }[connection.vendor]
    sql(off)
    try:
        sql(f"DELETE FROM plans_plan WHERE id = {theme.plan_id}")
        lost = list(check_trees())
        with pytest.raises(CommandError, match="à régler à la main"):
            run("--repair")
    finally:
        sql(f"DELETE FROM plans_objective WHERE plan_id = {theme.plan_id}")
        sql(on)
    assert [(problem.rule, problem.plan_id) for problem in lost] == [(Rule.ORPHAN, theme.plan_id)] * 2
    assert check_tree(witness.plan_id) == []


def run(*args: str) -> str:
    out = StringIO()
    call_command("check_trees", *args, stdout=out)
    return out.getvalue()


def test_command_on_sound_trees_says_so(plan: Plan) -> None:
    PlanFactory()
    assert run() == "Arbres sains\u00a0: 2 plan(s), 6 objectif(s).\n"


@pytest.mark.usefixtures("no_constraints")
def test_command_names_the_faults_and_fails(plan: Plan) -> None:
    sql("UPDATE plans_objective SET depth = 7 WHERE title = 'A1'")
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 défaut.*--repair") as failure:
        call_command("check_trees", stdout=out)
    assert failure.value.returncode == 1
    assert "Projet fragile" in out.getvalue()
    assert f"objectif {key('A1')}\u00a0: profondeur 7 au lieu de 2" in out.getvalue()
    assert Objective.objects.get(title="A1").depth == 7


@pytest.mark.usefixtures("no_constraints")
def test_command_repairs(plan: Plan) -> None:
    sql("UPDATE plans_objective SET lft = lft + 40, rght = rght + 40 WHERE title = 'T2'")
    assert "objectifs replacés\u00a0: 1" in run("--repair")
    assert run().startswith("Arbres sains")
    assert tree(plan) == SOUND


def test_command_fails_when_a_fault_remains(plan: Plan) -> None:
    sql("UPDATE plans_objective SET level = 'THEME' WHERE title = 'I1'")
    with pytest.raises(CommandError, match="à régler à la main") as failure:
        run("--repair")
    assert failure.value.returncode == 1


@pytest.mark.usefixtures("no_constraints")
def test_command_on_one_plan_leaves_the_others(plan: Plan) -> None:
    sql("UPDATE plans_objective SET depth = 7 WHERE title = 'A1'")
    other = PlanFactory()
    assert "1 plan(s), 0 objectif(s)" in run("--plan", other.slug, "--territory", other.territory.slug)
    with pytest.raises(CommandError):
        run("--territory", plan.territory.slug)


def test_command_on_an_unknown_plan_is_a_wrong_usage() -> None:
    with pytest.raises(CommandError, match="Aucun plan") as failure:
        run("--plan", "inconnu")
    assert failure.value.returncode == 2
