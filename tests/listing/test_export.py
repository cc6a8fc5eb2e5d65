"""The file holds exactly what the page lists, in its order; long lists go through a worker."""

import csv
import io
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.enums import Role, Status
from actions.listing.scope import Scope
from actions.models import Action, ActionNote, Funding, Participation
from annexes.lists import csvform
from annexes.lists.listing import columns_of
from annexes.models import Job, JobState
from annexes.outline import ActionOutline
from annexes.views import listing
from partners.models import Contact
from plans.enums import Level
from plans.models import Plan
from tests.annexes.journey import committed
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.listing.conftest import Titles, text


def url(plan: Plan) -> str:
    return reverse("annexes:list-export", args=[plan.territory.slug, plan.slug])


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def filled(plan: Plan) -> Plan:
    theme = ObjectiveFactory(plan=plan, code="I", title="Enfance")
    for rank, (title, status) in enumerate(
        [("Zoo", Status.DONE), ("École dehors", Status.ONGOING), ("Atelier", Status.DONE), ("=1+1", Status.DONE)], 1
    ):
        ActionFactory(plan=plan, theme=theme, number=rank, title=title, status=status, due_on=date(2026, 8, rank))
    return plan


@pytest.mark.parametrize(
    "query", ["", "statut=DONE", "statut=DONE&tri=-titre", "q=ecole", "tri=titre", "sans=pilote&tri=-echeance"]
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_file_lists_what_the_page_lists(
    query: str, form: str, filled: Plan, titles: Titles, client_of: ClientOf
) -> None:
    client = client_of(MemberRole.READER)
    content = client.post(url(filled), {"liste": query, "form": form, "which": "page"}).content
    if form == "csv":
        found = [row["Intitulé de la fiche"].removeprefix("'") for row in rows_of(content)]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        head, *lines = sheet.iter_rows(values_only=True)
        found = [line[head.index("Intitulé de la fiche")] for line in lines]
    assert found == titles(query)
    assert found


def test_csv_is_french_and_computes_nothing(filled: Plan, coordinator: Client) -> None:
    action = Action.objects.get(title="Zoo")
    partner = PartnerFactory(territory=filled.territory, name="Service enfance")
    Participation.objects.create(action=action, partner=partner, role=Role.LEAD)
    Funding.objects.create(action=action, planned=Decimal("1250.5"))
    response = coordinator.post(url(filled), {"liste": "tri=numero", "form": "csv", "which": "page"})
    first, *_, last = rows_of(response.content)
    assert first["Échéance"] == "01/08/2026"
    assert first["Budget prévu (€)"] == "1250,50"
    assert (first["Pilote"], first["Thème"], first["Statut"]) == ("Service enfance", "I : Enfance", "Réalisée")
    assert last["Intitulé de la fiche"] == "'=1+1"
    assert "attachment" in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith('.csv"')


@pytest.mark.parametrize("value", ["=A1", "+33 5", "-1", "@x", "\t=1", "- une puce"])
def test_what_a_spreadsheet_would_compute_is_text(value: str) -> None:
    assert csvform.cell(value) == f"'{value}"


def test_all_columns_or_some(filled: Plan, coordinator: Client) -> None:
    Action.objects.filter(title="Zoo").update(context="Un constat")
    everything = rows_of(coordinator.post(url(filled), {"form": "csv", "which": "toutes"}).content)
    assert everything[0]["Contexte et constats"] == "Un constat"
    two = {"form": "csv", "which": "choix", "columns": ["title", "status"]}
    assert list(rows_of(coordinator.post(url(filled), two).content)[0]) == ["Intitulé de la fiche", "Statut"]
    none = coordinator.post(url(filled), {"form": "csv", "which": "choix"})
    assert none.status_code == 422
    assert "Cochez au moins une colonne" in text(none)


def test_all_columns_are_all_that_a_fiche_says(filled: Plan, coordinator: Client) -> None:
    said = {column.name for column in columns_of(Scope(filled.territory, filled))}
    assert {field.name for field in fields(ActionOutline) if field.compare} <= said
    fiche = Action.objects.get(title="Zoo")
    fiche.also_serves.add(ObjectiveFactory(plan=filled, level=Level.AXIS, code="II", title="Jeunesse"))
    ActionNote.objects.create(action=fiche, year=2026, text="Bien suivi")
    row = rows_of(coordinator.post(url(filled), {"form": "csv", "which": "toutes"}).content)[0]
    assert "II" in row["Sert aussi"]
    assert "Bien suivi" in row["Bilan et suites"]


def test_contact_is_named_only_when_she_agreed(filled: Plan, coordinator: Client) -> None:
    action, partner = Action.objects.get(title="Zoo"), PartnerFactory(territory=filled.territory)
    shown = Contact.objects.create(partner=partner, full_name="Aline Visible", shown_in_exports=True)
    hidden = Contact.objects.create(partner=partner, full_name="Bruno Discret")
    for role, contact in ((Role.LEAD, shown), (Role.PARTNER, hidden)):
        Participation.objects.create(action=action, partner=partner, role=role, contact=contact)
    content = coordinator.post(url(filled), {"form": "csv", "which": "toutes"}).content.decode()
    assert "Aline Visible" in content
    assert "Bruno" not in content


def test_page_says_what_will_be_exported(filled: Plan, coordinator: Client) -> None:
    page = text(coordinator.get(url(filled), {"statut": "DONE"}))
    assert "3 fiches" in page
    assert "Statut : Réalisée" in page
    assert 'name="liste" value="statut=DONE"' in page


def test_territory_exports_every_plan(filled: Plan, territory: Territory, coordinator: Client) -> None:
    ActionFactory(plan=PlanFactory(territory=territory, title="Contrat de ville"), title="Médiation")
    ActionFactory(title="D’un autre territoire")
    where = reverse("all-actions-export", args=[territory.slug])
    rows = rows_of(coordinator.post(where, {"form": "csv", "which": "page"}).content)
    assert {(row["Plan"], row["Intitulé de la fiche"]) for row in rows} >= {("Contrat de ville", "Médiation")}
    assert len(rows) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whole", [False, True])
def test_long_list_is_made_by_a_worker(
    whole: bool, filled: Plan, coordinator: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(listing, "DIRECT", 2)
    where = reverse("all-actions-export", args=[filled.territory.slug]) if whole else url(filled)
    response = committed(lambda: coordinator.post(where, {"liste": "statut=DONE", "form": "csv", "which": "page"}))
    job = Job.objects.get()
    assert response["Location"] == job.get_absolute_url()
    assert job.state == JobState.DONE, job.error
    made = coordinator.get(reverse("annexes:download", args=[filled.territory.slug, filled.slug, job.pk]))
    assert len(rows_of(b"".join(made.streaming_content))) == 3  # type: ignore[attr-defined]
    assert made["Content-Type"].startswith("text/csv")


def test_stranger_exports_nothing(filled: Plan, stranger: Client) -> None:
    assert stranger.post(url(filled), {"form": "csv", "which": "page"}).status_code == 404
    where = reverse("all-actions-export", args=[filled.territory.slug])
    assert stranger.post(where, {"form": "csv", "which": "page"}).status_code == 404
