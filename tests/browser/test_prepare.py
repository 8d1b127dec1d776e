"""From what people wrote to the plan, with one press, and back."""

import pytest
from playwright.sync_api import expect

from sessions.models import AgendaItem
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture
from tests.builders import make_annotation, make_user

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "plan/prepare/"


@pytest.fixture
def page(open_page, facilitator, study_session, member, size):
    question = make_annotation(study_session, by=member, body="Why slowly?", tag="question")
    make_annotation(study_session, by=member, paragraph=2).react("otherwise", by=make_user())
    make_annotation(study_session, by=make_user(), paragraph=2)
    page = open_page(facilitator, size)
    page.goto(study_session.get_absolute_url() + HERE)
    page.question = page.locator(f"#questions-{question.pk}")
    return page


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_one_press_makes_a_step_and_one_takes_it_back(page):
    assert_accessible(page)
    picture(page, "prepare")
    button = page.question.get_by_role("button", name="Make it a step")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.question).to_contain_text("In the plan")
    expect(page.locator("#prepare-said")).to_contain_text("Question, at the end")
    expect(page.question.locator(":focus")).to_have_count(1)
    assert_accessible(page)
    picture(page, "prepare-taken")
    page.keyboard.press("Tab")
    page.question.get_by_role("button", name="Undo").click()
    expect(button).to_be_visible()
    assert AgendaItem.objects.count() == 2


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_without_scripts_it_comes_back_to_what_was_pressed(open_page, page, facilitator):
    plain = open_page(facilitator, PHONE, js=False)
    plain.goto(page.url)
    plain.locator(".prepare-item", has_text="¶ 2").get_by_role("button").first.click()
    expect(plain.locator(":target")).to_contain_text("In the plan")
    plain.locator(":target").get_by_role("link", name="Read together: ¶ 2").click()
    expect(plain.locator("li:target input[name=title]")).to_have_value("Read together: ¶ 2")
