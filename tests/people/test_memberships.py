"""Who is of a circle, who facilitates it, and how that ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from readings.people.models import LastFacilitator, Membership
from readings.people.viewer import Viewer
from tests.builders import make_circle, make_guest, make_user


@pytest.fixture
def own(circle, facilitator):
    return circle.memberships.get(user=facilitator)


@pytest.fixture
def theirs(circle, member):
    return circle.memberships.get(user=member)


def test_leave_ends_it_at_once(circle, theirs, member):
    assert theirs.leave()
    assert circle.pk not in Viewer(member).circle_ids
    assert not circle.refuses(member)
    assert not theirs.leave()


def test_whoever_left_may_be_welcomed_again(circle, theirs, member):
    theirs.leave()
    circle.welcome(member)
    assert circle.pk in Viewer(member).circle_ids
    assert circle.memberships.filter(user=member).count() == 2


def test_remove_refuses_until_it_is_taken_back(circle, theirs, member):
    assert theirs.remove()
    assert circle.refuses(member)
    assert circle.pk not in Viewer(member).circle_ids
    assert theirs.restore()
    assert not circle.refuses(member)
    assert circle.pk in Viewer(member).circle_ids
    assert not theirs.restore()


def test_welcome_takes_back_a_removal(circle, theirs, member):
    theirs.remove()
    assert circle.welcome(member) == theirs
    assert circle.memberships.filter(user=member).count() == 1


def test_a_removed_facilitator_comes_back_as_a_member(circle, theirs):
    theirs.make_facilitator()
    theirs.remove()
    theirs.restore()
    assert not theirs.is_facilitator


def test_make_facilitator_and_back(circle, theirs, member):
    assert theirs.make_facilitator()
    assert circle.pk in Viewer(member).facilitated_circle_ids
    assert not theirs.make_facilitator()
    assert theirs.unmake_facilitator()
    assert circle.pk not in Viewer(member).facilitated_circle_ids


def test_who_has_no_account_or_is_gone_is_not_made_facilitator(circle, theirs):
    assert not circle.welcome(make_guest()).make_facilitator()
    theirs.leave()
    assert not theirs.make_facilitator()


@pytest.mark.parametrize("command", ["leave", "remove", "unmake_facilitator"])
def test_the_last_facilitator_stays(own, command):
    with pytest.raises(LastFacilitator):
        getattr(own, command)()
    own.refresh_from_db()
    assert own.is_facilitator
    assert own.left_at is None


@pytest.mark.parametrize("command", ["leave", "remove", "unmake_facilitator"])
def test_one_of_two_facilitators_may_go(own, theirs, command):
    theirs.make_facilitator()
    assert getattr(own, command)()


def test_a_facilitator_whose_account_is_shut_does_not_count(own, theirs, member):
    theirs.make_facilitator()
    member.is_active = False
    member.save(update_fields=["is_active"])
    with pytest.raises(LastFacilitator):
        own.leave()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_leave_at_once_one_stays():
    people = [make_user(), make_user()]
    circle = make_circle(facilitator=people[0], members=people[1:])
    circle.memberships.get(user=people[1]).make_facilitator()
    memberships = list(Membership.objects.of_circle(circle))

    def leave(membership):
        try:
            return membership.leave()
        except LastFacilitator:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, memberships)) == [False, True]
    assert Membership.objects.of_circle(circle).facilitators().count() == 1
