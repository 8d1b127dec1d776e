"""A meeting: one phone leads, another follows, and what is typed on either stays."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sessions.models import AgendaItem, Contribution, Note, Prompt, Recap
from tests.browser.rig import (
    FOLLOWS_WITHIN,
    LAPTOP,
    PHONE,
    assert_looks,
    refresh,
)
from tests.builders import (
    make_annotation,
    make_answer,
    make_circle,
    make_guest,
    make_reading,
    make_study_session,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader():
    return make_user("Fay Facilitator")


@pytest.fixture
def guest():
    return make_guest("Gus Guest")


@pytest.fixture
def study_session(leader, guest):
    circle = make_circle(facilitator=leader, name="Tuesday Circle")
    study_session = make_study_session(
        circle, reading=make_reading(circle), steps=3, starts_at=timezone.now()
    )
    study_session.admit(guest)
    return study_session


def open_run(open_page, leader, study_session, viewport=PHONE, **options) -> Page:
    page = open_page(leader, viewport, **options)
    page.goto(f"/sessions/{study_session.pk}/run/")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_one_leads_and_the_others_follow(open_page, leader, guest, study_session):
    desk = open_run(open_page, leader, study_session)
    phone = open_page(guest)
    phone.goto(f"/sessions/{study_session.pk}/")
    press(desk, "Start the meeting")
    expect(desk.get_by_text("Step 1 of 3")).to_be_visible()
    question = phone.get_by_role("heading", level=1)
    expect(question).to_have_text("Question 1?", timeout=FOLLOWS_WITHIN)
    for button, step in (("Next step", 2), ("Back", 1)):
        press(desk, button)
        expect(desk.get_by_text(f"Step {step} of 3")).to_be_visible()
        refresh(phone)
        expect(question).to_have_text(f"Question {step}?", timeout=FOLLOWS_WITHIN)


def test_answers_come_in_and_are_kept_while_a_note_is_typed(
    open_page, leader, guest, study_session
):
    study_session.start()
    desk = open_run(open_page, leader, study_session)
    box = desk.get_by_label("Note", exact=True)
    box.fill("Half a sen")
    make_answer(Prompt.objects.in_order()[0], by=guest, body="From the back row")
    refresh(desk)
    expect(desk.get_by_text("From the back row")).to_be_visible(timeout=FOLLOWS_WITHIN)
    expect(box).to_have_value("Half a sen")
    press(desk, "Keep for the recap: Gus Guest")
    expect(desk.get_by_role("button", name="Keep for the recap")).to_have_attribute(
        "aria-pressed", "true"
    )
    press(desk, "Next step")
    expect(desk.get_by_text("Step 2 of 3")).to_be_visible()
    expect(box).to_have_value("Half a sen")
    desk.get_by_label("Action").check()
    desk.get_by_label("Who").fill("Gus")
    press(desk, "Note it")
    expect(desk.get_by_text("Noted.")).to_be_visible()
    expect(box).to_have_value("")
    expect(desk.locator("#run-notes")).to_contain_text("Half a sen")
    assert (Note.objects.get().kind, Note.objects.get().owner) == ("action", "Gus")
    assert Contribution.objects.kept().count() == 1


def test_two_phones_press_next_at_once(open_page, leader, study_session):
    study_session.start()
    one = open_run(open_page, leader, study_session)
    two = open_run(open_page, leader, study_session)
    press(one, "Next step")
    press(two, "Next step")
    expect(two.get_by_text("Step 2 of 3")).to_be_visible()
    expect(one.get_by_text("Step 2 of 3")).to_be_visible()
    assert AgendaItem.objects.running().get().position == 1


def test_what_is_asked_meanwhile_does_not_take_the_place_of_a_press(
    open_page, leader, study_session
):
    study_session.start()
    desk = open_run(open_page, leader, study_session)
    held = []
    desk.route("**/next/", lambda route: held.append(route))
    with desk.expect_request("**/next/"):
        press(desk, "Next step")
    study_session.extend(5, on=AgendaItem.objects.running().get().pk, given=0)
    with desk.expect_response("**/run/live/**"):
        refresh(desk)
    desk.evaluate("document.getElementById('run-live').dataset.every = 600")  # it asks no more
    held[0].continue_()
    expect(desk.get_by_text("Step 2 of 3")).to_be_visible()


def test_the_second_tap_of_a_double_tap_does_nothing(open_page, leader, study_session):
    study_session.start()
    desk = open_run(open_page, leader, study_session)
    desk.get_by_role("button", name=re.compile("^Next step")).dblclick()
    expect(desk.get_by_text("Step 2 of 3")).to_be_visible()
    assert AgendaItem.objects.running().get().position == 1


def test_a_note_for_the_step_is_saved_as_typed_and_not_taken_away(open_page, leader, study_session):
    study_session.start()
    desk = open_run(open_page, leader, study_session)
    note = desk.get_by_label("For facilitators only: “Step 1”")
    note.fill("Ask Gus first")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    study_session.next_step(on=AgendaItem.objects.running().get().pk)
    expect(desk.get_by_text("Step 2 of 3")).to_be_visible(timeout=FOLLOWS_WITHIN)
    expect(desk.get_by_text("This note still goes to the step")).to_be_visible()
    expect(note).to_have_value("Ask Gus first")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP])
def test_the_next_button_is_in_the_first_screen(open_page, leader, study_session, viewport):
    study_session.start()
    desk = open_run(open_page, leader, study_session, viewport)
    button = desk.get_by_role("button", name=re.compile("^Next step")).bounding_box()
    assert button["height"] >= 64
    assert button["y"] + button["height"] < viewport["height"] / 2


@pytest.mark.parametrize("js", [True, False])
def test_from_the_start_to_the_shared_recap(open_page, leader, guest, study_session, js):
    desk = open_run(open_page, leader, study_session, js=js)
    press(desk, "Start the meeting")
    press(desk, "Next step")
    expect(desk.get_by_text("Step 2 of 3")).to_be_visible()
    make_annotation(study_session, by=guest, body="Worth keeping, this")
    desk.reload()
    press(desk, "Keep for the recap: Gus Guest")
    expect(desk.locator("[aria-pressed=true]")).to_be_visible()
    desk.get_by_label("Decision").check()
    desk.get_by_label("Note", exact=True).fill("We meet on Mondays")
    press(desk, "Note it")
    expect(desk.get_by_text("1 note so far")).to_be_visible()
    press(desk, "Next step")
    expect(desk.get_by_text("Step 3 of 3")).to_be_visible()
    press(desk, "End the meeting")
    desk.get_by_role("link", name="Write the recap").click()
    desk.get_by_label("A few words to begin with").fill("A good evening")
    if js:
        expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
        expect(desk.locator("#recap-body")).to_contain_text("A good evening")
    else:
        press(desk, "Save")
    phone = open_page(guest)
    phone.goto(f"/sessions/{study_session.pk}/recap/")
    expect(phone.get_by_text("The recap is not out yet")).to_be_visible()
    press(desk, "Share with 1 person")
    expect(desk.get_by_text("The recap is out")).to_be_visible()
    phone.reload()
    for words in ("A good evening", "We meet on Mondays", "Worth keeping, this"):
        expect(phone.get_by_text(words)).to_be_visible()
    assert Recap.objects.get().is_shared


@pytest.mark.parametrize("state", ["draft", "open", "running", "ended", "closed"])
def test_run_and_recap_are_accessible_in_each_state(open_page, leader, guest, study_session, state):
    circle, reading = study_session.circle, study_session.assigned.reading
    meeting = make_study_session(circle, reading=reading, state=state, steps=3)
    if state == "running":
        meeting.admit(guest)
        make_answer(Prompt.objects.filter(study_session=meeting).in_order()[0], by=guest)
        make_annotation(meeting, by=guest, body="y" * 400).keep()
    desk = open_run(open_page, leader, meeting)
    assert_looks(desk, f"run-{state}")
    desk.goto(f"/sessions/{meeting.pk}/recap/")
    assert_looks(desk, f"recap-{state}")
