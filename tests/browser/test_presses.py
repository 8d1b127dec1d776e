"""From the link to the first shared words: three taps and a name, on a phone, with nothing read."""

from playwright.sync_api import expect

from readings.models import Passage
from sessions.models import Contribution, Invitation
from tests.browser.rig import PHONE, assert_fits, picture


class Thumb:
    """Taps and counts; what is typed goes where the taps have put the caret."""

    def __init__(self, page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, element) -> None:
        expect(element).to_be_in_viewport()  # nobody has to scroll or search for it
        element.tap()
        self.taps += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)


def test_three_taps_and_a_name(open_page, study_session, reading):
    block = reading.edition.blocks.get(number=2)
    step = study_session.agenda_items.get(position=0)
    step.passage = Passage.pin(reading.edition, block.start, block.end)
    step.save()
    study_session.start()
    page = open_page(viewport=PHONE)
    thumb = Thumb(page)

    page.goto(Invitation.for_session(study_session).get_absolute_url())
    picture(page, "join")
    thumb.type("Gwen")
    thumb.tap(page.get_by_role("button", name="Come in"))

    expect(page.get_by_role("heading", name="Question 1?")).to_be_visible()
    expect(page.get_by_text("Whoever reads slows down")).to_be_visible()
    picture(page, "now")
    thumb.tap(page.get_by_label("Your answer"))
    thumb.type("Slow is good.")
    thumb.tap(page.get_by_role("button", name="Share with 2 people"))

    expect(page.get_by_text("Shared.")).to_be_visible()
    picture(page, "now-shared")
    assert_fits(page)
    assert thumb.taps == 3
    answer = Contribution.objects.get()
    assert (answer.author.name, answer.body) == ("Gwen", "Slow is good.")
