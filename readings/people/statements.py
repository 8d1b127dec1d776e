"""Plain statements that come at every step, and rows that are written at every step.

PostgreSQL understands and plans each of them once for a connection (config/database/base.py). Django would
put them together each time, which takes longer than the rest.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model


def ask(sql: str, values: Iterable) -> list[tuple]:
    """What the statement gives back, if anything. Values stand in the places of their numbers: $1, $2."""
    with connections[DEFAULT_DB_ALIAS].prepared_cursor() as cursor:
        cursor.execute(sql, [plain(value) for value in values])
        return cursor.fetchall() if cursor.description else []


def insert[Row: Model](row: Row) -> Row:
    """Write a new row, which has its id by that. No signal is sent: nobody here listens."""
    sql, fields = _insert_into(type(row))
    connection = connections[DEFAULT_DB_ALIAS]
    values = [f.get_db_prep_save(f.pre_save(row, add=True), connection) for f in fields]
    [[row.pk]] = ask(sql, values)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


@cache
def _insert_into(model: type[Model]) -> tuple[str, list[Field]]:
    meta, quote = model._meta, connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(f"${place}" for place, _field in enumerate(fields, 1))
    into = f"INSERT INTO {quote(meta.db_table)} ({columns})"
    return f"{into} VALUES ({places}) RETURNING {quote(meta.pk.column)}", fields


def plain(value: Any) -> Any:
    """As PostgreSQL writes it, so that it has the type its place asks for.

    A number in Python has a size, and each size would be another statement to plan.
    """
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        if any(isinstance(each, str) for each in value):
            return list(value)
        return f"{{{','.join(map(str, value))}}}"
    return value
