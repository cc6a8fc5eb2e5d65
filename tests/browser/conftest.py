"""A browser of the system, and the database beside it."""

import os
import shutil
from typing import Any

import pytest

# Playwright keeps an event loop in the thread of the test, which reads the database there all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser of the system where there is one, else the one that Playwright brings."""
    return {**browser_type_launch_args, **({"executable_path": CHROMIUM} if CHROMIUM else {})}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Every page is asked for by its whole address. (The plugin’s fixture is of a deprecated form.)"""
