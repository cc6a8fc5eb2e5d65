"""What the form of a fiche refuses, field by field, and that it gives back whatever was typed."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import Revision, Territory
from actions.forms.action import ActionForm
from actions.forms.fiche import PAGE, SECTIONS
from actions.forms.rows import SETS
from actions.models import Action, CharterAxis
from partners.models import Contact
from plans.enums import Level
from plans.models import Objective, Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PartnerFactory, PlanFactory
from tests.fiches.conftest import Address
from tests.fiches.typing import fill, refusals, untouched

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("no title", {"title": " "}, "Intitulé : Ce champ est obligatoire"),
    ("long title", {"title": "x" * 1001}, "Intitulé : "),
    ("long text", {"context": "x" * 10_001}, "Contexte et constats : "),
    ("no number", {"number": "douze"}, "Numéro : Saisissez un nombre entier"),
    ("negative number", {"number": "-1"}, "Numéro : "),
    ("reason owed", {"status": "DROPPED"}, "Motif : Le statut « Abandonnée » demande un motif."),
    ("merged where", {"status": "MERGED", "status_reason": "Doublon"}, "Fusionnée dans : Choisissez la fiche"),
    ("unknown status", {"status": "LOST"}, "Statut : "),
    ("ages", {"age_min": "11", "age_max": "6"}, "Âge maximum : L’âge maximum est inférieur"),
    ("age of nobody", {"age_max": "130"}, "Âge maximum : "),
    ("words for a date", {"due_on": "bientôt"}, "Échéance : Écrivez une date comme 15/09/2026"),
    ("day that is not", {"due_on": "31/02/2026"}, "Échéance : Ce jour n’existe pas"),
    ("month that is not", {"starts_on": "13/2026"}, "Début : Ce jour n’existe pas"),
    ("far year", {"starts_on": "1789"}, "Début : Une date va de 2000 à 2100."),
    ("year for a month", {"due_on": "2026"}, "Échéance : Indiquez un mois : 09/2026."),
    ("end before start", {"starts_on": "09/2027", "due_on": "06/2027"}, "Échéance : L’échéance précède le début."),
    ("school year", {"school_year": "2026-2028"}, "Année scolaire : Écrivez une année scolaire comme 2026-2027."),
    ("date without one", {"schedule_kind": "DATE"}, "Échéance : Indiquez la date"),
    ("period without one", {"schedule_kind": "PERIOD"}, "Échéance : Indiquez le début ou la fin"),
    ("school year without one", {"schedule_kind": "SCHOOL_YEAR"}, "Année scolaire : Indiquez l’année scolaire"),
    ("strange objective", {"objective": "999999"}, "Objectif principal : Ce choix n’existe plus"),
    ("strange term", {"audiences": ["999999"]}, "Publics : Un des choix n’existe plus"),
    ("QPV", {"new_places": [{"kind": "PRIORITY_DISTRICT", "name": "Les Rives", "code": "123"}]}, "Le code d’un QPV"),
    ("UAI", {"new_places": [{"kind": "SCHOOL", "name": "École", "code": "0400123A"}]}, "Code – Cet UAI n’existe pas"),
    ("place without a name", {"new_places": [{"kind": "SCHOOL", "name": "", "code": "0400123S"}]}, "Donnez le nom"),
    ("nobody", {"participations": [{"role": "LEAD"}]}, "Partenaires, ligne 1 : Partenaire – Choisissez un partenaire"),
    (
        "two leads",
        {"participations": [{"role": "LEAD", "partner-new": "A"}, {"role": "LEAD", "partner-new": "B"}]},
        "Partenaires, ligne 2 : Rôle – Une fiche a un seul pilote",
    ),
    (
        "twice",
        {"participations": [{"role": "PARTNER", "partner-new": "A.B.C."}, {"role": "PARTNER", "partner-new": "a.b.c"}]},
        "Partenaires, ligne 2 : Partenaire – Ce partenaire tient déjà ce rôle",
    ),
    ("amount", {"fundings": [{"partner-new": "CAF", "planned": "beaucoup"}]}, "Prévu (€) – Écrivez un montant"),
    ("negative amount", {"fundings": [{"partner-new": "CAF", "granted": "-3"}]}, "Accordé (€) – Un montant ne"),
    ("ambiguous amount", {"fundings": [{"partner-new": "CAF", "spent": "12.500"}]}, "Réalisé (€) – Écrivez un montant"),
    ("amount of nobody", {"fundings": [{"planned": "300"}]}, "Financeur – Indiquez le financeur"),
    ("year", {"fundings": [{"partner-new": "CAF", "year": "26"}]}, "Année – Écrivez une année à quatre chiffres"),
    ("step without words", {"steps": [{"due_on": "09/2026"}]}, "Étapes, ligne 1 : Étape – "),
    ("link to nowhere", {"links": [{"group": "AT Jeunesse"}]}, "Ce qui fait le lien – Décrivez le lien"),
    ("unknown fiche", {"links": [{"target-new": "fiche 77"}]}, "Fiche liée – Aucune fiche ne s’appelle « fiche 77 »"),
    ("note without text", {"notes": [{"year": "2026", "written_on": "01/12/2026"}]}, "Bilan et suites – Écrivez"),
    ("note without year", {"notes": [{"year": "", "text": "Douze séances"}]}, "Année du bilan – "),
    ("address", {"documents": [{"title": "Affiche", "url": "pas une adresse"}]}, "Adresse – Écrivez une adresse"),
    ("script", {"documents": [{"title": "Affiche", "url": "javascript:alert(1)"}]}, "Adresse – "),
    ("no address", {"documents": [{"title": "Affiche"}]}, "Adresse – Indiquez l’adresse"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "sentence"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_fault_is_told_at_its_field_and_nothing_is_lost(
    coordinator: Client, address: Address, values: dict[str, Any], sentence: str
) -> None:
    url = address("new")
    given = {"title": "Ouvrir l’atelier", "description": "- Un texte que personne ne retapera", **values}
    response = coordinator.post(url, fill(coordinator, url, **given))
    assert response.status_code == 422
    told = refusals(response)
    assert len(told) == 1, told
    assert sentence in told[0]
    page = response.content.decode()
    assert "Un texte que personne ne retapera" in page
    assert "Ouvrir l’atelier" in page or not str(given["title"]).startswith("Ouvrir")
    assert 'aria-invalid="true"' in page
    assert 'data-unsaved="dirty"' in page
    assert not Action.objects.exists()


def test_faults_name_their_table_in_the_order_of_the_page(coordinator: Client, address: Address) -> None:
    url = address("new")
    given = fill(
        coordinator, url, title="", due_on="bientôt", schedule_note="x" * 1001, status="DROPPED",
        new_places=[{"kind": "SCHOOL", "name": "École", "code": "0400123A"}],
        participations=[{"role": "LEAD"}], links=[{"group": "AT Jeunesse"}], steps=[{"who": "Moi"}],
        indicateurs=[{"unit": "enfants"}],
    )  # fmt: skip
    told = [one.partition(" – ")[0].partition(" : ") for one in refusals(coordinator.post(url, given))]
    assert [where for where, _, _ in told] == [
        "Intitulé", "Motif", "Nouveaux lieux, ligne 1",
        "Partenaires, ligne 1", "Échéance", "Précision sur le calendrier",
        "Étapes, ligne 1", "Indicateurs, ligne 1", "Liens, ligne 1",
    ]  # fmt: skip
    assert told[2][2] == "Code"


def test_order_of_the_faults_is_that_of_the_page(plan: Plan, coordinator: Client, address: Address) -> None:
    sent = untouched(coordinator.get(address("action-edit", ActionFactory(plan=plan).pk)).content.decode())
    named = dict.fromkeys(name.split("-")[0] for name in sent)
    assert [name for name in named if name in PAGE] == [name for name in PAGE if name in named]
    assert {*PAGE} - {SECTIONS} == {*ActionForm.base_fields, *SETS}


def test_number_of_another_fiche_is_refused_by_its_name(plan: Plan, coordinator: Client, address: Address) -> None:
    ActionFactory(plan=plan, number=8, title="Tenir la ludothèque")
    url = address("new")
    response = coordinator.post(url, fill(coordinator, url, title="Ouvrir", number="8"))
    assert refusals(response) == [
        "Numéro : Une autre fiche du plan porte déjà ce numéro : « Tenir la ludothèque ». Le prochain libre : 9."
    ]
    response = coordinator.post(url, fill(coordinator, url, title="Ouvrir", number="8", number_suffix="bis"))
    assert response.status_code == 302


def test_new_fiche_is_proposed_the_next_number(
    plan: Plan, objective: Objective, coordinator: Client, address: Address
) -> None:
    url, placed = address("new"), f"{address('new')}?objectif={objective.pk}"
    assert fill(coordinator, url)["number"] == fill(coordinator, placed)["number"] == ["1"]
    ActionFactory(plan=plan, number=41)
    ActionFactory(objective=objective, theme=objective.get_ancestors().get(level=Level.THEME), number=7)
    assert fill(coordinator, url)["number"] == ["42"]
    assert fill(coordinator, placed)["number"] == ["8"]
    assert refusals(coordinator.post(url, fill(coordinator, url, title="Ouvrir", number="60"))) == []


def test_plan_whose_fiches_have_codes_is_proposed_no_number(plan: Plan, coordinator: Client, address: Address) -> None:
    ActionFactory(plan=plan, number=None, code="1.2.4")
    assert fill(coordinator, address("new"))["number"] == [""]


@pytest.mark.parametrize("typed", ["12", "fiche n° 12", "Ouvrir la halle", "Tenir la ludothèque"])
def test_linked_fiche_is_found_by_its_number_or_its_title(
    plan: Plan, territory: Territory, coordinator: Client, address: Address, typed: str
) -> None:
    here = ActionFactory(plan=plan, number=12, title="Ouvrir la halle")
    there = ActionFactory(plan=PlanFactory(territory=territory), number=3, title="Tenir la ludothèque")
    ActionFactory(plan=there.plan, number=12, title="Ouvrir la halle")
    url = address("new")
    given = fill(coordinator, url, title="Ouvrir", links=[{"target-new": typed, "text": "Même public"}])
    assert refusals(coordinator.post(url, given)) == []
    target = Action.objects.get(title="Ouvrir").links.get().target
    assert target == (there if "ludo" in typed else here)


def test_charter_is_asked_where_there_is_one(plan: Plan, coordinator: Client, address: Address) -> None:
    action = ActionFactory(plan=plan)
    urls = (address("new"), address("action-edit", action.pk))
    box = 'name="charter_axes"'
    assert [box in coordinator.get(url).content.decode() for url in urls] == [False, False]
    action.charter_axes.add(CharterAxis.objects.order_by("pk")[0])
    assert [box in coordinator.get(url).content.decode() for url in urls] == [False, True]
    Plan.objects.update(has_wednesday_charter=True)
    assert [box in coordinator.get(url).content.decode() for url in urls] == [True, True]


def test_contact_of_another_partner_is_refused(
    plan: Plan, territory: Territory, coordinator: Client, address: Address
) -> None:
    mine, other = PartnerFactory(territory=territory), PartnerFactory(territory=territory, name="La Ferme")
    contact = Contact.objects.create(partner=other, full_name="Dominique Essai")
    url = address("new")
    rows = [{"role": "LEAD", "partner": str(mine.pk), "contact": str(contact.pk)}]
    response = coordinator.post(url, fill(coordinator, url, title="Ouvrir", participations=rows))
    assert "celui de « La Ferme »" in refusals(response)[0]


def test_objects_of_another_territory_are_no_choice(plan: Plan, coordinator: Client, address: Address) -> None:
    partner, fiche = PartnerFactory(), ActionFactory()
    url = address("new")
    for values in (
        {"participations": [{"role": "LEAD", "partner": str(partner.pk)}]},
        {"links": [{"target": str(fiche.pk)}]},
        {"fundings": [{"partner": str(partner.pk)}]},
    ):
        assert "n’existe plus" in refusals(coordinator.post(url, fill(coordinator, url, title="Ouvrir", **values)))[0]
    elsewhere = PlanFactory()
    other = address("action-edit", ActionFactory(plan=elsewhere).pk)
    assert coordinator.get(other).status_code == 404


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_member_without_the_right_changes_no_fiche(
    plan: Plan, client_of: ClientOf, address: Address, role: MemberRole
) -> None:
    client, action = client_of(role), ActionFactory(plan=plan)
    for url in (
        address("new"),
        *(address(f"action-{name}", action.pk) for name in ("edit", "delete", "duplicate")),
    ):
        for response in (client.get(url), client.post(url, {"title": "Autre"})):
            assert response.status_code == 403, url
            assert "réservé à la coordination" in response.content.decode()
    documents = address("action-documents", action.pk)
    assert client.get(documents).status_code == 200
    assert client.post(documents, {"what": "link"}).status_code == 403
    page = client.get(action.get_absolute_url()).content.decode()
    assert address("action-edit", action.pk) not in page
    assert not Revision.objects.exists()


def test_page_that_was_refused_is_sent_again_as_it_stands(plan: Plan, coordinator: Client, address: Address) -> None:
    url = address("new")
    given = fill(coordinator, url, title="Ouvrir", due_on="bientôt", steps=[{"title": "Réunir"}])
    refused = coordinator.post(url, given)
    again = untouched(refused.content.decode())
    assert refusals(coordinator.post(url, {**again, "due_on": ["06/2027"]})) == []
    assert Action.objects.get(plan=plan).steps.get().title == "Réunir"


def test_rows_are_shown_again_in_the_order_that_was_given(coordinator: Client, address: Address) -> None:
    url = address("new")
    given = fill(coordinator, url, title="", steps=[{"title": "Ouvrir"}, {"title": "Préparer"}])
    given |= {"steps-0-ORDER": ["2"], "steps-1-ORDER": ["1"]}
    page = coordinator.post(url, given).content.decode()
    assert 0 < page.index('value="Préparer"') < page.index('value="Ouvrir"')


def test_number_taken_a_moment_ago_is_refused_in_words(
    plan: Plan, coordinator: Client, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    ActionFactory(plan=plan, number=8)
    monkeypatch.setattr(ActionForm, "_number", lambda form, given: None)  # the other fiche comes after the check
    url = address("new")
    response = coordinator.post(url, fill(coordinator, url, title="Ouvrir", number="8"))
    assert refusals(response) == ["Une fiche du plan porte déjà ce numéro."]
    assert Action.objects.count() == 1
