"""What every test may use: people of each role, the national types of plan. Every page that a test sees is linted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from factory.django import DjangoModelFactory

from accounts.enums import MemberRole
from accounts.models import Territory, User
from plans.models import PlanKind, StaffRatio
from tests.corpus.table import rows_of, written
from tests.factories import TerritoryFactory, UserFactory
from tests.linting import check_page

ClientOf = Callable[[MemberRole], Client]


@pytest.fixture(autouse=True)
def invented_names_start_again() -> None:
    """A test invents the same names (« Objectif 1 ») whatever ran before it, on whichever process."""
    for factory in DjangoModelFactory.__subclasses__():
        factory.reset_sequence(1)


def close_file(response: Any) -> Any:
    """The same answer, its file read and closed, whether the test looks at it or not."""
    if response.streaming:
        response.streaming_content = [b"".join(response.streaming_content)]
        for close in response._resource_closers:
            close()
    return response


@pytest.fixture(autouse=True)
def every_page_keeps_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test looks for, a page that breaks a rule of `tests.linting` fails it."""
    ask = Client.request

    def request(client: Client, **environ: Any) -> Any:
        response = ask(client, **environ)
        check_page(response, environ["PATH_INFO"])
        return close_file(response)

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True, scope="session")
def frozen_versions_go_after_a_test() -> Iterator[None]:
    """A test that commits empties the tables after it by DELETE on SQLite: the triggers step aside, then come back."""
    with pytest.MonkeyPatch.context() as patch:
        flush = BaseDatabaseOperations.execute_sql_flush

        def without_triggers(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
            if operations.connection.vendor == "sqlite":
                with operations.connection.cursor() as cursor:
                    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                    triggers = cursor.fetchall()
                sql_list = [f"DROP TRIGGER {name}" for name, _ in triggers] + sql_list + [sql for _, sql in triggers]
            flush(operations, sql_list)

        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_triggers)
        yield


@pytest.fixture
def territory(db: None) -> Territory:
    return TerritoryFactory()


@pytest.fixture
def member(territory: Territory) -> Callable[[MemberRole], User]:
    """`member(role)` is a person who holds that role in `territory`."""
    return lambda role: UserFactory(memberships={territory: role})


@pytest.fixture
def client_of(member: Callable[[MemberRole], User]) -> ClientOf:
    """`client_of(role)` is the browser of a person who holds that role in `territory`, signed in."""

    def sign_in(role: MemberRole) -> Client:
        browser = Client()
        browser.force_login(member(role))
        return browser

    return sign_in


@pytest.fixture
def stranger(db: None) -> Client:
    """The browser of an administrator of another territory: one fact apart from a member."""
    browser = Client()
    browser.force_login(UserFactory(memberships={TerritoryFactory(): MemberRole.ADMIN}))
    return browser


@pytest.fixture
def kinds(db: None) -> dict[str, PlanKind]:
    """The national types of plan, by code."""
    call_command("loaddata", "plan_kinds", "kind_visas", verbosity=0)
    return {kind.code: kind for kind in PlanKind.objects.filter(territory=None)}


@pytest.fixture
def ratios(db: None) -> list[StaffRatio]:
    """The taux d’encadrement of the national list."""
    call_command("loaddata", "staff_ratios", verbosity=0)
    return list(StaffRatio.objects.all())


@pytest.fixture
def asked(kinds: dict[str, PlanKind]) -> dict[str, PlanKind]:
    """The national types of plan, with the sections that they ask for."""
    call_command("loaddata", "kind_sections", verbosity=0)
    return kinds


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How each document of the corpus was read."""
    if rows := rows_of(terminalreporter.stats):
        terminalreporter.section("corpus")
        for line in written(rows):
            terminalreporter.write_line(line)
