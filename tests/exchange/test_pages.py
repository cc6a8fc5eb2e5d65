"""The published schema, and our own JSON brought back through the pages."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from annexes.applying.apply import import_outline
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.exchange.schema import plan_schema
from annexes.importing.batches import analyse, receive
from annexes.models import ImportBatch
from plans.models import Plan
from tests.annexes.journey import visitor, words
from tests.annexes.samples import small_plan
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    some: Plan = PlanFactory()
    import_outline(plan=some, incoming=small_plan(), by=None)
    return some


def read_back(plan: Plan, name: str, content: bytes) -> ImportBatch:
    batch = receive(plan=plan, uploads=[SimpleUploadedFile(name, content)], by=None)
    analyse(batch)
    batch.refresh_from_db()
    return batch


def test_schema_is_there_for_everybody() -> None:
    response = Client().get(reverse("plan-schema"))
    assert response["Content-Type"] == "application/schema+json; charset=utf-8"
    assert json.loads(response.content) == plan_schema()


def test_export_page_leads_to_the_schema(plan: Plan) -> None:
    reader = visitor(plan, MemberRole.READER)
    assert reverse("plan-schema") in reader.get("export").content.decode()


@pytest.mark.parametrize("form", [Form.JSON, Form.CSV])
def test_our_own_data_handed_in_change_nothing(plan: Plan, form: Form) -> None:
    made = make_document(plan, DocumentRequest(Document.DATA, form, contacts=True), today=date(2026, 11, 21))
    batch = read_back(plan, made.name, made.content)
    admin = visitor(plan, MemberRole.ADMIN)
    assert "Rien à changer : tout ce que contient ce fichier est déjà dans le plan." in words(
        admin.get("import", batch.pk)
    )


def test_another_json_is_refused_on_its_page_and_given_back(plan: Plan) -> None:
    batch = read_back(plan, "autre.json", b'{"nom": "autre chose"}')
    admin = visitor(plan, MemberRole.ADMIN)
    assert "n’est pas un plan exporté par PEDT Planner" in words(admin.get("import", batch.pk))
    assert admin.get("import-annotated", batch.pk).status_code == 200
