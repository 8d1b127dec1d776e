"""Queries that are put together once. To build and compile a large one takes Django ten times as long as
PostgreSQL takes to answer it, and it comes out the same each time but for a few values.

    @compiled
    def notes_in(viewer, study_session, *, newest=False): ...

The function returns a QuerySet, as ever. It is called once for each choice of its keywords, with holes in
place of what is passed by position (as many as there are); the SQL is kept, PostgreSQL keeps its plan, and
each further call fills the holes and asks. Rules such as `visible_to(viewer)` stay where they are and are
run as they are: what they compare with a hole is compared with that person's own value.

A hole has no value yet, so the function may compare with it and not decide by it: what decides is a
keyword. A moment in the SQL would stay; it is refused. While the tests read every page as everyone, they
put each query together anew, with the values themselves, and compare (tests/people/test_compiled.py).

A plan that is kept expects few rows. A query for a thousand says `@compiled(many=True)`: it is planned
each time, for the values it has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from .statements import plain

MARK = "(%s /* hole */)"
PLACE = re.compile("%%|%s")


class Hole(Expression):
    """Where a value will go: what is passed in this place, or something that it has.

    A row is compared by its id, so the id of a hole is the hole itself.
    """

    def __init__(self, place: int, name: str = "") -> None:
        super().__init__()
        self.key = self._place, self._name = place, name

    @property
    def pk(self) -> Hole:
        return self

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return MARK, [self]

    def filled(self, values: tuple) -> Any:
        value = values[self._place]
        if self._name:
            value = getattr(value, self._name)
        if isinstance(value, Model):
            value = value.pk
        return plain(value)

    def __str__(self) -> str:
        raise TypeError("A hole has no value that could be part of a text.")


def _hole_for(place: int, value: Any) -> Any:
    """A Viewer names what it has for queries, a row has its columns."""
    if names := getattr(value, "in_queries", ()):
        return SimpleNamespace(**{name: Hole(place, name) for name in names})
    hole = Hole(place)
    if isinstance(value, Model):
        for field in value._meta.concrete_fields:
            if not field.primary_key:
                setattr(hole, field.attname, Hole(place, field.attname))
    return hole


class Ready:
    """A query as it was compiled, for one choice of keywords."""

    def __init__(
        self, build: Callable[..., QuerySet], values: tuple, shape: dict, *, many: bool = False
    ) -> None:
        self.anew = lambda *values: build(*values, **shape)
        self.many = many
        self.queryset = self.anew(*(_hole_for(*each) for each in enumerate(values)))
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        try:
            sql, values = self.compiler.as_sql()
        except EmptyResultSet:  # whatever the values are
            sql, values = "", []
        if any(isinstance(value, date) for value in values):
            raise TypeError("A query that is compiled once cannot hold a moment: use Now().")
        # A set of ids is one array, however many it has.
        sql = sql.replace(f" IN {MARK}", " = ANY (%s)").replace(MARK, "%s")
        self.holes: list[Hole] = []  # as their values are passed
        self.sql = self._with_what_stays(sql, iter(values))
        selected = [column for column, _sql, _alias in self.compiler.select or ()]
        self.converters = self.compiler.get_converters(selected)

    def _with_what_stays(self, sql: str, values: Iterator) -> str:
        """The SQL with its own values written out, so that only the holes are left to fill."""
        compose = connections[self.queryset.db].ops.compose_sql

        def put(place: re.Match) -> str:
            if place[0] == "%%":
                return "%%" if self.many else "%"
            if isinstance(value := next(values), Hole):
                return self._place_for(value)
            written = compose("%s", [value])
            return written.replace("%", "%%") if self.many else written

        return PLACE.sub(put, sql)

    def _place_for(self, hole: Hole) -> str:
        """Values stand in the SQL, or beside it: there each has a number and is passed once."""
        known = [each.key for each in self.holes]
        if self.many or hole.key not in known:
            self.holes.append(hole)
            known.append(hole.key)
        return "%s" if self.many else f"${known.index(hole.key) + 1}"

    def filled(self, values: tuple) -> list:
        return [hole.filled(values) for hole in self.holes]

    def rows(self, values: tuple) -> list:
        if not self.sql:
            return []
        connection = connections[self.queryset.db]  # of this thread
        with connection.cursor() if self.many else connection.prepared_cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            found = cursor.fetchall()
        if self.converters:
            found = list(map(tuple, self.compiler.apply_converters(found, self.converters)))
        answer = _Answer(self.compiler, found)
        return list(self.queryset._iterable_class(_Asked(self.queryset, answer)))


class _Answer:
    """A compiler as Django's iterables see it, whose query was asked."""

    def __init__(self, compiler: SQLCompiler, found: list[tuple]) -> None:
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._found = found

    def execute_sql(self, **_how) -> list[tuple]:
        return self._found

    def results_iter(self, *_how, **_more) -> Iterator[tuple]:
        return iter(self._found)


class _Asked:
    """A QuerySet as Django's iterables see it."""

    def __init__(self, queryset: QuerySet, answer: _Answer) -> None:
        self._queryset = queryset
        self.query = SimpleNamespace(get_compiler=lambda using: answer)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


def compiled(build: Callable[..., QuerySet] | None = None, *, many: bool = False) -> Callable:
    """A function that returns the rows of a QuerySet, which is built and compiled once."""
    if build is None:
        return partial(compiled, many=many)
    ready: dict[tuple, Ready] = {}

    @wraps(build)
    def rows(*values, **shape) -> list:
        kind = (len(values), *sorted(shape.items()))
        if kind not in ready:
            ready[kind] = Ready(build, values, shape, many=many)
        return ready[kind].rows(values)

    return rows
