"""The picture of the first page: made by a worker, of its first content, for the person who asked."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from accounts.enums import MemberRole
from annexes.documents import DocumentRequest
from annexes.exporting.keeping import outdated
from annexes.exporting.starting import start_preview
from annexes.models import DocumentChoices, Job, JobKind, JobState
from plans.models import Plan
from tests.annexes.journey import Visitor, person, visitor, words

pytestmark = pytest.mark.django_db
TABLEAU = {"document": "tableau", "form": "pdf"}


def asked(reader: Visitor, **more: str) -> Job:
    response = reader.post("preview", data={**TABLEAU, **more})
    assert response.status_code == 200
    return Job.objects.filter(kind=JobKind.PREVIEW).latest("pk")


def test_picture_is_a_page_with_words_in_its_place(reader: Visitor) -> None:
    job = asked(reader)
    assert job.state == JobState.DONE, job.error
    shown = words(reader.get("preview-state", job.pk))
    assert reader.url("preview-picture", job.pk) in shown
    assert 'alt="Première page : Tableau de l’annexe, PDF.' in shown
    picture = reader.get("preview-picture", job.pk)
    assert picture["Content-Type"] == "image/png"
    with Image.open(BytesIO(b"".join(picture.streaming_content))) as page:
        assert page.width == 1000
        assert page.width > page.height


def test_other_forms_show_the_pdf_and_say_so(reader: Visitor) -> None:
    job = asked(reader, form="xlsx")
    assert "Aperçu du PDF (le document Excel dit la même chose)" in words(reader.get("preview-state", job.pk))


def test_page_waits_without_being_changed_then_says_that_nobody_answers(plan: Plan, reader: Visitor) -> None:
    reader.client.post(reader.url("preview"), TABLEAU)  # not committed: the work waits
    job = Job.objects.get(kind=JobKind.PREVIEW)
    assert reader.get("preview-state", job.pk).status_code == 204
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=20))
    assert "Aucun exécutant n’est actif" in words(reader.get("preview-state", job.pk))


def test_new_preview_cancels_the_former_one_of_that_person_alone(plan: Plan, reader: Visitor) -> None:
    other = visitor(plan, MemberRole.COORDINATOR)
    other.client.post(other.url("preview"), TABLEAU)
    reader.client.post(reader.url("preview"), TABLEAU)
    first = Job.objects.filter(kind=JobKind.PREVIEW).latest("pk")
    reader.client.post(reader.url("preview"), TABLEAU)
    first.refresh_from_db()
    states = list(Job.objects.filter(kind=JobKind.PREVIEW).order_by("pk").values_list("state", flat=True))
    assert states == [JobState.WAITING, JobState.CANCELLED, JobState.WAITING]
    asked(reader)
    assert not Job.objects.filter(pk=first.pk).exists()


def test_choices_that_do_not_hold_together_are_said_in_the_place_of_the_picture(reader: Visitor) -> None:
    response = reader.post("preview", data={**TABLEAU, "perimeter": "fiches"})
    assert "Choisissez au moins une fiche" in words(response)
    assert not Job.objects.filter(kind=JobKind.PREVIEW).exists()


def test_data_have_no_pages_to_show(reader: Visitor) -> None:
    response = reader.post("preview", data={"document": "donnees", "form": "json"})
    assert "n’a pas d’aperçu" in words(response)


def test_preview_is_hers_alone_and_remembers_nothing(plan: Plan, reader: Visitor) -> None:
    job = asked(reader)
    admin = visitor(plan, MemberRole.ADMIN)
    assert {admin.get(name, job.pk).status_code for name in ("preview-state", "preview-picture", "job")} == {404}
    assert reader.get("job", job.pk).status_code == 404
    assert not DocumentChoices.objects.exists()
    assert job.label not in words(reader.client.get("/compte/mes-documents/"))


def test_what_cannot_be_made_is_said(plan: Plan, reader: Visitor) -> None:
    job = asked(reader, perimeter="liste", liste="q=cabanes")
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Cette partie du plan n’existe plus.")
    assert "Pas d’aperçu : Cette partie du plan n’existe plus." in words(reader.get("preview-state", job.pk))


def test_previews_go_after_an_hour(plan: Plan) -> None:
    user = person(plan, MemberRole.READER)
    job = start_preview(plan=plan, user=user, request=DocumentRequest())
    assert outdated(timezone.now()) == []
    assert outdated(timezone.now() + timedelta(hours=1, minutes=1)) == [job]
