"""Many fiches changed at once: the summary before, what is written, what is left out, the way back, and who may."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.aggregates import bare, content
from accounts.enums import Change, MemberRole, Origin
from accounts.models import Revision
from actions.enums import Priority, Role, ScheduleKind, Status
from actions.models import Action, Participation, SchemeUse
from partners.models import Contact, Partner, Scheme
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PartnerFactory, PlanFactory
from tests.listing.conftest import text

EMPTY = {"add_role": Role.PARTNER.value}


def url(plan: Plan, name: str = "bulk") -> str:
    return reverse(f"actions:{name}", args=[plan.territory.slug, plan.slug])


class Editor:
    """A coordinator who changes fiches of a plan in the browser."""

    def __init__(self, client: Client, plan: Plan) -> None:
        self.client, self.plan = client, plan

    def summary(self, fiches: list[Action] | str, **asked: Any) -> Any:
        """The page that follows the form; `fiches` are ticked, or the filters of a list."""
        if isinstance(fiches, str):
            chosen: dict[str, Any] = {"portee": "tout", "liste": fiches}
        else:
            chosen = {"portee": "selection", "fiche": [fiche.pk for fiche in fiches]}
        return self.client.post(url(self.plan), {**EMPTY, **chosen, **asked})

    def confirm(self, page: Any) -> Any:
        found = re.search(r'name="lot" value="([^"]*)"', page.content.decode())
        assert found, text(page)
        return self.client.post(url(self.plan, "bulk-confirm"), {"lot": found[1]}, follow=True)

    def change(self, fiches: list[Action] | str, **asked: Any) -> str:
        return text(self.confirm(self.summary(fiches, **asked)))

    def undo(self, batch: str) -> str:
        return text(self.client.post(url(self.plan, "bulk-undo"), {"lot": batch}, follow=True))


@pytest.fixture
def editor(coordinator: Client, plan: Plan) -> Editor:
    return Editor(coordinator, plan)


@pytest.fixture
def partner(plan: Plan) -> Callable[[str], Partner]:
    return lambda name: PartnerFactory(territory=plan.territory, name=name)


def held(action: Action) -> list[tuple[str, str]]:
    return sorted(action.participations.values_list("role", "partner__name"))


def fresh(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


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


# History and the way back


def test_every_change_stands_in_the_history_of_its_fiche(plan: Plan, editor: Editor) -> None:
    action = ActionFactory(plan=plan)
    editor.change([action], status="ONGOING")
    (line,) = Revision.objects.all()
    assert (line.change, line.origin, line.plan_key) == (Change.EDITED, Origin.BULK, plan.pk)
    assert (line.before, line.after) == ({"status": "PROPOSED"}, {"status": "ONGOING"})
    assert line.source == "Statut : En cours"
    assert line.actor is not None


def test_undo_puts_everything_back(plan: Plan, editor: Editor, partner: Callable[[str], Partner]) -> None:
    town, caf = partner("Mairie"), partner("CAF")
    scheme = Scheme.objects.create(slug="cel", name="CEL")
    actions = [ActionFactory(plan=plan, title=f"Fiche {rank}") for rank in range(2)]
    Participation.objects.create(action=actions[0], partner=town, role=Role.LEAD)
    asked = {"status": "DROPPED", "status_reason": "Manque", "priority": "1", "schedule": "DATE", "due_on": "12/2027"}
    more = {"lead": "replace", "leader": caf.pk, "add_partners": [town.pk], "add_schemes": [scheme.pk]}
    page = editor.change(actions, **asked, **more)
    assert "Annuler" in page
    batch = Revision.objects.values_list("batch", flat=True)[0]
    assert "Modification annulée sur 2 fiches" in editor.undo(batch)
    for action in map(fresh, actions):
        assert (action.status, action.status_reason, action.priority) == ("PROPOSED", "", Priority.NONE)
        assert (action.due_on, action.schedule_kind) == (None, ScheduleKind.UNDEFINED)
        assert not action.scheme_uses.exists()
    assert held(actions[0]) == [("LEAD", "Mairie")]
    assert held(actions[1]) == []
    assert "déjà été annulée" in editor.undo(batch)


def test_undo_leaves_what_changed_since_and_tells(plan: Plan, editor: Editor) -> None:
    same, edited = ActionFactory(plan=plan, title="Même"), ActionFactory(plan=plan, title="Reprise")
    editor.change([same, edited], status="ONGOING")
    Action.objects.filter(pk=edited.pk).update(status=Status.DONE)
    said = editor.undo(Revision.objects.values_list("batch", flat=True)[0])
    assert "annulée sur 1 fiche" in said
    assert "Reprise : a changé depuis." in said
    assert (fresh(same).status, fresh(edited).status) == (Status.PROPOSED, Status.DONE)


def test_undo_tells_what_cannot_come_back_and_does_the_rest(
    plan: Plan, editor: Editor, partner: Callable[[str], Partner]
) -> None:
    gone, caf = partner("Disparue"), partner("CAF")
    actions = [ActionFactory(plan=plan, title=f"Fiche {rank}") for rank in range(2)]
    Participation.objects.create(action=actions[0], partner=gone, role=Role.LEAD)
    editor.change(actions, lead="replace", leader=caf.pk, priority="1")
    gone.delete()
    said = editor.undo(Revision.objects.values_list("batch", flat=True)[0])
    assert "annulée sur 2 fiches" in said
    assert "« Disparue » n’existe plus" in said
    assert [held(action) for action in actions] == [[], []]
    assert {fresh(action).priority for action in actions} == {Priority.NONE}


def test_undo_leaves_a_fiche_that_a_rule_forbids_since(plan: Plan, editor: Editor) -> None:
    due = {"schedule_kind": ScheduleKind.DATE, "due_on": date(2026, 6, 30)}
    blocked, free = ActionFactory(plan=plan, title="Retenue", **due), ActionFactory(plan=plan, title="Libre", **due)
    editor.change([blocked, free], schedule="DATE", due_on="31/12/2027")
    Action.objects.filter(pk=blocked.pk).update(starts_on=date(2027, 1, 1))
    said = editor.undo(Revision.objects.values_list("batch", flat=True)[0])
    assert "annulée sur 1 fiche" in said
    assert "Retenue : L’échéance précède le début." in said
    assert (fresh(blocked).due_on, fresh(free).due_on) == (date(2027, 12, 31), date(2026, 6, 30))


def test_order_and_contacts_of_partners_survive_a_change_and_its_undo(
    plan: Plan, editor: Editor, partner: Callable[[str], Partner]
) -> None:
    action, new = ActionFactory(plan=plan), partner("Nouveau")
    for rank, name in enumerate(["B", "A", "C"]):
        who = partner(name)
        contact = Contact.objects.create(partner=who, full_name=f"Contact de {name}")
        role = Role.PARTNER if rank else Role.LEAD
        Participation.objects.create(action=action, partner=who, contact=contact, role=role, position=rank)
    before = content(action)["participations"]
    editor.change([action], lead="replace", leader=new.pk)
    assert [row.partner.name for row in action.participations.all()] == ["Nouveau", "A", "C"]
    editor.undo(Revision.objects.values_list("batch", flat=True)[0])
    assert bare(content(action)["participations"]) == bare(before)


def test_recent_changes_of_the_plan_are_listed(plan: Plan, editor: Editor) -> None:
    editor.change([ActionFactory(plan=plan)], status="ONGOING")
    other = Editor(editor.client, PlanFactory(territory=plan.territory))
    other.change([ActionFactory(plan=other.plan)], priority="1")
    moved = {"change": Change.MOVED, "origin": Origin.BULK, "territory": plan.territory, "plan_key": plan.pk}
    Revision.objects.create(model="actions.action", object_key=1, source="Déplacée", batch="ailleurs", **moved)
    page = text(editor.client.get(url(plan, "bulk-history")))
    assert "Statut : En cours" in page
    assert "Déplacée" not in page
    assert "Priorité" not in page
    batch = Revision.objects.filter(plan_key=other.plan.pk).values_list("batch", flat=True)[0]
    assert "n’est pas connue dans ce plan" in editor.undo(batch)


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
