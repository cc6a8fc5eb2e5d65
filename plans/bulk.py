"""Rows written in bulk without an instance each: one statement a table on SQLite, one COPY on PostgreSQL.

For rows that a caller has checked, under the lock of their plan: no `save`, no signal, no validation. Values are plain
ones (no enum member).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any

from django.db import connection, models
from django.utils import timezone

# What SQLite does not take as it is; PostgreSQL takes all of them.
_CONVERTED = (models.DateField, models.DecimalField)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows`, each the values of the fields `names`; the other fields get their default or the present time.

    One query when there is any row.
    """
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    named = {field.name for field in fields}
    others = [f for f in model._meta.concrete_fields if f.name not in named and not f.primary_key and not f.null]
    constants = [field.get_db_prep_save(_default(field), connection) for field in others]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*fields, *others))  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([*row, *constants])
        else:
            places = ", ".join(["%s"] * (len(fields) + len(others)))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, list(_prepared(fields, rows, constants)))


def allocate_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys for rows to insert: from the sequence on PostgreSQL, after the last ever used on SQLite (one writer)."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT max(id) FROM {table} UNION SELECT seq FROM sqlite_sequence WHERE name = %s", [table])  # noqa: S608
        last = max(row[0] or 0 for row in cursor.fetchall())
        return range(last + 1, last + count + 1)


def _default(field: Any) -> Any:
    automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return timezone.now() if automatic else field.get_default()


def _prepared(
    fields: Sequence[Any], rows: Iterable[Sequence[Any]], constants: Sequence[Any]
) -> Iterable[Sequence[Any]]:
    """The rows as SQLite takes them; equal values are converted once."""
    converters: list[tuple[int, Callable[[Any], Any]]] = [
        (rank, cache(partial(field.get_db_prep_save, connection=connection)))
        for rank, field in enumerate(fields)
        if isinstance(field, _CONVERTED)
    ]
    for row in rows:
        values = [*row, *constants]
        for rank, convert in converters:
            if values[rank] is not None:
                values[rank] = convert(values[rank])
        yield values
