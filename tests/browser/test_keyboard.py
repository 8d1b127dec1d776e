"""The whole way by keyboard alone: every stop is seen, none is a trap, and the focus is never lost."""

import pytest
from playwright.sync_api import Page, expect

from readings.people.models import User
from sessions.models import AgendaItem, Contribution, Invitation, Note, Prompt, StudySession
from tests.browser.keys import look, press, stays, still_somewhere, tab_to, walk, write
from tests.browser.rig import LAPTOP, PHONE, refresh
from tests.builders import make_annotation, make_answer, make_study_session, make_user

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])


def button(place, name: str):
    return place.get_by_role("button", name=name, exact=True)


@SIZES
def test_skip_link_leads_past_the_head(open_page, study_session, member, viewport):
    page = open_page(member, viewport)
    page.goto(study_session.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    look(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !!document.activeElement.closest('main')")


@SIZES
def test_no_page_has_a_trap_or_an_unseen_stop(
    open_page, study_session, facilitator, circle, reading, viewport
):
    make_answer(Prompt.objects.first(), by=make_user("Inès"))
    make_annotation(study_session, by=facilitator, paragraph=2)
    page = open_page(facilitator, viewport)
    inside = study_session.get_absolute_url()
    places = ["", "read/", "plan/", "plan/copy/", "plan/guides/", "invite/", "run/", "recap/"]
    addresses = ["/", "/me/", "/library/", "/library/add/", "/sessions/new/"]
    addresses += [circle.get_absolute_url(), f"{circle.get_absolute_url()}people/"]
    for address in [*addresses, reading.get_absolute_url(), *(inside + place for place in places)]:
        page.goto(address)
        assert len(walk(page)) > 3
    study_session.start()
    for place in ("", "run/"):
        page.goto(inside + place)
        walk(page)


@SIZES
def test_a_member_needs_no_mouse(open_page, study_session, facilitator, viewport):
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_page(viewport=viewport)
    page.goto(Invitation.for_session(study_session).get_absolute_url())
    write(page, page.get_by_label("Your name"), "Malik")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Read", exact=True)).to_be_visible()
    press(page, button(page, "I have read it"), "Space")
    stays(page, button(page, "Not yet, after all"))
    press(page, page.get_by_role("link", name="Read", exact=True))
    read_and_write(page)
    meet(page, study_session)


def read_and_write(page: Page) -> None:
    number = page.locator("#p2 .reading__number")
    press(page, number)
    talk = page.locator("#talk")
    stays(page, talk.get_by_role("heading", name="Paragraph 2"))
    write(page, talk.get_by_label("Write about ¶ 2"), "I would lift both")
    press(page, talk.locator(".talk__form").get_by_role("button", name="Share with"))
    expect(talk.locator(".thread__body", has_text="I would lift both")).to_be_visible()
    stays(page, talk.locator(".thread--own"))
    thread = talk.locator(".thread", has_text="Why a hand?")
    tab_to(page, thread.get_by_role("link", name="Reply"), back=True)
    page.keyboard.press("Enter")
    stays(page, thread.get_by_label("Your reply"))
    write(page, thread.get_by_label("Your reply"), "To be seen")
    press(page, thread.get_by_role("button", name="Share with"), "Space")
    expect(thread.locator(".thread__reply")).to_contain_text("To be seen")
    still_somewhere(page)
    own = talk.locator(".thread--own")
    press(page, own.get_by_role("link", name="Edit"))
    stays(page, talk.get_by_label("Your words", exact=True))
    write(page, talk.get_by_label("Your words", exact=True), "I would lift one")
    press(page, button(talk, "Save"))
    expect(own.locator(".thread__body")).to_have_text("I would lift one")
    still_somewhere(page)
    press(page, own.locator("summary", has_text="Delete"), "Space")
    press(page, own.get_by_role("button", name="Delete my words"))
    expect(own).to_have_count(0)
    still_somewhere(page)
    page.keyboard.press("Escape")
    expect(talk).to_be_hidden()
    stays(page, number)
    assert Contribution.objects.live().filter(body="To be seen").exists()


def meet(page: Page, study_session: StudySession) -> None:
    study_session.start()
    press(page, page.get_by_role("link", name="Session", exact=True))
    write(page, page.get_by_label("Your answer"), "Whoever comes first")
    press(page, page.get_by_role("button", name="Share with"))
    stays(page, page.locator(".question__shared"))
    press(page, page.get_by_role("link", name="Edit"))
    stays(page, page.get_by_label("Your words"))
    press(page, page.get_by_role("link", name="Cancel"))
    expect(page.get_by_text("Whoever comes first")).to_be_visible()
    still_somewhere(page)
    press(page, page.locator("summary", has_text="Delete"))
    press(page, button(page, "Delete my words"))
    expect(page.get_by_label("Your answer")).to_be_visible()
    still_somewhere(page)
    tab_to(page, page.locator("summary", has_text="Answers of others"))
    study_session.next_step(on=AgendaItem.objects.running().get().pk)
    refresh(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2?")
    still_somewhere(page)
    study_session.end()
    refresh(page)
    expect(page.get_by_text("The recap is not out yet")).to_be_visible()
    still_somewhere(page)


def test_answers_that_come_in_leave_the_focus_where_it_is(open_page, study_session, member):
    """Polling renews what one stands on: the same thing has the focus afterwards, opened as it was."""
    study_session.start()
    prompt = Prompt.objects.in_order()[0]
    make_answer(prompt, by=member, body="Mine")
    make_answer(prompt, by=make_user("Inès"), body="Hers")
    page = open_page(member, LAPTOP)
    page.goto(study_session.get_absolute_url())
    hers = page.locator(".answer", has_text="Hers").get_by_role("link", name="Reply")
    tab_to(page, hers)
    make_answer(prompt, by=make_user("Ola"), body="A third")
    refresh(page)
    expect(page.get_by_text("A third")).to_be_visible()
    stays(page, hers)


@SIZES
def test_a_facilitator_needs_no_mouse(open_page, circle, reading, facilitator, viewport):
    study_session = make_study_session(circle, reading=reading, state="draft", steps=3)
    page = open_page(facilitator, viewport)
    page.goto(f"/sessions/{study_session.pk}/plan/")
    plan(page)
    invite(page)
    gus = make_user("Gus")
    study_session.admit(gus)
    run(page, gus)
    share_recap(page)


def plan(page: Page) -> None:
    steps = page.locator("#steps > li")
    write(page, steps.nth(0).get_by_label("Title"), "Welcome")
    page.keyboard.press("Control+s")
    expect(steps.nth(0).locator("[data-status]")).to_have_text("Saved")
    expect(steps.nth(0).get_by_label("Title")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#plan-said")).to_contain_text("place 2 of 3")
    stays(page, steps.nth(1).get_by_label("Title"))
    press(page, steps.nth(1).locator("summary"), "Space")
    press(page, button(steps.nth(1), "Move up"))
    expect(page.locator("#plan-said")).to_contain_text("place 1 of 3")
    stays(page, button(steps.nth(0), "Move up"))
    press(page, button(steps.nth(0), "Take out"))
    stays(page, button(page, "Undo"))
    page.keyboard.press("Enter")
    expect(steps).to_have_count(3)
    still_somewhere(page)
    press(page, page.locator("summary", has_text="Choose sections"))
    press(page, page.get_by_label("On asking"), "Space")
    expect(page.locator("#plan-sum")).to_contain_text("What is ticked")
    stays(page, page.get_by_label("On asking"))
    press(page, button(page, "Add a step"))
    expect(steps).to_have_count(4)
    stays(page, steps.nth(3).get_by_label("Title"))
    press(page, button(page, "Open and invite"))


def invite(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite")
    press(page, button(page, "Copy message"))
    expect(page.locator("copy-text [role=status]").first).not_to_have_text("")
    still_somewhere(page)


def run(page: Page, gus: User) -> None:
    press(page, page.get_by_role("link", name="Run", exact=True))
    press(page, button(page, "Start the meeting"))
    expect(page.get_by_text("Step 1 of 4")).to_be_visible()
    still_somewhere(page)
    press(page, page.locator("#next-step"))
    expect(page.get_by_text("Step 2 of 4")).to_be_visible()
    stays(page, page.locator("#next-step"))
    press(page, button(page, "5 minutes more"), "Space")
    stays(page, button(page, "5 minutes more"))
    press(page, page.get_by_role("button", name="Skip “").first)
    expect(page.get_by_text("Left out")).to_be_visible()
    stays(page, page.get_by_role("button", name="Take “"))
    make_answer(Prompt.objects.in_order()[1], by=gus, body="From the back row")
    refresh(page)
    expect(page.get_by_text("From the back row")).to_be_visible()
    stays(page, page.get_by_role("button", name="Take “"))
    press(page, page.get_by_role("button", name="Keep for the recap: Gus"), "Space")
    expect(page.locator("[aria-pressed=true]")).to_be_focused()
    tab_to(page, page.get_by_label("Minutes", exact=True))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Decision", exact=True)).to_be_checked()
    write(page, page.get_by_label("Note", exact=True), "We buy a lamp")
    press(page, button(page, "Note it"))
    expect(page.locator("#run-notes")).to_contain_text("We buy a lamp")
    still_somewhere(page)
    assert Note.objects.get().kind == "decision"
    press(page, button(page, "End the meeting"))
    expect(page.get_by_text("The clock stopped")).to_be_visible()
    still_somewhere(page)


def share_recap(page: Page) -> None:
    press(page, page.get_by_role("link", name="Write the recap"))
    write(page, page.get_by_label("A few words to begin with"), "A good evening")
    expect(page.locator(".recap-desk [data-status]")).to_have_text("Saved")
    press(page, page.get_by_role("button", name="Share with"))
    expect(page.get_by_text("The recap is out")).to_be_visible()
