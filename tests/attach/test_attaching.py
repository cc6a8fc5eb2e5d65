import pytest

from accounts.enums import Change, MemberRole
from accounts.models import Revision, User
from actions.attaching import Placed, Wish, place_many, set_order, siblings_of
from actions.listing import bulk
from actions.models import Action
from plans.models import Objective, Plan
from tests.annexes.journey import person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def theme(plan: Plan) -> Objective:
    return ObjectiveFactory(plan=plan, title="Enfance")


@pytest.fixture
def goal(theme: Objective) -> Objective:
    return ObjectiveFactory(parent=theme, title="Grandir")


@pytest.fixture
def by(plan: Plan) -> User:
    return person(plan, MemberRole.COORDINATOR)


def place(plan: Plan, by: User, fiche: Action, objective: Objective | None, was: int | None = None) -> Placed:
    wish = Wish(fiche.pk, objective.pk if objective else None, was)
    return place_many(plan=plan, wishes=[wish], by=by)


def numbers(plan: Plan, objective: Objective) -> list[int | None]:
    return [one.number for one in siblings_of(plan, objective.pk)]


def test_fiche_takes_its_place_and_the_theme_of_it(plan: Plan, theme: Objective, goal: Objective, by: User) -> None:
    fiche = ActionFactory(plan=plan, number=4)
    fiche.also_serves.add(goal)
    done = place(plan, by, fiche, goal)
    fiche.refresh_from_db()
    assert (fiche.objective_id, fiche.theme_id, fiche.is_doubtful) == (goal.pk, theme.pk, False)
    assert not fiche.also_serves.exists()  # it serves it first of all (rule V09)
    assert (done.moved, done.confirmed, done.refused) == ([fiche.pk], [], [])
    assert Revision.objects.about(fiche).get().change == Change.MOVED


def test_objective_above_every_theme_leaves_the_fiche_without_theme(plan: Plan, theme: Objective, by: User) -> None:
    alone = ObjectiveFactory(plan=plan, level="AXIS", title="Piloter")
    fiche = ActionFactory(plan=plan, theme=theme)
    place(plan, by, fiche, alone)
    fiche.refresh_from_db()
    assert (fiche.objective_id, fiche.theme_id) == (alone.pk, None)


def test_doubt_is_lifted_by_confirming(plan: Plan, goal: Objective, by: User) -> None:
    fiche = ActionFactory(plan=plan, objective=goal, theme=goal.parent, is_doubtful=True, position=7)
    done = place(plan, by, fiche, goal, was=goal.pk)
    fiche.refresh_from_db()
    assert (done.confirmed, fiche.is_doubtful, fiche.position) == ([fiche.pk], False, 7)


def test_number_says_the_rank_among_siblings_in_order_of_their_numbers(plan: Plan, goal: Objective, by: User) -> None:
    for rank, number in enumerate((1, 3, 5)):
        ActionFactory(objective=goal, theme=goal.parent, number=number, position=rank)
    place(plan, by, ActionFactory(plan=plan, number=4), goal)
    place(plan, by, ActionFactory(plan=plan, number=9), goal)
    assert numbers(plan, goal) == [1, 3, 4, 5, 9]
    place(plan, by, ActionFactory(plan=plan), goal)
    assert numbers(plan, goal) == [1, 3, 4, 5, 9, None]


def test_fiche_comes_last_where_the_order_is_not_that_of_numbers(plan: Plan, goal: Objective, by: User) -> None:
    for rank, number in enumerate((5, 1, 3)):
        ActionFactory(objective=goal, theme=goal.parent, number=number, position=rank)
    place(plan, by, ActionFactory(plan=plan, number=2), goal)
    assert numbers(plan, goal) == [5, 1, 3, 2]


def test_number_taken_in_the_theme_keeps_the_fiche_where_it_is(plan: Plan, goal: Objective, by: User) -> None:
    ActionFactory(objective=goal, theme=goal.parent, number=4)
    fiche = ActionFactory(plan=plan, number=4)
    done = place(plan, by, fiche, goal)
    fiche.refresh_from_db()
    assert fiche.objective_id is None
    assert "le numéro 4 est déjà pris" in done.refused[0]


def test_two_fiches_of_a_batch_may_not_take_the_same_number(plan: Plan, goal: Objective, by: User) -> None:
    other = ObjectiveFactory(plan=plan, title="Jeunesse")
    one, two = ActionFactory(plan=plan, number=4), ActionFactory(plan=plan, theme=other, number=4)
    done = place_many(plan=plan, wishes=[Wish(one.pk, goal.pk, None), Wish(two.pk, goal.pk, None)], by=by)
    assert (done.moved, len(done.refused)) == ([one.pk], 1)


def test_fiche_that_somebody_moved_meanwhile_stays(plan: Plan, goal: Objective, by: User) -> None:
    elsewhere = ObjectiveFactory(parent=goal, title="Accueillir")
    fiche = ActionFactory(plan=plan, objective=elsewhere, theme=goal.parent)
    done = place(plan, by, fiche, goal, was=None)
    fiche.refresh_from_db()
    assert fiche.objective_id == elsewhere.pk
    assert "entre-temps" in done.refused[0]


def test_nothing_goes_to_another_plan(plan: Plan, goal: Objective, by: User) -> None:
    stray = ObjectiveFactory(title="Ailleurs")
    done = place_many(
        plan=plan,
        wishes=[Wish(ActionFactory(plan=plan).pk, stray.pk, None), Wish(ActionFactory().pk, goal.pk, None)],
        by=by,
    )
    assert not done.moved
    assert len(done.refused) == 2
    assert place(plan, by, ActionFactory(plan=plan), goal.parent).refused  # a theme is no place for a fiche


def test_batch_is_taken_back_except_what_changed_since(plan: Plan, goal: Objective, by: User) -> None:
    fiches = [ActionFactory(plan=plan, number=n) for n in (1, 2)]
    done = place_many(plan=plan, wishes=[Wish(one.pk, goal.pk, None) for one in fiches], by=by)
    elsewhere = ObjectiveFactory(parent=goal, title="Accueillir")
    place(plan, by, fiches[1], elsewhere, was=goal.pk)
    undone = bulk.undo(plan=plan, batch=done.batch, by=by)
    assert undone is not None
    assert (undone.done, len(undone.refused)) == (1, 1)
    for fiche in fiches:
        fiche.refresh_from_db()
    assert [one.objective_id for one in fiches] == [None, elsewhere.pk]
    assert fiches[0].theme_id is None


def test_order_of_siblings_is_given_and_taken_back(plan: Plan, goal: Objective, by: User) -> None:
    fiches = [ActionFactory(objective=goal, theme=goal.parent, number=n) for n in (1, 2, 3)]
    batch = set_order(plan=plan, objective=goal.pk, order=[fiches[2].pk, fiches[0].pk], by=by)
    assert numbers(plan, goal) == [3, 1, 2]
    bulk.undo(plan=plan, batch=batch, by=by)
    assert numbers(plan, goal) == [1, 2, 3]
