"""Several files an import, a zip, a pasted table: what is handed in, read, left aside, imported and taken back."""

from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from annexes.importing import batches
from annexes.importing.batches import analyse, ask_reading, leave_aside
from annexes.importing.services import confirm, preview
from annexes.importing.uploading import MAX_FILES
from annexes.jobs import start_job
from annexes.models import ImportBatch, ImportFile, ImportState, Job, JobKind, JobState
from annexes.tasks import analyse_import, take_back_import
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, annexe, committed, visitor, words
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db

TABLE = "<table><tr><th>Axe stratégique</th><th>Objectif opérationnel</th><th>Fiches actions</th></tr>{}</table>"
ROW = "<tr><td>I – Grandir</td><td>OO 1 : Jouer</td><td>Fiche 1 : <b>Ludothèque</b></td></tr>"


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="Plan du quai")


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.ADMIN)


def one(number: int, name: str = "", word: str = "Conte") -> SimpleUploadedFile:
    """An annexe with one fiche."""
    row = ["I – Grandir", "OI 1 : Lire", "OO 1 : Dire", f"Fiche {number} : {word} {number}"]
    return annexe(row, name=name or f"annexe-{number}.xlsx")


def upload(admin: Visitor, *files: SimpleUploadedFile, **data: str) -> ImportBatch:
    response = admin.post("import-new", data={"file": list(files), **data})
    assert response.status_code == 302, words(response)
    return ImportBatch.objects.latest("pk")


def refusals(admin: Visitor, *files: SimpleUploadedFile) -> str:
    response = admin.post("import-new", data={"file": list(files)})
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()
    return words(response)


def zipped(*files: SimpleUploadedFile, name: str = "annexes.zip", **others: bytes) -> SimpleUploadedFile:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for file in files:
            archive.writestr(file.name or "", file.read())
        for other, data in others.items():
            archive.writestr(other, data)
    return SimpleUploadedFile(name, content.getvalue())


# What is handed in


def test_several_files_are_one_import(admin: Visitor) -> None:
    batch = upload(admin, one(1), one(2), one(3))
    assert batch.file_name == "annexe-1.xlsx et 2 autres fichiers"
    assert [(file.rank, file.name) for file in batch.files.all()] == [(n, f"annexe-{n}.xlsx") for n in (1, 2, 3)]
    assert len({file.sha256 for file in batch.files.all()} | {batch.sha256}) == 4
    assert batch.summary["read"]["ACTION"] == 3
    seen = preview(batch)
    assert [action.title for action in seen.reading.outline.all_actions()] == ["Conte 1", "Conte 2", "Conte 3"]
    assert len({action.ref for action in seen.reading.outline.all_actions()}) == 3
    confirm(batch, None)
    assert Action.objects.count() == 3


def test_files_of_a_zip_are_those_of_the_import(admin: Visitor) -> None:
    archive = zipped(one(1), **{"dossier/suite.xlsx": one(2).read(), "photo.png": b"png"})
    batch = upload(admin, archive)
    assert [file.name for file in batch.files.all()] == ["annexe-1.xlsx", "dossier – suite.xlsx"]
    assert "photo.png" in words(admin.get("import", batch.pk))


def test_broken_zip_is_refused_by_name(admin: Visitor) -> None:
    assert "« annexes.zip » : " in refusals(admin, SimpleUploadedFile("annexes.zip", b"PK\x03\x04 rien"))


def test_every_refused_file_is_named(admin: Visitor, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024
    page = refusals(
        admin, one(1), SimpleUploadedFile("photo.png", b"png"), SimpleUploadedFile("gros.xlsx", b"x" * 1024 * 1100)
    )
    assert "« photo.png » n’est ni un classeur ni un document Word" in page
    assert "« gros.xlsx » pèse 1,1 Mo, la limite est de 1 Mo." in page


def test_too_many_files_are_refused_with_the_limit(admin: Visitor) -> None:
    files = [SimpleUploadedFile(f"{n}.csv", b"a") for n in range(MAX_FILES + 1)]
    assert "51 fichiers à la fois, c’est trop : la limite est de 50." in refusals(admin, *files)
    assert "50 fichiers au plus, de 50 Mo chacun" in words(admin.get("import-new"))


def test_pasted_table_is_a_file_of_the_import(admin: Visitor) -> None:
    batch = upload(admin, pasted_html=TABLE.format(ROW), pasted_text="I\tOO 1\tFiche 1")
    (file,) = batch.files.all()
    assert file.name.startswith("Collage du ")
    assert file.name.endswith(".html")
    confirm(batch, None)
    assert Action.objects.get().title == "Ludothèque"


def test_table_pasted_without_javascript_is_read_too(admin: Visitor) -> None:
    lines = ["Axe stratégique\tObjectif opérationnel\tFiches actions", "I – Grandir\tOO 1 : Jouer\tFiche 1 : Contes"]
    batch = upload(admin, one(2), pasted_text="\n".join(lines))
    assert [file.name.rpartition(".")[2] for file in batch.files.all()] == ["xlsx", "tsv"]
    assert batch.summary["read"]["ACTION"] == 2


def test_page_says_what_can_be_imported(admin: Visitor) -> None:
    page = words(admin.get("import-new"))
    assert "Ce qui se lit" in page
    assert admin.url("export") in page


# What is read


def test_file_that_breaks_the_reader_loses_no_other(admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    read = batches.read_annexe

    def breaks(file: Any, *, name: str, **options: Any) -> Any:
        return {}["panne"] if name == "annexe-2.xlsx" else read(file, name=name, **options)

    monkeypatch.setattr("annexes.importing.batches.read_annexe", breaks)
    batch = upload(admin, one(1), one(2), one(3))
    assert (batch.state, batch.summary["errors"]) == (ImportState.ANALYSED, 1)
    page = words(admin.get("import", batch.pk))
    assert "Fichier annexe-2.xlsx" in page
    admin.post("import-aside", batch.pk, 2)
    batch.refresh_from_db()
    assert batch.summary["errors"] == 0
    confirm(batch, None)
    assert set(Action.objects.values_list("title", flat=True)) == {"Conte 1", "Conte 3"}


def test_bad_file_is_left_aside_and_taken_back(admin: Visitor) -> None:
    batch = upload(admin, one(1), SimpleUploadedFile("faux.xlsx", b"PK\x03\x04 rien"))
    assert batch.summary["errors"] == 1
    admin.post("import-aside", batch.pk, 2)
    batch.refresh_from_db()
    assert (batch.summary["errors"], batch.options["aside"]) == (0, [2])
    admin.post("import-aside", batch.pk, 2, data={"reprendre": "oui"})
    batch.refresh_from_db()
    assert (batch.summary["errors"], batch.options["aside"]) == (1, [])


def test_last_file_is_not_left_aside(admin: Visitor) -> None:
    batch = upload(admin, one(1))
    assert not leave_aside(batch, 1)
    assert "abandonnez plutôt cet import" in words(
        committed(lambda: admin.client.post(admin.url("import-aside", batch.pk, 1), follow=True))
    )
    assert admin.post("import-aside", batch.pk, 9).status_code == 404


def test_decisions_are_forgotten_with_the_reading_that_they_are_about(admin: Visitor) -> None:
    batch = upload(admin, one(1), one(2))
    ImportBatch.objects.update(decisions={"left_out": ["0"]})
    assert ask_reading(batch, layouts={"2/1": "ignorer"})
    batch.refresh_from_db()
    assert (batch.decisions, batch.state) == ({}, ImportState.UPLOADED)
    assert [bool(file.reading) for file in batch.files.all()] == [True, False]
    assert batch.options["layouts"] == {"2/1": "ignorer"}


def test_layout_that_is_asked_for_is_used_for_its_file_alone(admin: Visitor) -> None:
    batch = upload(admin, one(1), one(2))
    keys = [part.key for part in preview(batch).reading.parts]
    assert [key.split("/")[0] for key in keys] == ["1", "2"]
    ask_reading(batch, layouts={keys[1]: "ignorer"})
    batch.refresh_from_db()
    analyse(batch)
    batch.refresh_from_db()
    assert batch.summary["read"]["ACTION"] == 1


def test_written_import_takes_no_other_layout(admin: Visitor) -> None:
    batch = upload(admin, one(1))
    confirm(batch, None)
    assert not ask_reading(batch, layouts={"1": "ignorer"})
    assert not leave_aside(batch, 1)


def test_one_description_does_not_erase_the_others(admin: Visitor, plan: Plan) -> None:
    """A file that describes its fiche, beside one that only names another: what the plan holds of the latter stays."""
    confirm(upload(admin, one(1), one(2)), None)
    Action.objects.filter(number=2).update(description="Tous les soirs")
    row = ["I – Grandir", "OI 1 : Lire", "OO 1 : Dire", "Fiche 1 : Conte 1\nSous les arbres"]
    batch = upload(admin, annexe(row), one(2), one(3))
    confirm(batch, None)
    assert Action.objects.get(number=1).description == "Sous les arbres"
    assert Action.objects.get(number=2).description == "Tous les soirs"


def test_file_that_was_imported_is_said_on_upload_and_in_the_preview(admin: Visitor) -> None:
    content = one(1).read()  # of one moment: a workbook says when it was made
    first = upload(admin, SimpleUploadedFile("annexe-1.xlsx", content))
    admin.confirm(first)
    again = {"file": [SimpleUploadedFile("annexe-1.xlsx", content)]}
    response = committed(lambda: admin.client.post(admin.url("import-new"), again, follow=True))
    assert "« annexe-1.xlsx » a déjà été importé le " in words(response)
    batch = ImportBatch.objects.latest("pk")
    issues = [issue.message for issue in preview(batch).reading.issues if issue.code == "already-imported"]
    assert len(issues) == 1
    assert str(first.user) in issues[0]


def test_waiting_files_are_shown_with_what_can_be_done(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1), one(2))
    batch.files.filter(rank=2).update(reading={})
    ImportBatch.objects.update(state=ImportState.UPLOADED)
    job = Job.objects.get()
    Job.objects.update(state=JobState.CANCELLED)
    page = words(admin.get("job", job.pk))
    assert "Travail arrêté. Rien n’a été écrit, et les fichiers déjà lus le restent." in page
    assert "Les 2 fichiers de cet import" in page
    assert "Laisser ce fichier de côté" in page
    assert "Reprendre" in page
    admin.post("job-relaunch", job.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED


def test_progress_says_which_file_is_read(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1), one(2))
    batch.files.update(reading={})
    said: list[tuple[int, int, str]] = []
    analyse(batch, lambda *step: said.append(step))
    assert [message for _, _, message in said if message.startswith("Lecture du fichier 2 sur 2 : annexe-2.xlsx")]
    assert [done for done, _, _ in said] == sorted(done for done, _, _ in said)
    assert said[-1][:2] == (200, 200)


# What was written, and taken back


def test_import_is_taken_back_from_its_page(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1), one(2))
    admin.confirm(batch)
    assert admin.url("import-undo", batch.pk) in words(admin.get("imports"))
    page = words(admin.get("import-undo", batch.pk))
    assert "Ce qui sera défait" in page
    assert "2 fiches actions" in page
    response = admin.post("import-undo", batch.pk)
    page = words(admin.client.get(response["Location"], follow=True))
    assert "Import annulé" in page
    assert not Action.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    page = words(admin.get("imports"))
    assert "annulé le " in page
    assert admin.url("import-undo", batch.pk) not in page
    assert admin.get("import-undo", batch.pk).status_code == 302


def test_obstacles_are_shown_with_links_and_nothing_is_touched(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1))
    admin.confirm(batch)
    later = upload(admin, one(1, word="Conte au phare"))
    admin.confirm(later)
    response = admin.get("import-undo", batch.pk)
    page = words(response)
    assert "Ce qui s’y oppose" in page
    assert f'href="{later.get_absolute_url()}"' in page
    assert admin.post("import-undo", batch.pk).status_code == 409
    assert Action.objects.get().title == "Conte au phare 1"
    admin.post("import-undo", later.pk)
    admin.post("import-undo", batch.pk)
    assert not Action.objects.exists()


def test_undo_that_became_impossible_says_why_in_its_job(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1))
    confirm(batch, None)
    job = admin.client.post(admin.url("import-undo", batch.pk))  # not committed: the work waits
    assert job.status_code == 302
    later = upload(admin, one(1, word="Conte au phare"))
    confirm(later, None)
    committed(
        lambda: start_job(
            task=take_back_import,
            kind=JobKind.UNDO,
            plan=plan,
            user=batch.user,  # type: ignore[arg-type]
            label="Annulation",
            options={"batch": batch.pk},
        )
    )
    undoing = Job.objects.latest("pk")
    assert undoing.state == JobState.FAILED
    assert "Cet import ne peut pas être annulé" in undoing.error
    assert Action.objects.get().title == "Conte au phare 1"


def test_list_of_imports_costs_the_same_for_many(admin: Visitor, plan: Plan) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page = words(admin.get("imports"))
        assert "2 fichiers" in page
        return len(captured)

    upload(admin, one(1), one(2))
    few = queries()
    for number in range(3, 9, 2):
        admin.confirm(upload(admin, one(number), one(number + 1)))
    assert queries() == few


def test_alerts_are_counted_in_the_list(admin: Visitor, plan: Plan) -> None:
    analysed(plan, person_of(admin))
    assert "alerte" in words(admin.get("imports"))


def person_of(admin: Visitor) -> User:
    return User.objects.get(pk=admin.client.session["_auth_user_id"])


def test_analysis_task_of_a_given_up_import_writes_nothing(admin: Visitor, plan: Plan) -> None:
    batch = upload(admin, one(1))
    admin.post("import-drop", batch.pk)
    batch.files.update(reading={})
    user = person_of(admin)
    options = {"batch": batch.pk}
    committed(
        lambda: start_job(
            task=analyse_import, kind=JobKind.ANALYSE, plan=plan, user=user, label="Lecture", options=options
        )
    )
    batch.refresh_from_db()
    assert batch.state == ImportState.DROPPED


# What is forgotten


def test_files_of_given_up_imports_are_erased_after_a_while(admin: Visitor, plan: Plan) -> None:
    written, waiting, recent = (upload(admin, one(number)) for number in (1, 2, 3))
    confirm(written, None)
    ImportBatch.objects.exclude(pk=recent.pk).update(created_at=timezone.now() - timedelta(days=91))
    paths = {batch.pk: batch.files.get().file for batch in (written, waiting, recent)}
    told = StringIO()
    call_command("purge_imports", "--dry-run", stdout=told)
    assert "annexe-2.xlsx" in told.getvalue()
    assert ImportFile.objects.count() == 3

    committed(lambda: call_command("purge_imports", stdout=StringIO()))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reading, waiting.files.count()) == (ImportState.DROPPED, {}, 0)
    assert not paths[waiting.pk].storage.exists(paths[waiting.pk].name)
    for kept in (written, recent):
        assert paths[kept.pk].storage.exists(paths[kept.pk].name)
    assert "annexe-2.xlsx" in words(admin.get("imports"))
    assert admin.get("import", waiting.pk).status_code == 200
