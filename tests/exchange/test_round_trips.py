"""What is exported as CSV or JSON and read back is the same plan."""

import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from annexes.applying.apply import import_outline
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.exchange.csvdata import write_data_csv
from annexes.jsonform import outline_from_public, public_json
from annexes.load import load
from annexes.outline import ActionOutline, PlanOutline
from annexes.readers import read_annexe
from annexes.reading import Reading
from annexes.vocabulary import Vocabulary
from partners.models import Contact
from pedt_planner.demo.loading import load_demo
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, plan_outlines, theme, without_keys
from tests.annexes.samples import plan as plan_of
from tests.factories import PlanFactory

TODAY = date(2026, 11, 21)
FORMULAS = ["=1+1", "+33", "-2", "- une puce", "@somme", "'=1", "''-2", "'mot'", "007", "1;2", '"guillemets"', "a\n\nb"]
SLUGS = sorted(demo_outlines())
BESIDE = {"notes", "measurements", "sections", "directory"}  # sheets beside « Données »


def as_json(outline: PlanOutline, **more: Any) -> bytes:
    return json.dumps(public_json(outline, **more), ensure_ascii=False).encode()


def as_csv(outline: PlanOutline) -> bytes:
    return write_data_csv(outline, levels=tuple(Level), vocabulary=Vocabulary())


def read(content: bytes, name: str) -> Reading:
    return read_annexe(io.BytesIO(content), name=name)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan_outlines())
def test_json_written_and_read_back_is_the_same(outline: PlanOutline) -> None:
    assert read(as_json(outline), "plan.json").outline == without_keys(outline)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan_outlines())
def test_csv_written_and_read_back_is_the_same_but_for_what_it_cannot_hold(outline: PlanOutline) -> None:
    back = read(as_csv(outline), "plan.csv").outline
    assert held_by_a_csv(back) == held_by_a_csv(without_keys(outline))


def held_by_a_csv(outline: PlanOutline) -> PlanOutline:
    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(item) for name, item in value.items() if name not in BESIDE}
        return [kept(item) for item in value] if isinstance(value, list) else value

    return outline_from_public(kept(public_json(outline)))


def test_json_without_the_contacts_says_that_roles_are_not_read_back() -> None:
    reading = read(as_json(demo_outlines()[SLUGS[0]], contacts=False), "plan.json")
    assert [issue.code for issue in reading.issues] == ["no-contacts"]
    assert "participations" not in reading.outline.carries.action


@pytest.mark.parametrize("slug", SLUGS)
def test_demo_plan_comes_back_from_json_without_a_remark(slug: str) -> None:
    reading = read(as_json(demo_outlines()[slug]), "plan.json")
    assert reading.issues == ()
    assert reading.outline == demo_outlines()[slug]
    assert reading.cells == reading.attached > 0


@pytest.mark.parametrize("slug", SLUGS)
def test_demo_plan_comes_back_from_csv_but_for_what_one_csv_cannot_hold(slug: str) -> None:
    reading = read(as_csv(demo_outlines()[slug]), "plan.csv")
    assert reading.issues == ()
    assert "notes" not in reading.outline.carries.action
    assert not reading.outline.carries.measurements
    assert [a.title for a in reading.outline.all_actions()] == [a.title for a in demo_outlines()[slug].all_actions()]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_comes_back_from_csv_whatever_it_begins_with(text: str) -> None:
    outline = plan_of(
        theme("Enfance", axis("Grandir", actions=(ActionOutline(text.split("\n")[0], number=1, context=text),)))
    )
    (action,) = read(as_csv(outline), "plan.csv").outline.all_actions()
    assert (action.title, action.context) == (text.split("\n")[0], text)


def test_csv_opens_in_a_french_excel_and_computes_nothing() -> None:
    outline = plan_of(theme("Été", axis("Grandir", actions=(ActionOutline("=1+1", number=1),))))
    content = as_csv(outline)
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = content.decode("utf-8-sig").splitlines()
    assert head.count(";") == row.count(";") > 20
    assert ";'=1+1;" in row


@pytest.mark.django_db
@pytest.mark.parametrize("contacts", [True, False])
@pytest.mark.parametrize("form", [Form.CSV, Form.JSON, Form.XLSX])
def test_exported_data_brought_back_change_nothing(form: Form, contacts: bool) -> None:
    load_demo()
    for plan in Plan.objects.filter(slug__in=SLUGS):
        before = load(plan)
        made = make_document(plan, DocumentRequest(Document.DATA, form, contacts=contacts), today=TODAY)
        reading = read(made.content, made.name)
        assert not reading.has_errors
        assert import_outline(plan=plan, incoming=reading.outline, by=None).diff.is_empty, plan.slug
        assert load(plan) == before


@pytest.mark.django_db
def test_json_makes_the_same_plan_elsewhere() -> None:
    load_demo()
    for plan in Plan.objects.filter(slug__in=SLUGS):
        made = make_document(plan, DocumentRequest(Document.DATA, Form.JSON, contacts=True), today=TODAY)
        copy = PlanFactory(territory=plan.territory, kind=plan.kind, title=plan.title)
        import_outline(plan=copy, incoming=read(made.content, made.name).outline, by=None)
        assert titles(load(copy)) == titles(load(plan))


@pytest.mark.django_db
@pytest.mark.parametrize("form", [Form.CSV, Form.JSON, Form.XLSX])
def test_contacts_who_are_not_to_be_named_stay_out_of_the_data_unless_asked_for(form: Form) -> None:
    load_demo()
    private = Contact.objects.filter(shown_in_exports=False, participations__action__plan__slug__in=SLUGS).first()
    assert private is not None
    plan = Plan.objects.get(pk=private.participations.values_list("action__plan", flat=True)[0])
    for contacts in (False, True):
        made = make_document(plan, DocumentRequest(Document.DATA, form, contacts=contacts), today=TODAY)
        assert (private.full_name in words_of(made.content)) is contacts


def words_of(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def titles(outline: PlanOutline) -> list[tuple[str, str]]:
    found = [(one.code, one.title) for theme in outline.themes for one in theme.walk()]
    return [*found, *((action.reference, action.title) for action in outline.all_actions())]
