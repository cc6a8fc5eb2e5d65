"""What every page may say: the version of the software, and the accounts of a demonstration when it is one."""

import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from pedt_planner.demo.loading import ACCOUNTS, PASSWORD


@cache
def version() -> str:
    """The version that pyproject.toml declares, the only place that says it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def site(request: HttpRequest) -> dict[str, Any]:
    said: dict[str, Any] = {"site_version": version(), "demo_accounts": ()}
    return said | {"demo_accounts": ACCOUNTS, "demo_password": PASSWORD} if settings.DEMO else said
