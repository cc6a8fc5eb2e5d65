"""A database of its own for tests that run several processes, or migrate back and forth."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def scratch_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of processes that use an empty database, on the server or engine that the tests run on."""
    name = f"pedt_scratch_{uuid4().hex[:12]}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "pedt_planner.settings", "DEBUG": "true"}
    environment |= {"DATA_DIR": str(folder), "PYTHONWARNINGS": "default"}
    if connection.vendor == "sqlite":
        yield environment | {"DATABASE_URL": f"sqlite:///{folder / name}.sqlite3"}
        return
    server = connection.settings_dict
    address = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    with psycopg.connect(**{**address, "dbname": "postgres", "autocommit": True}) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            login = f"{server['USER']}:{server['PASSWORD']}"
            yield environment | {"DATABASE_URL": f"postgres://{login}@{server['HOST']}:{server['PORT']}/{name}"}
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """A Python process from the root of the project."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True
    )


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What `manage.py` prints. Raise AssertionError with its errors when it fails."""
    process = start(environment, "manage.py", *arguments)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, out + errors
    return out
