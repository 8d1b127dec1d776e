"""Queries that are put together once. To build and compile a large one takes Django ten times as long as
PostgreSQL takes to answer it, and it comes out the same each time but for a few values.

    @compiled
    def notes_in(viewer, study_session, *, newest=False): ...

The function returns a QuerySet, as ever. It is called once for each choice of its keywords, with holes in
place of what is passed by position (as many as there are); the SQL is kept, and each further call fills
the holes and asks. Rules such as `visible_to(viewer)` stay where they are and are run as they are: what they
compare with a hole is compared with that person's own value.

A hole has no value yet, so the function may compare with it and not decide by it: what decides is a
keyword. A moment in the SQL would stay; it is refused. While the tests read every page as everyone, they
put each query together anew, with the values themselves, and compare (tests/people/test_compiled.py).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Model, QuerySet

MARK = "(%s /* hole */)"


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
            return value.pk
        return list(value) if isinstance(value, frozenset | set | tuple) else value

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

    def __init__(self, build: Callable[..., QuerySet], values: tuple, shape: dict) -> None:
        self.anew = lambda *values: build(*values, **shape)
        self.queryset = self.anew(*(_hole_for(*each) for each in enumerate(values)))
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        try:
            sql, self.values = self.compiler.as_sql()
        except EmptyResultSet:  # whatever the values are
            sql, self.values = "", []
        # A set of ids is one array, however many it has.
        self.sql = sql.replace(f" IN {MARK}", " = ANY (%s)").replace(MARK, "%s")
        if any(isinstance(value, date) for value in self.values):
            raise TypeError("A query that is compiled once cannot hold a moment: use Now().")

    def filled(self, values: tuple) -> list:
        known: dict[tuple, Any] = {}
        filled = []
        for each in self.values:
            if isinstance(each, Hole):
                if each.key not in known:
                    known[each.key] = each.filled(values)
                each = known[each.key]
            filled.append(each)
        return filled

    def rows(self, values: tuple) -> list:
        if not self.sql:
            return []
        filled = self.filled(values)
        compiler = copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # of this thread
        compiler.as_sql = lambda: (self.sql, filled)
        return list(self.queryset._iterable_class(_Asked(self.queryset, compiler)))


class _Asked:
    """A QuerySet as Django's iterables see it, whose query needs no compiling."""

    def __init__(self, queryset: QuerySet, compiler) -> None:
        self._queryset = queryset
        self.query = SimpleNamespace(get_compiler=lambda using: compiler)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queryset, name)


def compiled(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """A function that returns the rows of a QuerySet, which is built and compiled once."""
    ready: dict[tuple, Ready] = {}

    @wraps(build)
    def rows(*values, **shape) -> list:
        kind = (len(values), *sorted(shape.items()))
        if kind not in ready:
            ready[kind] = Ready(build, values, shape)
        return ready[kind].rows(values)

    return rows
