"""A list of more than a thousand rows: read, written and taken back by a worker, with the same preview and undo."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Revision, Territory
from annexes.jobs import Cancelled, Run, cancel
from annexes.lists.listreading import LONG
from annexes.models import Job, JobKind, JobState
from partners.enums import PartnerKind
from partners.models import DirectoryImport, Partner
from tests.annexes.journey import committed
from tests.conftest import ClientOf
from tests.directory.test_imports import uploaded
from tests.directory.test_pages import text
from tests.factories import PartnerFactory
from tests.readers.makers import xlsx

pytestmark = pytest.mark.django_db
MANY = LONG + 1


def rows(count: int = MANY) -> list[list[str]]:
    return [["Nom", "Remarque"], *([f"Amicale {n:04}", "Du quai"] for n in range(count))]


def handed_in(client: Client, territory: Territory, sheet: Sequence[Sequence[str]]) -> Any:
    """The answer to an upload whose work, if any, has run."""
    return committed(lambda: uploaded(client, territory, "partenaires", xlsx(("Liste", sheet))))


def waiting_import() -> DirectoryImport:
    return DirectoryImport.objects.get()


def preview_url(territory: Territory) -> str:
    return reverse("sheets:preview", args=[territory.slug, "partenaires", waiting_import().pk])


def confirmed(client: Client, territory: Territory) -> Any:
    """The answer to the confirmation of the preview as it is shown."""
    url = preview_url(territory)
    digest = client.get(url).context["page"].digest
    return committed(lambda: client.post(url, {"apercu": digest}))


def test_short_list_is_read_at_once(admin: Client, territory: Territory) -> None:
    handed_in(admin, territory, rows(LONG))
    assert not Job.objects.exists()


def test_long_list_is_read_written_and_taken_back_by_a_worker(admin: Client, territory: Territory) -> None:
    reading = handed_in(admin, territory, rows())
    job = Job.objects.get()
    assert reading["Location"] == job.get_absolute_url()
    assert (job.kind, job.state, job.plan, job.steps_total) == (JobKind.LIST_READ, JobState.DONE, None, MANY)
    assert admin.get(job.get_absolute_url())["Location"] == preview_url(territory)
    assert f"Toutes ({MANY})" in text(admin.get(preview_url(territory)))
    assert not Partner.objects.exists()

    writing = confirmed(admin, territory)
    assert Partner.objects.count() == MANY
    page = admin.get(writing["Location"], follow=True)
    assert f"terminé : {MANY} ajoutés, 0 changés." in text(page)
    assert waiting_import().reading == {}

    undo = reverse("sheets:undo", args=[territory.slug, waiting_import().pk])
    assert "Vous pourrez suivre ce travail" in text(admin.get(undo))
    page = admin.get(committed(lambda: admin.post(undo))["Location"], follow=True)
    assert f"est annulé : {MANY} changements repris." in text(page)
    assert not Partner.objects.exists()
    assert [job.kind for job in Job.objects.order_by("pk")] == ["LIST_READ", "LIST_WRITE", "LIST_UNDO"]


def test_preview_that_is_kept_is_the_one_that_is_worked_out(admin: Client, territory: Territory) -> None:
    PartnerFactory(territory=territory, name="Amicale 0000", note="Avant", kind=PartnerKind.ASSOCIATION)
    PartnerFactory(territory=territory, name="Association Francas du Quai")
    sheet = [*rows(), ["Francas du Quai", ""], ["Amicale 0001", "deux fois"]]
    handed_in(admin, territory, sheet)
    long = admin.get(preview_url(territory)).context["page"]
    few = [sheet[0], sheet[1], *sheet[-2:], sheet[2]]
    DirectoryImport.objects.all().delete()
    handed_in(admin, territory, few)
    short = admin.get(preview_url(territory)).context["page"]
    told = {row.label: (row.state, row.changes, row.alike) for row in long.plan.rows}
    for row in short.plan.rows:
        if row.label != "Amicale 0001":
            assert told[row.label] == (row.state, row.changes, row.alike)
    assert long.counts["REFUSED"] == short.counts["REFUSED"] == 1
    assert long.columns == short.columns
    assert len(long.digest) == len(short.digest)


def test_new_decision_reads_a_long_list_again_and_turning_the_page_does_not(
    admin: Client, territory: Territory
) -> None:
    handed_in(admin, territory, rows())
    url = preview_url(territory)
    shown = [str(row.number) for row in admin.get(url).context["page"].page]
    turned = admin.post(url, {"vue": shown, "garder": shown, "suite": "2", "apercu": "-"})
    assert turned["Location"].startswith(f"{url}?page=2")
    again = committed(lambda: admin.post(url, {"vue": shown, "garder": shown[1:], "suite": "1", "apercu": "-"}))
    assert again["Location"] == Job.objects.latest("pk").get_absolute_url()
    assert admin.get(url).context["page"].counts["LEFT_OUT"] == 1
    confirmed(admin, territory)
    assert Partner.objects.count() == MANY - 1


def test_list_that_changed_since_its_preview_is_read_again_and_not_written(admin: Client, territory: Territory) -> None:
    handed_in(admin, territory, rows())
    digest = admin.get(preview_url(territory)).context["page"].digest
    PartnerFactory(territory=territory, name="Amicale 0000", note="")
    page = committed(lambda: admin.post(preview_url(territory), {"apercu": digest}, follow=True))
    assert "La liste a changé depuis cet aperçu : rien n’a été écrit." in text(admin.get(page.redirect_chain[-1][0]))
    assert Partner.objects.count() == 1
    assert admin.get(preview_url(territory)).context["page"].counts["CHANGED"] == 1
    confirmed(admin, territory)
    assert Partner.objects.count() == MANY


def test_reading_is_stopped_and_asked_again(
    admin: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(run: Run, *told: Any) -> None:
        raise Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(Run, "progress", stopped)
        handed_in(admin, territory, rows())
    job = Job.objects.get()
    assert job.state == JobState.CANCELLED
    assert preview_url(territory) in admin.get(job.get_absolute_url()).content.decode()
    page = admin.get(preview_url(territory))
    assert f"Lire les {MANY} lignes" in text(page)
    committed(lambda: admin.post(preview_url(territory)))
    assert f"Toutes ({MANY})" in text(admin.get(preview_url(territory)))


def test_page_of_an_import_that_is_worked_on_leads_to_the_work(admin: Client, territory: Territory) -> None:
    uploaded(admin, territory, "partenaires", xlsx(("Liste", rows())))  # not committed: the work waits
    job = Job.objects.get()
    assert admin.get(preview_url(territory))["Location"] == job.get_absolute_url()
    page = admin.get(job.get_absolute_url())
    assert "<progress" in text(page)
    cancel(job)
    assert admin.get(preview_url(territory)).status_code == 200


def test_import_abandoned_meanwhile_is_not_brought_back(admin: Client, territory: Territory) -> None:
    uploaded(admin, territory, "partenaires", xlsx(("Liste", rows())))
    job, waiting = Job.objects.get(), waiting_import()
    admin.post(preview_url(territory), {"abandonner": "1"})
    assert not DirectoryImport.objects.exists()
    cancel(job)
    committed(lambda: admin.post(job.url("job-relaunch")))
    job.refresh_from_db()
    assert "déjà terminé ou abandonné" in job.message
    assert not DirectoryImport.objects.filter(pk=waiting.pk).exists()
    assert admin.get(job.get_absolute_url())["Location"] == reverse("sheets:imports", args=[territory.slug])


def test_what_stands_in_the_way_of_taking_a_long_import_back_is_told(admin: Client, territory: Territory) -> None:
    handed_in(admin, territory, rows())
    confirmed(admin, territory)
    Partner.objects.filter(name="Amicale 0007").update(note="Changée depuis")
    undo = reverse("sheets:undo", args=[territory.slug, waiting_import().pk])
    page = text(admin.get(committed(lambda: admin.post(undo))["Location"]))
    assert "L’import n’a pas été annulé, rien n’a changé :" in page
    assert "Amicale 0007 : a changé depuis." in page
    assert undo in page
    assert Partner.objects.count() == MANY


def test_writing_that_is_killed_leaves_nothing_and_is_relaunched(
    admin: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(admin, territory, rows())

    def killed(*args: Any, **kwargs: Any) -> None:
        raise SystemExit(1)

    with monkeypatch.context() as patched:
        patched.setattr(DirectoryImport, "save", killed)
        confirmed(admin, territory)
    assert not Partner.objects.exists()
    assert not Revision.objects.exists()
    job = Job.objects.latest("pk")
    committed(lambda: admin.post(job.url("job-relaunch")))
    assert Partner.objects.count() == MANY
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
    committed(lambda: admin.post(job.url("job-relaunch")))
    assert Partner.objects.count() == MANY, "what is written is not written twice"


def test_work_on_a_list_is_refused_to_who_does_not_import(
    admin: Client, client_of: ClientOf, territory: Territory
) -> None:
    handed_in(admin, territory, rows())
    job = Job.objects.get()
    for role in (MemberRole.READER, MemberRole.COORDINATOR):
        assert client_of(role).get(job.get_absolute_url()).status_code == 403
        assert client_of(role).post(job.url("job-cancel")).status_code == 403
