"""A link opens the documents of a version to whoever has it, until its day or its revocation, and counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Journal
from annexes.models import ShareLink, Version
from annexes.sharing.links import create_link, fingerprint, link_of, new_secret, revoke_link
from plans.enums import PlanStatus
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory
from tests.sharing.freezing import PDF, frozen

pytestmark = pytest.mark.django_db


def made(version: Version, days: int = 30, **given: Any) -> tuple[ShareLink, str]:
    by = person(version.plan, MemberRole.COORDINATOR)
    expires_on = timezone.localdate() + timedelta(days=days)
    return create_link(**{"version": version, "label": "Conseil", "expires_on": expires_on, "by": by, **given})


def opened(secret: str, name: str = "share", *more: int, method: str = "get") -> Any:
    """The answer to nobody in particular."""
    return getattr(Client(), method)(reverse(f"public:{name}", args=[secret, *more]))


def of_plan(plan: Plan, name: str, *more: int) -> str:
    return reverse(f"share:{name}", args=[plan.territory.slug, plan.slug, *more])


def test_anybody_with_the_address_reads_the_documents(version: Version) -> None:
    _, secret = made(version)
    text = opened(secret).content.decode()
    for said in (version.plan.title, version.plan.territory.name, "voté en décembre", "tableau-0.pdf", "PDF", "JSON"):
        assert said in text
    answer = opened(secret, "share-file", 0)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "tableau-0.pdf" in answer["Content-Disposition"]
    assert opened(secret, "share-file", 9).status_code == 404


def test_nothing_else_is_opened(version: Version) -> None:
    other = frozen(PlanFactory(), files=3)
    _, secret = made(version)
    assert opened(secret, "share-file", 2).status_code == 404
    _, theirs = made(other)
    assert opened(theirs, "share-file", 2).status_code == 200


def test_search_engines_and_other_sites_learn_nothing(version: Version) -> None:
    _, secret = made(version)
    for answer in (opened(secret), opened(secret, "share-file", 0), opened("x" * 43)):
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
    assert b'<meta name="robots" content="noindex, nofollow">' in opened(secret).content


def test_the_secret_is_long_and_is_not_kept(version: Version) -> None:
    link, secret = made(version)
    assert len(secret) == 43
    assert len({new_secret() for _ in range(50)}) == 50
    assert link.token_sha256 == fingerprint(secret)
    kept = " ".join(str(value) for row in ShareLink.objects.values() for value in row.values())
    assert secret not in kept
    assert link_of(secret) == link
    assert link_of(link.token_sha256) is None


def test_a_link_says_why_it_does_not_open(version: Version) -> None:
    unknown = opened("x" * 43)
    assert unknown.status_code == 404
    assert "n’existe pas" in unknown.content.decode()
    old, secret = made(version, days=0)
    assert opened(secret).status_code == 200  # its last day
    ShareLink.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    for answer in (opened(secret), opened(secret, "share-file", 0)):
        assert answer.status_code == 410
        assert "a expiré" in answer.content.decode()
    link, secret = made(version)
    assert revoke_link(link, person(version.plan, MemberRole.ADMIN))
    assert not revoke_link(link, person(version.plan, MemberRole.ADMIN))
    assert opened(secret).status_code == opened(secret, "share-file", 0).status_code == 410
    assert "l’a révoqué" in opened(secret).content.decode()
    assert opened(secret, "share-logo").status_code == 404


def test_openings_and_downloads_are_counted_and_a_look_at_the_head_is_not(version: Version) -> None:
    link, secret = made(version)
    opened(secret)
    opened(secret)
    opened(secret, "share-file", 0)
    opened(secret, method="head")
    opened(secret, "share-file", 0, method="head")
    opened(secret, "share-file", 9)
    link.refresh_from_db()
    assert (link.opened, link.downloaded) == (2, 1)
    assert link.last_opened_at is not None


def test_counting_loses_no_reading_of_another_process(version: Version) -> None:
    """The count is the database's, not that of the row that was read."""
    link, secret = made(version)
    with CaptureQueriesContext(connection) as queries:
        opened(secret)
    assert any('"opened" + 1' in query["sql"] for query in queries)
    assert ShareLink.objects.get(pk=link.pk).opened == 1


def test_a_page_asks_as_much_for_many_documents(plan: Plan) -> None:
    costs = []
    for files in (1, 30):
        _, secret = made(frozen(plan, files=files))
        with CaptureQueriesContext(connection) as queries:
            opened(secret)
        costs.append(len(queries))
    assert costs == [3, 3]


@pytest.mark.parametrize(("status", "is_draft"), [(PlanStatus.DRAFT, True), (PlanStatus.SIGNED, False)])
def test_a_draft_says_that_it_is_one(status: PlanStatus, is_draft: bool) -> None:
    version = frozen(PlanFactory(status=status))
    _, secret = made(version)
    assert ("Projet</span>" in opened(secret).content.decode()) is is_draft


def test_a_version_whose_documents_are_being_made_says_to_come_back(plan: Plan) -> None:
    _, secret = made(frozen(plan, files=None))
    assert "en préparation" in opened(secret).content.decode()


def test_the_address_is_shown_once(version: Version) -> None:
    client = client_of(person(version.plan, MemberRole.COORDINATOR))
    form = {"version": version.number, "label": "Conseil du 3 décembre", "duration": "30"}
    assert client.post(of_plan(version.plan, "new"), form).status_code == 302
    first = client.get(of_plan(version.plan, "list")).content.decode()
    link = ShareLink.objects.get()
    assert link.expires_on == timezone.localdate() + timedelta(days=30)
    start = first.index("http://testserver/partage/")
    address = first[start : first.index('"', start)]
    assert Client().get(address).status_code == 200
    again = client.get(of_plan(version.plan, "list")).content.decode()
    assert "/partage/" not in again
    assert "Conseil du 3 décembre" in again


@pytest.mark.parametrize(
    ("days", "said"),
    [(None, "dernier jour"), (-1, "est passé"), (366, "un an au plus"), (365, ""), (0, "")],
)
def test_a_day_is_asked_for_within_a_year(version: Version, days: int | None, said: str) -> None:
    client = client_of(person(version.plan, MemberRole.COORDINATOR))
    until = timezone.localdate() + timedelta(days=days) if days is not None else ""
    form = {"version": version.number, "label": "Préfecture", "duration": "", "until": str(until)}
    answer = client.post(of_plan(version.plan, "new"), form)
    assert answer.status_code == (422 if said else 302)
    assert said in answer.content.decode()
    assert ShareLink.objects.filter(expires_on=until or date.min).exists() is not bool(said)


def test_only_a_version_of_the_plan_is_shared(version: Version) -> None:
    client = client_of(person(version.plan, MemberRole.COORDINATOR))
    answer = client.post(of_plan(version.plan, "new"), {"version": 99, "label": "Conseil", "duration": "7"})
    assert answer.status_code == 422
    assert not ShareLink.objects.exists()
    other = PlanFactory(territory=version.plan.territory)
    link, _ = made(version)
    assert client.get(of_plan(other, "revoke", link.pk)).status_code == 404


def test_a_link_is_revoked_once_it_is_confirmed(version: Version) -> None:
    link, secret = made(version)
    client = client_of(person(version.plan, MemberRole.COORDINATOR))
    assert client.get(of_plan(version.plan, "revoke", link.pk)).status_code == 200
    assert opened(secret).status_code == 200
    client.post(of_plan(version.plan, "revoke", link.pk))
    assert opened(secret).status_code == 410
    assert "Révoqué" in client.get(of_plan(version.plan, "list")).content.decode()


def test_the_journal_says_who_shared_and_revoked(version: Version) -> None:
    link, secret = made(version)
    revoke_link(link, person(version.plan, MemberRole.ADMIN))
    verbs = Journal.objects.filter(territory=version.plan.territory, verb__contains="partage")
    assert [line.verb for line in verbs.order_by("pk")] == ["lien de partage créé", "lien de partage révoqué"]
    assert not any(secret in f"{line.object_label} {line.changes}" for line in verbs)


def test_a_plan_without_version_says_what_to_do(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.COORDINATOR))
    for name in ("list", "new"):
        assert "figez d’abord une version" in client.get(of_plan(plan, name)).content.decode()
