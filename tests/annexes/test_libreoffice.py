"""A plan exported, opened and saved by LibreOffice, imported again: nothing to change."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions.enums import Status
from annexes.applying.apply import import_outline
from annexes.documents import DocumentRequest, Form, make_document
from annexes.importing.services import foreseen
from annexes.load import load
from annexes.models import ImportBatch
from annexes.readers import read_annexe
from plans.models import Plan
from tests.annexes.samples import axis, full_fiche, oi, oo, plan, small_plan, theme
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db
SOFFICE = shutil.which("soffice")


def exported(found: Plan) -> bytes:
    return make_document(found, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21)).content


def saved_by_libreoffice(content: bytes, form: str, folder: Path) -> bytes:
    assert SOFFICE is not None
    source = folder / "plan.xlsx"
    source.write_bytes(content)
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile",
         "--convert-to", form, "--outdir", str(folder / "saved"), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "saved" / f"plan.{form}").read_bytes()


def changes(found: Plan, content: bytes, name: str) -> list[object]:
    reading = read_annexe(io.BytesIO(content), name=name)
    assert not reading.has_errors
    return list(foreseen(found, load(found), reading.outline).diff.changes)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_plan_saved_by_libreoffice_has_nothing_to_change(form: str, tmp_path: Path) -> None:
    found = PlanFactory()
    fiche = replace(full_fiche(), links=(), merged_into=None, status=Status.ONGOING)
    whole = plan(theme("Enfance", axis("Grandir", oi("Lire", oo("Conter", fiche, code="OO 1")), code="I")))
    import_outline(plan=found, incoming=small_plan(), by=None)
    import_outline(plan=found, incoming=whole, by=None)
    content = saved_by_libreoffice(exported(found), form, tmp_path)
    assert changes(found, content, f"plan.{form}") == []


def test_template_of_an_empty_plan_has_nothing_to_change() -> None:
    found = PlanFactory()
    assert changes(found, exported(found), "plan.xlsx") == []
    assert not ImportBatch.objects.exists()
