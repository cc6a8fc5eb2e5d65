"""What administrators alone do of a plan: adapt its type, delete it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from plans.enums import Level, PlanStatus
from plans.models import Objective, Plan, PlanKind
from plans.substance import FIELD
from tests.annexes.journey import client_of, person, words
from tests.factories import ObjectiveFactory
from tests.pages.test_tree_pages import at, client, general, hidden, plan

__all__ = ["client", "general", "plan"]  # the fixtures of a plan with an objective


def test_types_of_plan_are_adapted_and_show_at_once(plan: Plan, kinds: dict[str, PlanKind], general: Objective) -> None:
    admin = client_of(person(plan, MemberRole.ADMIN))
    slug = plan.territory.slug
    listing = reverse("plan-kinds:list", args=[slug])
    assert "Objectif général" in words(admin.get(listing))
    admin.post(reverse("plan-kinds:adapt", args=[slug, kinds["PEDT"].pk]))
    own = PlanKind.objects.get(territory=plan.territory)
    plan.refresh_from_db()
    assert plan.kind == own
    url = reverse("plan-kinds:edit", args=[slug, own.pk])
    page = admin.get(url)
    fields: dict[str, Any] = {"seen": hidden(page, "seen"), "name": own.name, "acronym": "PEDT", "max_years": 3}
    fields |= {"action_label": "Fiche", "action_label_plural": "Fiches", "allows_skipping": "on"}
    for level in own.levels.all():
        for name in ("singular", "plural", "prefix", "numbering"):
            fields[f"{level.level.lower()}-{name}"] = getattr(level, name)
        fields[f"{level.level.lower()}-used"] = "on"
    fields |= {"theme-numbering": "NONE", "intermediate-singular": "Ambition", "intermediate-plural": "Ambitions"}
    unused = {key: value for key, value in fields.items() if key != "intermediate-used"}
    refused = admin.post(url, unused)
    assert refused.status_code == 422
    assert "1 objectif de vos plans sont à ce niveau" in words(refused) or "est à ce niveau" in words(refused)
    assert admin.post(url, fields).status_code == 302
    assert "Ambition" in words(admin.get(plan.get_absolute_url()))
    assert kinds["PEDT"].levels.get(level=Level.INTERMEDIATE).singular == "Objectif général"
    admin.post(reverse("plan-kinds:drop", args=[slug, own.pk]))
    plan.refresh_from_db()
    assert plan.kind == kinds["PEDT"]


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR, MemberRole.COORDINATOR])
def test_only_administrators_adapt_types_and_delete_plans(
    plan: Plan, kinds: dict[str, PlanKind], role: MemberRole
) -> None:
    client, slug = client_of(person(plan, role)), plan.territory.slug
    assert client.get(reverse("plan-kinds:list", args=[slug])).status_code == 403
    assert client.post(reverse("plan-kinds:adapt", args=[slug, kinds["PEDT"].pk])).status_code == 403
    assert client.get(at(plan, "delete")).status_code == 403
    assert client.post(at(plan, "delete")).status_code == 403
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_plan_is_deleted_as_a_draft_once_its_title_is_written_again(plan: Plan, general: Objective) -> None:
    admin = client_of(person(plan, MemberRole.ADMIN))
    url = at(plan, "delete")
    assert "1 objectif" in words(admin.get(url))
    assert admin.post(url, {"titre": "PEDT"}).status_code == 422
    Plan.objects.update(status=PlanStatus.IN_FORCE)
    assert "ne se supprime pas" in words(admin.post(url, {"titre": plan.title}))
    Plan.objects.update(status=PlanStatus.DRAFT)
    assert admin.post(url, {"titre": "pedt du quai"}).status_code == 302
    assert not Plan.objects.exists()


def test_period_and_kind_of_a_plan_are_checked(plan: Plan, kinds: dict[str, PlanKind], client: Client) -> None:
    ObjectiveFactory(plan=plan, level=Level.AXIS, title="Axe")
    low = ObjectiveFactory(plan=plan, level=Level.OPERATIONAL, title="Bas")
    assert low.parent is not None
    url = at(plan, "edit")
    page = client.get(url)
    assert reverse("life:plan", args=[plan.territory.slug, plan.slug]) in page.content.decode()
    fields = {"seen": hidden(page, "seen"), "title": plan.title, "kind": plan.kind_id, "status": "SIGNED"}
    assert "objectif opérationnel" in words(client.post(url, {**fields, "kind": kinds["CONTRAT_VILLE"].pk}))
    right = {**fields, "starts_on": "2026-09-01", "ends_on": "2029-08-31", "has_wednesday_charter": "on"}
    assert client.post(url, right).status_code == 302
    plan.refresh_from_db()
    assert (plan.status, plan.has_wednesday_charter) == (PlanStatus.DRAFT, True)
    Plan.objects.update(status=PlanStatus.SIGNED)
    given = {**fields, "seen": hidden(client.get(url), "seen"), FIELD: "Erreur de saisie"}
    assert "Un plan signé a une date de début" in words(client.post(url, given))
