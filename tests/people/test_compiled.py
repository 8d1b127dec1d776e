"""Queries that are compiled once: the same rows as those put together anew, for everyone."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import Model
from django.db.models.functions import Now
from django.utils import timezone

from readings.people.compiled import Ready, compiled
from readings.people.models import Circle, Membership, User
from readings.people.viewer import Viewer
from tests.builders import make_circle, make_user


@contextmanager
def compared():
    """Whatever is asked for in between is put together anew at the end, with the values themselves."""
    ask, asked = Ready.rows, {}

    def rows(ready, values):
        found = ask(ready, values)
        asked.setdefault((ready, repr(ready.filled(values))), (values, told(ready, found)))
        return found

    with patch.object(Ready, "rows", rows):
        yield
    for (ready, _filled), (values, found) in asked.items():
        assert found == told(ready, ready.anew(*values)), ready.sql


def told(ready: Ready, rows) -> list:
    """In the order they come in, if the query says one."""
    found = [known(row) if isinstance(row, Model) else in_any_order(row) for row in rows]
    return found if ready.queryset.ordered else sorted(found, key=repr)


def known(row: Model, *leading: Model) -> dict:
    """All that a row came with: columns, what was counted beside it, and the rows it leads to."""
    others = {name: each for name, each in row._state.fields_cache.items() if each not in leading}
    beside = {name: each and known(each, row, *leading) for name, each in others.items()}
    return {n: in_any_order(value) for n, value in vars(row).items() if n != "_state"} | beside


def in_any_order(value):
    """PostgreSQL gathers an array as it comes upon its parts."""
    if isinstance(value, tuple):
        return tuple(map(in_any_order, value))
    return sorted(value, key=repr) if isinstance(value, list) else value


@compiled
def members(viewer: Viewer, circle: Circle, *, newest: bool = False):
    """In one's circles: those of this one, without oneself."""
    rows = Membership.objects.visible_to(viewer).filter(circle=circle).select_related("user")
    return rows.exclude(user=viewer.user).order_by("-pk" if newest else "pk")


@pytest.fixture
def two_circles(facilitator, member):
    return [
        make_circle(facilitator=facilitator, members=[member, make_user("Ada")]),
        make_circle(facilitator=member, members=[make_user("Bo")]),
    ]


def names(rows) -> list[str]:
    return [row.user.name for row in rows]


def test_each_call_has_its_own_values(two_circles, facilitator, member):
    first, second = two_circles
    with compared():
        assert names(members(Viewer(facilitator), first)) == ["Mo Member", "Ada"]
        assert names(members(Viewer(facilitator), second)) == []
        assert names(members(Viewer(member), first)) == ["Fay Facilitator", "Ada"]
        assert names(members(Viewer(member), second)) == ["Bo"]
        assert names(members(Viewer(member), first, newest=True)) == ["Ada", "Fay Facilitator"]
        assert names(members(Viewer(make_user()), first)) == []


def test_it_is_built_once(two_circles, facilitator, member, django_assert_num_queries):
    built = []

    @compiled
    def named(name: str, circles: list[int]):
        built.append(name)
        rows = Membership.objects.filter(user__name=name, circle__in=circles)
        return rows.values_list("circle", flat=True).order_by("circle")

    first, second = (circle.pk for circle in two_circles)
    with django_assert_num_queries(3):
        assert named("Mo Member", [first, second]) == [first, second]
        assert named("Mo Member", [second]) == [second]
        assert named("Mo Member", []) == []
    assert len(built) == 1


def plans(words: str) -> list[int]:
    """How often each statement with these words was run by a plan that PostgreSQL keeps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE strpos(statement, %s) > 0",
            [words],
        )
        return [times for [times] in cursor.fetchall()]


def test_it_is_planned_once_whatever_size_a_number_has(db):
    @compiled
    def named(circles: list[int], one: int):
        rows = Membership.objects.filter(circle__in=circles, user=one, user__name="Planned Once")
        return rows.values_list("pk", flat=True)

    for number in (1, 1 << 20, 1 << 40):
        assert named([number, 1], number) == []
    assert named([], 1) == []
    assert plans("'Planned Once'") == [4]
    assert named([1], 10**30) == []  # no id; planned apart


def test_what_is_for_many_rows_is_planned_for_its_values(db):
    @compiled(many=True)
    def named(circles: list[int]):
        return Membership.objects.filter(circle__in=circles, user__name="Planned Anew")

    assert named([1, 2]) == []
    assert plans("'Planned Anew'") == []


def test_what_stays_may_hold_a_percent_sign(db):
    @compiled
    def known(name: str):
        return User.objects.filter(name=name, email__startswith="100%s%")

    user = make_user("Mo", email="100%s%@example.org")
    assert known("Mo") == [user]
    assert known("Ada") == []


def test_a_value_is_a_value_whatever_it_reads_like(db):
    @compiled
    def called(name: str):
        return User.objects.filter(name=name)

    name = "%s'; DROP (%s /* hole */) IN --"
    user = make_user(name)
    assert called("Somebody else") == []
    assert called(name) == [user]


def test_where_nothing_can_be_nothing_is_asked(db, django_assert_num_queries):
    @compiled
    def any_of(*names: str):
        return User.objects.filter(name__in=names)

    user = make_user("Mo")
    assert any_of("Ada", "Mo") == [user]
    with django_assert_num_queries(0):
        assert any_of() == []


def test_a_moment_is_asked_for_anew(db):
    @compiled
    def joined_since(*, moment):
        return User.objects.filter(date_joined__gte=moment)

    user = make_user()
    assert joined_since(moment=Now() - timedelta(minutes=1)) == [user]
    with pytest.raises(TypeError, match="moment"):
        joined_since(moment=timezone.now())


def test_what_would_need_the_value_is_refused(db):
    @compiled
    def beginning(name: str):
        return User.objects.filter(name=f"{name}!")

    with pytest.raises(TypeError, match="no value"):
        beginning("Mo")
