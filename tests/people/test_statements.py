"""Statements that PostgreSQL plans once for a connection, and rows that are written so."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from readings.people.models import Circle, Membership, Receipt
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
    assert ask(sql, [1 << 40, True]) == ask(sql, [None, False]) == []
    assert known("'Kept Once'") == 1


def test_what_gives_nothing_back_gives_nothing(db):
    assert ask("DELETE FROM people_receipt WHERE id = $1", [1]) == []


def test_a_row_is_written_as_the_models_write_it(circle, django_assert_num_queries):
    user = make_user()
    with django_assert_num_queries(1):
        made = insert(Membership(circle=circle, user=user, role=Membership.Role.MEMBER))
    found = Membership.objects.get(pk=made.pk)
    assert {f.attname: getattr(found, f.attname) for f in Membership._meta.concrete_fields} == {
        f.attname: getattr(made, f.attname) for f in Membership._meta.concrete_fields
    }
    made.role = Membership.Role.FACILITATOR
    made.save()  # a row that is there
    assert Membership.objects.filter(user=user).count() == 1


def test_what_the_models_fill_in_is_filled_in(db):
    circle = insert(Circle(name="A circle", slug="a-circle", timezone="UTC"))
    assert circle.created_at == Circle.objects.get(slug="a-circle").created_at is not None


def test_constraints_hold(member):
    receipt = {"user": member, "key": uuid4(), "digest": "0"}
    insert(Receipt(**receipt))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Receipt(**receipt))
