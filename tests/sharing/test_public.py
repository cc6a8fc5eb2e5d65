"""The public page of a territory: signed versions only, contacts removed, data under an open licence."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Journal, Territory
from actions.enums import Role
from actions.models import Action, Participation
from annexes.exchange.schema import plan_schema
from annexes.exchange.validation import faults
from annexes.jsonform import outline_from_public
from annexes.models import Version, VersionReason
from partners.models import Contact
from plans.enums import PlanStatus
from plans.models import Plan, PlanSection
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.sharing.freezing import PDF, frozen

SECRETS = ("Camille Pont", "c.pont@valmire.example", "05 58 12 34 56")


@pytest.fixture
def plan(plan: Plan) -> Plan:
    """A signed plan of a territory that has a public page, with a contact wherever one may stand."""
    Territory.objects.filter(pk=plan.territory_id).update(has_public_page=True, public_text="Nos plans.\n- Lire")
    plan.territory.refresh_from_db()
    partner = PartnerFactory(territory=plan.territory, name="Amicale du pont")
    contact = Contact.objects.create(
        partner=partner, full_name=SECRETS[0], email=SECRETS[1], phone=SECRETS[2], shown_in_exports=True
    )
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    fiche = ActionFactory(
        objective=ObjectiveFactory(parent=theme, title="Grandir", code="I"),
        theme=theme,
        number=7,
        title="Lire le matin",
        description=f"Voir {' '.join(SECRETS)}.",
    )
    Participation.objects.create(action=fiche, partner=partner, contact=contact, role=Role.LEAD)
    PlanSection.objects.create(plan=plan, title="Contacts", text=f"## Qui\n{' '.join(SECRETS)}")
    return plan


@pytest.fixture
def version(plan: Plan) -> Version:
    return frozen(plan, label="votée")


def address(plan: Plan, name: str, *more: int) -> str:
    where = [plan.territory.slug] if name in ("territory", "logo") else [plan.territory.slug, plan.slug]
    return reverse(f"public:{name}", args=[*where, *more])


def asked(plan: Plan, name: str, *more: int, **headers: str) -> Any:
    return Client().get(address(plan, name, *more), **headers)  # type: ignore[arg-type]


PAGES = ("territory", "plan", "csv", "json", "metadata")


def test_a_territory_publishes_nothing_unless_it_wants(version: Version) -> None:
    plan = version.plan
    assert [asked(plan, name).status_code for name in PAGES] == [200] * 5
    Territory.objects.update(has_public_page=False)
    assert [asked(plan, name).status_code for name in PAGES] == [404] * 5
    assert asked(plan, "document", 1, 0).status_code == asked(plan, "fiche", 1).status_code == 404


def test_signed_versions_alone_are_published(plan: Plan) -> None:
    assert asked(plan, "territory").status_code == 200
    assert asked(plan, "plan").status_code == 404
    frozen(plan, VersionReason.SUBMITTED, label="transmise")
    frozen(plan, VersionReason.ON_DEMAND, label="de travail")
    assert asked(plan, "plan").status_code == 404
    frozen(plan, VersionReason.SIGNED, label="conclue en mai")
    Action.objects.filter(number=7).update(title="Lire après l’avenant")
    frozen(plan, VersionReason.AMENDED, label="avenant 1")
    Action.objects.filter(number=7).update(title="Lire demain")
    for name in ("territory", "plan"):
        text = asked(plan, name).content.decode()
        assert text.index("avenant 1") < text.index("conclue en mai")
        assert "transmise" not in text
        assert "de travail" not in text
    text = asked(plan, "plan").content.decode()
    assert "Lire après l’avenant" in text
    assert "Lire demain" not in text
    found = {number: asked(plan, "document", number, 0).status_code for number in (1, 2, 3, 4, 5)}
    assert found == {1: 404, 2: 404, 3: 200, 4: 200, 5: 404}


@pytest.mark.parametrize("status", [PlanStatus.DRAFT, PlanStatus.SUBMITTED, PlanStatus.APPROVED])
def test_a_plan_that_is_no_longer_signed_is_closed(version: Version, status: PlanStatus) -> None:
    Plan.objects.filter(pk=version.plan_id).update(status=status)
    assert asked(version.plan, "plan").status_code == 404
    assert version.plan.title not in asked(version.plan, "territory").content.decode()
    assert asked(version.plan, "document", 1, 0).status_code == 404


def test_contacts_stand_nowhere(version: Version) -> None:
    plan = version.plan
    texts = [asked(plan, name).content.decode() for name in PAGES]
    texts += [asked(plan, "fiche", rank).content.decode() for rank in (1, 2)]
    for text in texts:
        assert not any(secret in text for secret in SECRETS)
    assert "[nom retiré] [adresse retirée] [numéro retiré]" in "".join(texts)
    assert sum("Amicale du pont" in text for text in texts) >= 3


def test_the_plan_is_read_as_a_page(version: Version) -> None:
    text = asked(version.plan, "plan").content.decode()
    for said in ("Grandir", "Lire le matin", "Lire le soir", "<h3>Qui</h3>", "Licence Ouverte 2.0"):
        assert said in text
    assert address(version.plan, "fiche", 1) in text
    fiche = asked(version.plan, "fiche", 2).content.decode()
    assert "Lire le matin" in fiche
    assert "Amicale du pont" in fiche
    assert asked(version.plan, "fiche", 3).status_code == asked(version.plan, "fiche", 0).status_code == 404


def test_pages_may_be_found(version: Version) -> None:
    for name in ("territory", "plan"):
        answer = asked(version.plan, name)
        assert "X-Robots-Tag" not in answer
        assert b"noindex" not in answer.content
    robots = Client().get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    lines = robots.content.decode().splitlines()
    assert {"Disallow: /partage/", "Disallow: /t/", "Disallow: /agenda/"} <= set(lines)
    assert not any(line.startswith("Disallow: /public") for line in lines)


def test_documents_are_taken_away(version: Version) -> None:
    answer = asked(version.plan, "document", 1, 0)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert asked(version.plan, "document", 1, 1).status_code == 404  # the data of the version are not a PDF
    assert asked(PlanFactory(territory=version.plan.territory), "document", 1, 0).status_code == 404


def test_json_follows_the_published_schema_and_is_read_back(version: Version) -> None:
    answer = asked(version.plan, "json")
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in answer["Link"]
    data = json.loads(answer.content)
    assert list(faults(data, plan_schema())) == []
    outline = outline_from_public(data)
    assert {action.title for action in outline.all_actions()} == {"Lire le matin", "Lire le soir"}
    assert data["contacts"] is False


def test_csv_has_a_row_a_fiche(version: Version) -> None:
    answer = asked(version.plan, "csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {"Lire le matin", "Lire le soir"} <= {value for row in rows for value in row.values()}


def test_data_that_did_not_change_are_not_sent_again(version: Version) -> None:
    first = asked(version.plan, "csv")
    assert asked(version.plan, "csv", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert asked(version.plan, "json", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    Contact.objects.create(partner=PartnerFactory(territory=version.plan.territory), full_name="Lire Soir")
    assert asked(version.plan, "csv", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_a_catalogue_finds_licence_and_files(version: Version) -> None:
    data = asked(version.plan, "metadata").json()
    assert data["@type"] == "dcat:Dataset"
    assert "licence-ouverte" in data["dct:license"]
    assert data["dct:publisher"]["foaf:name"] == version.plan.territory.name
    for one in data["dcat:distribution"]:
        assert Client().get(one["dcat:downloadURL"]).status_code == 200


def test_as_many_queries_for_many_plans(plan: Plan) -> None:
    costs = []
    for number in (1, 12):
        for _ in range(number):
            frozen(PlanFactory(territory=plan.territory, status=PlanStatus.SIGNED), files=number)
        frozen(plan)
        with CaptureQueriesContext(connection) as first:
            asked(plan, "territory")
        with CaptureQueriesContext(connection) as second:
            asked(plan, "plan")
        costs.append((len(first), len(second)))
    assert costs[0] == costs[1] == (3, 6)


def test_an_administrator_opens_and_closes_it(plan: Plan) -> None:
    Territory.objects.update(has_public_page=False)
    client = client_of(person(plan, MemberRole.ADMIN))
    page = reverse("brand:public-page", args=[plan.territory.slug])
    assert client.post(page, {"has_public_page": "on", "public_text": "Bienvenue"}).status_code == 302
    assert "Bienvenue" in asked(plan, "territory").content.decode()
    assert address(plan, "territory") in client.get(page).content.decode()
    client.post(page, {"public_text": "Bienvenue"})
    assert asked(plan, "territory").status_code == 404
    assert client.post(page, {"public_text": "x" * 2001}).status_code == 422
    verbs = list(Journal.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in verbs if "publique" in verb] == ["page publique ouverte", "page publique fermée"]
