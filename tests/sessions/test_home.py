"""`/`: where visitors land, and where those who are signed in begin."""

import pytest
from django.urls import reverse

from sessions.models import Invitation
from tests.builders import make_circle, make_guest, make_study_session, make_user
from tests.pages import text


def test_visitor_is_told_what_it_is_and_where_to_go(client, db, settings):
    settings.SITE_CONTACT = "Kit, kit@example.org"
    page = text(client.get("/"))
    assert "Session link or code" in page
    assert reverse("account_login") in page
    assert "Kit, kit@example.org" in page
    assert reverse("account_signup") not in page


def test_sign_up_is_offered_only_where_the_host_opened_it(client, db, settings):
    settings.SIGNUP_OPEN = True
    assert reverse("account_signup") in text(client.get("/"))


@pytest.mark.parametrize("shape", ["http://example.org/join/{}/", "/join/{}", " {} ", "{}"])
def test_a_link_or_its_code_leads_to_the_session(client, study_session, shape):
    invitation = Invitation.for_session(study_session)
    answer = client.post("/", {"code": shape.format(invitation.token)})
    assert answer.url == invitation.get_absolute_url()


@pytest.mark.parametrize("code", ["", "hello", "http://example.org/", "x" * 600, "../../admin/"])
def test_what_is_no_code_is_said_and_kept(client, db, code):
    answer = client.post("/", {"code": code})
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]


def test_home_of_a_member_shows_the_next_session_and_one_act(login, study_session, member):
    page = text(login(member).get("/"))
    assert study_session.title in page
    assert "Read “Reading in company”, about 1 min" in page
    assert page.count("button--primary") == 1
    assert ">Prepare<" in page
    assert ">open<" in page


def test_home_follows_the_state(login, study_session, member, facilitator):
    assert ">Plan it<" in text(login(facilitator).get("/"))
    study_session.start()
    assert ">Go in<" in text(login(member).get("/"))
    study_session.end()
    assert study_session.title not in text(login(member).get("/"))


def test_home_of_a_member_hides_drafts(login, circle, reading, member, facilitator):
    make_study_session(circle, reading=reading, state="draft", title="Secret plan")
    assert "Secret plan" not in text(login(member).get("/"))
    assert "Secret plan" in text(login(facilitator).get("/"))


def test_empty_homes_offer_what_comes_next(login, circle, member, facilitator):
    assert "You are in. The next session will show here." in text(login(member).get("/"))
    assert "Plan a session" in text(login(facilitator).get("/"))


def test_guest_is_led_to_the_session(login, study_session, guest):
    assert login(guest).get("/").url == study_session.get_absolute_url()


def test_guest_who_was_taken_out_is_told_so(login, db):
    page = text(login(make_guest()).get("/"))
    assert "no longer open to you" in page


def test_queries_do_not_grow(login, circle, reading, member, django_assert_max_num_queries):
    counts = []
    for rows in (1, 3):
        for _ in range(rows):
            make_study_session(circle, reading=reading)
            make_circle(facilitator=make_user(), members=[member])
        browser = login(member)
        with django_assert_max_num_queries(12) as queries:
            assert browser.get("/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
