"""A session again: its plan comes along, nobody's words do."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sessions.models import (
    Attendance,
    Contribution,
    FacilitatorNote,
    Invitation,
    Note,
    PlanChange,
    Prompt,
    StudySession,
)
from sessions.models.plans import save_step, set_sections
from tests.builders import (
    make_annotation,
    make_answer,
    make_circle,
    make_draft,
    make_reading,
    make_study_session,
)
from tests.pages import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(facilitator):
    return make_circle(facilitator=facilitator, name="Thursday Circle", timezone="Asia/Kolkata")


@pytest.fixture
def planned(study_session, facilitator, member):
    """With all a plan can have, and with what a meeting leaves behind."""
    step = study_session.agenda_items.first()
    step.study_session = study_session
    save_step(
        step,
        by=facilitator,
        version=1,
        title="Aloud",
        minutes=7,
        question="Why?",
        beforehand=True,
        span=(0, 16),
        note="Slowly",
    )
    Prompt.objects.create(study_session=study_session, text="Before all?", beforehand=True)
    set_sections(study_session.assigned, [1], by=facilitator, version=1)
    StudySession.objects.update(preparation="A pencil")
    study_session.refresh_from_db()
    Invitation.for_session(study_session)
    study_session.start()
    study_session.admit(member)
    make_annotation(study_session, by=member, body="A member's annotation")
    make_answer(Prompt.objects.get(text="Why?"), by=member, body="A member's answer")
    Note.write(
        by=facilitator, key=uuid4(), study_session=study_session, kind="decision", body="Decided"
    )
    study_session.close()
    return study_session


def sent(circle, **fields) -> dict:
    return {
        "key": str(uuid4()),
        "circle": circle.pk,
        "title": "Again",
        "day": "2030-11-26",
        "time": "19:30",
        "minutes": "60",
        "place": "Kitchen",
        "with_notes": "on",
        **fields,
    }


def made() -> StudySession:
    return StudySession.objects.latest("pk")


def test_the_page_suggests_the_same_evening_a_week_on(planned, facilitator, login):
    values = login(facilitator).get(url("copy", planned)).context["form"].initial
    begins = planned.starts_at.astimezone(planned.zone)
    assert values["day"] == begins.date() + timedelta(days=7)
    assert values["time"] == begins.time()


def test_the_plan_comes_along(planned, circle, facilitator, login):
    response = login(facilitator).post(url("copy", planned), sent(circle))
    copy = made()
    assert response.url == url("plan", copy)
    assert copy.is_draft
    assert (copy.title, copy.minutes, copy.place) == ("Again", 60, "Kitchen")
    assert copy.preparation == "A pencil"
    assert copy.assigned.reading == planned.assigned.reading
    assert copy.assigned.sections == [1]
    assert copy.assigned.fixed_edition is None
    first, second = copy.agenda_items.select_related("passage")
    assert (first.title, first.minutes, first.started_at, first.extra_minutes) == (
        *("Aloud", 7),
        *(None, 0),
    )
    assert (first.passage.start, first.passage.end) == (0, 16)
    assert first.passage != planned.agenda_items.first().passage
    assert Prompt.objects.get(agenda_item=first).beforehand
    assert FacilitatorNote.objects.get(agenda_item=first).body == "Slowly"
    assert second.title == "Step 2"
    assert Prompt.objects.get(study_session=copy, agenda_item=None).text == "Before all?"


def test_nobodys_words_come_along(planned, circle, facilitator, login):
    login(facilitator).post(url("copy", planned), sent(circle))
    copy = made()
    for model in (Contribution, Note, Attendance, Invitation, PlanChange):
        assert model.objects.filter(study_session=planned).exists(), model
        assert not model.objects.filter(study_session=copy).exists(), model


def test_in_another_circle_the_text_stays_and_that_is_said(planned, other, facilitator, login):
    browser = login(facilitator)
    page = text(browser.get(url("copy", planned)))
    assert "Thursday Circle (without the text, which that circle does not have)" in page
    response = browser.post(url("copy", planned), sent(other, with_notes=""), follow=True)
    copy = made()
    assert (copy.circle, copy.timezone) == (other, "Asia/Kolkata")
    assert copy.starts_at.astimezone(copy.zone).hour == 19
    assert copy.assigned is None
    assert not copy.agenda_items.filter(passage__isnull=False).exists()
    assert Prompt.objects.filter(study_session=copy).count() == 3
    assert not FacilitatorNote.objects.filter(study_session=copy).exists()
    assert "“Reading in company” did not come along" in text(response)


def test_a_text_of_the_site_comes_along_everywhere(circle, other, facilitator, login):
    reading = make_reading(None, title="For all")
    session = make_study_session(circle, reading=reading)
    login(facilitator).post(url("copy", session), sent(other))
    assert made().assigned.reading == reading


def test_a_later_version_with_other_sections_is_read_whole(
    study_session, circle, reading, facilitator, login
):
    set_sections(study_session.assigned, [1], by=facilitator, version=1)
    study_session.start()
    make_draft(reading, [("heading", "All new"), ("paragraph", "Words.")]).publish()
    login(facilitator).post(url("copy", study_session), sent(circle))
    assert made().assigned.sections == []
    study_session = StudySession.objects.get(pk=study_session.pk)
    assert study_session.assigned.sections == [1]


def test_a_circle_one_does_not_facilitate_is_no_choice(planned, outsider, facilitator, login):
    elsewhere = outsider.memberships.get().circle
    response = login(facilitator).post(url("copy", planned), sent(elsewhere))
    assert response.status_code == 422
    assert StudySession.objects.count() == 1
