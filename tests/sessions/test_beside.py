"""What the page of a text shows of sessions."""

import pytest

from tests.builders import make_circle, make_study_session


def page(browser, reading):
    return browser.get(reading.get_absolute_url()).content.decode()


def test_reading_shows_my_sessions_on_it_and_no_others(login, member, circle, reading):
    make_study_session(circle, reading=reading, title="Tuesday on this")
    make_study_session(circle, title="Tuesday on nothing")
    make_study_session(circle, reading=reading, title="Still a draft", state="draft")
    html = page(login(member), reading)
    assert "Tuesday on this" in html
    assert "Tuesday on nothing" not in html
    assert "Still a draft" not in html


def test_another_circles_session_on_a_shared_text_stays_unseen(login, member, circle, reading):
    reading.circle, reading.listed_at = None, reading.created_at
    reading.save()
    make_study_session(make_circle(), reading=reading, title="Canary session")
    html = page(login(member), reading)
    assert "Canary session" not in html
    assert 'aria-label="Sessions on this text"' not in html


def test_only_facilitators_plan_on_it(login, member, facilitator, reading):
    link = f"/sessions/new/?reading={reading.pk}"
    assert link in page(login(facilitator), reading)
    assert link not in page(login(member), reading)


@pytest.mark.parametrize("many", [1, 3])
def test_reading_takes_the_same_queries_for_any_number_of_sessions(
    login, facilitator, circle, reading, many, django_assert_num_queries
):
    for _ in range(many):
        make_study_session(circle, reading=reading)
    browser = login(facilitator)
    with django_assert_num_queries(10):
        page(browser, reading)
