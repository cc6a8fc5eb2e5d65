"""The export page: what it offers, what it refuses, what it remembers, what it makes."""

import json
from typing import Any

import pytest

from accounts.enums import MemberRole
from actions.models import Action
from annexes.documents import Document, DocumentRequest, making
from annexes.documents.request import Form
from annexes.models import DocumentChoices, Job
from partners.models import Partner
from plans.enums import Level
from plans.models import Plan
from tests.annexes.journey import Visitor, visitor, words
from tests.factories import PartnerFactory, PlanFactory

pytestmark = pytest.mark.django_db
DATA = {"document": "donnees", "form": "json"}


@pytest.fixture
def every_document(monkeypatch: pytest.MonkeyPatch) -> list[making.Material]:
    """As if each document could be made: what the writers were given."""
    given: list[making.Material] = []

    def write(material: making.Material) -> bytes:
        given.append(material)
        return b"fait"

    for document, forms in making.FORMS.items():
        for form in forms:
            monkeypatch.setitem(making.WRITERS, (document, form), write)
    return given


def read(visitor: Visitor, **asked: Any) -> dict[str, Any]:
    response = visitor.post("export", data={**DATA, **asked})
    assert response.status_code == 302, words(response)
    got = visitor.get("download", Job.objects.latest("pk").pk)
    return dict(json.loads(b"".join(got.streaming_content)))


def titles(plan: dict[str, Any]) -> set[str]:
    def below(objective: dict[str, Any]) -> set[str]:
        own = {action["title"] for action in objective.get("actions", [])}
        return own.union(*(below(child) for child in objective.get("children", [])))

    return set().union(*(below(objective) for theme in plan["themes"] for objective in theme["objectives"]))


def test_page_offers_the_documents_that_can_be_made(reader: Visitor) -> None:
    page = words(reader.get("export"))
    for document, forms in making.offered().items():
        assert document.label in page
        assert all(form.label in page for form in forms)


def test_document_without_a_writer_is_not_offered(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(making.WRITERS, (Document.DATA, Form.XLSX))
    monkeypatch.delitem(making.WRITERS, (Document.DATA, Form.JSON))
    for form in (Form.CSV,):
        monkeypatch.delitem(making.WRITERS, (Document.DATA, form), raising=False)
    assert "alimenter un autre logiciel" not in words(reader.get("export"))
    assert reader.post("export", data=DATA).status_code == 422


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"document": "calendrier", "form": "docx"}, "« Calendrier » n’existe pas en Word : choisissez PDF ou Excel."),
        ({"document": "dossier", "form": "pdf"}, "Cochez au moins une partie du dossier."),
        ({"document": "dossier", "form": "pdf", "style": "formulaire"}, "Le formulaire vierge se fait seul"),
        ({"document": "engagements", "form": "pdf"}, "Choisissez le partenaire"),
        ({"document": "fiches", "form": "pdf", "perimeter": "fiches"}, "Choisissez au moins une fiche"),
        ({"document": "fiches", "form": "pdf", "perimeter": "partie"}, "Choisissez un thème ou un objectif"),
        ({"document": "fiches", "form": "pdf", "perimeter": "fiches", "fiche": "999999"}, "n’est pas dans ce plan"),
        ({"document": "fiches", "form": "pdf", "perimeter": "liste", "liste": "statut=CANCELLED"}, "Aucune fiche"),
        ({"form": "pdf"}, "Document"),
    ],
)
@pytest.mark.usefixtures("every_document")
def test_combination_that_means_nothing_is_refused_in_words(
    reader: Visitor, asked: dict[str, str], sentence: str
) -> None:
    response = reader.post("export", data=asked)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Job.objects.exists()


def test_theme_objective_and_fiches_narrow_the_document(plan: Plan, reader: Visitor) -> None:
    theme = plan.objectives.get(level=Level.THEME)
    axis = plan.objectives.filter(level=Level.AXIS).order_by("lft")[1]
    fiche = Action.objects.get(plan=plan, number=2)
    every = {"Ludothèque du quai", "Cabanes d’été", "Contes du soir"}
    assert titles(read(reader)) == every
    assert titles(read(reader, perimeter="partie", part=theme.pk)) == every
    assert titles(read(reader, perimeter="partie", part=axis.pk)) == {"Contes du soir"}
    assert titles(read(reader, perimeter="fiches", fiche=[fiche.pk])) == {"Cabanes d’été"}
    assert titles(read(reader, perimeter="liste", liste="q=cabanes")) == {"Cabanes d’été"}
    names = list(Job.objects.order_by("pk").values_list("result_name", flat=True))
    assert [name.split("_")[2] for name in names[1:]] == ["enfance", "enfance-ii", "fiche-action-2", "liste-filtree"]


def test_list_is_that_of_the_moment_when_the_document_is_made(plan: Plan, reader: Visitor) -> None:
    Action.objects.filter(plan=plan, number=3).update(title="Cabanes de jour", search_text=" caban jour ")
    assert titles(read(reader, perimeter="liste", liste="q=cabanes")) == {"Cabanes d’été", "Cabanes de jour"}


def test_part_of_another_plan_is_refused(plan: Plan, reader: Visitor) -> None:
    other = PlanFactory(territory=plan.territory).objectives.get()
    assert reader.post("export", data={**DATA, "perimeter": "partie", "part": other.pk}).status_code == 422


def test_writers_are_given_what_was_chosen(
    plan: Plan, coordinator: Visitor, every_document: list[making.Material]
) -> None:
    asked = {"style": "elus", "sections": ["fiches", "sommaire"], "annexe": " II-2 ", "deliberation": "n° 2026-114"}
    more = {"document": "dossier", "form": "pdf", "contacts": "on", "orientation": "portrait", "variant": "follow_up"}
    assert coordinator.post("export", data={**asked, **more}).status_code == 302
    given = every_document[0]
    assert given.request.sections == ("sommaire", "fiches")
    assert given.request.fiche_style == "elus"
    assert given.request.contacts
    assert not given.request.portrait  # a dossier has its own pages
    assert (given.edition.annexe_number, given.edition.deliberation) == ("II-2", "n° 2026-114")


def test_engagements_name_their_partner(plan: Plan, reader: Visitor, every_document: list[making.Material]) -> None:
    partner: Partner = PartnerFactory(territory=plan.territory, name="Amicale laïque")
    Action.objects.filter(plan=plan)[0].participations.create(partner=partner, role="LEAD")
    asked = {"document": "engagements", "form": "pdf", "partner": partner.pk}
    assert reader.post("export", data=asked).status_code == 302
    job = Job.objects.latest("pk")
    assert every_document[0].request.partner == partner.pk
    assert job.label == "Engagements d’un partenaire, PDF : Amicale laïque"
    assert "engagements_amicale-laique_" in job.result_name


def test_page_opens_on_the_last_choices_of_the_person_and_the_plan(plan: Plan, coordinator: Visitor) -> None:
    asked = {"document": "tableau", "form": "xlsx", "variant": "follow_up", "annexe": "II-2", "contacts": "on"}
    coordinator.post("export", data=asked)
    response = coordinator.get("export")
    assert 'value="II-2"' in words(response)
    form = response.context["form"]
    assert [form[name].value() for name in ("document", "form", "variant")] == ["tableau", "xlsx", "follow_up"]
    assert not form["contacts"].value()  # off by default, each time
    assert visitor(plan, MemberRole.READER).get("export").context["form"]["annexe"].value() is None
    assert DocumentChoices.objects.count() == 1
    coordinator.post("export", data=DATA)
    assert DocumentChoices.objects.get().options["document"] == "donnees"


def test_link_of_the_list_or_of_a_fiche_opens_the_page_on_them(plan: Plan, reader: Visitor) -> None:
    fiche = Action.objects.get(plan=plan, number=2)
    form = reader.get("export", document="donnees", fiche=fiche.pk).context["form"]
    assert (form["document"].value(), form["perimeter"].value(), form["fiche"].value()) == (
        "donnees",
        "fiches",
        [str(fiche.pk)],
    )
    page = words(reader.get("export", liste="q=cabanes"))
    assert "La liste filtrée" in page
    assert "cabanes" in page
    assert reader.get("export", document="inconnu", form="x", fiche="a", part="b").status_code == 200


def test_reader_is_not_asked_about_contacts(reader: Visitor, coordinator: Visitor) -> None:
    assert "Nommer tous les contacts" in words(coordinator.get("export"))
    assert "Nommer tous les contacts" not in words(reader.get("export"))


def test_options_of_a_job_give_the_request_back() -> None:
    request = DocumentRequest(Document.DOSSIER, Form.PDF, sections=("fiches",), theme=3, annexe_number="II")
    assert DocumentRequest.from_options({**request.to_options(), "long": True, "site": "x"}) == request
