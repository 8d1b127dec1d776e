"""What one types is kept: the tab may close, and one goes on with another device."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from sessions.models import Annotation, Draft
from tests.browser.conftest import session_cookie
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture
from tests.builders import make_annotation

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = "Kept as a draft, for you alone."


def open_talk(page: Page, study_session, number: int = 2):
    page.goto(f"{study_session.get_absolute_url()}read/")
    page.locator(f"#p{number} .reading__number").click()
    box = page.get_by_label(f"Write about ¶ {number}")
    expect(box).to_be_visible()
    return box


def wait_until(is_so) -> None:
    """For what happens after a page has gone, when no page can say it any more."""
    end = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_tab_closes_and_one_goes_on_elsewhere_on_the_same_words(
    open_page, study_session, member
):
    page = open_page(member, LAPTOP)
    page.goto(f"{study_session.get_absolute_url()}read/")
    page.locator("#p2 .reading__words").dblclick(position={"x": 40, "y": 10})
    page.get_by_role("button", name="Question").click()
    box = page.get_by_label("Write about ¶ 2")
    box.press_sequentially("Half")
    expect(page.get_by_text(KEPT)).to_be_visible()
    box.press_sequentially(" a thou")
    words = page.locator("[data-about-words]").inner_text()
    assert 3 < len(words) < 20
    page.close(run_before_unload=True)
    wait_until(lambda: Draft.objects.filter(body="Half a thou").exists())
    other = open_page(member, PHONE)
    box = open_talk(other, study_session)
    expect(box).to_have_value("Half a thou")
    expect(other.get_by_text(KEPT)).to_be_visible()
    expect(other.locator("[data-about-words]")).to_have_text(words)
    expect(other.get_by_label("Question", exact=True)).to_be_checked()
    picture(other, "draft")
    assert_accessible(other)
    other.get_by_role("button", name="Share with").click()
    expect(other.get_by_text("Shared.")).to_be_visible()
    note = Annotation.objects.get()
    assert (note.body, note.passage.exact) == ("Half a thou", words)
    assert not Draft.objects.exists()
    again = open_talk(open_page(member), study_session)
    expect(again).to_have_value("")


def test_two_devices_lose_nothing(open_page, study_session, member):
    first, second = (open_page(member, LAPTOP) for _time in range(2))
    box, other = open_talk(first, study_session), open_talk(second, study_session)
    box.fill("At home")
    expect(first.get_by_text(KEPT)).to_be_visible()
    other.fill("On the bus")
    expect(second.get_by_text("You wrote on another device as well")).to_be_visible()
    expect(other).to_have_value("On the bus\n\nAt home")
    wait_until(lambda: Draft.objects.get().body == "On the bus\n\nAt home")


def test_a_reply_is_thrown_away_brought_back_and_found_under_me(
    open_page, study_session, member, facilitator
):
    make_annotation(study_session, by=facilitator, paragraph=2)
    page = open_page(member)
    open_talk(page, study_session)
    page.get_by_text("Reply", exact=True).click()
    box = page.get_by_label("Your reply")
    box.fill("Say more")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Throw away").click()
    expect(box).to_have_value("")
    wait_until(lambda: not Draft.objects.exists())
    page.get_by_role("button", name="Bring it back").click()
    expect(box).to_have_value("Say more")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_role("heading", name="Unfinished")).to_be_visible()
    picture(page, "me-unfinished")
    assert_accessible(page)
    page.locator(".answer", has_text="Say more").get_by_role("link").click()
    expect(page.get_by_label("Your reply")).to_have_value("Say more")
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("Say more")).to_be_visible()
    assert not Draft.objects.exists()


def test_signed_out_it_stays_in_the_tab_and_is_kept_once_one_is_back(
    open_page, study_session, member, live_server
):
    page = open_page(member)
    box = open_talk(page, study_session)
    expect(box).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    box.fill("Still here")
    expect(page.get_by_text(re.compile("you are no longer signed in"))).to_be_visible()
    page.context.add_cookies([session_cookie(member, live_server.url)])
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert Draft.objects.get().body == "Still here"


def test_a_note_of_the_meeting_and_a_change_are_kept(open_page, study_session, facilitator):
    note = make_annotation(study_session, by=facilitator, body="As it was")
    study_session.start()
    page = open_page(facilitator)
    page.goto(f"{study_session.get_absolute_url()}run/")
    page.get_by_label("Action", exact=True).check()
    page.get_by_label("Who").fill("Malik")
    page.get_by_label("Note", exact=True).fill("Bring cups")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Note", exact=True)).to_have_value("Bring cups")
    expect(page.get_by_label("Who")).to_have_value("Malik")
    expect(page.get_by_label("Action", exact=True)).to_be_checked()
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_label("Note", exact=True)).to_have_value("")
    wait_until(lambda: not Draft.objects.exists())
    page.goto(f"/contributions/{note.pk}/edit/")
    expect(page.get_by_label("Your words")).to_be_focused()
    expect(page.locator(".kept-words")).to_have_count(0)  # what is shared is no draft
    page.get_by_label("Your words").fill("As it might be")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your words")).to_have_value("As it might be")
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_label("Your words")).to_have_value("As it was")
    wait_until(lambda: not Draft.objects.exists())
