"""A circle's page, and its people."""

import pytest
from django.urls import reverse

from readings.people.models import Membership
from tests.builders import make_circle, make_reading, make_study_session, make_user
from tests.pages import text


def test_circle_shows_sessions_and_readings(login, circle, reading, member):
    make_study_session(circle, reading=reading, title="Next one")
    make_study_session(circle, reading=reading, state="ended", title="Last one")
    make_study_session(circle, reading=reading, state="draft", title="Secret plan")
    page = text(login(member).get(circle.get_absolute_url()))
    assert page.index("Next one") < page.index("Past sessions") < page.index("Last one")
    assert "Reading in company" in page
    assert "Secret plan" not in page
    assert "Plan a session" not in page


def test_facilitator_is_offered_to_plan(login, circle, facilitator):
    assert "Plan a session" in text(login(facilitator).get(circle.get_absolute_url()))


def test_other_circles_are_offered_to_those_who_have_them(login, circle, member):
    browser = login(member)
    assert "Another circle" not in text(browser.get(circle.get_absolute_url()))
    make_circle(members=[member], name="Thursday Circle")
    assert "Thursday Circle" in text(browser.get(circle.get_absolute_url()))


@pytest.mark.parametrize("name", ["circle", "people"])
def test_circle_is_for_its_members_alone(
    client, login, circle, study_session, outsider, guest, name
):
    address = reverse(f"sessions:{name}", args=[circle.slug])
    assert login(outsider).get(address).status_code == 404
    assert login(guest).get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert login(outsider).post(address).status_code == 405


def test_circle_named_in_another_script_has_an_address(login, facilitator):
    circle = make_circle(facilitator=facilitator, name="حلقة الثلاثاء")
    assert login(facilitator).get(circle.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["circle", "people"])
def test_queries_do_not_grow(login, circle, member, django_assert_max_num_queries, name):
    counts = []
    browser = login(member)
    for rows in (1, 3):
        for number in range(rows):
            reading = make_reading(circle, title=f"Text {rows}{number}")
            make_study_session(circle, reading=reading)
            make_study_session(circle, reading=reading, state="ended")
            circle.welcome(make_user(), role=Membership.Role.MEMBER)
        with django_assert_max_num_queries(12) as queries:
            assert browser.get(reverse(f"sessions:{name}", args=[circle.slug])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
