"""The pages where an administrator says what a type of plan asks for: sections and authorities, as rows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Revision, Territory
from plans.enums import SectionCondition, SectionNeed, VisaStage
from plans.models import KindSection, PlanKind
from tests.conftest import ClientOf
from tests.factories import PlanFactory, PlanKindFactory

SECTION = {"need": SectionNeed.TEXT, "condition": SectionCondition.ALWAYS, "is_required": "True"}


@pytest.fixture
def kind(territory: Territory) -> PlanKind:
    found: PlanKind = PlanKindFactory(territory=territory)
    found.sections.create(key="perimetre", title="Périmètre", why="Pour savoir.", position=0)
    found.sections.create(key="bilan", title="Bilan", position=1)
    found.visas.create(key="maire", stage=VisaStage.SIGNATURE, label="Maire")
    return found


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    return client_of(MemberRole.ADMIN)


def page(kind: PlanKind, name: str = "sections") -> str:
    assert kind.territory
    return reverse(f"kind-rows:{name}", args=[kind.territory.slug, kind.pk])


def send(client: Client, url: str, *rows: dict[str, Any]) -> Any:
    form = {"seen": client.get(url).context["seen"], "rows-TOTAL_FORMS": len(rows), "rows-INITIAL_FORMS": 0}
    for rank, row in enumerate(rows):
        form |= {f"rows-{rank}-{name}": value for name, value in {"ORDER": rank + 1, **row}.items()}
    return client.post(url, form)


def test_sections_are_renamed_moved_added_and_taken_off(kind: PlanKind, admin: Client) -> None:
    first, second = kind.sections.all()
    PlanFactory(territory=kind.territory, kind=kind)
    new = {**SECTION, "title": "Nos écoles", "why": "Elles changent.", "need": SectionNeed.FIGURES}

    answer = send(admin, page(kind), new, {**SECTION, "key": first.pk, "title": "Le périmètre", "is_required": "False"})

    assert answer.status_code == 302
    assert list(kind.sections.values_list("key", "title", "need", "is_required")) == [
        ("nos-ecoles", "Nos écoles", SectionNeed.FIGURES, True),
        ("perimetre", "Le périmètre", SectionNeed.TEXT, False),
    ]
    assert not KindSection.objects.filter(pk=second.pk).exists()


def test_a_section_that_is_no_longer_asked_keeps_its_text(kind: PlanKind, admin: Client) -> None:
    plan = PlanFactory(territory=kind.territory, kind=kind)
    plan.sections.create(key="bilan", title="Bilan", text="Bon.")
    first, _ = kind.sections.all()

    send(admin, page(kind), {**SECTION, "key": first.pk, "title": first.title})

    shown = admin.get(reverse("file:index", args=[plan.territory.slug, plan.slug])).content.decode()
    assert reverse("file:own", args=[plan.territory.slug, plan.slug, plan.sections.get().pk]) in shown


def test_two_sections_of_one_title_have_two_keys(kind: PlanKind, admin: Client) -> None:
    send(admin, page(kind), {**SECTION, "title": "Écoles"}, {**SECTION, "title": "Écoles"})

    assert list(kind.sections.values_list("key", flat=True)) == ["ecoles", "ecoles-2"]


def test_a_row_without_a_title_is_refused_and_given_back(kind: PlanKind, admin: Client) -> None:
    answer = send(admin, page(kind), {**SECTION, "title": "", "why": "Parce que."})

    assert answer.status_code == 422
    assert "Donnez un titre à cette section." in answer.content.decode()
    assert "Parce que." in answer.content.decode()
    assert kind.sections.count() == 2


def test_authorities_are_written(kind: PlanKind, admin: Client) -> None:
    known = kind.visas.get()
    told = {"condition": SectionCondition.ALWAYS, "partner_kind": "", "is_required": "True"}

    answer = send(
        admin,
        page(kind, "visas"),
        {**told, "label": "Conseils d’école", "stage": VisaStage.OPINION, "is_required": "False"},
        {**told, "key": known.pk, "label": "Maire ou président", "stage": VisaStage.SIGNATURE},
    )

    assert answer.status_code == 302
    assert list(kind.visas.values_list("key", "label", "is_required")) == [
        ("conseils-decole", "Conseils d’école", False),
        ("maire", "Maire ou président", True),
    ]


def test_the_history_tells_and_undoes(kind: PlanKind, admin: Client) -> None:
    send(admin, page(kind))

    line = Revision.objects.about(kind).order_by("-pk")[0]
    admin.post(reverse("history:put-back", args=[line.territory.slug, line.pk]), {"field": ["sections"]})
    assert [row["key"] for row in line.before["sections"]] == ["perimetre", "bilan"]
    assert line.after["sections"] == []


def test_two_administrators_are_asked(kind: PlanKind, admin: Client, client_of: ClientOf) -> None:
    first, _ = kind.sections.all()
    url, other = page(kind), client_of(MemberRole.ADMIN)
    seen = other.get(url).context["seen"]
    row = {"rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0, "rows-0-key": first.pk, "rows-0-title": "Autre"}
    row |= {
        "rows-0-is_required": "True",
        "rows-0-need": SectionNeed.TEXT,
        "rows-0-condition": SectionCondition.ALWAYS,
        "rows-0-ORDER": 1,
    }

    send(admin, url, {**SECTION, "key": first.pk, "title": "Un autre"})
    answer = other.post(url, {"seen": seen, **row})

    assert answer.status_code == 409
    assert kind.sections.get().title == "Un autre"


@pytest.mark.parametrize("name", ["sections", "visas"])
def test_a_national_type_is_not_changed_here(territory: Territory, admin: Client, name: str) -> None:
    national = PlanKindFactory()

    assert admin.get(reverse(f"kind-rows:{name}", args=[territory.slug, national.pk])).status_code == 404
