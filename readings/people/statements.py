"""Plain statements that come at every step, and rows that are written at every step.

PostgreSQL understands and plans each of them once for a connection (config/database/base.py). Django would
put them together each time, which takes longer than the rest.
"""

from collections.abc import Iterable
from functools import cache
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model
from psycopg.types.numeric import Int8

ROW = "row{} AS (INSERT INTO {} ({}) VALUES ({}) RETURNING {} AS id)"
ID_OF = "(SELECT id FROM row{})"
TOO_LARGE = 1 << 63


def ask(sql: str, values: Iterable) -> list[tuple]:
    """What the statement gives back, if anything. Values stand in the places of their numbers: $1, $2."""
    with connections[DEFAULT_DB_ALIAS].prepared_cursor() as cursor:
        cursor.execute(sql, [plain(value) for value in values])
        return cursor.fetchall() if cursor.description else []


def insert(*rows: Model) -> None:
    """Write new rows in one statement, and give them their ids; one may lead to others before it.

    No signal is sent: nobody here listens.
    """
    sql, fields = _insert_into(
        tuple((type(row), row.pk is None, _leads(row, rows)) for row in rows)
    )
    connection = connections[DEFAULT_DB_ALIAS]
    values = (
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row, own in zip(rows, fields, strict=True)
        for field in own
    )
    [ids] = ask(sql, values)
    for row, row.pk in zip(rows, ids, strict=True):
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    for row in rows:
        for name, place in _leads(row, rows):
            setattr(row, name, rows[place])


def _leads(row: Model, rows: tuple[Model, ...]) -> tuple[tuple[str, int], ...]:
    """By which of its fields, to which of the new rows."""
    known = row._state.fields_cache
    places = {id(each): place for place, each in enumerate(rows)}
    return tuple((name, places[id(it)]) for name, it in known.items() if id(it) in places)


@cache
def _insert_into(shape: tuple) -> tuple[str, list[list[Field]]]:
    """The statement, and of which fields of each row it takes the values."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    parts, fields, numbers = [], [], count(1)
    for place, (model, gets_id, leads) in enumerate(shape):
        meta, leads = model._meta, dict(leads)
        new = [field for field in meta.concrete_fields if not (field.primary_key and gets_id)]
        columns = ", ".join(quote(field.column) for field in new)
        values = ", ".join(
            ID_OF.format(leads[field.name]) if field.name in leads else f"${next(numbers)}"
            for field in new
        )
        parts.append(
            ROW.format(place, quote(meta.db_table), columns, values, quote(meta.pk.column))
        )
        fields.append([field for field in new if field.name not in leads])
    ids = ", ".join(ID_OF.format(place) for place, _ in enumerate(shape))
    return f"WITH {', '.join(parts)} SELECT {ids}", fields


def plain(value: Any) -> Any:
    """So that it has one type, whatever it is: a number goes as one of 64 bits, or else each size of it would
    be another statement to plan. One that is larger still is no id, and finds nothing; nor does 0.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Int8(value) if abs(value) < TOO_LARGE else int(value)
    if isinstance(value, list | tuple | set | frozenset):
        if any(isinstance(each, str) for each in value):
            return list(value)
        return f"{{{','.join(str(each if each < TOO_LARGE else 0) for each in value)}}}"
    return value
