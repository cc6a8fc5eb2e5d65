"""Every address of the project, asked for by nobody and by the administrator of another territory."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from annexes.apply import import_outline
from annexes.models import ImportBatch, Job, JobKind
from plans.models import Plan
from tests.annexes.journey import analysed, person
from tests.annexes.samples import small_plan
from tests.factories import PlanFactory

PUBLIC = {
    "home",
    "health",
    "help",
    "accessibility",
    "legal",
    "accounts:login",
    "accounts:password-forgotten",
    "accounts:password-sent",
    "accounts:password-new",
    "accounts:password-done",
}
SIGNED_IN = {"accounts:profile", "accounts:password-change", "accounts:logout"}
METHODS = ("get", "post")


def routes(resolver: URLResolver, prefix: str = "", given: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """The full name of each route and the names of its arguments."""
    for entry in resolver.url_patterns:
        names = (*given, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, names)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"a route without a name: {entry.pattern}"
            yield f"{prefix}{entry.name}", list(names)


ROUTES = sorted(routes(get_resolver()))


@pytest.fixture
def plan(db: None) -> Plan:
    found = PlanFactory()
    import_outline(plan=found, incoming=small_plan(), by=None)
    return found


@pytest.fixture
def owner(plan: Plan) -> User:
    return person(plan, MemberRole.ADMIN)


@pytest.fixture
def objects(plan: Plan, owner: User) -> dict[str, int]:
    """A key that exists for each route that takes one."""
    batch: ImportBatch = analysed(plan, owner)
    job = Job.objects.create(territory=plan.territory, plan=plan, user=owner, kind=JobKind.EXPORT, label="Export")
    keys = dict.fromkeys([name for name, _ in ROUTES if name.startswith("annexes:import")], batch.pk)
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith(("annexes:job", "annexes:download"))], job.pk)
    return {**keys, "actions:action": Action.objects.filter(plan=plan).values_list("pk", flat=True)[0]}


def address(name: str, arguments: list[str], plan: Plan, objects: dict[str, int]) -> str:
    known = {"territory": plan.territory.slug, "plan": plan.slug, "uidb64": "MQ", "token": "set-password"}
    return reverse(name, kwargs={a: objects[name] if a == "pk" else known[a] for a in arguments})


def test_every_route_is_walked() -> None:
    names = {name for name, _ in ROUTES}
    assert len(names) >= 25
    assert names >= PUBLIC | SIGNED_IN
    of_a_territory = {name for name, arguments in ROUTES if "territory" in arguments}
    assert names == of_a_territory | PUBLIC | SIGNED_IN


@pytest.mark.parametrize("method", METHODS)
def test_stranger_finds_no_page_of_another_territory(
    method: str, plan: Plan, objects: dict[str, int], stranger: Client
) -> None:
    seen = 0
    for name, arguments in ROUTES:
        if "territory" not in arguments:
            continue
        seen += 1
        url = address(name, arguments, plan, objects)
        # A route that takes POST alone refuses GET before it looks at anything.
        assert getattr(stranger, method)(url).status_code in ({404} if method == "post" else {404, 405}), name
    assert seen >= 14


@pytest.mark.parametrize("method", METHODS)
def test_visitor_is_sent_to_sign_in(method: str, plan: Plan, objects: dict[str, int]) -> None:
    seen = 0
    for name, arguments in ROUTES:
        if name in PUBLIC or name == "accounts:logout":
            continue
        seen += 1
        response = getattr(Client(), method)(address(name, arguments, plan, objects))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("accounts:login")), name
    assert seen >= 16


def test_public_page_opens_for_anybody(plan: Plan, objects: dict[str, int]) -> None:
    for name, arguments in ROUTES:
        if name in PUBLIC:
            assert Client().get(address(name, arguments, plan, objects)).status_code == 200, name


def test_same_routes_answer_the_owner(plan: Plan, owner: User, objects: dict[str, int]) -> None:
    """What strangers do not find exists: the refusals above are no mistyped addresses."""
    client = Client()
    client.force_login(owner)
    found = 0
    for name, arguments in ROUTES:
        if "territory" in arguments:
            found += client.get(address(name, arguments, plan, objects)).status_code == 200
    assert found >= 8
