"""Many fiches changed at once: the summary before, what is written, what is left out, the way back, and who may."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole
from accounts.models import Revision
from actions.enums import Priority, Role, ScheduleKind, Status
from actions.models import Action, Participation, SchemeUse
from partners.models import Partner, Scheme
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PlanFactory
from tests.listing.conftest import text
from tests.listing.editing import EMPTY, Editor, editor, fresh, held, partner, url

__all__ = ["editor", "partner"]  # fixtures


# The summary


def test_summary_says_what_will_change_and_writes_nothing(plan: Plan, editor: Editor) -> None:
    proposed = ActionFactory(plan=plan, number=1, title="Ludothèque")
    ongoing = ActionFactory(plan=plan, number=2, title="Cabanes", status=Status.ONGOING)
    page = text(editor.summary([proposed, ongoing], status="ONGOING"))
    assert "<del>Proposée</del>" in page
    assert "<ins>En cours</ins>" in page
    assert "Déjà ainsi (1)" in page
    assert "Modifier 1 fiche" in page
    assert fresh(proposed).status == Status.PROPOSED
    assert not Revision.objects.exists()


def test_summary_tells_which_are_refused_and_why(plan: Plan, editor: Editor) -> None:
    late = ActionFactory(plan=plan, title="Tardive", starts_on=date(2027, 1, 1), schedule_kind=ScheduleKind.PERIOD)
    merged = ActionFactory(plan=plan, title="Absorbée", status=Status.MERGED, status_reason="Doublon", merged_into=late)
    fine = ActionFactory(plan=plan, title="Possible")
    page = editor.summary([late, merged, fine], status="ONGOING", schedule="DATE", due_on="06/2026")
    shown = text(page)
    assert "elle commence le 01/01/2027, après cette échéance." in shown
    assert "elle est fusionnée dans une autre" in shown
    editor.confirm(page)
    assert fresh(fine).due_on == date(2026, 6, 30)
    assert fresh(fine).schedule_kind == ScheduleKind.DATE
    assert fresh(late).due_on is None
    assert fresh(merged).status == Status.MERGED


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Choisissez au moins une chose à changer."),
        ({"status": "SUSPENDED"}, "demande un motif"),
        ({"status_reason": "Parce que"}, "Choisissez le statut"),
        ({"status": "MERGED"}, "MERGED"),
        ({"schedule": "DATE"}, "À indiquer pour"),
        ({"schedule": "PERIOD", "starts_on": "09/2026", "due_on": "06/2026"}, "précède"),
        ({"schedule": "DATE", "due_on": "bientôt"}, "Écrivez une date"),
        ({"due_on": "06/2026"}, "Choisissez ce que cette date change"),
        ({"lead": "replace"}, "Choisissez le nouveau pilote"),
        ({"lead": "replace", "leader": "99999"}, "n’existe plus"),
    ],
)
def test_form_says_what_is_missing_and_gives_back_what_was_typed(
    asked: dict[str, str], said: str, plan: Plan, editor: Editor
) -> None:
    action = ActionFactory(plan=plan)
    response = editor.summary([action], **asked)
    assert response.status_code == 422
    page = text(response)
    assert said in page
    assert f'name="fiche" value="{action.pk}"' in page
    assert f'value="{asked.get("due_on", "")}"' in page


def test_same_name_is_not_added_and_removed(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    key = partner("Mairie").pk
    response = editor.summary([ActionFactory(plan=plan)], add_partners=key, remove_partners=key)
    assert response.status_code == 422
    assert "choisissez l’un des deux" in text(response)


def test_nothing_chosen_goes_back_to_the_list(plan: Plan, editor: Editor) -> None:
    other = ActionFactory(plan=PlanFactory(territory=plan.territory))
    for chosen in ({}, {"fiche": "x"}, {"fiche": other.pk}):
        page = text(editor.client.get(url(plan), {"portee": "selection", **chosen}, follow=True))
        assert "Cochez d’abord les fiches" in page


# What is written


def test_status_with_its_reason_then_without(plan: Plan, editor: Editor) -> None:
    actions = [ActionFactory(plan=plan), ActionFactory(plan=plan)]
    before = fresh(actions[0]).updated_at
    said = editor.change(actions, status="SUSPENDED", status_reason="Budget non voté")
    assert "2 fiches modifiées" in said
    assert {(a.status, a.status_reason) for a in map(fresh, actions)} == {("SUSPENDED", "Budget non voté")}
    assert fresh(actions[0]).updated_at > before
    editor.change(actions, status="ONGOING")
    assert {(a.status, a.status_reason) for a in map(fresh, actions)} == {("ONGOING", "")}


def test_priority_none_included(plan: Plan, editor: Editor) -> None:
    action = ActionFactory(plan=plan, priority=Priority.HIGH)
    editor.change([action], priority="0")
    assert fresh(action).priority == Priority.NONE


@pytest.mark.parametrize(
    ("asked", "kind", "days"),
    [
        ({"schedule": "DATE", "due_on": "30/06/2027"}, "PERIOD", (date(2026, 9, 1), date(2027, 6, 30), None)),
        (
            {"schedule": "PERIOD", "starts_on": "01/2027", "due_on": "02/2027"},
            "PERIOD",
            (date(2027, 1, 1), date(2027, 2, 28), None),
        ),
        ({"schedule": "SCHOOL_YEAR", "school_year": "2027-2028"}, "SCHOOL_YEAR", (None, None, 2027)),
        ({"schedule": "CONTINUOUS"}, "CONTINUOUS", (None, None, None)),
        ({"schedule": "UNDEFINED"}, "UNDEFINED", (None, None, None)),
    ],
)
def test_schedule(asked: dict[str, str], kind: str, days: tuple[Any, ...], plan: Plan, editor: Editor) -> None:
    action = ActionFactory(
        plan=plan, schedule_kind=ScheduleKind.PERIOD, starts_on=date(2026, 9, 1), due_on=date(2026, 12, 31)
    )
    editor.change([action], **asked)
    now = fresh(action)
    assert (now.schedule_kind, now.starts_on, now.due_on, now.school_year) == (kind, *days)


def test_lead_replaced_filled_and_removed(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    old, new = partner("Ancien"), partner("Nouveau")
    led, free = ActionFactory(plan=plan, title="pilotée"), ActionFactory(plan=plan, title="libre")
    Participation.objects.create(action=led, partner=old, role=Role.LEAD)
    Participation.objects.create(action=led, partner=new, role=Role.CO_LEAD)
    editor.change([led, free], lead="fill", leader=new.pk)
    assert held(led) == [("CO_LEAD", "Nouveau"), ("LEAD", "Ancien")]
    assert held(free) == [("LEAD", "Nouveau")]
    editor.change([led, free], lead="replace", leader=new.pk)
    assert held(led) == [("LEAD", "Nouveau")]
    editor.change([led, free], lead="remove")
    assert held(led) == held(free) == []


def test_partners_are_added_and_removed_by_role(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    caf, town = partner("CAF"), partner("Mairie")
    action = ActionFactory(plan=plan)
    Participation.objects.create(action=action, partner=town, role=Role.LEAD)
    Participation.objects.create(action=action, partner=town, role=Role.RELAY)
    Participation.objects.create(action=action, partner=town, role=Role.FUNDER)
    editor.change([action], add_partners=[caf.pk], add_role="FUNDER", remove_partners=[town.pk], remove_role="RELAY")
    assert held(action) == [("FUNDER", "CAF"), ("FUNDER", "Mairie"), ("LEAD", "Mairie")]
    assert "Rien à changer" in text(editor.summary([action], add_partners=[caf.pk], add_role="FUNDER"))
    editor.change([action], remove_partners=[town.pk])
    assert held(action) == [("FUNDER", "CAF"), ("LEAD", "Mairie")]


def test_schemes_are_added_and_removed(plan: Plan, editor: Editor) -> None:
    old, new = Scheme.objects.create(slug="cel", name="CEL"), Scheme.objects.create(slug="pedt", name="PEDT")
    action = ActionFactory(plan=plan)
    SchemeUse.objects.create(action=action, scheme=old)
    editor.change([action], add_schemes=[new.pk], remove_schemes=[old.pk])
    assert list(action.scheme_uses.values_list("scheme__name", flat=True)) == ["PEDT"]


def test_all_that_match_are_changed_and_no_other(plan: Plan, editor: Editor) -> None:
    for rank in range(3):
        ActionFactory(plan=plan, title=f"oui {rank}", status=Status.PROPOSED)
    other = ActionFactory(plan=plan, title="non", status=Status.DONE)
    ActionFactory(plan=PlanFactory(territory=plan.territory), title="autre plan")
    assert "3 fiches modifiées" in editor.change("statut=PROPOSED", status="ONGOING")
    assert Action.objects.filter(status=Status.ONGOING).count() == 3
    assert fresh(other).status == Status.DONE


# Between the summary and the confirmation


def test_fiche_changed_meanwhile_is_left_out_and_told(plan: Plan, editor: Editor) -> None:
    same, edited, gone = (ActionFactory(plan=plan, title=title) for title in ("Même", "Retouchée", "Supprimée"))
    page = editor.summary([same, edited, gone], status="ONGOING")
    edited.title = "Retouchée depuis"
    edited.save()
    gone.delete()
    said = text(editor.confirm(page))
    assert "1 fiche modifiée" in said
    assert "Retouchée depuis : elle a changé entre-temps." in said
    assert "Une fiche a été supprimée entre-temps." in said
    assert (fresh(same).status, fresh(edited).status) == (Status.ONGOING, Status.PROPOSED)


def test_what_joins_or_leaves_the_filters_meanwhile_is_told(plan: Plan, editor: Editor) -> None:
    leaving, staying = ActionFactory(plan=plan, title="Part"), ActionFactory(plan=plan, title="Reste")
    page = editor.summary("sans=objectif&q=part", priority="1")
    editor.summary("", priority="1")
    Action.objects.filter(pk=leaving.pk).update(search_text=" autre ")
    ActionFactory(plan=plan, title="Part aussi")
    said = text(editor.confirm(page))
    assert "elle ne répond plus aux filtres" in said
    assert "1 fiche répond aussi aux filtres" in said
    assert not Action.objects.filter(priority=Priority.HIGH).exists()
    assert fresh(staying).priority == Priority.NONE


def test_partner_gone_meanwhile_stops_everything(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    caf, action = partner("CAF"), ActionFactory(plan=plan)
    page = editor.summary([action], status="ONGOING", add_partners=[caf.pk])
    caf.delete()
    assert "n’existe plus" in text(editor.confirm(page))
    assert fresh(action).status == Status.PROPOSED


def test_confirmation_is_signed_and_bound_to_its_plan(plan: Plan, editor: Editor) -> None:
    action = ActionFactory(plan=plan)
    page = editor.summary([action], status="ONGOING")
    other = Editor(editor.client, PlanFactory(territory=plan.territory))
    assert "n’est plus valable" in text(other.confirm(page))
    bad = editor.client.post(url(plan, "bulk-confirm"), {"lot": "faux"}, follow=True)
    assert "n’est plus valable" in text(bad)
    assert fresh(action).status == Status.PROPOSED


def test_impatient_click_changes_nothing_twice(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    action = ActionFactory(plan=plan)
    page = editor.summary([action], add_partners=[partner("CAF").pk])
    editor.confirm(page)
    assert "Aucune fiche n’a été modifiée" in text(editor.confirm(page))
    assert held(action) == [("PARTNER", "CAF")]


# Who may, and what it costs


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_member_without_the_right_changes_nothing(role: MemberRole, plan: Plan, client_of: ClientOf) -> None:
    action, client = ActionFactory(plan=plan), client_of(role)
    chosen = {**EMPTY, "portee": "selection", "fiche": action.pk, "status": "ONGOING"}
    for response in (
        client.get(url(plan), chosen),
        client.post(url(plan), chosen),
        client.post(url(plan, "bulk-confirm"), {"lot": "x"}),
        client.get(url(plan, "bulk-history")),
        client.post(url(plan, "bulk-undo"), {"lot": "x"}),
    ):
        assert response.status_code == 403
        assert "réservé à la coordination" in text(response)
    assert fresh(action).status == Status.PROPOSED


def test_stranger_finds_nothing(plan: Plan, stranger: Client) -> None:
    for name in ("bulk", "bulk-confirm", "bulk-undo"):
        assert stranger.post(url(plan, name), {"lot": "x"}).status_code == 404
    for name in ("bulk", "bulk-history"):
        assert stranger.get(url(plan, name)).status_code == 404


def test_writing_costs_the_same_for_two_and_for_four_hundred(
    plan: Plan, editor: Editor, partner: Callable[[str], Partner]
) -> None:
    old, new = partner("Ancien"), partner("Nouveau")
    scheme = Scheme.objects.create(slug="cel", name="CEL")

    def cost(count: int) -> int:
        made = Action.objects.bulk_create(Action(plan=plan, title="Atelier").prepare() for _ in range(count))
        Participation.objects.bulk_create(Participation(action=one, partner=old, role=Role.LEAD) for one in made)
        keys = [one.pk for one in made]
        Action.objects.exclude(pk__in=keys).update(is_doubtful=True)
        asked = {"status": "ONGOING", "lead": "replace", "leader": new.pk, "add_schemes": [scheme.pk]}
        page = editor.client.post(url(plan), {**EMPTY, "portee": "tout", "liste": f"pilote={old.pk}", **asked})
        with CaptureQueriesContext(connection) as captured:
            editor.confirm(page)
        assert Participation.objects.filter(action__in=keys, partner=new, role=Role.LEAD).count() == count
        return len(captured)

    few = cost(2)
    assert cost(400) <= few + 400 // 40  # rows are inserted by the dozens that SQLite takes in one statement
