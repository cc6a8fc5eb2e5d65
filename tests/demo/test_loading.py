"""The demonstration in the database: what the outlines say, once, and never over what people did."""

from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import serializers
from django.core.management import call_command

from accounts.enums import MemberRole
from accounts.models import Journal, Membership, Revision, Territory, User
from actions.models import Action, ActionLink, ActionNote, Document, Funding, Participation, Place
from annexes.applying.apply import import_outline
from annexes.applying.directory import Directory
from annexes.documents import DocumentRequest, Form, make_document
from annexes.load import load, load_whole
from annexes.readers.reading import read_annexe
from indicators.models import Indicator, Target
from partners.models import Contact, Partner, PartnerAlias, Scheme
from partners.similarity import likely_pairs
from pedt_planner.demo.loading import ACCOUNTS, PASSWORD, load_demo
from pedt_planner.demo.outlines import CITY, PEDT, PGT, demo_outlines
from plans.models import Objective, Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return load_demo().territory


def everything() -> str:
    models = [Territory, User, Membership, Partner, PartnerAlias, Contact, Plan, Objective, Action, Participation]
    more = [Funding, Scheme, Place, ActionLink, ActionNote, Document, Indicator, Target, Journal, Revision]
    rows = [row for model in [*models, *more] for row in model._default_manager.order_by("pk")]
    return serializers.serialize("json", rows)


def test_loading_gives_the_plans_of_the_outlines(territory: Territory) -> None:
    for slug, outline in demo_outlines().items():
        assert load(Plan.objects.get(territory=territory, slug=slug)) == outline


def test_importing_a_demo_plan_again_changes_nothing(territory: Territory) -> None:
    for slug in (PGT, PEDT, CITY):
        plan = Plan.objects.get(territory=territory, slug=slug)
        applied = import_outline(plan=plan, incoming=demo_outlines()[slug], by=None)
        assert applied.diff.is_empty, slug


@pytest.mark.parametrize("slug", [PGT, PEDT, CITY])
def test_excel_annexe_of_a_demo_plan_read_back_is_the_plan(territory: Territory, slug: str) -> None:
    plan = Plan.objects.get(territory=territory, slug=slug)
    made = make_document(plan, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21))
    reading = read_annexe(BytesIO(made.content), name=made.name)
    assert reading.issues == ()
    assert Directory.load(territory).canonical(reading.outline) == load_whole(plan)
    assert replace(load_whole(plan), directory=()) == demo_outlines()[slug]
    assert import_outline(plan=plan, incoming=reading.outline, by=None).diff.is_empty


def test_plans_find_every_partner_and_dispositif_in_the_lists(territory: Territory) -> None:
    assert not Scheme.objects.exclude(territory=None).exists()
    assert Partner.objects.filter(territory=territory).count() == 60
    assert not Funding.objects.filter(funder_label__icontains="Caisse").exists()


def test_loading_twice_changes_nothing(territory: Territory) -> None:
    before = everything()
    again = load_demo()
    assert (again.people, again.partners, again.plans) == (0, 0, {})
    assert everything() == before


def test_loading_again_keeps_what_a_person_changed(territory: Territory) -> None:
    action = Action.objects.filter(plan__slug=PGT).first()
    assert action is not None
    Action.objects.filter(pk=action.pk).update(title="Intitulé corrigé par la coordinatrice")
    load_demo()
    action.refresh_from_db()
    assert action.title == "Intitulé corrigé par la coordinatrice"


def test_every_object_is_valid(territory: Territory) -> None:
    rows = [*Place.objects.all(), *ActionNote.objects.all(), *Document.objects.all(), *Indicator.objects.all()]
    rows += [
        *Target.objects.all(),
        *Partner.objects.all(),
        *Contact.objects.all(),
        *Action.objects.all(),
        *Plan.objects.all(),
        territory,
    ]
    assert len(rows) > 200
    for row in rows:
        row.full_clean()


def test_accounts_sign_in_with_a_password_that_the_validators_accept(territory: Territory) -> None:
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        validate_password(PASSWORD, user)
        assert user.check_password(PASSWORD)
        assert Membership.objects.get(user=user, territory=territory).role == account.role
    assert {a.role for a in ACCOUNTS} == set(MemberRole)


def test_pilote_account_is_a_contact_of_the_partner_that_leads_fiches(territory: Territory) -> None:
    contact = Contact.objects.get(email="pilote@demo.example")
    assert Participation.objects.filter(partner=contact.partner, role="LEAD").count() >= 5


def test_merged_fiche_names_the_one_that_took_it_over(territory: Territory) -> None:
    merged = Action.objects.get(status="MERGED")
    assert merged.merged_into is not None
    assert (merged.merged_into.theme.title, merged.merged_into.number) == ("Petite enfance", 6)


def test_links_lead_to_fiches_of_the_other_plans(territory: Territory) -> None:
    """Both ways, and under the transversal axes of the contrat de ville."""
    links = ActionLink.objects.filter(target__isnull=False)
    across = {(link.action.plan.slug, link.target.plan.slug) for link in links if link.target}
    assert across >= {(PGT, PGT), (PGT, CITY), (CITY, PGT)}
    assert links.filter(action__plan__slug=CITY, group="AT jeunesse").exists()


def test_directory_shows_look_alikes_to_merge(territory: Territory) -> None:
    names = dict(Partner.objects.values_list("pk", "name"))
    pairs = [{names[pair.first], names[pair.second]} for pair in likely_pairs(territory)]
    assert {"Caisse d’allocations familiales de la Haute-Brume", "C.A.F. de Haute-Brume"} in pairs
    assert {"Centre social et culturel Bel-Horizon", "Centre socio-culturel Bel Horizon"} in pairs
    assert len(pairs) <= 4


def test_command_prints_accounts_and_password_in_french() -> None:
    out = StringIO()
    call_command("load_demo", stdout=out)
    text = out.getvalue()
    for account in ACCOUNTS:
        assert account.email in text
    assert PASSWORD in text
    assert "Projet global de territoire 2025-2029" in text
    again = StringIO()
    call_command("load_demo", stdout=again)
    assert "déjà en place" in again.getvalue()
