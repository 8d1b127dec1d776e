"""Without a connection: the text can be read, one can write, and nothing is left for the next person."""

import pytest
from playwright.sync_api import Page, expect

from readings.people.models import Membership
from sessions.models import Annotation
from tests.browser.rig import PHONE, assert_accessible, picture
from tests.browser.test_drafts import wait_until
from tests.builders import make_annotation

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys())
      if (url.includes('/offline/')) found.push(new URL(url).pathname);
  return found;
}"""


def address(study_session) -> str:
    return f"{study_session.get_absolute_url()}read/"


def have_tools(page: Page) -> None:
    """What answers a press has come, as it does with the first sign of someone who reads."""
    have = "() => ['keep-words', 'text-page'].every((name) => customElements.get(name))"
    for number in (2, 1) * 20:  # a hand is never still: the first sign may come too early
        page.locator(f"#p{number}").hover()
        if page.evaluate(have):
            return
        page.wait_for_timeout(250)
    raise AssertionError("the tools of the text did not come")


@pytest.fixture
def kept(open_page, study_session, member, facilitator) -> Page:
    """The page of a text that is kept on this phone by now."""
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_page(member, PHONE, service_workers="allow")
    page.goto(address(study_session))
    expect(page.locator("text-page[data-kept]")).to_be_attached()
    assert page.evaluate(TEXTS) == [f"{address(study_session)}offline/"]
    return page


def test_the_text_is_read_and_written_on_and_the_words_go_out_once(kept, study_session, member):
    kept.context.set_offline(True)
    kept.reload()
    expect(kept.get_by_text("There is no connection. This is the text")).to_be_visible()
    expect(kept.get_by_text("the others can lift a hand")).to_be_visible()
    assert "Why a hand?" not in kept.content()
    expect(kept.locator("[data-count]")).to_have_count(0)
    have_tools(kept)
    kept.locator("#p2 .reading__number").click()
    box = kept.get_by_label("Write about this")
    box.fill("From the train")
    picture(kept, "offline")
    assert_accessible(kept)
    kept.get_by_role("button", name="Share with").click()
    expect(kept.get_by_text("Not sent yet.")).to_be_visible()
    kept.reload()
    kept.locator("#p2 .reading__number").click()
    expect(box).to_have_value("From the train")
    expect(kept.get_by_text("Not sent yet.")).to_be_visible()
    kept.context.set_offline(False)
    expect(kept.locator(".thread--own")).to_contain_text("From the train")
    expect(kept.get_by_text("Why a hand?")).to_be_visible()
    assert Annotation.objects.by(member).get().body == "From the train"
    kept.get_by_role("link", name="Try again").click()
    expect(kept.locator("#p2 [data-count]")).to_have_text("2 notes")


def test_what_waits_goes_out_from_a_box_that_was_closed(open_page, study_session, member):
    page = open_page(member)
    page.goto(address(study_session))
    have_tools(page)
    page.context.set_offline(True)
    page.locator("#p2 .reading__number").click()
    page.get_by_label("Write about this").fill("From the train")
    page.get_by_role("button", name="Keep for myself").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    page.locator("[data-talk-close]").click()
    page.locator("#p3 .reading__number").click()
    expect(page.get_by_text("what others wrote here cannot be shown")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Nobody has written about this yet.")).to_be_visible()
    expect(page.locator("#p2 [data-count]")).to_have_text("1 note")
    note = Annotation.objects.get()
    assert (note.body, note.is_private) == ("From the train", True)


def test_signed_out_nothing_of_it_is_left(kept):
    kept.goto("/me/")
    kept.get_by_role("button", name="Sign out here").click()
    expect(kept.get_by_role("link", name="Sign in").first).to_be_visible()
    wait_until(lambda: kept.evaluate(TEXTS) == [])


def test_a_text_that_is_closed_to_one_goes(kept, study_session, member):
    Membership.objects.get(user=member).leave()
    kept.goto(address(study_session))
    expect(kept.get_by_role("heading", level=1)).to_be_visible()
    wait_until(lambda: kept.evaluate(TEXTS) == [])
