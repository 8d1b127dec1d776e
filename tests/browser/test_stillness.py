"""Nothing moves by itself while one types: not for what others do, not for one's own saves.

Only Chromium keeps the place of what one sees when something above it grows; it is told not to, so
that these pages are as they are on a telephone with Safari.
"""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from sessions.models import AgendaItem, Prompt
from sessions.models.notes import Note
from tests.browser.rig import LAPTOP, refresh
from tests.builders import make_annotation, make_answer, make_user

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}  # as 200% zoom leaves of a small screen


@pytest.fixture
def running(study_session):
    study_session.start()
    return study_session


@pytest.fixture
def others(study_session):
    people = [make_user(f"Other {number}") for number in range(3)]
    for person in people:
        study_session.admit(person)
    return people


class Typing:
    """Someone types here; `moved` says by how much the box has left its place since."""

    def __init__(self, page: Page, box: Locator) -> None:
        page.evaluate("document.body.style.overflowAnchor = 'none'")
        self.page, self.box = page, box
        box.scroll_into_view_if_needed()
        box.focus()
        box.press_sequentially("So I th")
        self.before = pytest.approx(self.place, abs=1)  # a page is scrolled by whole pixels

    @property
    def place(self) -> tuple[float, float]:
        at = self.box.bounding_box()
        return at["x"], at["y"]

    def hear(self, path: str) -> None:
        """The page asks for what is new, and has it."""
        with self.page.expect_response(f"**{path}**"):
            refresh(self.page)
        self.page.evaluate(  # painted
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def is_undisturbed(self) -> None:
        expect(self.box).to_be_focused()
        assert self.place == self.before
        self.box.press_sequentially("ink")
        expect(self.box).to_have_value("So I think")


@pytest.mark.parametrize("size", [NARROW, LAPTOP], ids=["narrow", "laptop"])
def test_an_answer_on_the_page_of_the_meeting(open_page, running, member, others, size):
    page = open_page(member, size)
    page.goto(running.get_absolute_url())
    typing = Typing(page, page.get_by_label("Your answer"))
    prompt = Prompt.objects.in_order()[0]
    for person in others:
        make_answer(prompt, by=person, body="Quite a long answer. " * 20)
    running.extend(55, on=AgendaItem.objects.running().get().pk, given=0)
    typing.hear("/others/")
    typing.hear("/now/")
    expect(page.locator(f"#count-{prompt.pk}")).to_contain_text("3")
    running.next_step(on=AgendaItem.objects.running().get().pk)
    typing.hear("/now/")
    expect(page.get_by_text("The group has moved on.")).to_be_visible()
    typing.is_undisturbed()


def test_a_note_at_the_desk(open_page, running, facilitator, others):
    page = open_page(facilitator, NARROW)  # where all stands in one column
    page.goto(f"{running.get_absolute_url()}run/")
    typing = Typing(page, page.get_by_label("Note", exact=True))
    prompt = Prompt.objects.in_order()[0]
    for person in others:
        make_answer(prompt, by=person, body="Quite a long answer. " * 20)
    make_annotation(running, by=others[0], body="And a note. " * 20)
    noted = {"by": facilitator, "key": uuid4(), "study_session": running}
    Note.write(kind="decision", body="Noted by another", **noted)
    typing.hear("/run/live/")
    expect(page.get_by_text("Quite a long answer").first).to_be_attached()
    running.next_step(on=AgendaItem.objects.running().get().pk)
    typing.hear("/run/live/")
    expect(page.get_by_text("Step 2 of 2")).to_be_attached()
    typing.is_undisturbed()


def test_a_note_on_the_text(open_page, running, member, others):
    page = open_page(member, LAPTOP)  # where the talk stands in the page, beside its words
    page.goto(f"{running.get_absolute_url()}read/#p4")
    page.locator("#p4 .reading__number").click()
    typing = Typing(page, page.get_by_label("Write about ¶ 4"))
    for paragraph in (1, 2, 4):
        make_annotation(running, by=others[0], paragraph=paragraph, body="And a note. " * 20)
    typing.hear("/read/margin/")
    expect(page.get_by_role("button", name="Show what is new")).to_be_visible()
    typing.is_undisturbed()


def test_a_title_in_the_plan(open_page, study_session, facilitator):
    page = open_page(facilitator, NARROW)
    page.goto(f"{study_session.get_absolute_url()}plan/")
    for box in (page.get_by_label("Place"), page.locator("#steps > li").last.get_by_label("Title")):
        box.fill("")
        typing = Typing(page, box)
        save = box.locator("xpath=ancestor::auto-save").locator("[data-status]")
        expect(save).to_have_text("Saved")
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        typing.is_undisturbed()
        expect(save).to_have_text("Saved")
