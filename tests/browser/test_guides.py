"""A guide's way through the browser, by keyboard alone: written, used in a plan, kept; long words too."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from sessions.models import Prompt
from tests.browser.keys import press, walk, write
from tests.browser.rig import PHONE, assert_accessible, picture
from tests.builders import make_guide, make_question, make_study_session
from tests.pages import url

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtsgesellschaft" * 8


def go(page: Page, to: Locator, heading: str) -> None:
    """Press it, and come to the page that is called so."""
    press(page, to)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_from_a_first_question_to_a_plan_and_back(open_page, facilitator, reading, circle):
    draft = make_study_session(circle, reading=reading, state="draft")
    page = open_page(facilitator, PHONE)
    page.goto(reading.get_absolute_url())
    go(page, page.get_by_role("link", name="Write a guide"), "Guides")
    assert_accessible(page)
    write(page, page.get_by_label("Title"), "Our questions")
    go(page, page.get_by_role("button", name="Write the questions"), "Our questions")
    go(page, page.get_by_role("link", name="Add a question"), "Add a question")
    write(page, page.get_by_label("Question"), "Who lifts a hand?")
    press(page, page.get_by_label("Opening."), "Space")
    for _down in "ab":
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Interpreting.")).to_be_checked()
    write(page, page.get_by_label("Paragraphs"), "2")
    assert_accessible(page)
    go(page, page.get_by_role("button", name="Save"), "Our questions")
    expect(page.get_by_text("Who lifts a hand?")).to_be_visible()
    make_a_ready_plan(page)
    press(page, page.get_by_text("Five kinds of questions"))
    picture(page, "guide")
    assert_accessible(page)
    go(page, page.get_by_role("link", name="Use in a plan"), "Questions from a guide")
    press(page, page.get_by_label("Who lifts a hand?"), "Space")
    picture(page, "plan-guides")
    assert_accessible(page)
    press(page, page.get_by_role("button", name="Add to the plan"))
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert Prompt.objects.filter(study_session=draft, text="Who lifts a hand?").exists()
    press(page, page.get_by_role("button", name="Keep these questions as a guide"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Questions on")
    walk(page)


def make_a_ready_plan(page: Page) -> None:
    go(page, page.get_by_role("link", name="Add a ready plan"), "Add a ready plan")
    write(page, page.get_by_label("Name"), "One evening")
    assert_accessible(page)
    go(page, page.get_by_role("button", name="Save"), "Our questions")
    go(page, page.get_by_role("link", name="Choose its questions"), "Edit the meeting")
    press(page, page.get_by_label("Who lifts a hand?"), "Space")
    write(page, page.get_by_label("Place of question 1"), "1")
    assert_accessible(page)
    go(page, page.get_by_role("button", name="Save"), "Our questions")
    expect(page.get_by_text("Questions: 1")).to_be_visible()


def test_long_words_and_lost_places_fit_a_phone(open_page, facilitator, reading, circle):
    guide = make_guide(
        reading, title=LONG[:300], intro=LONG, authors=LONG[:200], licence=LONG[:120]
    )
    lost = make_question(guide, text=LONG, note=LONG, section=9, paragraphs="120, 130-140")
    for kind, title in (("name", LONG), ("event", "1936-07-17")):
        guide.entries.create(kind=kind, position=0, title=title, text=LONG, paragraphs="1, 2")
    plan = guide.plans.create(position=0, title=LONG, text=LONG, minutes=90)
    plan.meetings.create(position=0, title=LONG, questions=[lost.pk], sections=[1], text=LONG)
    draft = make_study_session(circle, reading=reading, state="draft")
    page = open_page(facilitator, PHONE)
    for address in (
        guide.get_absolute_url(),
        reverse("readings:question_edit", args=[lost.pk]),
        reverse("readings:guide_edit", args=[guide.pk]),
        reverse("readings:guides", args=[reading.pk]),
        reverse("readings:guide_format"),
        reverse("readings:plan_edit", args=[plan.pk]),
        reverse("readings:meeting_edit", args=[plan.meetings.get().pk]),
        url("plan_guides", draft),
        url("plan", draft),
    ):
        page.goto(address)
        assert_accessible(page)
