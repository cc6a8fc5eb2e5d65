"""The texts that present a plan: read by all, written by those who edit plans, told by the history."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Revision
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    found: Plan = PlanFactory()
    return found


def sent(*texts: tuple[str, str, str], **more: str) -> dict[str, str]:
    """A form of rows (key, title, text), in this order."""
    form = {"sections-TOTAL_FORMS": str(len(texts)), "sections-INITIAL_FORMS": "0", **more}
    for rank, (key, title, text) in enumerate(texts):
        form |= {f"sections-{rank}-key": key, f"sections-{rank}-title": title, f"sections-{rank}-text": text}
        form[f"sections-{rank}-ORDER"] = str(rank + 1)
    return form


def page(plan: Plan, name: str = "presentation") -> str:
    return reverse(f"actions:{name}", args=[plan.territory.slug, plan.slug])


def seen(client: Client, plan: Plan) -> str:
    return str(client.get(page(plan, "presentation-edit")).context["seen"])


def test_texts_are_written_ordered_and_removed(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.COORDINATOR))
    form = sent(("", "Les enjeux", "- Lire\n- Nager"), ("", "Le territoire", "Un port."), ("", "", ""))
    assert client.post(page(plan, "presentation-edit"), form | {"seen": seen(client, plan)}).status_code == 302
    first, second = plan.sections.all()
    assert [first.title, second.title] == ["Les enjeux", "Le territoire"]
    shown = client.get(page(plan)).content.decode()
    assert "<li>Nager</li>" in shown
    assert shown.index("Les enjeux") < shown.index("Un port.")

    form = sent((str(second.pk), "Le territoire", "Un port."), (str(first.pk), "Les enjeux", "- Lire"))
    assert client.post(page(plan, "presentation-edit"), form | {"seen": seen(client, plan)}).status_code == 302
    assert [(one.pk, one.text) for one in plan.sections.all()] == [(second.pk, "Un port."), (first.pk, "- Lire")]

    form = sent((str(first.pk), "Les enjeux", "- Lire"))
    client.post(page(plan, "presentation-edit"), form | {"seen": seen(client, plan)})
    assert [one.title for one in plan.sections.all()] == ["Les enjeux"]


def test_history_tells_the_texts(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.COORDINATOR))
    client.post(page(plan, "presentation-edit"), sent(("", "Les enjeux", "Lire")) | {"seen": seen(client, plan)})
    line = Revision.objects.about(plan).order_by("-pk")[0]
    assert [(row["title"], row["text"]) for row in line.after["sections"]] == [("Les enjeux", "Lire")]
    history = client.get(reverse("history:plan", args=[plan.territory.slug, plan.slug])).content.decode()
    assert "extes de présentation" in history


def test_text_without_title_keeps_what_was_typed(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.COORDINATOR))
    answer = client.post(page(plan, "presentation-edit"), sent(("", "", "Un port.")) | {"seen": seen(client, plan)})
    assert answer.status_code == 422
    assert "Donnez un titre à ce texte." in answer.content.decode()
    assert "Un port." in answer.content.decode()
    assert not plan.sections.exists()


def test_two_people_who_write_one_text_are_asked(plan: Plan) -> None:
    one, other = (client_of(person(plan, MemberRole.COORDINATOR)) for _ in range(2))
    known = plan.sections.create(title="Les enjeux", text="Lire")
    before = seen(other, plan)
    key = str(known.pk)
    one.post(page(plan, "presentation-edit"), sent((key, "Les enjeux", "Écrire")) | {"seen": before})
    answer = other.post(page(plan, "presentation-edit"), sent((key, "Les enjeux", "Nager")) | {"seen": before})
    assert answer.status_code == 409
    assert [text.text for text in plan.sections.all()] == ["Écrire"]


def test_empty_page_says_what_to_write(plan: Plan) -> None:
    shown = client_of(person(plan, MemberRole.READER)).get(page(plan)).content.decode()
    assert "n’a pas encore de texte" in shown
    assert page(plan, "presentation-edit") not in shown
