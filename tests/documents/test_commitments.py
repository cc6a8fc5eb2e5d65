"""The commitments of a partner: what they gather across plans, and the same in the page, the PDF and the workbook."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import page as page_validation
import pytest
from django.test import Client

from accounts.enums import MemberRole
from actions.enums import FundingStatus, Role, Status
from actions.mentions import Names
from annexes.contents.commitments import NOTHING, Commitments, Committed, commitments_of
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.documents.commitments import load_commitments
from annexes.edition import Edition
from annexes.outline import ActionOutline, FundingOutline, ParticipationOutline, PlanOutline, StepOutline
from partners.models import Contact, Partner
from pedt_planner.demo.loading import load_demo
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.annexes.samples import axis, fiche, plan, theme
from tests.documents.reading import first_out_of_order, words_of_page, words_of_pdf, words_of_workbook

TODAY = date(2026, 11, 21)
CAF = Committed("CAF de Brume", Names.of(("CAF de Brume", "CAF", "Caisse d’allocations")), ("CAF",))


def held(title: str, *roles: Role, partner: str = "CAF de Brume", **values: Any) -> ActionOutline:
    return fiche(title, participations=tuple(ParticipationOutline(role, partner) for role in roles), **values)


def of(*plans: tuple[str, PlanOutline], partner: Committed = CAF) -> Commitments:
    editions = [(Edition("Val de Brume", title, "PGT", TODAY), outline) for title, outline in plans]
    return commitments_of(editions, partner)


def one_plan(*fiches: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", axis("Grandir", actions=fiches)))


def test_roles_of_a_partner_are_gathered_across_plans_in_the_order_of_print() -> None:
    found = of(
        ("Second", one_plan(held("Lire", Role.FUNDER, Role.LEAD), held("Jouer", Role.LEAD, partner="Ville"))),
        ("Premier", one_plan(held("Courir", Role.RELAY))),
        ("Vide", one_plan(fiche("Rien"))),
    )
    assert [(one.title, [f.action.title for f in one.fiches]) for one in found.plans] == [
        ("Second", ["Lire"]),
        ("Premier", ["Courir"]),
    ]
    assert found.plans[0].fiches[0].roles == ("Pilote", "Financeur")
    assert found.words == ("Aussi : CAF.", "2 fiches dans 2 plans.")


def test_what_it_funds_under_any_of_its_names_adds_up_by_year() -> None:
    lines = (
        FundingOutline("CAF", year=2025, planned=Decimal(100), granted=Decimal(90), spent=Decimal("80.50")),
        FundingOutline("caf de brume", "CLAS", 2026, planned=Decimal(50)),
        FundingOutline("CAF de Brume", year=2026, status=FundingStatus.REFUSED, planned=Decimal(7), granted=Decimal(7)),
        FundingOutline("Ville", year=2026, planned=Decimal(1000)),
        FundingOutline("Caf de Lune", year=2026, planned=Decimal(1000)),
    )
    found = of(("Plan", one_plan(fiche("Lire", fundings=lines))))
    grid = found.by_year()
    assert [column.title for column in grid.columns] == ["Année", "Prévu", "Accordé", "Réalisé"]
    assert [row.cells for row in grid.rows] == [
        ("2026", Decimal(57), None, None),
        ("2025", Decimal(100), Decimal(90), Decimal("80.50")),
        ("Total", Decimal(157), Decimal(90), Decimal("80.50")),
    ]
    assert len(found.funding_lines().rows) == 3


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("CAF et MSA", True),
        ("la caf, puis la ville", True),
        ("Caisse d'allocations", True),
        ("CAFÉ des parents", False),
        ("", False),
    ],
)
def test_steps_that_name_it_as_whole_words_are_its_own(who: str, named: bool) -> None:
    found = of(("Plan", one_plan(fiche("Lire", steps=(StepOutline("Réunir", date(2026, 1, 1), None, who),)))))
    assert bool(found.tasked) is named


def test_partner_without_any_engagement_is_told() -> None:
    assert of(("Plan", one_plan(fiche("Lire", status=Status.DONE)))).words[-1] == NOTHING


# With the demonstration


@pytest.fixture
def caf(db: None) -> Partner:
    load_demo()
    return Partner.objects.get(name__startswith="Caisse d’allocations familiales")


def made(partner: Partner, form: Form, *, contacts: bool = False) -> bytes:
    some = Plan.objects.filter(territory=partner.territory).order_by("pk")[0]
    request = DocumentRequest(Document.COMMITMENTS, form, partner=partner.pk, contacts=contacts)
    return make_document(some, request, today=TODAY).content


def expected(partner: Partner) -> list[str]:
    found = load_commitments(partner.territory, partner, today=TODAY, contacts=True)
    assert len(found.plans) > 1
    titles = [one.action.title for each in found.plans for one in each.fiches]
    return [*titles, *(one.action.title for one in found.funded)]


def test_page_pdf_and_workbook_say_the_same_fiches_in_the_same_order(caf: Partner, tmp_path: Path) -> None:
    words = expected(caf)
    plan = Plan.objects.filter(territory=caf.territory).order_by("pk")[0]
    reader: Client = client_of(person(plan, MemberRole.READER))
    path = tmp_path / "engagements.pdf"
    path.write_bytes(made(caf, Form.PDF))
    assert page_validation.validate_pdf(str(path), profile="ua1").is_compliant
    said = (
        words_of_page(reader.get(caf.get_absolute_url()).content),
        words_of_workbook(made(caf, Form.XLSX)),
        words_of_pdf(path),
    )
    assert [first_out_of_order(words, one) for one in said] == ["", "", ""]


def test_contact_who_is_not_to_be_named_is_there_only_when_asked_for(caf: Partner) -> None:
    held = caf.participations.exclude(contact=None).first() or caf.participations.all()[0]
    hidden = Contact.objects.create(partner=caf, full_name="Camille Discret")
    held.contact = hidden
    held.save()
    for contacts in (False, True):
        content = made(caf, Form.XLSX, contacts=contacts)
        assert ("Camille Discret" in words_of_workbook(content)) is contacts


def test_name_of_the_file_says_the_partner_and_the_territory(caf: Partner) -> None:
    some = Plan.objects.filter(territory=caf.territory).order_by("pk")[0]
    request = DocumentRequest(Document.COMMITMENTS, Form.PDF, partner=caf.pk)
    name = make_document(some, request, today=TODAY).name
    assert name.startswith("engagements_caisse-dallocations-familiales")
    assert name.endswith("_val-de-brume-agglomeration_2026-11-21.pdf")
