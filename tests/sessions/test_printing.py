"""On paper: facilitators carry their notes, members a sheet to write on."""

import pytest

from sessions.models import Prompt
from sessions.models.plans import save_step, set_sections
from tests.pages import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(study_session, facilitator):
    step = study_session.agenda_items.first()
    step.study_session = study_session
    save_step(
        step,
        by=facilitator,
        version=1,
        title="Aloud",
        minutes=7,
        question="Why?",
        span=(17, 60),
        note="Slowly",
    )
    Prompt.objects.create(study_session=study_session, text="Before all?", beforehand=True)
    return study_session


def test_the_running_order_has_times_questions_and_private_notes(planned, facilitator, login):
    page = text(login(facilitator).get(url("running_order", planned)))
    for words in ("Aloud", "7 min", "Why?", "¶ 1", "For facilitators", "Slowly", "Ends "):
        assert words in page


def test_the_sheet_has_the_questions_numbered_passages_and_lines_and_no_note(
    planned, facilitator, login
):
    page = text(login(facilitator).get(url("members_sheet", planned)))
    for words in ("Before all?", "Why?", "Question 2?", '<span class="paper__number">1</span>'):
        assert words in page
    assert page.count('paper__line"') == 3 * 6
    assert "Slowly" not in page
    assert "never forgot one" not in page


def test_the_sheet_takes_the_sections_to_read_along(planned, facilitator, login):
    set_sections(planned.assigned, [0], by=facilitator, version=1)
    browser = login(facilitator)
    assert "¶ 1 to 3" in text(browser.get(url("members_sheet", planned)))
    page = text(browser.get(url("members_sheet", planned) + "?text=on"))
    assert "never forgot one" in page
    assert 'data-number="3"' in page
    assert "The last word goes" not in page


def test_paper_is_for_facilitators(planned, member, guest, outsider, login):
    for name in ("running_order", "members_sheet"):
        assert login(member).get(url(name, planned)).status_code == 403
        assert login(guest).get(url(name, planned)).status_code == 403
        assert login(outsider).get(url(name, planned)).status_code == 404


def test_paper_asks_few_questions(planned, facilitator, login, django_assert_max_num_queries):
    browser = login(facilitator)
    for name in ("running_order", "members_sheet"):
        with django_assert_max_num_queries(12):
            browser.get(url(name, planned) + "?text=on")
