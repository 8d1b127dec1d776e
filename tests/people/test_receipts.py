from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from readings.people.models import Circle, KeyReused, Receipt
from tests.builders import make_user


def found_circle(user, key, name="Circle"):
    with Receipt.once(user=user, key=key, body={"name": name}) as receipt:
        if receipt.is_repeat:
            return receipt.found
        circle = Circle.found(name=name, by=user)
        receipt.keep(circle)
        return circle


def test_same_key_twice_makes_one(member):
    key = uuid4()
    assert found_circle(member, key) == found_circle(member, key)
    assert Circle.objects.count() == 1


def test_same_key_with_other_words_is_refused(member):
    key = uuid4()
    found_circle(member, key)
    with pytest.raises(KeyReused):
        found_circle(member, key, name="Another")
    assert Circle.objects.get().name == "Circle"


def test_keys_are_each_persons_own(member, facilitator):
    key = uuid4()
    assert found_circle(member, key) != found_circle(facilitator, key)


def test_a_visitors_key_counts_once_too(db):
    key = uuid4()
    with Receipt.once(user=None, key=key, body={}) as first:
        assert not first.is_repeat
    with Receipt.once(user=None, key=key, body={}) as second:
        assert second.is_repeat


def test_failure_leaves_no_receipt(member):
    key = uuid4()
    with pytest.raises(ZeroDivisionError), Receipt.once(user=member, key=key, body={}):
        raise ZeroDivisionError
    assert not Receipt.objects.filter(key=key).exists()


def test_outdated_receipts_are_a_week_old(member):
    found_circle(member, uuid4())
    assert not Receipt.objects.outdated().exists()
    Receipt.objects.update(at=timezone.now() - timedelta(days=8))
    assert Receipt.objects.outdated().count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one():
    user, key = make_user(), uuid4()

    def post(_):
        try:
            return found_circle(user, key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        made = set(pool.map(post, range(20)))
    assert len(made) == 1
    assert Circle.objects.count() == 1
