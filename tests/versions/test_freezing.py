"""Freezing a plan: what is kept, its documents, what later edits and dead workers change."""

import hashlib
import json
from typing import Any

import pytest

from accounts.models import Journal, User
from annexes.jobs import relaunch
from annexes.load import load
from annexes.models import Job, JobKind, JobState, Version, VersionFile, VersionReason
from annexes.tasks import task_of
from annexes.versions import making
from annexes.versions.freezing import freeze
from annexes.versions.frozen import outline_of
from plans.models import Plan


def test_a_version_keeps_the_outline_and_its_fingerprint(plan: Plan, person: User) -> None:
    before = load(plan)

    version = freeze(plan, reason=VersionReason.ON_DEMAND, by=person, label="réactualisé en décembre 2021")

    assert (version.number, str(version)) == (1, "Version 1 – réactualisé en décembre 2021")
    assert outline_of(version) == before
    assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
    assert json.loads(version.content)["format"] == "pedt-planner/outline"
    assert version.plan_status == plan.status
    assert Journal.objects.filter(verb="version figée", actor=person).exists()


def test_later_edits_belong_to_the_next_version(plan: Plan, person: User) -> None:
    first = freeze(plan, reason=VersionReason.ON_DEMAND, by=person, documents=())
    plan.actions.update(title="Ouvrir la médiathèque")
    second = freeze(plan, reason=VersionReason.ON_DEMAND, by=person, documents=())

    first.refresh_from_db()
    assert second.number == 2
    assert [action.title for action in outline_of(first).all_actions()] == ["Ouvrir la ludothèque"]
    assert [action.title for action in outline_of(second).all_actions()] == ["Ouvrir la médiathèque"]


def test_the_same_plan_gives_the_same_fingerprint(plan: Plan, person: User) -> None:
    first, second = (freeze(plan, reason=VersionReason.ON_DEMAND, by=person, documents=()) for _ in range(2))

    assert first.sha256 == second.sha256


def test_a_job_makes_the_documents(plan: Plan, person: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(plan, reason=VersionReason.SUBMITTED, by=person)
        plan.actions.update(title="Ouvrir la médiathèque")  # before the worker begins

    job = Job.objects.get(kind=JobKind.FREEZE, plan=plan)
    assert (job.state, job.options["version"]) == (JobState.DONE, version.pk)
    files = list(version.files.all())
    assert [one.document for one in files] == ["dossier", "tableau", "donnees"]
    for one in files:
        with one.file.open("rb") as stored:
            content = stored.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one.size, one.sha256)
    with files[2].file.open() as stored:
        assert "Ouvrir la ludothèque" in stored.read().decode()
    assert Version.objects.count() == 1
    assert VersionFile.objects.count() == 3


def test_a_killed_job_goes_on_where_it_was(
    plan: Plan, person: User, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, made = making._make, []

    def dies_at_the_second(*arguments: Any) -> Any:
        made.append(arguments)
        if len(made) == 2:
            raise RuntimeError("the worker was killed")
        return whole(*arguments)

    monkeypatch.setattr(making, "_make", dies_at_the_second)
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(plan, reason=VersionReason.SIGNED, by=person)
    first = version.files.get()
    job = Job.objects.get()
    assert job.state == JobState.FAILED

    monkeypatch.setattr(making, "_make", whole)
    with django_capture_on_commit_callbacks(execute=True):
        relaunch(job=job, task=task_of(job))
    assert list(version.files.values_list("position", flat=True)) == [0, 1, 2]
    assert version.files.get(position=0).pk == first.pk
