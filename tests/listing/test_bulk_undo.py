"""Many fiches changed at once: their history, and the way back."""

from collections.abc import Callable
from datetime import date

from accounts.aggregates import bare, content
from accounts.enums import Change, Origin
from accounts.models import Revision
from actions.enums import Priority, Role, ScheduleKind, Status
from actions.models import Action, Participation
from partners.models import Contact, Partner, Scheme
from plans.models import Plan
from tests.factories import ActionFactory, PlanFactory
from tests.listing.conftest import text
from tests.listing.editing import Editor, editor, fresh, held, partner, url

__all__ = ["editor", "partner"]  # fixtures


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
