import json
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import MemberRole
from annexes.importing.services import confirm
from annexes.models import Job, JobState
from annexes.pdf.errors import PdfError
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, person, visitor, words
from tests.factories import PlanFactory, PlanKindFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

DATA = {"document": "donnees", "form": "json"}


@pytest.fixture
def plan() -> Plan:
    territory = TerritoryFactory(name="Val-d’Été", slug="val-d-ete")
    plan: Plan = PlanFactory(territory=territory, title="Plan du quai", kind=PlanKindFactory(code="PGT"))
    confirm(analysed(plan, person(plan, MemberRole.ADMIN)), None)
    return plan


@pytest.fixture
def reader(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.READER)


def make(visitor: Visitor, **options: str) -> Job:
    response = visitor.post("export", data={**DATA, **options})
    assert response.status_code == 302
    return Job.objects.latest("pk")


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("role", list(MemberRole))
def test_every_member_makes_and_takes_a_document(plan: Plan, role: MemberRole) -> None:
    member = visitor(plan, role)
    assert "Fabriquer le document" in words(member.get("export"))
    job = make(member)
    assert "Télécharger le document" in words(member.get("job", job.pk))
    read = json.loads(content(member.get("download", job.pk)))
    assert read["themes"][0]["objectives"][0]["title"] == "Grandir au bord de l’eau"


def test_stranger_finds_nothing(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    stranger = visitor(plan, None)
    pages = [stranger.get("export"), stranger.get("job", job.pk), stranger.get("download", job.pk)]
    pages += [stranger.post("export", data=DATA), stranger.post("job-cancel", job.pk)]
    assert {page.status_code for page in pages} == {404}
    assert Job.objects.count() == 1


def test_document_of_another_plan_is_not_found(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    other = Visitor(reader.client, PlanFactory(territory=plan.territory))
    assert other.get("download", job.pk).status_code == 404
    assert other.get("job", job.pk).status_code == 404


@pytest.mark.parametrize("form", ["json", "xlsx"])
def test_document_with_contacts_is_for_those_who_edit(plan: Plan, reader: Visitor, form: str) -> None:
    coordinator = visitor(plan, MemberRole.COORDINATOR)
    job = make(coordinator, form=form, contacts="on")
    assert content(coordinator.get("download", job.pk))
    assert reader.get("download", job.pk).status_code == 403
    assert reader.get("job", job.pk).status_code == 403
    assert reverse("annexes:download", args=[plan.territory.slug, plan.slug, job.pk]) not in words(reader.get("export"))
    own = make(reader, form=form, contacts="on")  # which is not hers to ask
    assert own.options["contacts"] is False
    assert make(coordinator, form=form).options["contacts"] is False
    assert content(reader.get("download", own.pk))
    assert content(coordinator.get("download", own.pk))


def test_document_is_shared_among_the_members(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    colleague = visitor(plan, MemberRole.CONTRIBUTOR)
    page = words(colleague.get("export"))
    assert colleague.url("download", job.pk) in page
    assert str(job.user) in page
    assert content(colleague.get("download", job.pk))


def test_export_of_another_is_not_hers_to_stop(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    assert visitor(plan, MemberRole.COORDINATOR).post("job-cancel", job.pk).status_code == 403
    assert visitor(plan, MemberRole.COORDINATOR).post("job-relaunch", job.pk).status_code == 403
    assert visitor(plan, MemberRole.ADMIN).post("job-cancel", job.pk).status_code == 302


@pytest.mark.parametrize(
    ("document", "form", "content_type", "begins"),
    [
        ("tableau", "pdf", "application/pdf", b"%PDF-"),
        ("tableau", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("donnees", "json", "application/json", b"{"),
    ],
)
def test_download_has_its_type_its_name_and_no_sniffing(
    reader: Visitor, document: str, form: str, content_type: str, begins: bytes
) -> None:
    response = reader.get("download", make(reader, document=document, form=form).pk)
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    what = "donnees" if form == "json" else "annexe-tableau"
    assert f'attachment; filename="PGT_{what}_val-dete_plan-du-quai_' in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(f'.{form}"')
    assert content(response).startswith(begins)


def test_follow_up_variant_adds_its_columns(reader: Visitor) -> None:
    def headers(variant: str) -> set[str]:
        response = reader.get("download", make(reader, document="tableau", form="xlsx", variant=variant).pk)
        sheet = load_workbook(BytesIO(content(response)))["Annexe"]
        return {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}

    assert {"Pilote", "Statut"} <= headers("follow_up") - headers("contractual")


def test_unknown_form_is_refused(reader: Visitor) -> None:
    response = reader.post("export", data={"document": "tableau", "form": "docm"})
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_document_that_is_not_ready_cannot_be_taken(reader: Visitor) -> None:
    reader.client.post(reader.url("export"), DATA)  # not committed: the work waits
    job = Job.objects.get()
    assert job.state == JobState.WAITING
    assert reader.get("download", job.pk).status_code == 404
    assert "Télécharger" not in words(reader.get("job", job.pk))


def test_document_that_storage_lost_is_not_found(reader: Visitor) -> None:
    job = make(reader)
    job.result.storage.delete(job.result.name)
    assert reader.get("download", job.pk).status_code == 404


def test_pdf_that_cannot_be_made_says_why(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> bytes:
        raise PdfError("Le document dépasse ce que l’imprimeur accepte.")

    monkeypatch.setattr("annexes.documents.making.write_tableau_pdf", refuse)
    job = make(reader, document="tableau", form="pdf")
    page = words(reader.get("job", job.pk))
    assert "dépasse ce que l’imprimeur accepte" in page
    assert "Relancer" in page


def test_export_page_costs_the_same_queries_for_many_documents(reader: Visitor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.get("export")
        return len(captured)

    make(reader)
    one = queries()
    make(reader)
    make(reader)
    assert queries() == one
    assert one <= 12
