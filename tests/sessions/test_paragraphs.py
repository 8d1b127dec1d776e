"""The numbers of a text, found from the plan."""

import pytest
from django.utils import translation

from sessions.forms.agenda import StepForm
from tests.builders import make_study_session
from tests.pages import HTMX, text, url

pytestmark = pytest.mark.django_db


def test_each_paragraph_stands_with_its_number_under_its_section(study_session, facilitator, login):
    page = text(login(facilitator).get(url("paragraphs", study_session)))
    assert "On reading aloud" in page
    assert "¶ 1 to 3" in page
    assert "A text read aloud belongs to the room for a while." in page
    assert "data-pick" not in page


def test_inside_a_step_the_numbers_can_be_picked(study_session, facilitator, login):
    browser = login(facilitator)
    part = text(browser.get(url("paragraphs", study_session), headers=HTMX))
    assert 'data-pick="3"' in part
    assert "<html" not in part
    assert url("paragraphs", study_session) in text(browser.get(url("plan", study_session)))


def test_without_a_text_there_is_nothing_to_find(circle, facilitator, login):
    bare = make_study_session(circle, state="draft")
    browser = login(facilitator)
    assert browser.get(url("paragraphs", bare)).status_code == 404
    assert url("paragraphs", bare) not in text(browser.get(url("plan", bare)))


def test_a_picked_range_is_one_that_a_step_takes(study_session, facilitator):
    with translation.override("en"):
        form = StepForm(
            {"version": 1, "title": "T", "minutes": 5, "paragraphs": "2-3"},
            edition=study_session.edition,
        )
        assert form.is_valid(), form.errors


def test_finding_asks_few_questions(
    study_session, facilitator, login, django_assert_max_num_queries
):
    browser = login(facilitator)
    with django_assert_max_num_queries(12):
        browser.get(url("paragraphs", study_session))
