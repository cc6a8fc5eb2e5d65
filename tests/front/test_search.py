"""The search of a territory: a number first, then words in every sort, at the same cost whatever it finds."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.models import Action
from indicators.models import Indicator
from partners.models import AgeingTerm, Scheme
from pedt_planner.search import search_in
from plans.enums import Level
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, TerritoryFactory


def fill(territory: Territory, ranks: range) -> None:
    """One object of each sort for each rank, all of them about « lecture »; as many elsewhere."""
    for owner in (territory, TerritoryFactory()):
        plan = PlanFactory(territory=owner, title=f"Plan lecture {ranks}")
        theme = ObjectiveFactory(plan=plan, level=Level.THEME, title="Enfance")
        for rank in ranks:
            action = ActionFactory(plan=plan, theme=theme, number=rank + 1, title=f"Lecture {rank}")
            Indicator.objects.create(action=action, label=f"Heures de lecture {rank}")
            ObjectiveFactory(parent=theme, title=f"Donner le goût de la lecture {rank}")
            PartnerFactory(territory=owner, name=f"Amis de la lecture {owner.pk} {rank}")
            Scheme.objects.create(territory=owner, slug=f"lire-{ranks}-{rank}", name=f"Aide à la lecture {rank}")


def page_of(client: Client, territory: Territory, **asked: str) -> str:
    answer = client.get(reverse("search", args=[territory.slug]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def links(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)">\s*(?:<span class="code">|<span class="name">)', page)


def test_every_sort_answers_with_the_words_marked(client_of: ClientOf, territory: Territory) -> None:
    fill(territory, range(1))
    page = page_of(client_of(MemberRole.READER), territory, q="LECTURES")
    sorts = ["fiches", "objectifs", "partenaires", "dispositifs", "indicateurs", "plans"]
    assert re.findall(r'id="sorte-(\w+)"', page) == sorts
    assert page.count("<mark>") == 6
    assert len(links(page)) == 6


def test_exact_number_goes_first(client_of: ClientOf, territory: Territory) -> None:
    plan = PlanFactory(territory=territory, title="Projet du Val")
    first = ObjectiveFactory(plan=plan, level=Level.THEME, title="Petite enfance")
    second = ObjectiveFactory(plan=plan, level=Level.THEME, title="Enfance")
    ActionFactory(plan=plan, theme=first, number=3, title="Les 14 fresques")
    one = ActionFactory(plan=plan, theme=first, number=14, title="Chanter")
    two = ActionFactory(plan=plan, theme=second, number=14, title="Danser")
    coded = ActionFactory(plan=plan, code="1.2.4", title="Peindre")
    ActionFactory(number=14, title="Ailleurs")
    client = client_of(MemberRole.READER)
    assert links(page_of(client, territory, q="14"))[:2] == [one.get_absolute_url(), two.get_absolute_url()]
    assert len(links(page_of(client, territory, q="14"))) == 3
    assert links(page_of(client, territory, q="fiche n° 2.14"))[0] == two.get_absolute_url()
    assert links(page_of(client, territory, q="1.2.4"))[0] == coded.get_absolute_url()
    assert 'class="is-exact"' in page_of(client, territory, q="1.2.4")


def test_title_goes_before_the_description_which_is_quoted(territory: Territory) -> None:
    plan = PlanFactory(territory=territory, title="Projet du Val")
    far = ActionFactory(
        plan=plan, number=1, title="Fêter", description=f"{'mot ' * 60}avec les pompiers du quai {'mot ' * 60}"
    )
    near = ActionFactory(plan=plan, number=2, title="Inviter les pompiers")
    (group,) = search_in(territory, "pompier")
    assert [hit.url for hit in group.hits] == [near.get_absolute_url(), far.get_absolute_url()]
    extract = "".join(text for _, text in group.hits[1].extract)
    assert "avec les pompiers du quai" in extract
    assert len(extract) < 300


def test_objective_is_found_by_its_code_first(territory: Territory) -> None:
    plan = PlanFactory(territory=territory, title="Projet du Val")
    ObjectiveFactory(plan=plan, level=Level.AXIS, code="I", title="Réunir OO 2 et OO 3")
    wanted = ObjectiveFactory(plan=plan, level=Level.AXIS, code="OO 2", title="Ouvrir")
    hits = next(group.hits for group in search_in(territory, "oo 2") if group.key == "objectifs")
    assert hits[0].url.endswith(f"#o-{wanted.pk}")
    assert len(hits) == 2


def test_former_name_finds_the_present_one_and_the_other_way_round(territory: Territory) -> None:
    AgeingTerm.objects.create(old="RAM", new="RPE")
    plan = PlanFactory(territory=territory, title="Projet du Val")
    ActionFactory(plan=plan, number=1, title="Ouvrir un RAM")
    ActionFactory(plan=plan, number=2, title="Agrandir le RPE")
    PartnerFactory(territory=territory, name="RPE du quai")
    for query in ("ram", "RPE"):
        fiches, partners = search_in(territory, query)
        assert len(fiches.hits) == 2
        assert [text for hit, text in partners.hits[0].title if hit] == ["RPE"]
    assert [len(group.hits) for group in search_in(territory, "agrandir ram")] == [1]


@pytest.mark.parametrize("query", ["", "   ", "zébulon", "%", "'", "le la", "🎈", "9" * 300, "<script>"])
def test_nothing_found_says_what_to_do(client_of: ClientOf, territory: Territory, query: str) -> None:
    fill(territory, range(1))
    page = page_of(client_of(MemberRole.READER), territory, q=query)
    assert "Rien ne correspond" in page or "Que cherchez-vous" in page
    assert links(page) == []
    assert "<script>" not in page.split("<main")[1]


def test_sort_alone_shows_more(client_of: ClientOf, territory: Territory) -> None:
    fill(territory, range(25))
    client = client_of(MemberRole.READER)
    assert len(links(page_of(client, territory, q="lecture"))) == 51
    assert "dans=partenaires" in page_of(client, territory, q="lecture")
    page = page_of(client, territory, q="lecture", dans="partenaires")
    assert len(links(page)) == 25
    assert "Chercher partout" in page
    assert len(links(page_of(client, territory, q="lecture", dans="inconnu"))) == 51


def test_results_alone_are_given_to_htmx(client_of: ClientOf, territory: Territory) -> None:
    fill(territory, range(1))
    client = client_of(MemberRole.READER)
    answer = client.get(reverse("search", args=[territory.slug]), {"q": "lecture"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert len(links(answer.content.decode())) == 6


def test_search_costs_the_same_for_one_and_for_five_hundred(client_of: ClientOf, territory: Territory) -> None:
    client = client_of(MemberRole.READER)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(client, territory, q="lecture")
        return len(captured)

    fill(territory, range(1))
    few = cost()
    plan = territory.plans.get()
    ActionFactory.create_batch(500, plan=plan, title="Lecture encore")
    fill(territory, range(1, 20))
    assert Action.objects.of(territory).count() == 520
    assert cost() == few
    assert few <= 14  # the session and the person take two


def test_search_is_for_members(client_of: ClientOf, stranger: Client, territory: Territory) -> None:
    assert stranger.get(reverse("search", args=[territory.slug]), {"q": "a"}).status_code == 404


def test_menu_of_the_header_leads_to_my_plans_alone(
    client_of: ClientOf, stranger: Client, territory: Territory
) -> None:
    plan, other = PlanFactory(territory=territory, title="Projet du Val"), PlanFactory()
    page = client_of(MemberRole.READER).get(reverse("switch")).content.decode()
    assert plan.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    assert plan.get_absolute_url() not in stranger.get(reverse("switch")).content.decode()


def test_every_page_of_a_territory_has_the_box(client_of: ClientOf, territory: Territory) -> None:
    client = client_of(MemberRole.READER)
    address = f'action="{reverse("search", args=[territory.slug])}"'
    assert client.get(territory.get_absolute_url()).content.decode().count(address) == 1
    assert client.get(reverse("search", args=[territory.slug])).content.decode().count(address) == 1
    assert 'role="search"' not in client.get(reverse("home")).content.decode()
