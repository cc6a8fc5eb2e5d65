"""Long work that is about a whole territory: its pages have no plan."""

import pytest
from django.urls import reverse

from accounts.enums import MemberRole
from annexes.jobs import Run, WorkFailed, job_task, start_job
from annexes.models import Job, JobKind, JobState
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@job_task
def fails_in_words(run: Run) -> None:
    raise WorkFailed("Le classeur est vide.")


@pytest.fixture
def plan() -> Plan:
    plan: Plan = PlanFactory()
    return plan


def job_of_territory(plan: Plan, **values: object) -> Job:
    told = {"user": person(plan, MemberRole.ADMIN), "kind": JobKind.EXPORT, "label": "Toutes les fiches", **values}
    return Job.objects.create(territory=plan.territory, **told)


def test_job_about_a_territory_is_shown_and_stopped_without_a_plan(plan: Plan) -> None:
    job = job_of_territory(plan)
    client = client_of(job.user)
    page = client.get(job.get_absolute_url())
    assert page.status_code == 200
    assert plan.slug not in job.get_absolute_url()
    assert job.url("job-cancel") in page.content.decode()
    assert client.post(job.url("job-cancel")).url == job.get_absolute_url()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    page = client.get(job.get_absolute_url()).content.decode()
    assert job.url("job-relaunch") in page
    assert "Revenir au territoire" in page
    assert "Revenir au plan" not in page


def test_job_is_found_at_the_address_of_what_it_is_about_alone(plan: Plan) -> None:
    of_territory = job_of_territory(plan)
    of_plan = Job.objects.create(
        territory=plan.territory, plan=plan, user=of_territory.user, kind=JobKind.EXPORT, label="Un plan"
    )
    client, slug = client_of(of_territory.user), plan.territory.slug
    assert client.get(reverse("jobs:job", args=[slug, of_plan.pk])).status_code == 404
    assert client.get(reverse("annexes:job", args=[slug, plan.slug, of_territory.pk])).status_code == 404
    elsewhere = Job.objects.create(territory=TerritoryFactory(), kind=JobKind.EXPORT, label="Ailleurs")
    assert client.get(reverse("jobs:job", args=[slug, elsewhere.pk])).status_code == 404


def test_only_who_asked_and_administrators_stop_it(plan: Plan) -> None:
    job = job_of_territory(plan)
    reader = client_of(person(plan, MemberRole.READER))
    assert job.url("job-cancel") not in reader.get(job.get_absolute_url()).content.decode()
    assert reader.post(job.url("job-cancel")).status_code == 403


def test_work_is_about_a_plan_or_a_territory(plan: Plan) -> None:
    told = {"task": fails_in_words, "kind": JobKind.EXPORT, "user": person(plan, MemberRole.ADMIN), "label": "Liste"}
    assert start_job(territory=plan.territory, **told).plan is None
    assert start_job(plan=plan, **told).territory == plan.territory
    with pytest.raises(ValueError, match="a plan or a territory"):
        start_job(**told)
