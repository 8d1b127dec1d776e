"""Talks that are here before one opens them, and again after one closed them."""

import re

import pytest
from playwright.sync_api import expect

from sessions.models import ReadMark
from tests.browser.rig import PHONE, refresh
from tests.builders import make_annotation

pytestmark = pytest.mark.django_db(transaction=True)

AHEAD = re.compile(r"/read/ahead/$")  # nothing in the address says what is on the screen
ALONE = re.compile(r"/read/at/\d+/")


def test_a_talk_on_the_screen_opens_without_asking(open_page, study_session, facilitator, member):
    make_annotation(study_session, by=facilitator, body="Why slowly?")
    page = open_page(member, PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response(AHEAD):
        page.goto(f"/sessions/{study_session.pk}/read/")
    assert not ReadMark.objects.exists()  # asking shows nothing yet
    talk = page.locator("#talk")
    number = page.locator("#p1 > .reading__number")
    marker = page.locator("#p1 .reading__notes a")
    with page.expect_response(re.compile("/seen/")):
        number.tap()
        expect(talk.get_by_text("Why slowly?")).to_be_visible()
    expect(marker).to_have_text("1 note")
    talk.get_by_role("button", name="Close").click()
    expect(talk).to_be_hidden()
    number.tap()
    expect(talk.get_by_text("Why slowly?")).to_be_visible()
    talk.get_by_role("button", name="Close").click()
    assert not [url for url in asked if ALONE.search(url)]

    # What others write meanwhile is there as well
    make_annotation(study_session, by=facilitator, body="And why aloud?")
    refresh(page)
    expect(marker).to_have_text("2 notes, 1 new")
    number.tap()
    expect(talk.get_by_text("And why aloud?")).to_be_visible()
    expect(talk.get_by_text("Why slowly?")).to_be_visible()
