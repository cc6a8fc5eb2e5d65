"""The annotated file as a download: one file, one of several, all of them."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import MemberRole
from annexes.importing.batches import analyse, receive
from annexes.models import ImportBatch, ImportState
from plans.models import Plan
from tests.annexes.journey import Visitor, annexe, visitor, words
from tests.factories import PlanFactory
from tests.readers.makers import HEADER, word

pytestmark = pytest.mark.django_db

SHIFTED = ["I – Grandir", "Fiche 1 : Ouvrir", "OO 1 : Dire", ""]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="Plan du quai")


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.ADMIN)


def batch_of(plan: Plan, *uploads: SimpleUploadedFile) -> ImportBatch:
    batch = receive(plan=plan, uploads=uploads, by=None)
    analyse(batch)
    batch.refresh_from_db()
    return batch


def document(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, word("# JEUNESSE", [HEADER, SHIFTED]))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_file_of_an_import_comes_back_annotated(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, annexe(SHIFTED))

    response = admin.get("import-annotated", batch.pk)

    assert response.status_code == 200
    assert response["Content-Type"] == XLSX
    assert "annexe-du-quai-annote.xlsx" in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(BytesIO(body(response)))["Enfance"]
    assert "colonne des objectifs intermédiaires" in sheet["B2"].comment.text


def test_several_files_come_back_in_an_archive_each_with_its_own_remarks(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, annexe(SHIFTED), document("jeunesse.docx"), SimpleUploadedFile("a.pdf", b"%PDF-1.7"))

    response = admin.get("import-annotated", batch.pk)

    archive = zipfile.ZipFile(BytesIO(body(response)))
    assert response["Content-Type"] == "application/zip"
    assert sorted(archive.namelist()) == ["a.pdf.txt", "annexe-du-quai-annote.xlsx", "jeunesse-annote.docx"]
    assert "PDF" in archive.read("a.pdf.txt").decode()
    listed = openpyxl.load_workbook(BytesIO(archive.read("annexe-du-quai-annote.xlsx")))["Signalements"]
    where = {row[1].value for row in listed.iter_rows(min_row=4)}
    assert "Feuille Enfance, B2" in where
    assert not [one for one in where if one and one.startswith("Tableau")]


def test_one_file_of_several_is_chosen_by_its_rank(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, annexe(SHIFTED), document("jeunesse.docx"))

    response = admin.get("import-annotated", batch.pk, fichier="2")

    assert "jeunesse-annote.docx" in response["Content-Disposition"]
    assert admin.get("import-annotated", batch.pk, fichier="3").status_code == 404


def test_file_that_cannot_be_opened_is_said(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, SimpleUploadedFile("annexe.pdf", b"%PDF-1.7"))

    response = admin.client.get(admin.url("import-annotated", batch.pk), follow=True)

    assert "« annexe.pdf » ne peut pas être annoté" in words(response)


def test_file_that_is_not_read_yet_waits(plan: Plan, admin: Visitor) -> None:
    batch = receive(plan=plan, uploads=[annexe()], by=None)

    assert admin.get("import-annotated", batch.pk).status_code == 302


def test_written_import_still_gives_its_file(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, annexe(SHIFTED))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLIED)

    assert admin.get("import-annotated", batch.pk).status_code == 200


def test_file_that_is_gone_is_not_found(plan: Plan, admin: Visitor) -> None:
    batch = batch_of(plan, annexe(SHIFTED))
    batch.files.get().file.delete(save=False)

    assert admin.get("import-annotated", batch.pk).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(MemberRole.COORDINATOR, 403), (MemberRole.READER, 403), (None, 404)])
def test_returned_file_is_for_administrators(plan: Plan, role: MemberRole | None, status: int) -> None:
    batch = batch_of(plan, annexe(SHIFTED))

    assert visitor(plan, role).get("import-annotated", batch.pk).status_code == status
