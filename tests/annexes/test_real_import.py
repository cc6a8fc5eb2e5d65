"""The real annexes, where they are present: imported once, they are the plan; imported again, they change nothing."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from annexes.applying.apply import import_outline
from annexes.applying.checks import fit
from annexes.applying.directory import Directory
from annexes.documents import DocumentRequest, Form, make_document
from annexes.importing.services import levels_of, read_for
from annexes.load import load, load_whole
from annexes.readers import read_annexe
from annexes.reading import Severity
from plans.enums import Level
from plans.models import Plan
from tests.factories import PlanFactory

REAL = Path(__file__).resolve().parents[2] / ".." / "shared" / "real"
FILES = ["pgt-petite-enfance.xlsx", "pgt-enfance.docx", "pgt-parentalite.docx", "fiche-1.2.4.docx"]

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not REAL.is_dir(), reason="real documents are not here")]


def bring(plan: Plan, name: str) -> bool:
    """Import a real annexe; whether it had something to change."""
    reading = read_annexe(REAL / name, name=name)
    outline, issues = fit(reading.outline, levels_of(plan))
    assert not [issue for issue in (*reading.issues, *issues) if issue.severity is Severity.ERROR]
    return not import_outline(plan=plan, incoming=outline, by=None, source=name).diff.is_empty


def test_themes_of_a_plan_come_in_one_after_the_other() -> None:
    plan = PlanFactory()
    assert [bring(plan, name) for name in FILES[:3]] == [True, True, True]
    outline = load(plan)
    counts = [outline.count(level) for level in (Level.THEME, Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)]
    assert counts == [3, 7, 24, 70]
    assert [len(list(theme.all_actions())) for theme in outline.themes] == [23, 93, 15]
    assert [bring(plan, name) for name in FILES[:3]] == [False, False, False]
    assert load(plan) == outline


def test_fiche_of_a_city_contract_comes_in() -> None:
    plan = PlanFactory(kind__levels=[Level.THEME, Level.AXIS, Level.INTERMEDIATE])
    assert bring(plan, FILES[3])
    assert plan.actions.count() == 1
    assert not bring(plan, FILES[3])


def test_real_annexes_go_through_excel_and_back() -> None:
    plan = PlanFactory()
    for name in FILES[:3]:
        bring(plan, name)
    made = make_document(plan, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21))
    reading = read_for(plan, BytesIO(made.content), made.name)
    assert reading.issues == ()
    assert Directory.load(plan.territory).canonical(reading.outline) == load_whole(plan)
    assert import_outline(plan=plan, incoming=reading.outline, by=None, source=made.name).diff.is_empty
