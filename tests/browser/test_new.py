"""Walking through what is new: by key, by button, and without scripts; the list and the page agree."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from sessions.models import ReadMark, Reply
from tests.browser.keys import still_somewhere
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture
from tests.builders import make_annotation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def notes(study_session, member, facilitator):
    """New for the member: in the first paragraph a note, in the third two, in the fourth a reply."""
    own = make_annotation(study_session, by=member, paragraph=4, body="Mine")
    for paragraph, body in ((1, "In the first"), (3, "In the third"), (3, "Beside it")):
        make_annotation(study_session, by=facilitator, paragraph=paragraph, body=body)
    Reply.write(by=facilitator, key=uuid4(), parent=own, body="A reply to you")


def next_new(page, many):
    return page.get_by_role("link", name=f"Next new ({many})")


def marker(page, number):
    return page.locator(f"#p{number} .reading__notes > a")


def test_key_and_button_walk_through_what_is_new(open_page, study_session, member, notes):
    page = open_page(member, LAPTOP)
    page.goto("/")
    section = page.locator("#new-for-me")
    expect(section.get_by_role("link", name="1 reply to your note")).to_be_visible()
    expect(section.get_by_role("link", name="4 new notes in 3 places of the text")).to_be_visible()
    assert_accessible(page)
    picture(page, "home-new")
    page.goto(f"/sessions/{study_session.pk}/read/")
    expect(marker(page, 3)).to_have_text("2 notes, 2 new")
    assert_accessible(page)
    picture(page, "text-new")
    page.keyboard.press("n")
    talk = page.locator("#talk")
    expect(talk.locator(".thread", has_text="In the first")).to_be_focused()
    expect(talk.locator(".badge", has_text="new")).to_have_count(1)
    expect(next_new(page, 3)).to_be_visible()
    expect(marker(page, 1)).to_have_text("1 note")
    still_somewhere(page)
    assert_accessible(page)
    picture(page, "talk-new")
    page.keyboard.press("n")  # from within the talk
    expect(talk.get_by_role("heading", name="Paragraph 3")).to_be_visible()
    expect(talk.locator(".thread", has_text="In the third")).to_be_focused()
    expect(next_new(page, 1)).to_be_visible()
    talk.get_by_role("button", name="Next new (1)").click()
    expect(talk.locator(".thread__reply", has_text="A reply to you")).to_be_focused()
    expect(page.get_by_text("Nothing new")).to_be_visible()
    expect(talk.get_by_role("button", name="Next new")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("passage-cursor [role=status]")).to_have_text("Nothing is new here.")
    page.goto("/")
    expect(page.get_by_text("New for me")).to_have_count(0)


def test_after_the_last_comes_the_first_and_single_keys_can_be_off(
    open_page, study_session, member, notes
):
    page = open_page(member, LAPTOP)
    page.goto(f"/sessions/{study_session.pk}/read/")
    marker(page, 4).click()
    expect(next_new(page, 3)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Paragraph 1", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single keys").uncheck()
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("n")
    expect(page.locator("#talk")).to_be_hidden()


def test_on_a_phone_the_button_above_the_text_opens_the_talk(
    open_page, study_session, member, facilitator, notes
):
    page = open_page(member, PHONE)
    page.goto(f"/sessions/{study_session.pk}/read/")
    next_new(page, 4).tap()
    expect(page.get_by_text("In the first")).to_be_visible()
    expect(next_new(page, 3)).to_be_visible()
    picture(page, "talk-new")
    assert_accessible(page)
    page.get_by_role("button", name="Next new (3)").tap()
    expect(page.get_by_text("Beside it")).to_be_visible()
    expect(next_new(page, 1)).to_be_visible()
    page.get_by_role("button", name="Close").tap()
    page.locator("#layers-name").tap()
    page.get_by_role("button", name="Mark all as read").tap()
    expect(page.get_by_text("Nothing new")).to_be_visible()


def test_without_scripts_one_marks_by_a_button(open_page, study_session, member, notes):
    page = open_page(member, PHONE, js=False)
    page.goto(f"/sessions/{study_session.pk}/read/")
    next_new(page, 4).tap()
    expect(page.get_by_text("In the first")).to_be_visible()
    assert not ReadMark.objects.exists()
    page.get_by_role("button", name="Mark as read").tap()
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.get_by_role("link", name="Next new").tap()
    expect(page.get_by_text("In the third")).to_be_visible()
    page.get_by_role("link", name="Back to the text").tap()
    expect(next_new(page, 3)).to_be_visible()
    page.locator("#layers-name").tap()
    page.get_by_role("button", name="Mark all as read").tap()
    expect(page.get_by_text("Nothing new")).to_be_visible()
