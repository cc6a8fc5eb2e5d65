from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from plans.checks import check_sqlite_locks

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "plan.sqlite3"}


@pytest.fixture
def databases(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the settings say of the databases, without touching the open connections."""
    databases: dict[str, Any] = {}
    monkeypatch.setattr(settings, "DATABASES", databases)
    return databases


@pytest.mark.parametrize("options", [{}, {"OPTIONS": {"transaction_mode": "DEFERRED"}}])
def test_sqlite_without_its_lock_is_an_error(databases: dict[str, Any], options: dict[str, Any]) -> None:
    databases["default"] = SQLITE | options
    (error,) = check_sqlite_locks()
    assert error.id == "plans.E001"


def test_sqlite_with_its_lock_and_postgresql_pass(databases: dict[str, Any]) -> None:
    databases["default"] = SQLITE | {"OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    databases["other"] = {"ENGINE": "django.db.backends.postgresql"}
    assert check_sqlite_locks() == []


def test_check_is_registered(databases: dict[str, Any]) -> None:
    databases["default"] = SQLITE
    assert "plans.E001" in {message.id for message in run_checks()}
