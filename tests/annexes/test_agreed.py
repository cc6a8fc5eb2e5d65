"""What is written is what was confirmed: two windows, a slow worker and a purge never change it unseen."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import MemberRole
from actions.models import Action
from annexes.applying.directory import Directory, map_actions
from annexes.deciding.choices import CannotDecide, reading_key
from annexes.deciding.choices import decide as decide_on
from annexes.deciding.decisions import Decisions
from annexes.importing import batches
from annexes.importing.batches import analyse, ask_reading, leave_aside
from annexes.importing.purging import forgotten, purge
from annexes.importing.queueing import start_analysis
from annexes.importing.readings import reading_from_json, reading_to_json
from annexes.importing.services import Agreed, CannotConfirm, confirm, preview
from annexes.jobs import cancel
from annexes.models import ImportBatch, ImportState, Job, JobKind, JobState
from annexes.outline import ParticipationOutline
from annexes.tasks import analyse_import, apply_import
from annexes.views import imports
from partners.models import Partner
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, annexe, committed, person, visitor, words
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db

ONE_ROW = ["I – Grandir au bord de l’eau", "OI 1 : Ouvrir des lieux", "OO 1 : Jouer dehors", "Fiche 1 : Ludothèque"]
CHANGED = "Les décisions ont changé entre-temps"


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.ADMIN)


@pytest.fixture
def batch(plan: Plan) -> ImportBatch:
    return analysed(plan, person(plan, MemberRole.ADMIN))


def seen(batch: ImportBatch) -> dict[str, str]:
    """What the form of the preview posts."""
    batch.refresh_from_db()
    return {"lecture": reading_key(batch), "decisions": Decisions.from_json(batch.decisions).digest()}


def confirmed(admin: Visitor, batch: ImportBatch, **data: str) -> Job:
    """Confirmed, its work left waiting."""
    admin.client.post(admin.url("import-confirm", batch.pk), {**seen(batch), **data})
    return Job.objects.get(kind=JobKind.APPLY, state=JobState.WAITING)


def rename(batch: ImportBatch, title: str) -> None:
    decide_on(batch, reading_key(batch), lambda before: replace(before, renamed={"0/0/0/0#0": title}))


def said(admin: Visitor, name: str, batch: ImportBatch, data: dict[str, str]) -> str:
    return words(admin.client.post(admin.url(name, batch.pk), data, follow=True))


# What was confirmed


def test_preview_posts_what_it_shows(admin: Visitor, batch: ImportBatch) -> None:
    page = words(admin.get("import", batch.pk))
    for name, value in seen(batch).items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_decisions_of_another_window_are_not_confirmed_unseen(admin: Visitor, batch: ImportBatch) -> None:
    before = seen(batch)
    rename(batch, "Ludothèque du soir")
    assert CHANGED in said(admin, "import-confirm", batch, before)
    assert CHANGED in said(admin, "import-confirm", batch, {})
    assert not Job.objects.exists()


def test_import_is_confirmed_once_at_a_time(admin: Visitor, batch: ImportBatch) -> None:
    confirmed(admin, batch)
    assert "déjà confirmé" in said(admin, "import-confirm", batch, seen(batch))
    assert Job.objects.filter(kind=JobKind.APPLY).count() == 1


def test_nothing_is_decided_nor_read_again_while_the_writing_waits(admin: Visitor, batch: ImportBatch) -> None:
    job = confirmed(admin, batch)
    with pytest.raises(CannotDecide, match="va être écrit"):
        rename(batch, "Ludothèque du soir")
    assert not ask_reading(batch, layouts={"1": "ignorer"})
    assert not leave_aside(batch, 1)
    assert "n’est plus relu" in said(admin, "import-again", batch, {})
    assert Job.objects.count() == 1

    cancel(job)
    rename(batch, "Ludothèque du soir")
    admin.confirm(batch)
    assert Action.objects.filter(title="Ludothèque du soir").exists()


def test_worker_writes_nothing_else_than_what_was_confirmed(admin: Visitor, batch: ImportBatch) -> None:
    job = confirmed(admin, batch)
    ImportBatch.objects.filter(pk=batch.pk).update(decisions=Decisions(renamed={"0/0/0/0#0": "Autre"}).to_json())
    apply_import.func(job.pk, 1)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == (JobState.FAILED, ImportState.ANALYSED)
    assert job.error.startswith(CHANGED)
    assert not Action.objects.exists()

    rename(batch, "Ludothèque du soir")  # a failed work leaves it to be decided
    admin.confirm(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def test_deletions_are_not_written_without_their_tick(plan: Plan, admin: Visitor, batch: ImportBatch) -> None:
    confirm(batch, None)
    later = analysed(plan, person(plan, MemberRole.ADMIN), annexe(ONE_ROW, name="b.xlsx"))
    story = Action.objects.get(title="Contes du soir")
    later.decisions = Decisions(deleted=frozenset({f"action:{story.pk}"})).to_json()
    later.save(update_fields=["decisions"])
    assert "Cochez la case" in said(admin, "import-confirm", later, seen(later))
    agreed = Agreed(seen(later)["lecture"], seen(later)["decisions"])
    with pytest.raises(CannotConfirm, match="Cochez la case"):
        confirm(later, None, agreed)
    assert Action.objects.filter(pk=story.pk).exists()
    confirm(later, None, replace(agreed, deletions=True))
    assert not Action.objects.filter(pk=story.pk).exists()


# Readings


def test_written_import_is_not_read_again(admin: Visitor, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(asked: ImportBatch, by: Any) -> Job | None:
        confirm(batch, None)  # a worker writes it between the look at its state and the lock
        return start_analysis(asked, by)

    monkeypatch.setattr(imports, "start_analysis", late)
    admin.post("import-again", batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert not Job.objects.exists()


def test_reading_asked_otherwise_meanwhile_is_forgotten(batch: ImportBatch, monkeypatch: pytest.MonkeyPatch) -> None:
    part = preview(batch).reading.parts[0]
    assert ask_reading(batch, layouts={part.key: "liste"})
    real = batches.read_annexe

    def slow(*args: Any, **options: Any) -> Any:
        reading = real(*args, **options)
        monkeypatch.setattr(batches, "read_annexe", real)
        ask_reading(batch, layouts={part.key: "ignorer"})  # another window
        return reading

    monkeypatch.setattr(batches, "read_annexe", slow)
    assert not analyse(batch)
    now = ImportBatch.objects.get(pk=batch.pk)
    assert now.state == ImportState.UPLOADED
    assert not now.files.exclude(reading={}).exists()
    assert analyse(now)
    now.refresh_from_db()
    assert reading_from_json(now.reading).parts[0].layout == "ignorer"


def test_reading_of_all_files_asked_otherwise_meanwhile_is_forgotten(
    batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = preview(batch).reading.parts[0]
    real = batches.fitted

    def slow(*args: Any) -> Any:
        ask_reading(batch, layouts={part.key: "ignorer"})
        return real(*args)

    monkeypatch.setattr(batches, "fitted", slow)
    assert not analyse(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.UPLOADED


def test_another_layout_stops_the_reading_that_waits(admin: Visitor, batch: ImportBatch) -> None:
    part = preview(batch).reading.parts[0]
    admin.client.post(admin.url("import-again", batch.pk))
    former = Job.objects.get()
    committed(lambda: admin.client.post(admin.url("import-layouts", batch.pk), {f"partie-{part.key}": "ignorer"}))
    former.refresh_from_db()
    assert former.state == JobState.CANCELLED
    analyse_import.func(former.pk, 1)
    batch.refresh_from_db()
    assert reading_from_json(batch.reading).parts[0].layout == "ignorer"


# The purge, the directory


def test_purge_leaves_what_was_written_or_confirmed_meanwhile(admin: Visitor, batch: ImportBatch) -> None:
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(days=400))
    old = forgotten(timezone.now() - timedelta(days=30))
    job = confirmed(admin, batch)
    assert [purge(one) for one in old] == [False]
    apply_import.func(job.pk, 1)
    assert [purge(one) for one in old] == [False]
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert batch.reading
    assert batch.files.exists()


def test_partner_created_meanwhile_asks_to_confirm_again(
    plan: Plan, batch: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = reading_from_json(batch.reading)
    carries = replace(reading.outline.carries, action=reading.outline.carries.action | {"participations"})
    partner = (ParticipationOutline("PARTNER", "Francas de Brume"),)
    outline = map_actions(replace(reading.outline, carries=carries), lambda one: replace(one, participations=partner))
    batch.reading = reading_to_json(replace(reading, outline=outline))
    batch.save(update_fields=["reading"])
    real = Directory.create_missing

    def racing(directory: Directory, *args: Any) -> Any:
        Partner(territory=plan.territory, name="Francas de Brume").prepare().save()
        return real(directory, *args)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Directory, "create_missing", racing)
        with pytest.raises(CannotConfirm, match="L’annuaire a changé entre-temps : confirmez de nouveau"):
            confirm(batch, None)
    assert not Action.objects.exists()
    Partner(territory=plan.territory, name="Francas de Brume").prepare().save()
    assert confirm(batch, None) is not None
    assert Partner.objects.filter(name="Francas de Brume").count() == 1
