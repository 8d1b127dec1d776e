"""The people of a circle, and what leaving it means for its sessions."""

import pytest
from django.urls import reverse

from sessions.models import Attendance, Invitation
from tests.builders import make_study_session, make_user
from tests.pages import text


def at(name, circle, membership=None):
    return reverse(f"sessions:{name}", args=[circle.slug, *([membership.pk] if membership else [])])


@pytest.fixture
def theirs(circle, member):
    return circle.memberships.get(user=member)


def test_people_are_listed_with_their_roles(login, circle, member):
    circle.welcome(make_user("Left Lately")).leave()
    circle.welcome(make_user("Rex Removed")).remove()
    page = text(login(member).get(at("people", circle)))
    assert page.index("Fay Facilitator") < page.index("Mo Member")
    assert "facilitator" in page
    for word in ("Left Lately", "Rex Removed", "Make facilitator", "Remove"):
        assert word not in page
    assert "Leave the circle" in page


def test_facilitators_make_facilitators_and_take_that_back(login, circle, facilitator, theirs):
    browser = login(facilitator)
    page = text(browser.post(at("make_facilitator", circle, theirs), follow=True))
    assert "Mo Member is a facilitator now." in page
    assert "Make a member again" in page
    page = text(browser.post(at("unmake_facilitator", circle, theirs), follow=True))
    assert "Mo Member is a member now." in page


def test_a_guest_who_became_a_member_needs_an_account_to_facilitate(
    login, circle, facilitator, guest
):
    membership = circle.welcome(guest)
    browser = login(facilitator)
    page = text(browser.get(at("people", circle)))
    assert "without an account yet" in page
    assert at("make_facilitator", circle, membership) not in page


def test_remove_works_at_once_and_is_taken_back(
    login, circle, study_session, facilitator, member, theirs
):
    study_session.admit(member)
    theirs_browser, browser = login(member), login(facilitator)
    page = text(browser.post(at("remove", circle, theirs), follow=True))
    assert "Mo Member is no longer in the circle." in page
    assert "Take back" in page
    pages = (circle.get_absolute_url(), study_session.get_absolute_url())
    assert {theirs_browser.get(page).status_code for page in pages} == {404}
    browser.post(at("restore", circle, theirs))
    assert {theirs_browser.get(page).status_code for page in pages} == {200}


def test_who_was_removed_from_the_circle_comes_into_no_session_of_it(
    login, circle, study_session, member, theirs
):
    link = Invitation.for_session(study_session).get_absolute_url()
    theirs.remove()
    assert login(member).post(link).status_code == 404


def test_leave_ends_the_sessions_too(login, circle, study_session, member):
    study_session.admit(member)
    browser = login(member)
    page = text(browser.post(at("leave", circle), follow=True))
    assert "You have left Tuesday Circle." in page
    assert browser.get(study_session.get_absolute_url()).status_code == 404
    assert browser.get(at("people", circle)).status_code == 404


def test_who_left_comes_into_a_session_by_its_link_and_into_no_other(
    login, circle, study_session, member, theirs
):
    earlier = make_study_session(circle)
    for one in (earlier, study_session):
        one.admit(member)
    theirs.leave()
    browser = login(member)
    browser.post(Invitation.for_session(study_session).get_absolute_url())
    assert browser.get(study_session.get_absolute_url()).status_code == 200
    assert browser.get(earlier.get_absolute_url()).status_code == 404


def test_who_left_is_not_counted_among_those_who_see(circle, study_session, member, theirs):
    study_session.admit(member)
    before = study_session.people_count
    theirs.leave()
    del study_session.people_count
    assert study_session.people_count == before - 1
    assert Attendance.objects.of_session(study_session).count() == 1  # they were there all the same


@pytest.mark.parametrize("name", ["leave", "remove", "unmake_facilitator"])
def test_the_last_facilitator_is_told_why_not(login, circle, facilitator, name):
    own = circle.memberships.get(user=facilitator)
    address = at(name, circle, None if name == "leave" else own)
    page = text(login(facilitator).post(address, follow=True))
    assert "Tuesday Circle needs a facilitator. Make someone else facilitator first." in page
    own.refresh_from_db()
    assert own.is_facilitator


def test_people_of_another_circle_cannot_be_changed(login, circle, outsider, facilitator, theirs):
    other = outsider.memberships.get()
    assert login(facilitator).post(at("remove", circle, other)).status_code == 404
    assert login(outsider).post(at("remove", circle, theirs)).status_code == 404
    assert login(outsider).post(at("remove", other.circle, theirs)).status_code == 404


def test_queries_do_not_grow(login, circle, facilitator, django_assert_max_num_queries):
    counts, browser = [], login(facilitator)
    for rows in (1, 3):
        for _number in range(rows):
            circle.welcome(make_user())
            circle.welcome(make_user()).remove()
            make_study_session(circle)
        with django_assert_max_num_queries(12) as queries:
            browser.get(at("people", circle))
        counts.append(len(queries))
    assert counts[0] == counts[1]
