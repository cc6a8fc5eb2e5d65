from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole
from accounts.models import Journal
from actions.models import Action
from annexes.importing.services import confirm
from annexes.jobs import UNEXPECTED
from annexes.models import ImportBatch, ImportState, Job, JobState
from plans.models import Objective, Plan
from plans.tree import add_child
from tests.annexes.journey import Visitor, analysed, annexe, committed, person, visitor, words
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db

NOT_ADMINS = [MemberRole.COORDINATOR, MemberRole.CONTRIBUTOR, MemberRole.READER]
POSTS = ["import-confirm", "import-again", "import-drop"]


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="Plan du quai")


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.ADMIN)


def upload(admin: Visitor, file: SimpleUploadedFile) -> ImportBatch:
    """Upload through the page; its analysis has run."""
    response = admin.post("import-new", data={"file": file})
    assert response.status_code == 302
    return ImportBatch.objects.latest("pk")


def preview(admin: Visitor, batch: ImportBatch, **query: str) -> str:
    response = admin.get("import", batch.pk, **query)
    assert response.status_code == 200
    return words(response)


def add_axis(plan: Plan, title: str) -> None:
    root = plan.objectives.get(parent=None)
    theme = add_child(plan_id=plan.pk, parent_id=root.pk, level="THEME", title="Jeunesse")
    add_child(plan_id=plan.pk, parent_id=theme.pk, level="AXIS", title=title)


# Who


@pytest.mark.parametrize("role", NOT_ADMINS)
def test_import_is_refused_in_words_to_other_roles(plan: Plan, role: MemberRole) -> None:
    batch = analysed(plan, person(plan, MemberRole.ADMIN))
    member = visitor(plan, role)
    for response in (
        member.get("import-new"),
        member.get("imports"),
        member.get("import", batch.pk),
        member.post("import-new", data={"file": annexe()}),
        *(member.post(name, batch.pk) for name in POSTS),
    ):
        assert response.status_code == 403
        assert "réservé à l’administration du territoire" in words(response)
    assert ImportBatch.objects.get().state == ImportState.ANALYSED


def test_import_is_hidden_from_a_stranger(plan: Plan) -> None:
    batch = analysed(plan, person(plan, MemberRole.ADMIN))
    stranger = visitor(plan, None)
    responses = [stranger.get("import-new"), stranger.get("imports"), stranger.get("import", batch.pk)]
    responses += [stranger.post(name, batch.pk) for name in POSTS]
    assert {response.status_code for response in responses} == {404}


def test_import_of_another_plan_is_not_found(admin: Visitor, plan: Plan) -> None:
    other = PlanFactory(territory=plan.territory)
    batch = analysed(other, person(plan, MemberRole.ADMIN))
    assert admin.get("import", batch.pk).status_code == 404
    assert {admin.post(name, batch.pk).status_code for name in POSTS} == {404}


def test_visitor_without_account_is_asked_to_sign_in(admin: Visitor) -> None:
    assert "/compte/" in Client().get(admin.url("import-new"))["Location"]


def test_writing_needs_a_post(admin: Visitor, plan: Plan) -> None:
    batch = analysed(plan, person(plan, MemberRole.ADMIN))
    assert {admin.get(name, batch.pk).status_code for name in POSTS} == {405}


def test_another_administrator_goes_on_with_the_import(admin: Visitor, plan: Plan) -> None:
    batch = upload(visitor(plan, MemberRole.ADMIN), annexe())
    assert "Confirmer l’import" in preview(admin, batch)
    assert batch.job
    assert admin.get("job", batch.job.pk).status_code == 302


# The file


def test_file_that_is_no_annexe_is_refused_with_a_way_out(admin: Visitor) -> None:
    response = admin.post("import-new", data={"file": SimpleUploadedFile("photo.png", b"png")})
    assert response.status_code == 422
    assert "« photo.png » n’est ni un classeur ni un document Word" in words(response)
    assert not ImportBatch.objects.exists()


def test_file_past_the_limit_is_refused_with_both_sizes(admin: Visitor, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    response = admin.post("import-new", data={"file": SimpleUploadedFile("gros.xlsx", b"x" * (1024 * 1024 + 1))})
    assert response.status_code == 422
    assert "« gros.xlsx » pèse 1,1 Mo, la limite est de 1 Mo." in words(response)


def test_missing_file_is_asked_for(admin: Visitor) -> None:
    response = admin.post("import-new")
    assert response.status_code == 422
    assert "Choisissez un fichier, ou collez un tableau." in words(response)


def test_file_keeps_its_name_for_people_only(admin: Visitor) -> None:
    batch = upload(admin, annexe(name="é" * 180 + " été.xlsx"))
    assert batch.file_name.endswith(" été.xlsx")
    assert batch.sha256[:16] in batch.files.get().file.name
    assert "é" not in batch.files.get().file.name


# Before the confirmation


def test_upload_leads_to_the_preview_and_writes_nothing(admin: Visitor, plan: Plan) -> None:
    response = admin.post("import-new", data={"file": annexe()})
    batch = ImportBatch.objects.get()
    assert batch.job
    assert response["Location"] == admin.url("job", batch.job.pk)
    assert admin.client.get(response["Location"])["Location"] == admin.url("import", batch.pk)
    page = preview(admin, batch)
    assert "annexe-du-quai.xlsx" in page
    assert "Ludothèque du quai" in page
    assert "Confirmer l’import" in page
    assert not Action.objects.exists()
    assert Objective.objects.filter(plan=plan).count() == 1  # the hidden root


def test_preview_says_issues_of_the_chosen_severity_alone(admin: Visitor) -> None:
    batch = upload(admin, annexe())
    everything, errors = preview(admin, batch), preview(admin, batch, gravite="erreur")
    assert everything.count('class="issue ') >= 1
    assert "OO 2 n’a aucune fiche" in everything
    assert 'class="issue ' not in errors
    assert "Aucun de cette gravité." in errors
    assert preview(admin, batch, gravite="inconnue").count('class="issue ') == everything.count('class="issue ')


def test_preview_escapes_what_the_file_says(admin: Visitor) -> None:
    row = ["I – <script>alert(1)</script>", "OI 1 : Lire", "OO 1 : <b>Raconter</b>", "Fiche 1 : <img src=x>"]
    page = preview(admin, upload(admin, annexe(row)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for raw in ("<script>alert", "<b>Raconter", "<img src=x"):
        assert raw not in page


def test_preview_costs_the_same_queries_for_many_fiches(admin: Visitor) -> None:
    def queries(count: int) -> int:
        rows = [["I – Grandir", "OI 1 : Lire", "OO 1 : Dire", f"Fiche {n} : Conte {n}"] for n in range(1, count + 1)]
        batch = upload(admin, annexe(*rows))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            preview(admin, batch)
        return len(captured)

    few = queries(2)
    assert queries(60) == few
    assert few <= 47


def test_errors_forbid_the_confirmation(admin: Visitor) -> None:
    batch = upload(admin, SimpleUploadedFile("faux.xlsx", b"PK\x03\x04 rien"))
    page = preview(admin, batch)
    assert "1 erreur empêche l’import" in page
    assert "Confirmer l’import" not in page
    assert "L’import attend que l’erreur soit corrigée." in page
    assert "Erreurs à corriger" in words(admin.get("imports"))
    admin.confirm(batch)
    job = Job.objects.latest("pk")
    assert job.state == JobState.FAILED
    assert "contient des erreurs" in job.error
    assert not Action.objects.exists()


def test_reader_that_breaks_is_said_and_can_be_relaunched(admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("annexes.importing.batches.read_annexe", lambda *a, **k: 1 / 0)
        batch = upload(admin, annexe())
    assert batch.job
    response = admin.client.get(admin.url("import", batch.pk), follow=True)
    assert UNEXPECTED[:40] in words(response)
    assert "Abandonner cet import" in words(response)
    admin.post("job-relaunch", batch.job.pk)
    assert "Confirmer l’import" in preview(admin, batch)


def test_plan_that_changed_meanwhile_asks_for_a_new_analysis(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, annexe())
    add_axis(plan, "Sortir")
    page = preview(admin, batch)
    assert "Le plan a changé depuis l’analyse" in page
    assert "Confirmer l’import" not in page
    admin.confirm(batch)
    job = Job.objects.latest("pk")
    assert job.state == JobState.FAILED
    assert "Revenir à l’aperçu" in words(admin.get("job", job.pk))
    assert not Action.objects.exists()

    admin.post("import-again", batch.pk)
    assert "Confirmer l’import" in preview(admin, batch)


def test_given_up_import_writes_nothing_afterwards(admin: Visitor) -> None:
    batch = upload(admin, annexe())
    admin.post("import-drop", batch.pk)
    assert "abandonné" in preview(admin, batch)
    admin.confirm(batch)
    assert not Action.objects.exists()
    assert admin.post("import-again", batch.pk).status_code == 404


# After it


def test_confirmation_writes_the_plan_and_says_what(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, annexe())
    response = admin.confirm(batch)
    page = admin.client.get(response["Location"], follow=True)
    assert page.redirect_chain[-1][0] == plan.get_absolute_url()
    assert "Import terminé. Créés : 1 thème, 2 axe stratégique" in words(page)
    assert Action.objects.filter(plan=plan).count() == 3
    applied = preview(admin, batch)
    assert "est écrit dans le plan" in applied
    assert "Confirmer l’import" not in applied


def test_second_import_of_the_file_has_nothing_to_change(admin: Visitor) -> None:
    admin.confirm(upload(admin, annexe()))
    page = preview(admin, upload(admin, annexe()))
    assert "Rien à changer" in page
    assert "Confirmer l’import" not in page


def test_confirmed_twice_is_written_once(admin: Visitor, plan: Plan) -> None:
    batch = analysed(plan, person(plan, MemberRole.ADMIN))
    assert confirm(batch, None) is not None
    assert confirm(batch, None) is None
    admin.confirm(batch)
    assert Journal.objects.filter(verb="import d’une annexe").count() == 1


def test_changed_fiche_shows_its_former_and_its_new_value(admin: Visitor) -> None:
    row = ["I – Grandir", "OI 1 : Lire", "OO 1 : Raconter", "Fiche 1 : Contes du soir"]
    admin.confirm(upload(admin, annexe(row)))
    page = preview(admin, upload(admin, annexe([*row[:3], "Fiche 1 : Contes du matin"])))
    assert "<dt>Intitulé de la fiche</dt>" in page
    assert "avant : </span>Contes du soir</del>" in page
    assert "après : </span>Contes du matin</ins>" in page
    assert "à modifier" in page


def test_objects_absent_from_the_file_are_said_to_be_kept(admin: Visitor) -> None:
    admin.confirm(upload(admin, annexe()))
    row = ["I – Grandir au bord de l’eau", "OI 1 : Ouvrir des lieux", "OO 1 : Jouer dehors", "Fiche 9 : Phare"]
    page = preview(admin, upload(admin, annexe(row)))
    assert "Dans le plan, pas dans le fichier" in page
    assert "Fiche 3 : Contes du soir" in page


def test_list_of_imports_says_who_what_and_state(admin: Visitor, plan: Plan) -> None:
    assert "Aucun import pour ce plan" in words(admin.get("imports"))
    batch = upload(admin, annexe())
    page = words(admin.get("imports"))
    for text in ("annexe-du-quai.xlsx", "3 fiches actions", batch.sha256[:12], "À confirmer", str(batch.user)):
        assert text in page
    assert "annexe-du-quai.xlsx" in words(admin.get("import-new"))


def test_list_of_imports_never_reads_the_readings(admin: Visitor) -> None:
    upload(admin, annexe())
    with CaptureQueriesContext(connection) as captured:
        admin.get("imports")
        admin.get("import-new")
    assert len(captured) <= 12
    assert not any('"reading"' in query["sql"] for query in captured)


def test_page_of_a_job_polls_until_it_is_over(admin: Visitor, plan: Plan) -> None:
    batch = analysed(plan, person(plan, MemberRole.ADMIN))
    response = admin.client.post(admin.url("import-again", batch.pk))  # not committed: the work waits
    url = response["Location"]
    waiting = admin.client.get(url)
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "<progress" in words(waiting)
    poll = admin.client.get(url, headers={"HX-Request": "true"})
    assert poll.status_code == 200
    assert "<html" not in poll.content.decode()

    job = Job.objects.latest("pk")
    admin.post("job-cancel", job.pk)
    last = admin.client.get(url, headers={"HX-Request": "true"})
    assert last.status_code == 286
    assert "Travail arrêté. Rien n’a été écrit." in words(last)


def test_poll_of_a_finished_import_leaves_for_the_plan(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, annexe())
    url = admin.confirm(batch)["Location"]
    poll = admin.client.get(url, headers={"HX-Request": "true"})
    assert poll["HX-Redirect"] == url
    assert admin.client.get(url)["Location"] == plan.get_absolute_url()


def test_jobs_of_imports_are_refused_to_readers(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, annexe())
    assert batch.job
    reader = visitor(plan, MemberRole.READER)
    assert reader.get("job", batch.job.pk).status_code == 403
    assert reader.post("job-cancel", batch.job.pk).status_code == 403
    assert visitor(plan, None).get("job", batch.job.pk).status_code == 404


def test_relaunch_of_a_finished_job_says_there_is_no_need(admin: Visitor) -> None:
    batch = upload(admin, annexe())
    assert batch.job
    page = committed(lambda: admin.client.post(admin.url("job-relaunch", batch.job.pk), follow=True))
    assert "n’a pas besoin d’être relancé" in words(page)
