"""Paper: the recap of the demo's evening fits two pages of A4; all that was written can be printed."""

import re

import pytest

from readings.people.models import User
from sessions import demo
from sessions.models import StudySession
from tests.browser.rig import LAPTOP

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def printed(page, address: str) -> bytes:
    page.goto(address)
    return page.pdf(format="A4", prefer_css_page_size=True)


def test_the_recap_of_the_demo_is_two_pages_and_its_talk_a_booklet(open_page):
    demo.load()
    meeting = StudySession.objects.in_state("closed").get()
    rosa, malik = (User.objects.get(name=name) for name in ("Rosa", "Malik"))
    inside = meeting.get_absolute_url()
    desk, phone = open_page(rosa, LAPTOP), open_page(malik)
    assert len(PAGE.findall(printed(desk, f"{inside}recap/"))) == 2
    assert len(PAGE.findall(printed(phone, inside))) == 2
    for name in ("questions", "passages"):
        assert 2 < len(PAGE.findall(printed(phone, f"{inside}{name}/"))) < 12
    phone.emulate_media(media="print")
    assert not phone.locator("main :is(form, button, summary):visible").count()
