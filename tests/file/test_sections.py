"""The pages of the dossier: the gauge, a section read and written, those of the territory, their order."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Revision
from plans.models import SECTION_LENGTH, KindSection, Plan, PlanSection
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(db: None) -> Plan:
    """A plan of a type that asks for three sections."""
    found: Plan = PlanFactory()
    for rank, (key, title) in enumerate((("perimetre", "Périmètre"), ("public", "Public"), ("bilan", "Bilan"))):
        KindSection.objects.create(
            kind=found.kind, key=key, title=title, why=f"Pour {title.lower()}.", advice="Deux lignes.", position=rank
        )
    return found


@pytest.fixture
def client(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def page(plan: Plan, name: str, *more: Any) -> str:
    return reverse(f"file:{name}", args=[plan.territory.slug, plan.slug, *more])


def send(client: Client, url: str, **form: Any) -> Any:
    """Post a form as its page gave it."""
    return client.post(url, {"seen": client.get(url).context["seen"], **form})


def titles(plan: Plan) -> list[str]:
    return [one.title for one in plan.sections.all()]


def test_the_gauge_says_what_is_missing_and_why(plan: Plan, client: Client) -> None:
    plan.sections.create(title="Public", key="public", text="120 enfants.")
    plan.sections.create(title="Notre histoire", text="Depuis 1990.")

    shown = client.get(page(plan, "index")).content.decode()

    assert "33 %" in shown
    assert "1 section obligatoire sur 3" in shown
    assert "Le texte n’est pas écrit. Pour périmètre." in shown
    assert "Pour public." not in shown
    assert "Notre histoire" in shown
    assert page(plan, "section-edit", "bilan") in shown


def test_a_reader_sees_the_gauge_and_no_way_to_write(plan: Plan) -> None:
    reader = client_of(person(plan, MemberRole.READER))

    shown = reader.get(page(plan, "index")).content.decode()

    assert page(plan, "section", "bilan") in shown
    assert page(plan, "section-edit", "bilan") not in shown
    assert page(plan, "own-new") not in shown


def test_a_type_that_asks_for_nothing_says_so(client: Client, plan: Plan) -> None:
    KindSection.objects.all().delete()

    assert "ne demande aucune section" in client.get(page(plan, "index")).content.decode()


def test_sections_are_written_in_the_order_of_the_type(plan: Plan, client: Client) -> None:
    for key in ("bilan", "perimetre", "public"):
        assert send(client, page(plan, "section-edit", key), text=f"Texte de {key}").status_code == 302

    assert titles(plan) == ["Périmètre", "Public", "Bilan"]


def test_a_section_is_read_with_its_headings_lists_and_tables(plan: Plan, client: Client) -> None:
    text = "## Écoles\n- Les Saules\n1. un\n| École | Élèves |\n| Le Moulin | **80** |\n<script>x</script>"
    send(client, page(plan, "section-edit", "perimetre"), text=text)

    for url in (page(plan, "section", "perimetre"), page(plan, "read")):
        shown = client.get(url).content.decode()
        assert "<li>Les Saules</li>" in shown
        assert '<th scope="col">École</th>' in shown
        assert "<strong>80</strong>" in shown
        assert "<script>x" not in shown
    assert "<h2>Écoles</h2>" in client.get(page(plan, "section", "perimetre")).content.decode()
    assert "<h3>Écoles</h3>" in client.get(page(plan, "read")).content.decode()


def test_an_emptied_section_is_no_longer_written(plan: Plan, client: Client) -> None:
    plan.sections.create(title="Public", key="public", text="120 enfants.")

    send(client, page(plan, "section-edit", "public"), text="  ")

    assert not plan.sections.exists()


def test_what_does_not_concern_the_plan_says_why(plan: Plan, client: Client) -> None:
    url = page(plan, "section-edit", "bilan")

    refused = send(client, url, text="", is_not_concerned="on")
    accepted = send(client, url, text="Premier projet : rien à évaluer.", is_not_concerned="on")

    assert refused.status_code == 422
    assert "Dites en quelques mots pourquoi" in refused.content.decode()
    assert accepted.status_code == 302
    assert plan.sections.get().is_not_concerned
    assert "Premier projet" in client.get(page(plan, "index")).content.decode()


def test_a_text_too_long_is_refused_and_given_back(plan: Plan, client: Client) -> None:
    text = "a " * (SECTION_LENGTH // 2) + "fin"
    url = page(plan, "section-edit", "public")

    answer = send(client, url, text=text)

    assert answer.status_code == 422
    assert f"Ce texte compte {len(text)} caractères, pour {SECTION_LENGTH} au plus" in answer.content.decode()
    assert text in answer.content.decode()
    assert "maxlength" not in client.get(url).content.decode().split("<textarea", 1)[1].split(">", 1)[0]


def test_control_characters_are_not_kept(plan: Plan, client: Client) -> None:
    send(client, page(plan, "section-edit", "public"), text="un\x00 \x07mot\u202e\r\nligne")

    assert plan.sections.get().text == "un mot\nligne"


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_text_is_looked_at_without_being_kept(plan: Plan, client: Client, headers: dict[str, str]) -> None:
    form = {"text": "## Un titre", "preview": "1"}

    answer = client.post(page(plan, "section-edit", "public"), form, headers=headers)

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "<h3>Un titre</h3>" in shown
    assert ("<html" in shown) is not bool(headers)
    assert "## Un titre" in shown or headers
    assert not plan.sections.exists()


def test_a_section_that_is_not_asked_is_not_found(plan: Plan, client: Client) -> None:
    assert client.get(page(plan, "section", "inconnue")).status_code == 404


def test_two_people_write_two_sections_at_once(plan: Plan, client: Client) -> None:
    plan.sections.create(title="Public", key="public", text="120 enfants.")
    other = client_of(person(plan, MemberRole.COORDINATOR))
    seen = other.get(page(plan, "section-edit", "bilan")).context["seen"]

    send(client, page(plan, "section-edit", "public"), text="130 enfants.")
    answer = other.post(page(plan, "section-edit", "bilan"), {"seen": seen, "text": "Bon."})

    assert answer.status_code == 302
    assert [one.text for one in plan.sections.all()] == ["130 enfants.", "Bon."]


def test_two_people_who_write_one_section_are_asked(plan: Plan, client: Client) -> None:
    plan.sections.create(title="Public", key="public", text="120 enfants.")
    url = page(plan, "section-edit", "public")
    seen = client.get(url).context["seen"]

    client_of(person(plan, MemberRole.COORDINATOR)).post(url, {"seen": seen, "text": "130 enfants."})
    answer = client.post(url, {"seen": seen, "text": "140 enfants."})

    assert answer.status_code == 409
    assert plan.sections.get().text == "130 enfants."


def test_the_history_tells_the_section(plan: Plan, client: Client) -> None:
    send(client, page(plan, "section-edit", "public"), text="120 enfants.")

    line = Revision.objects.about(plan).order_by("-pk")[0]
    assert [(row["key"], row["text"]) for row in line.after["sections"]] == [("public", "120 enfants.")]


def test_the_territory_adds_a_section_and_writes_it(plan: Plan, client: Client) -> None:
    refused = send(client, page(plan, "own-new"), title="", text="Depuis 1990.")
    send(client, page(plan, "own-new"), title="Notre histoire", text="Depuis 1990.")
    one = plan.sections.get()
    send(client, page(plan, "own-edit", one.pk), title="Notre longue histoire", text="Depuis 1980.")

    assert refused.status_code == 422
    assert "Donnez un titre" in refused.content.decode()
    shown = client.get(page(plan, "own", one.pk)).content.decode()
    assert "Notre longue histoire" in shown
    assert "Depuis 1980." in shown


def test_a_section_taken_off_meanwhile_is_not_lost(plan: Plan, client: Client) -> None:
    one = plan.sections.create(title="Notre histoire", text="Depuis 1990.")
    url = page(plan, "own-edit", one.pk)
    seen = client.get(url).context["seen"]
    one.delete()

    answer = client.post(url, {"seen": seen, "title": "Notre histoire", "text": "Longue."})

    assert answer.status_code == 302
    assert [(found.title, found.text) for found in plan.sections.all()] == [("Notre histoire", "Longue.")]


def test_a_section_of_the_territory_becomes_the_answer_to_one_that_is_asked(plan: Plan, client: Client) -> None:
    plan.sections.create(title="Public", key="public", text="120 enfants.", position=0)
    one = plan.sections.create(title="Le territoire", text="Six communes.", position=1)
    url = page(plan, "own-edit", one.pk)

    offered = dict(client.get(url).context["form"].fields["answers"].choices)
    answer = send(client, url, title="Le territoire", text="Sept communes.", answers="perimetre")

    assert offered.keys() == {"", "perimetre", "bilan"}
    assert answer["Location"] == page(plan, "section", "perimetre")
    assert [(found.key, found.title, found.text) for found in plan.sections.all()] == [
        ("perimetre", "Périmètre", "Sept communes."),
        ("public", "Public", "120 enfants."),
    ]


def _order(*rows: tuple[Any, str], gone: tuple[Any, ...] = ()) -> dict[str, str]:
    form = {"sections-TOTAL_FORMS": str(len(rows)), "sections-INITIAL_FORMS": "0"}
    for rank, (key, title) in enumerate(rows):
        form |= {
            f"sections-{rank}-key": str(key),
            f"sections-{rank}-title": title,
            f"sections-{rank}-ORDER": str(rank + 1),
        }
        if key in gone:
            form[f"sections-{rank}-DELETE"] = "on"
    return form


def test_sections_are_ordered_renamed_added_and_taken_off(plan: Plan, client: Client) -> None:
    asked = plan.sections.create(title="Public", key="public", text="120 enfants.", position=0)
    mine = plan.sections.create(title="Notre histoire", text="Depuis 1990.", position=1)
    old = plan.sections.create(title="À jeter", text="Rien.", position=2)
    rows = ((mine.pk, "Histoire"), (asked.pk, "Autre titre"), (old.pk, "À jeter"), ("", "Glossaire"))

    answer = send(client, page(plan, "arrange"), **_order(*rows, gone=(old.pk,)))

    assert answer.status_code == 302
    assert [(one.title, one.text) for one in plan.sections.all()] == [
        ("Histoire", "Depuis 1990."),
        ("Public", "120 enfants."),
        ("Glossaire", ""),
    ]


def test_a_section_that_is_asked_is_not_taken_off_by_the_order(plan: Plan, client: Client) -> None:
    asked = plan.sections.create(title="Public", key="public", text="120 enfants.")

    send(client, page(plan, "arrange"), **_order((asked.pk, "Public"), gone=(asked.pk,)))

    assert PlanSection.objects.get().text == "120 enfants."


def test_a_change_taken_back_leaves_the_other_sections_as_they_are(plan: Plan, client: Client) -> None:
    send(client, page(plan, "section-edit", "perimetre"), text="Six communes.")
    send(client, page(plan, "section-edit", "public"), text="120 enfants.")
    send(client, page(plan, "section-edit", "perimetre"), text="")
    line = Revision.objects.about(plan).order_by("-pk")[0]
    send(client, page(plan, "section-edit", "public"), text="130 enfants.")
    shown = client.get(reverse("history:revision", args=[plan.territory.slug, line.pk])).content.decode()

    client.post(
        reverse("history:put-back", args=[plan.territory.slug, line.pk]), {"field": "sections", "side": "before"}
    )

    assert [(one.key, one.text) for one in plan.sections.all()] == [
        ("perimetre", "Six communes."),
        ("public", "130 enfants."),
    ]
    assert "Six communes." in shown
    assert "120 enfants." not in shown
