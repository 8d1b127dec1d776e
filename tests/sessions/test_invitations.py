from datetime import timedelta
from uuid import uuid4

import pytest

from readings.people.models import Membership
from sessions.forms.invitations import message_for
from sessions.models import Attendance, Invitation
from tests.builders import make_guest, make_study_session
from tests.pages import text, url


@pytest.fixture
def invitation(study_session):
    return Invitation.for_session(study_session)


def test_the_page_shows_link_message_and_what_the_link_shows(
    study_session, invitation, facilitator, login, settings
):
    settings.SITE_URL = "https://circle.example.org"
    page = login(facilitator).get(url("invite", study_session)).content.decode()
    link = f"https://circle.example.org{invitation.get_absolute_url()}"
    assert page.count(link) >= 2
    assert "nothing else of the circle" in page
    assert "This server sends no mail" in page


def test_the_message_says_when_where_what_and_how_long(study_session):
    study_session.place = "Union hall"
    study_session.call_url = "https://call.example.org/1"
    study_session.starts_at = study_session.starts_at.replace(
        year=2030, month=11, day=26, hour=19, minute=0
    )
    lines = message_for(study_session, "https://x.example/join/t/").splitlines()
    assert "Tuesday 26 November, 19:00 to 20:30" in lines
    assert "Union hall" in lines
    assert "By call: https://call.example.org/1" in lines
    assert "Please read “Reading in company” (about 1 minute)." in lines
    assert lines[-1] == "Come in here: https://x.example/join/t/"


def test_the_message_names_the_sections(study_session):
    study_session.assigned.set_to([1], version=1)
    del study_session.assigned
    message = message_for(study_session, "")
    assert "Please read “On asking” in “Reading in company” (about 1 minute)." in message


def test_the_code_is_a_picture_of_the_link(study_session, invitation, facilitator, login):
    response = login(facilitator).get(url("qr", study_session))
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert b"style=" not in response.content


def test_renew_makes_the_old_link_open_nothing(study_session, invitation, facilitator, login):
    browser, body = login(facilitator), {"key": str(uuid4())}
    browser.post(url("link_renew", study_session), body)
    browser.post(url("link_renew", study_session), body)
    invitation.refresh_from_db()
    assert not invitation.is_in_force
    assert Invitation.objects.in_force().count() == 1
    assert Invitation.objects.count() == 2


def test_revoke_works_at_once_and_leaves_no_code(study_session, invitation, facilitator, login):
    browser = login(facilitator)
    browser.post(url("link_revoke", study_session))
    assert not Invitation.objects.in_force().exists()
    assert "There is no link now" in browser.get(url("invite", study_session)).content.decode()
    assert browser.get(url("qr", study_session)).status_code == 404


def test_the_link_follows_the_meeting(study_session, invitation):
    later = study_session.starts_at + timedelta(days=60)
    study_session.replan(version=study_session.version, starts_at=later)
    invitation.refresh_from_db()
    assert invitation.expires_at == study_session.ends_at + timedelta(days=14)


def test_who_came_in_becomes_a_member_once(study_session, guest, facilitator, login):
    browser = login(facilitator)
    assert "Gus Guest" in browser.get(url("invite", study_session)).content.decode()
    for _press in range(2):
        browser.post(url("make_member", study_session, guest.pk))
    membership = Membership.objects.get(circle=study_session.circle, user=guest)
    assert not membership.is_facilitator
    page = browser.get(url("invite", study_session)).content.decode()
    assert "Make a member of the circle" not in page


def test_only_people_of_this_session_can_be_made_members(
    study_session, circle, facilitator, outsider, login
):
    assert (
        login(facilitator).post(url("make_member", study_session, outsider.pk)).status_code == 404
    )
    other = make_study_session(circle)
    stranger = make_guest("Elsewhere")
    other.admit(stranger)
    assert (
        login(facilitator).post(url("make_member", study_session, stranger.pk)).status_code == 404
    )
    assert Membership.objects.filter(user=stranger).count() == 0


def test_remove_works_on_the_next_press_and_is_taken_back(
    study_session, invitation, guest, facilitator, login
):
    theirs, browser = login(guest), login(facilitator)
    page = text(browser.post(url("guest_remove", study_session, guest.pk), follow=True))
    assert "Gus Guest is no longer in this session." in page
    assert "Take back" in page
    for name in ("detail", "read", "now"):
        assert theirs.get(url(name, study_session)).status_code == 404
    assert theirs.post(url("here", study_session)).status_code == 404
    assert theirs.get(invitation.get_absolute_url()).status_code == 404
    browser.post(url("guest_restore", study_session, guest.pk))
    assert theirs.get(url("detail", study_session)).status_code == 200


def test_a_member_is_not_removed_from_one_session(study_session, member, facilitator, login):
    study_session.admit(member)
    page = text(login(facilitator).post(url("guest_remove", study_session, member.pk), follow=True))
    assert "Mo Member is a member of the circle" in page
    assert not Attendance.objects.filter(removed_at__isnull=False).exists()


@pytest.mark.parametrize("name", ["invite", "qr"])
def test_inviting_is_for_facilitators(
    study_session, invitation, member, guest, outsider, login, name
):
    assert login(member).get(url(name, study_session)).status_code == 403
    assert login(guest).get(url(name, study_session)).status_code == 403
    assert login(outsider).get(url(name, study_session)).status_code == 404
    assert login(member).post(url("link_revoke", study_session)).status_code == 403
    assert login(guest).post(url("make_member", study_session, guest.pk)).status_code == 403


def test_queries_do_not_grow_with_people(
    study_session, invitation, facilitator, login, django_assert_max_num_queries
):
    browser, counts = login(facilitator), []
    for number in (1, 3):
        while Attendance.objects.here(study_session).count() < number:
            study_session.admit(make_guest())
        with django_assert_max_num_queries(12) as queries:
            browser.get(url("invite", study_session))
        counts.append(len(queries))
    assert counts[0] == counts[1]
