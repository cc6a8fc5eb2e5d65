"""The answers of the lists by typing: ranked, of the territory alone, at the same cost whatever their number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from accounts.suggestions import Suggestion, best
from actions.enums import PlaceKind
from actions.models import Action, Audience, Place
from actions.references import number_asked
from partners.models import AgeingTerm, Contact, Partner, PartnerAlias, Scheme
from plans.enums import Level
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, TerritoryFactory

KINDS = ("partners", "contacts", "schemes", "objectives", "actions", "places", "audiences")


@pytest.fixture
def ask(client_of: ClientOf, territory: Territory) -> Callable[..., list[dict[str, Any]]]:
    client = client_of(MemberRole.COORDINATOR)

    def ask(kind: str, query: str = "", **also: str) -> list[dict[str, Any]]:
        answer = client.get(reverse(f"suggestions:{kind}", args=[territory.slug]), {"q": query, **also})
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json()
        return found

    return ask


Ask = Callable[..., list[dict[str, Any]]]


def labels(found: list[dict[str, Any]]) -> list[str]:
    return [line["label"] for line in found]


def fill(territory: Territory, ranks: range) -> None:
    """Objects of each sort, one for each rank, and as many in another territory."""
    for owner in (territory, TerritoryFactory()):
        plan = PlanFactory(territory=owner)
        theme = ObjectiveFactory(plan=plan, level=Level.THEME, title="Enfance")
        for rank in ranks:
            partner = PartnerFactory(territory=owner, name=f"Amicale {owner.pk}-{rank}")
            Contact.objects.create(partner=partner, full_name=f"Alix {rank}")
            Scheme.objects.create(territory=owner, slug=f"aide-{rank}", name=f"Aide {rank}")
            Place.objects.create(territory=owner, name=f"Aubier {rank}")
            Audience.objects.create(territory=owner, code=f"age-{owner.pk}-{rank}", label=f"Ados {rank}")
            ObjectiveFactory(parent=theme, title=f"Accueillir {rank}")
            ActionFactory(plan=plan, theme=theme, number=rank + 1, title=f"Atelier {rank}")


def test_best_puts_exact_names_then_beginnings_then_words_then_parts() -> None:
    found = best(
        ["scol"],
        [
            Suggestion(1, "Accueil périscolaire"),
            Suggestion(2, "Aide à la scolarité"),
            Suggestion(3, "Scolarité ouverte"),
            Suggestion(4, "Contrat", names=("SCOL",)),
            Suggestion(5, "Sport"),
        ],
    )
    assert [line.value for line in found] == [4, 3, 2, 1]
    assert len(best([""], [Suggestion(n, str(n)) for n in range(90)])) == 20


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("14", "14"),
        ("fiche 14", "14"),
        ("Fiche n° 8bis", "8 bis"),
        ("n°1.2.4", "1.2.4"),
        ("2.14", "2.14"),
        ("14 ateliers", ""),
        ("scolarité", ""),
        ("fiche", ""),
        ("", ""),
    ],
)
def test_number_is_read_as_people_write_it(query: str, number: str) -> None:
    assert number_asked(query) == number


def test_partner_is_found_by_acronym_alias_and_former_name(ask: Ask, territory: Territory) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    PartnerAlias.objects.create(partner=caf, label="C.A.F. des Landes")
    PartnerFactory(territory=territory, name="Café des parents")
    PartnerFactory(territory=territory, name="Relais petite enfance", acronym="RPE")
    PartnerFactory(territory=territory, name="Café fermé", is_active=False)
    PartnerFactory(name="Caf d’ailleurs")
    AgeingTerm.objects.create(old="RAM", new="RPE")
    assert labels(ask("partners", "caf")) == ["Caisse d’allocations familiales", "Café des parents"]
    assert labels(ask("partners", "allocations CAISSE")) == ["Caisse d’allocations familiales"]
    assert labels(ask("partners", "landes")) == ["Caisse d’allocations familiales"]
    assert labels(ask("partners", "ram")) == ["Relais petite enfance"]
    assert ask("partners", "rpe")[0]["hint"] == "RPE"


def test_scheme_out_of_force_comes_last_and_says_what_replaced_it(ask: Ask, territory: Territory) -> None:
    new = Scheme.objects.create(slug="ctg", name="Convention territoriale globale", acronym="CTG")
    Scheme.objects.create(slug="cej", name="Contrat enfance jeunesse", acronym="CEJ", is_active=False, replaced_by=new)
    Scheme.objects.create(slug="local", name="Contrat du voisin", territory=TerritoryFactory())
    found = ask("schemes", "co")
    assert labels(found) == ["CTG – Convention territoriale globale", "CEJ – Contrat enfance jeunesse"]
    assert found[1]["hint"] == "remplacé par CTG"


def test_contact_is_found_by_its_partner(ask: Ask, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Mairie")
    Contact.objects.create(partner=partner, full_name="Dominique Essai", function="Directrice")
    Contact.objects.create(partner=partner, full_name="Camille Partie", is_active=False)
    found = ask("contacts", "mairie")
    assert labels(found) == ["Dominique Essai"]
    assert found[0]["hint"] == "Directrice · Mairie"
    assert ask("contacts", "domin", partenaire=str(PartnerFactory(territory=territory).pk)) == []


def test_objective_says_where_it_stands(ask: Ask, territory: Territory) -> None:
    plan = PlanFactory(territory=territory)
    axis = ObjectiveFactory(plan=plan, level=Level.AXIS, code="II", title="Ouvrir")
    inner = ObjectiveFactory(parent=axis, code="OI 1", title="Accueillir")
    ObjectiveFactory(parent=inner, code="OO 2", title="Adapter les tarifs")
    ObjectiveFactory(plan=PlanFactory(territory=territory), level=Level.AXIS, title="Adapter ailleurs")
    found = ask("objectives", "adapter", plan=plan.slug)
    assert [(line["label"], line["hint"]) for line in found] == [("OO 2 : Adapter les tarifs", "II › OI 1")]
    assert len(ask("objectives", "adapter")) == 2
    assert labels(ask("objectives", plan=plan.slug, niveau="INTERMEDIATE")) == ["OI 1 : Accueillir"]


def test_fiche_is_found_by_its_number_first(ask: Ask, territory: Territory) -> None:
    plan = PlanFactory(territory=territory)
    first = ObjectiveFactory(plan=plan, level=Level.THEME, title="Petite enfance", annexe_number="II-1")
    second = ObjectiveFactory(plan=plan, level=Level.THEME, title="Enfance", annexe_number="II-2")
    one = ActionFactory(plan=plan, theme=first, number=14, title="Chanter")
    two = ActionFactory(plan=plan, theme=second, number=14, title="Danser")
    coded = ActionFactory(plan=plan, code="1.2.4", title="Peindre les 14 fresques")
    ActionFactory(number=14, title="Ailleurs")
    assert [line["value"] for line in ask("actions", "14")] == [one.pk, two.pk, coded.pk]
    assert [line["exact"] for line in ask("actions", "fiche 14")] == [True, True, False]
    assert ask("actions", "2.14")[0]["value"] == two.pk
    assert [line["value"] for line in ask("actions", "1.2.4")] == [coded.pk]
    assert ask("actions", "1.2.4")[0]["url"] == coded.get_absolute_url()
    assert ask("actions", "1.2.4", sauf=str(coded.pk)) == []
    assert labels(ask("actions", "fresque")) == ["1.2.4 – Peindre les 14 fresques"]


def test_place_and_public_of_the_territory_and_of_all(ask: Ask, territory: Territory) -> None:
    Place.objects.create(territory=territory, name="École des Œillets", kind=PlaceKind.SCHOOL, code="0401234A")
    Audience.objects.create(code="parents-essai", label="Parents")
    Audience.objects.create(code="parents-voisins", label="Parents voisins", territory=TerritoryFactory())
    assert labels(ask("places", "oeil")) == labels(ask("places", "0401234a")) == ["École des Œillets"]
    assert labels(ask("audiences", "parents")) == ["Parents"]


@pytest.mark.parametrize("kind", KINDS)
def test_suggestions_cost_the_same_for_one_and_for_many(kind: str, client_of: ClientOf, territory: Territory) -> None:
    client = client_of(MemberRole.COORDINATOR)
    url = reverse(f"suggestions:{kind}", args=[territory.slug])

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            found = client.get(url, {"q": "a"}).json()
        asked = [
            line for line in captured if "session" not in line["sql"] and '"accounts_user"."id"' not in line["sql"]
        ]
        return len(asked), len(found)

    fill(territory, range(1))
    few, one = cost()
    fill(territory, range(1, 30))
    assert (few, one > 0) == (few, True)
    assert cost() == (few, 20)
    assert few <= 3


@pytest.mark.parametrize("kind", KINDS)
def test_suggestions_are_for_members(kind: str, client_of: ClientOf, stranger: Client, territory: Territory) -> None:
    url = reverse(f"suggestions:{kind}", args=[territory.slug])
    assert stranger.get(url).status_code == 404
    assert client_of(MemberRole.READER).get(url).status_code == (403 if kind == "contacts" else 200)
    assert client_of(MemberRole.CONTRIBUTOR).get(url).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_strange_questions_are_answered(kind: str, ask: Ask, territory: Territory) -> None:
    fill(territory, range(2))
    for query in ("%", "'\"", "\x00a", "é" * 3000, "🎈", "9" * 40, "<b>"):
        assert len(ask(kind, query, plan="inconnu", partenaire="²", sauf="9" * 30)) <= 20
    assert Action.objects.exists()
    assert Partner.objects.exists()
