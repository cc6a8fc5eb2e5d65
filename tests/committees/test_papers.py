"""The documents of a meeting: convocation, relevé de décisions, dossier de séance; no contact is named there."""

from datetime import date
from pathlib import Path

import page as page_validation
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Change
from accounts.history import record
from actions.enums import Priority, Role, Status
from actions.models import Action, Participation
from annexes.contents.meeting import Point, Settled, Sitting, asked_grids, convocation_sheet, minutes_sheet
from annexes.contents.synthesis import synthesis_of
from annexes.documents import Document, DocumentRequest, EmptyPerimeter, Form, make_document, offered
from annexes.documents.packs import JOINED
from annexes.documents.request import OF_A_MEETING
from annexes.edition import Edition
from annexes.load import load
from annexes.models import DocumentChoices, Job, JobKind
from annexes.versions.holding import keep_version
from partners.models import Partner
from plans.enums import MeetingState
from plans.models import Committee, Meeting, Plan
from tests.committees.conftest import at
from tests.documents.reading import words_of_pdf, words_of_word
from tests.factories import ActionFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
EDITION = Edition("Val de Brume", "Plan d’essai", "Projet global de territoire", TODAY)


@pytest.fixture
def next_meeting(copil: Committee, meeting: Meeting) -> Meeting:
    """The one after `meeting`, which was held."""
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    meeting.decisions.create(text="Écrire au recteur", who="Le président")
    found = Meeting.objects.create(committee=copil, starts_at=at(20, 9), place="Mairie")
    found.agenda.create(title="Budget de l’année", presenter="adjointe")
    return found


def made(plan: Plan, document: Document, meeting: Meeting, form: Form = Form.PDF, **more: object) -> bytes:
    request = DocumentRequest(document, form, meeting=meeting.pk, **more)  # type: ignore[arg-type]
    return make_document(plan, request, today=TODAY).content


def accessible(content: bytes, folder: Path) -> str:
    """The words of a PDF that is valid PDF/UA-1, on one line."""
    path = folder / "document.pdf"
    path.write_bytes(content)
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.is_compliant, [(failure.rule_id, failure.message) for failure in result.failures][:5]
    return " ".join(words_of_pdf(content).split())


def test_a_relevé_says_who_came_what_was_decided_and_what_was_said() -> None:
    sitting = Sitting(
        "COPIL",
        "Comité de pilotage (COPIL)",
        TODAY,
        "samedi 21 novembre 2026",
        "à 9 h",
        agenda=(Point("Budget", note="Équilibré.\nVoté."), Point("Divers")),
        presences=(("Présent", ("Ville", "Caf")), ("Excusé", ("Préfecture",))),
        decisions=(Settled("Ouvrir le samedi", fiche="Fiche 12", change="priorité « haute »", due_on=TODAY),),
        next_on=date(2027, 3, 1),
    )
    rubrics = {one.title: one for one in minutes_sheet(sitting, EDITION).rubrics}
    assert [line.said for line in rubrics["Présences"].lines] == [
        "Présents (2) : Ville ; Caf",
        "Excusé (1) : Préfecture",
    ]
    assert [line.said for line in rubrics["Échanges"].lines] == [
        "1. Budget : Équilibré.",
        "Voté.",
        "2. Divers : sans observation",
    ]
    (grid,) = rubrics["Décisions"].grids
    assert list(grid.values()) == [(1, "Ouvrir le samedi", "Fiche 12\npriorité « haute »", "", TODAY, "")]
    assert rubrics["Prochaine réunion"].lines[0].text == "1er mars 2027"
    asked = [line.mark for line in convocation_sheet(sitting, EDITION).rubrics[-1].lines]
    assert asked == ["1.", "2."]


def test_a_convocation_names_nobody(plan: Plan, meeting: Meeting, tmp_path: Path) -> None:
    words = accessible(made(plan, Document.CONVOCATION, meeting), tmp_path)
    for said in ("CONVOCATION", "Comité de pilotage", "Salle du conseil", "1. Avancement", "2. Arbitrages"):
        assert said in words
    assert "Vallon" not in words
    assert words.count(plan.title) == 3  # over the title, in the invitation and, once, in the running header
    assert "1. Avancement" in words_of_word(made(plan, Document.CONVOCATION, meeting, Form.DOCX)).replace("\t", " ")


def test_a_cancelled_meeting_says_so_on_its_convocation(plan: Plan, meeting: Meeting, tmp_path: Path) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED, state_reason="Neige sur le col")
    assert "Réunion annulée Neige sur le col" in accessible(made(plan, Document.CONVOCATION, meeting), tmp_path)


def test_the_relevé_says_the_same_in_pdf_and_in_word(
    plan: Plan, meeting: Meeting, fiche: Action, tmp_path: Path
) -> None:
    meeting.attendances.create(label="Ville de Valmire – maire")
    meeting.decisions.create(text="Ouvrir le samedi", action=fiche, new_status=Status.ONGOING, who="Le service")
    in_pdf = accessible(made(plan, Document.MINUTES, meeting), tmp_path)
    in_word = " ".join(words_of_word(made(plan, Document.MINUTES, meeting, Form.DOCX)).split())
    for said in ("Ville de Valmire – maire", "Ouvrir le samedi", "Ouvrir la ludothèque", "Le service", "Avancement"):
        assert said in in_pdf
        assert said in in_word


def test_the_dossier_de_séance_tells_what_changed_since_the_version_of_the_last_meeting(
    plan: Plan, meeting: Meeting, next_meeting: Meeting, fiche: Action, caf: Partner, tmp_path: Path
) -> None:
    Participation.objects.create(action=fiche, partner=caf, contact=caf.contacts.get(), role=Role.LEAD)
    keep_version(Meeting.objects.get(pk=meeting.pk), UserFactory())
    Action.objects.filter(pk=fiche.pk).update(status=Status.ONGOING, priority=Priority.HIGH)
    ActionFactory(plan=plan, title="Relier les quais", number=13)
    words = accessible(made(plan, Document.PACK, next_meeting, sections=JOINED), tmp_path)
    assert f"Ce qui a changé depuis la réunion du {timezone.localdate(meeting.starts_at).day}" in words
    for said in ("Sommaire", "Ordre du jour", "Budget de l’année", "Synthèse", "Points d’arbitrage", "Mairie"):
        assert said in words
    assert "Écrire au recteur" in words  # what the last meeting decided
    changes = words[words.index("CE QUI CHANGE") :]
    assert "Relier les quais" in changes
    assert "En cours" in changes
    assert "Fiches de priorité haute" in words
    assert "Vallon" not in words


def test_without_a_version_the_history_tells_what_changed(
    plan: Plan, next_meeting: Meeting, fiche: Action, tmp_path: Path
) -> None:
    told = {"by": None, "territory": plan.territory, "plan_key": plan.pk}
    for before, after in (("PROPOSED", "APPROVED"), ("APPROVED", "ONGOING")):
        record(Change.EDITED, fiche, before={"status": before}, after={"status": after}, **told)
    words = accessible(made(plan, Document.PACK, next_meeting, sections=()), tmp_path)
    assert "Statut : Proposée → En cours" in words
    assert "Synthèse" not in words


def test_a_first_meeting_has_its_dossier(plan: Plan, meeting: Meeting, tmp_path: Path) -> None:
    words = accessible(made(plan, Document.PACK, meeting, sections=("synthese",)), tmp_path)
    assert "depuis le début du plan" in words


def test_what_is_asked_of_the_meeting_leaves_room_for_what_it_decides(plan: Plan) -> None:
    ActionFactory(plan=plan, title="Sans pilote", status=Status.ONGOING)
    (asked, *_) = asked_grids(synthesis_of(load(plan), EDITION))
    title, grid = asked
    assert "sans pilote" in title
    assert grid.columns[-1].title == "Décision prise"
    assert [row.cells[-1] for row in grid.rows] == [""]


def test_a_meeting_that_is_gone_has_no_document(plan: Plan, meeting: Meeting) -> None:
    request = DocumentRequest(Document.MINUTES, meeting=meeting.pk)
    meeting.delete()
    with pytest.raises(EmptyPerimeter, match="n’existe plus"):
        make_document(plan, request, today=TODAY)


def test_they_are_not_offered_among_the_documents_of_a_plan() -> None:
    assert not OF_A_MEETING.keys() & offered().keys()


def test_a_reader_asks_for_them_and_her_choices_stay(reader: Client, plan: Plan, meeting: Meeting) -> None:
    where = [plan.territory.slug, plan.slug, meeting.pk]
    asked = reader.post(reverse("annexes:meeting-document", args=where), {"document": "releve", "form": "docx"})
    assert asked.status_code == 302
    job = Job.objects.get(kind=JobKind.EXPORT)
    assert DocumentRequest.from_options(job.options) == DocumentRequest(Document.MINUTES, Form.DOCX, meeting=meeting.pk)
    assert not DocumentChoices.objects.exists()
    wrong = reader.post(reverse("annexes:meeting-document", args=where), {"document": "seance", "form": "pdf"})
    assert wrong.status_code == 422
    page = reader.get(reverse("annexes:meeting-pack", args=where))
    assert [box.data["value"] for box in page.context["form"]["annexes"]] == list(JOINED)
    reader.post(reverse("annexes:meeting-pack", args=where), {"annexes": ["calendrier"]})
    assert Job.objects.latest("pk").options["sections"] == ["calendrier"]
    assert "Pack COPIL" in reader.get(meeting.get_absolute_url()).content.decode()
    reader.post(reverse("annexes:meeting-pack", args=where), {"usual": "1"})
    assert Job.objects.latest("pk").options["sections"] == ["synthese", "tableaux"]
