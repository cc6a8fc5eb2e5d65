"""The page of a fiche hides nothing of what was typed."""

from datetime import date

from django.test import Client

from accounts.enums import MemberRole
from actions.enums import Role
from actions.models import Action, Participation
from partners.models import Contact
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PartnerFactory, PlanFactory


def said(client: Client, action: Action) -> str:
    return " ".join(client.get(action.get_absolute_url()).content.decode().split())


def test_step_that_is_done_keeps_the_date_that_was_planned(plan: Plan, coordinator: Client) -> None:
    action = ActionFactory(plan=plan)
    action.steps.create(title="Réunir", due_on=date(2026, 9, 30), done_on=date(2026, 11, 12), who="La coordination")
    action.steps.create(title="Ouvrir", due_on=date(2027, 1, 15))
    page = said(coordinator, action)
    assert "prévue en septembre 2026 · ✓ faite le 12/11/2026 · La coordination" in page
    assert "prévue le 15/01/2027" in page


def test_link_shows_its_text_and_the_fiche_that_it_leads_to(plan: Plan, coordinator: Client) -> None:
    action = ActionFactory(plan=plan, number=1, title="Ouvrir")
    other = ActionFactory(plan=PlanFactory(territory=plan.territory, title="CTG"), number=12, title="Ouvrir la halle")
    action.links.create(target=other, text="Même public le mercredi")
    action.links.create(target=other, text="12 – Ouvrir la halle (CTG)", position=1)  # what the form writes by itself
    page = said(coordinator, action)
    assert page.count("Fiche 12 : Ouvrir la halle</a>") == 2
    assert "Même public le mercredi" in page
    assert "12 – Ouvrir la halle (CTG)" not in page
    back = said(coordinator, other)
    assert "Fiche 1 : Ouvrir</a>" in back
    assert "Même public le mercredi" in back


def test_readers_read_the_function_of_a_contact_who_is_not_named_in_documents(plan: Plan, client_of: ClientOf) -> None:
    action = ActionFactory(plan=plan)
    caf = PartnerFactory(territory=plan.territory, name="Caf du Val")
    contact = Contact.objects.create(partner=caf, full_name="Léa Marin", function="directrice")
    Participation.objects.create(action=action, partner=caf, contact=contact, role=Role.LEAD)
    assert "Caf du Val – Léa Marin (directrice)" in said(client_of(MemberRole.CONTRIBUTOR), action)
    reader = client_of(MemberRole.READER)
    page = said(reader, action)
    assert "Caf du Val – directrice" in page
    assert "Léa Marin" not in page
    Contact.objects.update(shown_in_exports=True)
    assert "Léa Marin" in said(reader, action)
