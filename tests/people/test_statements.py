"""Statements that PostgreSQL plans once for a connection, and rows that are written so."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from readings.people.models import Circle, Membership, Receipt, User
from readings.people.statements import ask, insert
from tests.builders import make_user


def known(words: str) -> int:
    """How many statements with these words PostgreSQL keeps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", [words]
        )
        return cursor.fetchone()[0]


def test_a_statement_is_kept_once_whatever_its_values(db):
    sql = "SELECT id FROM people_user WHERE id = $1 AND is_editor = $2 AND name <> 'Kept Once'"
    user = make_user()
    assert ask(sql, [user.pk, False]) == [(user.pk,)]
    assert ask(sql, [1 << 40, True]) == ask(sql, [1 << 40, False]) == []
    assert known("'Kept Once'") == 1


def test_a_number_too_large_for_its_place_finds_nothing(db):
    for large in (1 << 31, 10**30):
        assert ask("SELECT id FROM readings_block WHERE start = $1", [large]) == []
    assert ask("SELECT id FROM people_user WHERE id = ANY ($1)", [[10**30]]) == []


def test_what_gives_nothing_back_gives_nothing(db):
    assert ask("DELETE FROM people_receipt WHERE id = $1", [1]) == []


def test_a_row_is_written_as_the_models_write_it(circle, django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(1):
        made = Membership(circle=circle, user=user, role=Membership.Role.MEMBER)
        insert(made)
    found = Membership.objects.get(pk=made.pk)
    assert {f.attname: getattr(found, f.attname) for f in Membership._meta.concrete_fields} == {
        f.attname: getattr(made, f.attname) for f in Membership._meta.concrete_fields
    }
    made.role = Membership.Role.FACILITATOR
    made.save()  # a row that is there
    assert Membership.objects.filter(user=user).count() == 1


def test_what_the_models_fill_in_is_filled_in(db):
    circle = Circle(name="A circle", slug="a-circle", timezone="UTC")
    insert(circle)
    assert circle.created_at == Circle.objects.get(slug="a-circle").created_at is not None


def test_rows_that_lead_to_each_other_are_written_at_once(member, django_assert_num_queries):
    circle = Circle(pk=1 << 40, name="A circle", slug="a-circle", timezone="UTC")
    user = User(name="Somebody new")
    first = Membership(circle=circle, user=member, role=Membership.Role.MEMBER)
    second = Membership(circle=circle, user=user, role=Membership.Role.FACILITATOR)
    with django_assert_num_queries(1):
        insert(circle, user, first, second)
    assert (circle.pk, first.circle_id, second.user_id) == (1 << 40, circle.pk, user.pk)
    rows = Membership.objects.filter(circle=circle).order_by("pk")
    assert [(row.pk, row.user, row.role) for row in rows] == [
        (first.pk, member, "member"),
        (second.pk, user, "facilitator"),
    ]


def test_constraints_hold(member):
    receipt = {"user": member, "key": uuid4(), "digest": "0"}
    insert(Receipt(**receipt))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Receipt(**receipt))
