"""The session link: one name, one press."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from readings.people.models import Receipt, User
from sessions.models import Attendance, Event, Invitation
from tests.builders import make_study_session, make_user
from tests.pages import text


@pytest.fixture
def link(study_session):
    return Invitation.for_session(study_session).get_absolute_url()


def come_in(client, link, name="Gwen", key=None):
    return client.post(link, {"name": name, "key": key or uuid4()})


def test_page_names_circle_session_and_who_will_see(client, link, study_session):
    page = text(client.get(link))
    assert "Tuesday Circle" in page
    assert study_session.title in page
    assert "People in this session (2 now, and those who join later)" in page
    assert "<title>Colloquy</title>" in page  # all that a preview of the link learns
    assert not Attendance.objects.exists()


def test_page_says_which_question_is_on(client, link, study_session):
    study_session.start()
    assert "now: question 1 of 2." in text(client.get(link))


def test_a_name_and_a_press_lead_into_the_session(client, link, study_session):
    before = client.session.session_key
    answer = come_in(client, link)
    assert answer.url == study_session.get_absolute_url()
    guest = User.objects.get(name="Gwen")
    assert guest.is_guest
    assert not guest.has_usable_password()
    assert client.session["_auth_user_id"] == str(guest.pk)
    assert client.session.session_key != before
    assert client.get(answer.url).status_code == 200
    assert Event.objects.filter(kind="joined").count() == 1


def test_same_key_gives_the_same_guest(link):
    key = uuid4()
    browsers = [Client(), Client()]
    for browser in browsers:
        come_in(browser, link, key=key)
    assert User.objects.filter(name="Gwen").count() == 1
    assert len({browser.session["_auth_user_id"] for browser in browsers}) == 1


def test_key_of_another_name_or_an_older_one_is_refused(client, link):
    key = uuid4()
    come_in(Client(), link, key=key)
    answer = come_in(client, link, name="Mallory", key=key)
    assert answer.status_code == 422
    Receipt.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert come_in(client, link, key=key).status_code == 422
    assert "_auth_user_id" not in client.session
    assert 'value="Gwen"' in text(come_in(client, link, key=key))


def test_key_of_a_guest_who_claimed_an_account_is_refused(client, link):
    key = uuid4()
    come_in(Client(), link, key=key)
    User.objects.get(name="Gwen").claim(email="gwen@example.org", password="long enough 1")
    assert come_in(client, link, key=key).status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_make_one_guest(link):
    key = uuid4()

    def press(_):
        try:
            return come_in(Client(), link, key=key).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(press, range(10))) == {302}
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200d", "x" * 300])
def test_names_that_are_none_are_said_at_the_field(client, link, name):
    answer = come_in(client, link, name=name)
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("name", ["🦊", "👩‍👩‍👧", "אסתר", "N̴ame", "O'Brien <b>"])
def test_names_people_have_are_kept(client, link, name):
    come_in(client, link, name=f" {name}  ")
    assert User.objects.filter(name=name).exists()


def test_marks_that_turn_a_line_around_are_dropped(client, link):
    come_in(client, link, name="Eve\u202emoc.live")
    assert User.objects.filter(name="Evemoc.live").exists()


def test_member_is_let_straight_in(login, link, study_session, member):
    assert login(member).get(link).url == study_session.get_absolute_url()
    assert not Attendance.objects.exists()


def test_someone_with_an_account_needs_the_button_only(login, link, study_session, outsider):
    browser = login(outsider)
    page = text(browser.get(link))
    assert "You are signed in as Otto Outsider." in page
    assert 'name="name"' not in page
    assert browser.post(link).url == study_session.get_absolute_url()
    assert Attendance.objects.get().user == outsider


def refused(client, link, study_session):
    for answer in (client.get(link), come_in(client, link)):
        assert answer.status_code in {404, 410}
        assert study_session.title not in text(answer)
        assert study_session.circle.name not in text(answer)
    assert not User.objects.filter(name="Gwen").exists()
    return text(answer)


def test_unknown_and_revoked_links_say_the_same(client, link, study_session):
    Invitation.objects.get().revoke()
    revoked = refused(client, link, study_session)
    unknown = refused(client, f"/join/{'x' * 22}/", study_session)
    assert "This link leads nowhere" in revoked
    assert "This link leads nowhere" in unknown


def test_link_that_ran_out_says_so(client, link, study_session):
    Invitation.objects.update(expires_at=timezone.now())
    assert "This link has run out" in refused(client, link, study_session)


def test_link_of_a_closed_session_says_so(client, link, study_session):
    study_session.close()
    assert "This session is closed" in refused(client, link, study_session)


def test_link_of_a_draft_says_when_to_come_back(client, circle, reading):
    draft = make_study_session(circle, reading=reading, state="draft", title="Secret plan")
    link = Invitation.for_session(draft).get_absolute_url()
    assert "not open yet" in refused(client, link, draft)


def test_one_who_was_taken_out_does_not_come_back_by_the_link(login, link, study_session):
    user = make_user()
    attendance = study_session.admit(user)
    attendance.removed_at = timezone.now()
    attendance.save()
    browser = login(user)
    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404
    attendance.refresh_from_db()
    assert attendance.removed_at


def test_ended_session_still_lets_in(client, link, study_session):
    study_session.start()
    study_session.end()
    assert "You can still read and answer." in text(client.get(link))
    assert come_in(client, link).status_code == 302


def test_other_methods_are_refused(client, link):
    assert client.delete(link).status_code == 405
