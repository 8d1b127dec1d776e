"""Choosing which notes on a text one sees: by mouse, touch and keys, and without scripts."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sessions.models import Annotation
from tests.browser.keys import press, still_somewhere, write
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, attends, picture
from tests.builders import make_annotation, make_reading, make_study_session

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
WITH_EARLIER = "With earlier sessions"
LAYERS = ["This session", "Mine", "Unanswered questions", "Off"]

PAINTED = "() => [...CSS.highlights].reduce((sum, [name, marks]) => sum + marks.size, 0)"


@pytest.fixture
def study_session(circle):
    reading = make_reading(circle, title="Reading in company", language="en")
    return make_study_session(circle, reading=reading)


@pytest.fixture
def notes(study_session, member, facilitator):
    make_annotation(study_session, by=facilitator, paragraph=1, body="Why aloud?", tag="question")
    make_annotation(study_session, by=facilitator, paragraph=2, body="Lifted high")
    make_annotation(study_session, by=member, paragraph=3, body="Mine")


@pytest.fixture
def earlier(circle, study_session, facilitator):
    """A note of a session that met on this text before."""
    reading, before = study_session.assigned.reading, study_session.starts_at - timedelta(days=14)
    held = make_study_session(
        circle, reading=reading, state="ended", title="The first evening", starts_at=before
    )
    return make_annotation(held, by=facilitator, paragraph=2, body="Said before")


@pytest.fixture
def open_text(open_page, study_session, notes, member):
    def open_(viewport=LAPTOP, at="", **options):
        page = open_page(member, viewport, **options)
        page.goto(f"/sessions/{study_session.pk}/read/{at}")
        return page

    return open_


def layer(page, name):
    """As it stands in its fold, open or not."""
    inside = page.locator("#layers")
    return inside.get_by_role("link", name=name, exact=True, include_hidden=True)


def fold(page):
    return page.locator("#layers-name")


def choose(page, name):
    attends(page)
    fold(page).click()
    layer(page, name).click()
    expect(layer(page, name)).to_have_attribute("aria-current", "true")
    expect(layer(page, name)).to_be_hidden()


def markers(page):
    return page.locator(".reading__notes > a")


@SIZES
def test_a_layer_shows_without_the_page_coming_anew(open_text, viewport):
    page = open_text(viewport)
    page.evaluate("() => (window.stays = true)")
    many = {"This session": 3, "Mine": 1, "Unanswered questions": 1, "Off": 0}
    for name in [*LAYERS[1:], "This session"]:
        choose(page, name)
        expect(markers(page)).to_have_count(many[name])
        assert page.evaluate(PAINTED) == many[name]
        picture(page, f"layer-{name.split()[0].lower()}")
        assert_accessible(page)
    assert page.evaluate("() => window.stays")
    choose(page, "Mine")
    assert page.url.endswith("/read/?layer=mine")
    page.reload()
    expect(markers(page)).to_have_count(1)


def test_marks_that_a_layer_cannot_hold_go_before_the_answer_comes(open_text):
    page, held = open_text(PHONE), []
    attends(page)
    page.route(re.compile(r"/read/margin/"), lambda route: held.append(route))
    fold(page).tap()
    layer(page, "Mine").tap()
    page.wait_for_function(f"() => ({PAINTED})() === 1")
    expect(markers(page)).to_have_count(3)
    held[0].abort()  # no line: all is as it was
    page.wait_for_function(f"() => ({PAINTED})() === 3")


def test_an_open_talk_goes_along_and_keeps_what_is_typed(open_text):
    page = open_text()
    page.locator("#p2 > .reading__number").click()
    talk = page.locator("#talk")
    expect(talk.get_by_text("Lifted high")).to_be_visible()
    page.get_by_label("Write about ¶ 2").fill("Slowly")
    choose(page, "Off")
    expect(talk.get_by_text("Notes are off.")).to_be_visible()
    expect(talk.get_by_text("Lifted high")).to_have_count(0)
    expect(page.get_by_label("Write about ¶ 2")).to_have_value("Slowly")
    expect(fold(page)).to_be_focused()
    talk.get_by_role("button", name="Share with 1 person, and those who join later").click()
    expect(talk.locator(".thread__body", has_text="Slowly")).to_be_visible()
    expect(markers(page)).to_have_count(0)
    talk.get_by_role("link", name="Show all notes").click()
    expect(talk.get_by_text("Lifted high")).to_be_visible()
    expect(markers(page)).to_have_count(3)


def test_a_layer_is_chosen_by_keys(open_text):
    page = open_text()
    attends(page)
    press(page, fold(page))
    press(page, layer(page, "Unanswered questions"))
    expect(layer(page, "Unanswered questions")).to_have_attribute("aria-current", "true")
    expect(fold(page)).to_be_focused()
    expect(fold(page)).to_have_text("Notes: Unanswered questions")
    still_somewhere(page)
    press(page, page.locator("#p1 > .reading__number"))
    expect(page.get_by_text("Why aloud?")).to_be_visible()
    expect(page.get_by_text("Only unanswered questions are shown.")).to_be_visible()


def test_a_layer_is_chosen_without_scripts(open_text):
    page = open_text(PHONE, js=False)
    fold(page).tap()
    layer(page, "Mine").tap()
    expect(markers(page)).to_have_count(1)
    expect(layer(page, "Mine")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Paragraph 3, 1 note").first.tap()
    expect(page.locator(".thread__body")).to_have_text("Mine")
    page.get_by_label("Write about ¶ 3").fill("More of mine")
    page.get_by_role("button", name="Keep for myself").tap()
    expect(page.get_by_text("More of mine")).to_be_visible()
    page.get_by_role("link", name="Back to the text").tap()
    expect(page).to_have_url(re.compile(r"/read/\?layer=mine#p3$"))
    expect(page.get_by_role("link", name="Paragraph 3, 2 notes").first).to_be_visible()


# Earlier sessions


@SIZES
def test_an_earlier_note_is_read_and_brought_up_again(
    open_text, earlier, study_session, member, viewport
):
    page = open_text(viewport)
    choose(page, WITH_EARLIER)
    assert page.evaluate("() => CSS.highlights.get('earlier').size") == 1
    page.get_by_role("link", name="Paragraph 2, 2 notes").first.click()
    thread = page.locator(".thread--earlier")
    expect(thread).to_contain_text("Said before")
    expect(thread).to_contain_text("The first evening")
    picture(page, "earlier")
    assert_accessible(page)
    thread.get_by_text("Bring up again").click()
    expect(thread.get_by_label("Your words")).to_be_in_viewport(ratio=1)
    thread.get_by_label("Your words").fill("I still wonder")
    picture(page, "bring-up")
    assert_accessible(page)
    thread.get_by_role("button", name="Share with 1 person, and those who join later").click()
    fresh = page.locator(".thread[data-new]")
    expect(fresh).to_be_focused()
    expect(fresh).to_contain_text("From the session of")
    expect(fresh).to_contain_text("Said before")
    expect(page.get_by_role("link", name="Paragraph 2, 3 notes")).to_have_count(2)
    picture(page, "brought-up")
    assert_accessible(page)
    note = Annotation.objects.get(body="I still wonder")
    assert (note.earlier_id, note.author, note.study_session) == (
        earlier.pk,
        member,
        study_session,
    )


def test_an_earlier_note_is_brought_up_by_keys(open_text, earlier):
    page = open_text(at="?layer=earlier")
    press(page, page.locator("#p2 > .reading__number"))
    thread = page.locator(".thread--earlier")
    press(page, thread.get_by_text("Bring up again"))
    write(page, thread.get_by_label("Your words"), "By keys")
    press(page, thread.get_by_role("button", name="Keep for myself"))
    expect(page.locator(".thread[data-new]")).to_contain_text("By keys")
    still_somewhere(page)
    assert Annotation.objects.get(body="By keys").is_private


def test_an_earlier_note_is_brought_up_without_scripts(open_text, earlier):
    page = open_text(PHONE, js=False)
    fold(page).tap()
    layer(page, WITH_EARLIER).tap()
    page.get_by_role("link", name="Paragraph 2, 2 notes").first.tap()
    thread = page.locator(".thread--earlier")
    thread.get_by_text("Bring up again").tap()
    thread.get_by_label("Your words").fill("On paper, nearly")
    thread.get_by_label("Question", exact=True).check()
    thread.get_by_role("button", name="Share with").tap()
    expect(page.get_by_text("On paper, nearly")).to_be_visible()
    assert Annotation.objects.get(body="On paper, nearly").is_question
