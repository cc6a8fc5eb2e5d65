"""What every page knows: the version of the software, which the footer says."""

import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@cache
def version() -> str:
    """The version that pyproject.toml declares, the only place that says it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site_version": version(), "is_demo": settings.DEMO}
