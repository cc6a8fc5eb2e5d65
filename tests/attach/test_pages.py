from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole
from actions.models import Action
from plans.models import Objective, Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def goal(plan: Plan) -> Objective:
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    return ObjectiveFactory(parent=theme, title="Ouvrir des clubs de lecture", code="I")


@pytest.fixture
def editor(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def url(name: str, plan: Plan, *keys: int) -> str:
    return reverse(f"actions:{name}", args=[plan.territory.slug, plan.slug, *keys])


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def choice(fiche: Action, to: Objective | str, was: Objective | None = None, typed: str = "") -> dict[str, str]:
    value = to if isinstance(to, str) else str(to.pk)
    was_key = str(was.pk) if was else ""
    return {f"place-{fiche.pk}": value, f"etait-{fiche.pk}": was_key, f"autre-{fiche.pk}": typed}


def test_page_lists_what_waits_with_its_proposals(plan: Plan, goal: Objective, editor: Client) -> None:
    ActionFactory(objective=goal, theme=goal.parent, title="À sa place")
    ActionFactory(objective=goal, theme=goal.parent, title="Douteuse", is_doubtful=True)
    ActionFactory(plan=plan, title="Un club de lecture", number=3)
    text = editor.get(url("attach", plan)).content.decode()
    assert "<strong>2 restent</strong>" in text
    assert "À sa place" not in text
    assert "Confirmer :" in text
    assert "mots en commun : club, lecture" in text
    assert text.count("checked") == 2 + 1  # « laisser » for both; and the choice of the keyboard's dialog
    proposed = editor.get(url("attach", plan), {"proposer": "1"})
    assert [row.chosen for row in proposed.context["page"].rows] == [str(goal.pk)] * 2


def test_batch_is_placed_confirmed_told_and_taken_back(plan: Plan, goal: Objective, editor: Client) -> None:
    loose, doubtful = ActionFactory(plan=plan), ActionFactory(objective=goal, theme=goal.parent, is_doubtful=True)
    left = ActionFactory(plan=plan)
    data = choice(loose, goal) | choice(doubtful, goal, was=goal) | choice(left, "")
    response = editor.post(url("attach", plan), data)
    page = editor.get(response.headers["Location"]).content.decode()
    assert "1 fiche mise à sa place et 1 rattachement confirmé." in page
    assert "<strong>1 reste</strong>" in page
    batch = response.headers["Location"].rpartition("lot=")[2]
    back = editor.post(url("attach-undo", plan), {"lot": batch}, follow=True).content.decode()
    assert "C’est annulé : 2 fiches revenues à leur place." in back
    assert "<strong>3 restent</strong>" in back
    assert "déjà été annulé" in editor.post(url("attach-undo", plan), {"lot": batch}, follow=True).content.decode()


def test_other_objective_is_named_by_its_text_its_label_or_its_code(
    plan: Plan, goal: Objective, editor: Client
) -> None:
    for typed in ("I : Ouvrir des clubs de lecture — Enfance", "i ouvrir des clubs de LECTURE", "I"):
        fiche = ActionFactory(plan=plan)
        editor.post(url("attach", plan), choice(fiche, "autre", typed=typed))
        fiche.refresh_from_db()
        assert fiche.objective_id == goal.pk, typed


def test_words_that_say_one_objective_are_enough(plan: Plan, goal: Objective, editor: Client) -> None:
    loose = ActionFactory(plan=plan)
    words = " ".join(goal.title.split()[:2]).upper()
    assert editor.post(url("attach", plan), choice(loose, "autre", typed=words)).status_code == 302
    loose.refresh_from_db()
    assert loose.objective_id == goal.pk


def test_text_that_names_no_objective_is_given_back_and_nothing_is_written(
    plan: Plan, goal: Objective, editor: Client
) -> None:
    lost, sure = ActionFactory(plan=plan), ActionFactory(plan=plan)
    response = editor.post(url("attach", plan), choice(lost, "autre", typed="zébulon") | choice(sure, goal))
    assert response.status_code == 422
    assert "« zébulon » n’est pas un objectif de ce plan" in response.content.decode()
    assert 'value="zébulon"' in response.content.decode()
    assert Action.objects.unattached().count() == 2
    same = ObjectiveFactory(plan=plan, level="AXIS", title="Autre", code="I")
    response = editor.post(url("attach", plan), choice(lost, "autre", typed="I"))
    assert response.status_code == 422  # two objectives bear that code
    assert same.code == "I"


def test_page_without_anything_to_do_says_so(plan: Plan, goal: Objective, editor: Client) -> None:
    assert "pas encore de fiche" in editor.get(url("attach", plan)).content.decode()
    ActionFactory(objective=goal, theme=goal.parent)
    assert "Toutes les fiches ont leur place" in editor.get(url("attach", plan)).content.decode()
    assert "Rien n’était choisi" in editor.post(url("attach", plan), {}, follow=True).content.decode()


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_member_without_the_right_is_told_why(plan: Plan, goal: Objective, role: MemberRole) -> None:
    fiche = ActionFactory(plan=plan)
    client = client_of(person(plan, role))
    data = choice(fiche, goal) | {"to": f"o{goal.pk}", "fiche": str(fiche.pk)}
    for page in (url("attach", plan), url("move", plan, fiche.pk), url("move-many", plan)):
        assert client.get(page).status_code == 403
        response = client.post(page, data)
        assert response.status_code == 403
        assert "réservé" in response.content.decode()
    assert client.post(url("attach-undo", plan), {"lot": "x"}).status_code == 403
    fiche.refresh_from_db()
    assert fiche.objective_id is None


def test_stranger_finds_nothing(plan: Plan, stranger: Client) -> None:
    fiche = ActionFactory(plan=plan)
    for page in (url("attach", plan), url("move", plan, fiche.pk), url("move-many", plan)):
        assert stranger.get(page).status_code == stranger.post(page).status_code == 404


def test_one_fiche_changes_place_and_rank(plan: Plan, goal: Objective, editor: Client) -> None:
    one, two = (ActionFactory(objective=goal, theme=goal.parent, number=n) for n in (1, 2))
    page = url("move", plan, two.pk)
    assert "Ouvrir des clubs de lecture" in editor.get(page).content.decode()
    response = editor.post(page, {"rang": "haut"}, follow=True)
    assert "rang 1 sur 2" in response.content.decode()
    assert list(Action.objects.order_by("position").values_list("pk", flat=True)) == [two.pk, one.pk]
    deeper = ObjectiveFactory(parent=goal, title="Accueillir")
    editor.post(page, {"to": f"o{deeper.pk}", "was": str(goal.pk)})
    editor.post(url("move", plan, one.pk), {"to": f"t{goal.parent_id}", "was": str(goal.pk)})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (two.objective_id, two.theme_id) == (deeper.pk, goal.parent_id)
    assert (one.objective_id, one.theme_id) == (None, goal.parent_id)
    assert editor.post(page, {"to": "o999999"}).status_code == 422


def test_several_fiches_go_to_one_objective(plan: Plan, goal: Objective, editor: Client) -> None:
    fiches = [ActionFactory(objective=goal, theme=goal.parent) for _ in range(3)]
    deeper = ObjectiveFactory(parent=goal, title="Accueillir")
    text = editor.get(url("move-many", plan), {"objectif": str(goal.pk)}).content.decode()
    assert "Déplacer 3 fiches" in text
    data = {"to": f"o{deeper.pk}", "fiche": [str(one.pk) for one in fiches[:2]]}
    data |= {f"etait-{one.pk}": str(goal.pk) for one in fiches}
    assert "2 fiches mises à leur place." in editor.post(url("move-many", plan), data, follow=True).content.decode()
    assert Action.objects.filter(objective=deeper).count() == 2
    assert "Cochez d’abord" in editor.get(url("move-many", plan), follow=True).content.decode()


def test_pages_and_batches_cost_the_same_for_one_and_for_five_hundred(
    plan: Plan, goal: Objective, editor: Client
) -> None:
    def wait(count: int) -> list[Action]:
        return Action.objects.bulk_create(
            Action(plan=plan, title=f"Club de lecture {n}").prepare() for n in range(count)
        )

    def post(fiches: list[Action]) -> int:
        data: dict[str, str] = {}
        for fiche in fiches:
            data |= choice(fiche, goal)
        return queries(lambda: editor.post(url("attach", plan), data))

    one = wait(1)
    page = queries(lambda: editor.get(url("attach", plan)))
    assert page <= 16
    move = queries(lambda: editor.get(url("move", plan, one[0].pk)))
    cost = post(one)
    many = wait(500)
    for number in range(40):
        ObjectiveFactory(parent=goal, title=f"Lire {number}", code=f"OO {number}")
    assert queries(lambda: editor.get(url("attach", plan))) == page
    assert queries(lambda: editor.get(url("move", plan, many[0].pk))) == move
    assert post(many[:50]) <= cost + 2
    assert Action.objects.filter(objective=goal).count() == 51
