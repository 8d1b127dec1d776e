"""Long names and places, as far as the fields allow: pages break them, and stay as wide as the screen."""

import pytest
from django.utils import timezone

from readings.people.models import CircleInvitation
from sessions.models import AgendaItem, Prompt
from tests.browser.rig import LAPTOP, PHONE, assert_fits
from tests.builders import (
    make_annotation,
    make_answer,
    make_circle,
    make_reading,
    make_step,
    make_study_session,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Donaudampfschifffahrtsgesellschaft" * 12


@pytest.fixture
def facilitator():
    return make_user(LONG[:80])


@pytest.fixture
def study_session(facilitator):
    """Running, and everything in it is one long word."""
    circle = make_circle(facilitator=facilitator, name=LONG[:120])
    study_session = make_study_session(
        circle,
        reading=make_reading(circle, title=LONG[:300], authors=LONG[:200]),
        steps=0,
        title=LONG[:200],
        place=LONG[:200],
        starts_at=timezone.now(),
    )
    make_step(study_session, title=LONG[:120], question=LONG)
    make_step(study_session, title=LONG[:120])
    study_session.open()
    study_session.start()
    make_answer(Prompt.objects.get(), by=facilitator, body=LONG).keep()
    make_annotation(study_session, by=facilitator, body=LONG)
    return study_session


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_no_page_gets_wider_than_the_screen(open_page, facilitator, study_session, viewport):
    page = open_page(facilitator, viewport)
    circle, reading = study_session.circle, study_session.assigned.reading
    inside = ["", "plan/", "plan/prepare/", "invite/", "read/", "run/", "recap/", "questions/"]
    for address in [
        "/",
        circle.get_absolute_url(),
        *(f"{circle.get_absolute_url()}{part}/" for part in ("people", "invite", "settings")),
        CircleInvitation.objects.create(circle=circle).get_absolute_url(),
        "/library/",
        reading.get_absolute_url(),
        "/sessions/new/",
        "/me/",
        *(f"{study_session.get_absolute_url()}{place}" for place in inside),
    ]:
        page.goto(address)
        assert_fits(page)
    study_session.next_step(on=AgendaItem.objects.running().get().pk)
    study_session.end()
    for place in inside:
        page.goto(f"{study_session.get_absolute_url()}{place}")
        assert_fits(page)
