"""The migrations of the tree, of the search and of imports go forward, back, and forward again."""

from pathlib import Path

import pytest
from django.db import connection

from plans.models import Objective
from tests.plans.scratch import scratch_database, start

pytestmark = pytest.mark.django_db


def indexes(table: str) -> dict[str, str]:
    """On PostgreSQL, the definition of each index of a table by its name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        return dict(cursor.fetchall())


BACK_AND_FORTH = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
for app, back_to in (("annexes", "0002"), ("actions", "0001"), ("plans", "0001"), ("partners", "0001")):
    call_command("migrate", app, back_to, verbosity=0, skip_checks=True)
call_command("migrate", verbosity=0, skip_checks=True)
call_command("showmigrations")
"""


def test_migrations_go_back_and_forth(tmp_path: Path) -> None:
    with scratch_database(tmp_path) as environment:
        process = start(environment, "-c", BACK_AND_FORTH)
        out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "[X] 0004_search_trigrams" in out
    assert "[ ]" not in out


def test_no_index_touches_the_bounds() -> None:
    """An index on `lft` would make each insertion four times slower on PostgreSQL."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, Objective._meta.db_table)
    indexed = [set(one["columns"] or []) for one in constraints.values() if one["index"] or one["unique"]]
    assert {"tree_id"} in indexed
    assert not [columns for columns in indexed if columns & {"lft", "rght", "depth"}]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_keeps_half_of_each_page_free() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'plans_objective'")
        assert cursor.fetchone() == (["fillfactor=50"],)


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", ["plans_objective", "actions_action", "partners_partner"])
def test_postgresql_answers_the_search_from_trigrams(table: str) -> None:
    assert "gin (search_text gin_trgm_ops)" in indexes(table)[f"{table}_search_trigrams"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN SELECT id FROM {table} WHERE search_text LIKE '% scolarit%'")
        assert f"{table}_search_trigrams" in "".join(row[0] for row in cursor.fetchall())
