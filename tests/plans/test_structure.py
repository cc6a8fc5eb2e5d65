"""What people do to a tree: recorded, undone whole, refused in words when it changed meanwhile."""

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import Change, MemberRole, Origin
from accounts.history import restore
from accounts.models import Revision, User
from actions.models import Action
from plans import deletion, structure
from plans.enums import Level, PlanStatus
from plans.models import EffectGroup, Objective, Plan
from plans.structure import CannotRenumber, CannotUndo, Draft, Stale
from plans.tree import CannotPlace, layout
from plans.treecheck import check_tree
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UserFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def by(plan: Plan) -> User:
    return UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})


@pytest.fixture
def theme(plan: Plan) -> Objective:
    return ObjectiveFactory(plan=plan, title="Enfance", level=Level.THEME)


def titles(plan: Plan) -> list[str]:
    return list(Objective.objects.filter(plan=plan).visible().values_list("title", flat=True))


def undo_last(plan: Plan, by: User) -> str:
    change = structure.last_change(plan)
    assert change is not None
    return structure.undo(plan=plan, change_id=change.pk, by=by).sentence


def branch(theme: Objective) -> tuple[Objective, Objective, Objective]:
    """An axis, an objective below, one below that."""
    axis = ObjectiveFactory(parent=theme, title="Axe")
    middle = ObjectiveFactory(parent=axis, title="Milieu")
    return axis, middle, ObjectiveFactory(parent=middle, title="Bas")


def test_added_objective_comes_after_the_one_asked_for_and_is_undone(plan: Plan, by: User, theme: Objective) -> None:
    first, second = (ObjectiveFactory(parent=theme, title=name) for name in ("A", "C"))
    done = structure.add_objectives(
        plan=plan, parent_id=theme.pk, after_id=first.pk, drafts=[Draft(Level.AXIS, "B")], by=by
    )
    assert titles(plan) == ["Enfance", "A", "B", "C"]
    assert done.sentence == "Ajout de « B »"
    assert Revision.objects.get(change=Change.CREATED, object_key=done.keys[0]).actor == by
    assert check_tree(plan.pk) == []
    assert undo_last(plan, by) == "Annulé : ajout de « B »."
    assert titles(plan) == ["Enfance", "A", "C"]
    assert second.pk in Objective.objects.values_list("pk", flat=True)


def test_several_objectives_are_added_as_a_branch(plan: Plan, by: User, theme: Objective) -> None:
    drafts = [
        Draft(Level.AXIS, "Un"),
        Draft(Level.INTERMEDIATE, "Un un", above=0),
        Draft(Level.INTERMEDIATE, "Un deux", above=0),
        Draft(Level.AXIS, "Deux"),
    ]
    ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME)
    structure.add_objectives(plan=plan, parent_id=theme.pk, after_id=None, drafts=drafts, by=by)
    assert titles(plan) == ["Enfance", "Un", "Un un", "Un deux", "Deux", "Jeunesse"]
    assert check_tree(plan.pk) == []
    undo_last(plan, by)
    assert titles(plan) == ["Enfance", "Jeunesse"]


def test_level_that_does_not_fit_is_refused(plan: Plan, by: User, theme: Objective) -> None:
    with pytest.raises(CannotPlace, match="Il manque un niveau"):
        structure.add_objectives(
            plan=plan, parent_id=theme.pk, after_id=None, drafts=[Draft(Level.OPERATIONAL, "Trop bas")], by=by
        )
    assert titles(plan) == ["Enfance"]


def test_what_was_added_and_changed_since_is_not_undone(plan: Plan, by: User, theme: Objective) -> None:
    done = structure.add_objectives(
        plan=plan, parent_id=theme.pk, after_id=None, drafts=[Draft(Level.AXIS, "A")], by=by
    )
    Objective.objects.filter(pk=done.focus).update(title="A, écrit par une autre")
    with pytest.raises(CannotUndo, match="a changé depuis"):
        undo_last(plan, by)
    assert titles(plan) == ["Enfance", "A, écrit par une autre"]


def test_change_is_not_undone_once_the_tree_changed(plan: Plan, by: User, theme: Objective) -> None:
    structure.add_objectives(plan=plan, parent_id=theme.pk, after_id=None, drafts=[Draft(Level.AXIS, "A")], by=by)
    ObjectiveFactory(parent=theme, title="D’un import")
    with pytest.raises(CannotUndo, match="L’arbre a changé depuis"):
        undo_last(plan, by)


def test_steps_up_and_down_exchange_neighbours(plan: Plan, by: User, theme: Objective) -> None:
    a, b, c = (ObjectiveFactory(parent=theme, title=name) for name in "ABC")
    structure.shift(plan=plan, objective_id=c.pk, neighbour_id=b.pk, way="up", by=by)
    assert titles(plan) == ["Enfance", "A", "C", "B"]
    structure.shift(plan=plan, objective_id=a.pk, neighbour_id=c.pk, way="down", by=by)
    assert titles(plan) == ["Enfance", "C", "A", "B"]
    with pytest.raises(Stale, match="a changé entre-temps"):
        structure.shift(plan=plan, objective_id=b.pk, neighbour_id=c.pk, way="up", by=by)
    undo_last(plan, by)
    undo_last(plan, by)
    assert titles(plan) == ["Enfance", "A", "B", "C"]
    moves = Revision.objects.filter(change=Change.MOVED)
    assert (moves.filter(origin=Origin.FORM).count(), moves.filter(origin=Origin.UNDO).count()) == (2, 2)


def test_branch_moves_with_its_fiches_to_another_theme_and_back(plan: Plan, by: User, theme: Objective) -> None:
    axis, _, low = branch(theme)
    other = ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME)
    fiche = ActionFactory(objective=low, theme=theme, number=1)
    done = structure.move_under(
        plan=plan, objective_id=axis.pk, seen_parent=theme.pk, parent_id=other.pk, first=False, by=by
    )
    assert done.sentence == "Déplacement de « Axe » sous « Jeunesse »"
    assert titles(plan) == ["Enfance", "Jeunesse", "Axe", "Milieu", "Bas"]
    fiche.refresh_from_db()
    assert fiche.theme_id == other.pk
    undo_last(plan, by)
    assert titles(plan) == ["Enfance", "Axe", "Milieu", "Bas", "Jeunesse"]
    fiche.refresh_from_db()
    assert fiche.theme_id == theme.pk
    assert check_tree(plan.pk) == []


def test_branch_does_not_move_where_its_numbers_are_taken(plan: Plan, by: User, theme: Objective) -> None:
    axis, _, low = branch(theme)
    other = ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME)
    ActionFactory(objective=low, theme=theme, number=1)
    ActionFactory(plan=plan, theme=other, number=1)
    where = {"seen_parent": theme.pk, "parent_id": other.pk, "first": False, "by": by}
    with pytest.raises(CannotPlace, match="portent déjà les mêmes numéros"):
        structure.move_under(plan=plan, objective_id=axis.pk, **where)
    assert titles(plan)[1] == "Axe"
    structure.move_under(plan=plan, objective_id=axis.pk, renumber=True, **where)
    assert sorted(Action.objects.values_list("theme", "number")) == [(other.pk, 1), (other.pk, 2)]
    undo_last(plan, by)
    assert Action.objects.get(objective=low).number == 1


def test_move_of_what_somebody_moved_is_refused(plan: Plan, by: User, theme: Objective) -> None:
    other = ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME)
    axis = ObjectiveFactory(parent=theme, title="Axe")
    structure.move_under(plan=plan, objective_id=axis.pk, seen_parent=theme.pk, parent_id=other.pk, first=True, by=by)
    with pytest.raises(Stale, match="déplacé entre-temps"):
        structure.move_under(
            plan=plan, objective_id=axis.pk, seen_parent=theme.pk, parent_id=other.pk, first=True, by=by
        )


@pytest.mark.parametrize("stay", [True, False])
def test_deleted_branch_comes_back_whole(plan: Plan, by: User, theme: Objective, stay: bool) -> None:
    axis, middle, low = branch(theme)
    ObjectiveFactory(parent=theme, title="Après")
    group = EffectGroup.objects.create(plan=plan, text="- Des enfants heureux")
    Objective.objects.filter(pk=low.pk).update(effect_group=group, note="Une remarque")
    fiche = ActionFactory(objective=low, theme=theme, number=4, title="Cabanes")
    helper = ActionFactory(plan=plan, theme=theme, number=5)
    helper.also_serves.add(low)
    before = layout(plan.pk)
    seen = deletion.branch_of(plan, Objective.objects.get(pk=axis.pk))
    assert [one.title for one in seen.below] == ["Milieu", "Bas"]
    assert [(kind.name, [held.label for held in several]) for kind, several in seen.held] == [
        ("fiches", ["Fiche 4 : Cabanes"])
    ]
    assert seen.effects == [group]
    done = deletion.delete_branch(
        plan=plan, objective_id=axis.pk, seen=seen.seen, stay=["fiches"] if stay else [], by=by
    )
    assert done.sentence == "Suppression de « Axe » et de 2 sous-objectifs"
    assert titles(plan) == ["Enfance", "Après"]
    assert not EffectGroup.objects.exists()
    assert list(Action.objects.filter(number=4).values_list("objective", "theme")) == [(None, theme.pk)] * stay
    assert not helper.also_serves.exists()
    undo_last(plan, by)
    assert layout(plan.pk) == before
    low.refresh_from_db()
    assert (low.note, low.effect_group.text) == ("Une remarque", "- Des enfants heureux")
    assert Action.objects.get(pk=fiche.pk).objective_id == low.pk
    assert helper.also_serves.get() == low
    assert check_tree(plan.pk) == []
    assert middle.pk in dict(layout(plan.pk))


def test_deletion_names_again_what_hung_there_meanwhile(plan: Plan, by: User, theme: Objective) -> None:
    axis, _, low = branch(theme)
    seen = deletion.branch_of(plan, Objective.objects.get(pk=axis.pk)).seen
    ActionFactory(objective=low, theme=theme)
    with pytest.raises(Stale, match="a changé entre-temps"):
        deletion.delete_branch(plan=plan, objective_id=axis.pk, seen=seen, stay=[], by=by)
    assert "Axe" in titles(plan)


def test_deleted_theme_leaves_its_fiches_in_the_plan(plan: Plan, by: User, theme: Objective) -> None:
    loose = ActionFactory(plan=plan, theme=theme, number=1)
    seen = deletion.branch_of(plan, theme).seen
    deletion.delete_branch(plan=plan, objective_id=theme.pk, seen=seen, stay=["fiches"], by=by)
    loose.refresh_from_db()
    assert (loose.theme_id, loose.plan_id) == (None, plan.pk)
    undo_last(plan, by)
    loose.refresh_from_db()
    assert loose.theme_id == theme.pk


def test_renumbering_is_what_was_shown_and_is_undone(plan: Plan, by: User, theme: Objective) -> None:
    kind = plan.kind
    kind.levels.filter(level=Level.AXIS).update(prefix="Axe", numbering="ROMAN")
    kind.levels.filter(level=Level.INTERMEDIATE).update(prefix="OI", numbering="ARABIC")
    for name, code in (("A", "III"), ("B", "III")):
        axis = ObjectiveFactory(parent=theme, title=name, code=code)
        ObjectiveFactory(parent=axis, title=f"{name} un", code="OI 4")
    changes, seen = structure.new_codes(plan)
    assert [(one.old, one.new) for one in changes if one.new != "1"] == [
        ("III", "I"), ("OI 4", "OI 1"), ("III", "II"), ("OI 4", "OI 1"),
    ]  # fmt: skip
    with pytest.raises(Stale):
        structure.renumber_codes(plan=plan, under=None, seen="autre", by=by)
    structure.renumber_codes(plan=plan, under=None, seen=seen, by=by)
    found = Objective.objects.filter(plan=plan, level=Level.AXIS).order_by("lft").values_list("code", flat=True)
    assert list(found) == ["I", "II"]
    undo_last(plan, by)
    assert list(found.all()) == ["III", "III"]


def test_signed_plan_keeps_its_codes(plan: Plan, by: User, theme: Objective) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.SIGNED)
    with pytest.raises(CannotRenumber, match="signé"):
        structure.renumber_codes(plan=plan, under=None, seen=structure.new_codes(plan)[1], by=by)


def test_objective_that_leaves_its_siblings_keeps_its_effects(plan: Plan, by: User, theme: Objective) -> None:
    first, second = (ObjectiveFactory(parent=theme, title=name) for name in "AB")
    child, twin = (ObjectiveFactory(parent=first, title=name) for name in ("a", "aa"))
    group = EffectGroup.objects.create(plan=plan, text="- Lire")
    Objective.objects.filter(pk__in=[child.pk, twin.pk]).update(effect_group=group)
    structure.move_under(
        plan=plan, objective_id=child.pk, seen_parent=first.pk, parent_id=second.pk, first=False, by=by
    )
    child.refresh_from_db()
    assert child.effect_group.text == "- Lire"
    assert child.effect_group_id != group.pk
    undo_last(plan, by)
    child.refresh_from_db()
    assert (child.effect_group_id, child.parent_id) == (group.pk, first.pk)
    assert EffectGroup.objects.count() == 1


def test_deleted_objective_is_restored_from_its_history_under_its_parent(
    plan: Plan, by: User, theme: Objective
) -> None:
    axis, middle, _ = branch(theme)
    ObjectiveFactory(parent=theme, title="Après")
    Objective.objects.filter(pk=axis.pk).update(description="Une phrase")
    seen = deletion.branch_of(plan, Objective.objects.get(pk=axis.pk)).seen
    deletion.delete_branch(plan=plan, objective_id=axis.pk, seen=seen, stay=[], by=by)
    lines = {line.object_key: line for line in Revision.objects.filter(change=Change.DELETED)}
    with pytest.raises(ValidationError, match="restaurez-le d’abord"):
        restore(lines[middle.pk], by=by)
    restore(lines[axis.pk], by=by)
    restore(lines[middle.pk], by=by)
    assert titles(plan) == ["Enfance", "Après", "Axe", "Milieu"]
    assert Objective.objects.get(pk=axis.pk).description == "Une phrase"
    assert check_tree(plan.pk) == []


def test_code_shared_with_a_neighbour_since_a_move_is_told(plan: Plan, by: User, theme: Objective) -> None:
    other = ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME)
    axis = ObjectiveFactory(parent=theme, title="A", code="I")
    ObjectiveFactory(parent=other, title="B", code="I")
    done = structure.move_under(
        plan=plan, objective_id=axis.pk, seen_parent=theme.pk, parent_id=other.pk, first=False, by=by
    )
    assert done.twin_code == "I"
    axis.refresh_from_db()
    assert axis.code == "I"
