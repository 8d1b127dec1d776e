from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from readings.models import Reading
from sessions.models import AssignedReading, Event, Invitation, PlanChange, Prompt, StudySession
from tests.builders import (
    make_annotation,
    make_answer,
    make_draft,
    make_reading,
    make_step,
    make_study_session,
)
from tests.pages import HTMX, text, url


@pytest.fixture
def draft(circle, reading):
    return make_study_session(circle, reading=reading, state="draft", title="Tuesday", minutes=20)


def details(study_session: StudySession, **fields) -> dict:
    return {
        "version": study_session.version,
        "title": study_session.title,
        "day": "2030-11-26",
        "time": "19:30",
        "minutes": "60",
        "place": "Union hall",
        "call_url": "https://call.example.org/1",
        **fields,
    }


def test_the_plan_shows_steps_with_their_clock_times(draft, facilitator, login):
    draft.starts_at = timezone.now().replace(hour=19, minute=0) + timedelta(days=3)
    draft.save()
    page = login(facilitator).get(url("plan", draft)).content.decode()
    assert "19:00" in page
    assert "19:10" in page
    assert "as planned" in page


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (20, "as planned."),
        (14, "6 minutes late."),
        (19, "1 minute late."),
        (30, "10 minutes to spare."),
    ],
)
def test_the_end_is_told_against_the_planned_one(draft, facilitator, login, minutes, sentence):
    draft.minutes = minutes
    draft.save()
    assert sentence in login(facilitator).get(url("plan", draft)).content.decode()


def test_plan_is_for_facilitators(draft, study_session, member, outsider, guest, login):
    assert login(member).get(url("plan", draft)).status_code == 404
    assert login(member).get(url("plan", study_session)).status_code == 403
    assert login(guest).get(url("plan", study_session)).status_code == 403
    assert login(outsider).get(url("plan", study_session)).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "plan_save",
        "sections_save",
        "open",
        "fill",
        "step_add",
        "plan_undo",
        "plan_redo",
        "link_renew",
    ],
)
def test_acts_are_posts_of_facilitators(study_session, facilitator, member, outsider, login, name):
    assert login(facilitator).get(url(name, study_session)).status_code == 405
    assert login(member).post(url(name, study_session)).status_code == 403
    assert login(outsider).post(url(name, study_session)).status_code == 404


def test_details_are_saved_in_the_zone_of_the_session(draft, facilitator, login):
    draft.timezone = "Europe/Paris"
    draft.save()
    response = login(facilitator).post(url("plan_save", draft), details(draft), headers=HTMX)
    draft.refresh_from_db()
    assert draft.starts_at.isoformat() == "2030-11-26T18:30:00+00:00"
    assert (draft.minutes, draft.place) == (60, "Union hall")
    assert draft.call_url == "https://call.example.org/1"
    assert f'value="{draft.version}" id="details-version" hx-swap-oob' in response.content.decode()


def test_how_to_prepare_is_saved_and_shown_to_members(draft, facilitator, member, login):
    body = details(draft, preparation="Bring a pencil.\r\nAnd a friend.", day="2090-01-03")
    browser = login(facilitator)
    browser.post(url("plan_save", draft), body, headers=HTMX)
    draft.refresh_from_db()
    assert draft.preparation == "Bring a pencil.\nAnd a friend."
    assert "Bring a pencil." in browser.get(url("plan", draft)).content.decode()
    browser.post(url("open", draft))
    assert "Bring a pencil." in login(member).get(url("detail", draft)).content.decode()


def test_without_script_saving_leads_back_to_the_plan(draft, facilitator, login):
    response = login(facilitator).post(url("plan_save", draft), details(draft))
    assert response.url == url("plan", draft)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_details_changed_meanwhile_show_both(draft, facilitator, login, headers):
    browser = login(facilitator)
    body = details(draft, title="Mine")
    StudySession.objects.get(pk=draft.pk).replan(version=draft.version, title="Theirs")
    response = browser.post(url("plan_save", draft), body, headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in page
    draft.refresh_from_db()
    assert draft.title == "Theirs"
    if not headers:
        assert 'value="Mine"' in page
    browser.post(url("plan_save", draft), body | {"version": draft.version})
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_a_save_that_arrives_twice_is_one(draft, facilitator, login):
    browser = login(facilitator)
    body = details(draft)
    assert browser.post(url("plan_save", draft), body, headers=HTMX).status_code == 200
    assert browser.post(url("plan_save", draft), body, headers=HTMX).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_details_save_nothing(draft, facilitator, login, headers):
    body = details(draft, title="", minutes="0")
    response = login(facilitator).post(url("plan_save", draft), body, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "What shall the session be called?" in page
    assert "at least one minute" in page
    draft.refresh_from_db()
    assert (draft.title, draft.minutes) == ("Tuesday", 20)


def test_an_open_session_tells_of_changes_a_draft_does_not(draft, facilitator, login):
    browser = login(facilitator)
    browser.post(url("plan_save", draft), details(draft))
    assert not Event.objects.exists()
    draft.refresh_from_db()
    draft.open()
    browser.post(url("plan_save", draft), details(draft, place="Elsewhere"))
    assert Event.objects.order_by("seq").last().kind == Event.Kind.PLANNED


def test_a_closed_session_keeps_its_plan(circle, reading, facilitator, login):
    closed = make_study_session(circle, reading=reading, state="closed")
    response = login(facilitator).post(url("plan_save", closed), details(closed), headers=HTMX)
    assert response.status_code == 409
    closed.refresh_from_db()
    assert closed.title == "Tuesday's session"
    assert "<step-list>" not in login(facilitator).get(url("plan", closed)).content.decode()


# What to read


def test_all_is_set_until_sections_are_unticked(draft, facilitator, login):
    browser = login(facilitator)
    page = browser.get(url("plan", draft)).content.decode()
    assert "All of it takes about 1 minute to read." in page
    body = {"version": 1, "sections": ["1"]}
    response = browser.post(url("sections_save", draft), body, headers=HTMX)
    assert AssignedReading.objects.get().sections == [1]
    assert "What is ticked takes about 1 minute" in response.content.decode()
    body = {"version": 2, "sections": ["0", "1"]}
    browser.post(url("sections_save", draft), body)
    assert AssignedReading.objects.get().sections == []


def test_at_least_one_section_stays_ticked(draft, facilitator, login):
    body = {"version": 1}
    response = login(facilitator).post(url("sections_save", draft), body, headers=HTMX)
    assert response.status_code == 422
    assert "Leave at least one section ticked." in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_sections_ticked_meanwhile_show_both(draft, facilitator, login, headers):
    browser = login(facilitator)
    body = {"version": 1, "sections": ["1"]}
    draft.assigned.set_to([0], version=1)
    response = browser.post(url("sections_save", draft), body, headers=headers)
    page = text(response)
    assert response.status_code == 409
    assert AssignedReading.objects.get().sections == [0]
    assert 'Theirs:</p> <p class="plan__theirs"><bdi>On reading aloud</bdi>' in page
    assert 'name="version" value="2">Keep mine' in page
    if not headers:
        assert 'value="1" checked' in page
        assert 'value="0" checked' not in page
    body |= {"version": [1, 2]}
    browser.post(url("sections_save", draft), body, headers=headers)
    assert AssignedReading.objects.get().sections == [1]


def test_details_and_sections_of_two_people_do_not_meet(draft, facilitator, login):
    browser = login(facilitator)
    ticked = {"version": draft.assigned.version, "sections": ["1"]}
    typed = details(draft, title="Renamed")
    assert browser.post(url("plan_save", draft), typed, headers=HTMX).status_code == 200
    assert browser.post(url("sections_save", draft), ticked, headers=HTMX).status_code == 200
    again = typed | {"version": draft.version + 1, "title": "Once more"}
    answer = browser.post(url("plan_save", draft), again, headers=HTMX)
    assert answer.status_code == 200
    assert "sections-version" not in text(answer)  # whose ticks were read is not renewed by a title
    assert AssignedReading.objects.get().sections == [1]


def test_a_session_without_text_takes_one_from_the_library(circle, reading, facilitator, login):
    bare = make_study_session(circle, state="draft")
    browser = login(facilitator)
    assert "No text yet" in browser.get(url("plan", bare)).content.decode()
    form = browser.get(url("plan_text", bare)).context["form"]
    body = {"key": form["key"].value(), "source": "library", "reading": reading.pk}
    assert browser.post(url("plan_text", bare), body).url == url("plan", bare)
    assert StudySession.objects.get(pk=bare.pk).assigned.reading == reading


def test_the_text_stays_once_people_wrote_about_it(
    study_session, circle, member, facilitator, login
):
    make_annotation(study_session, by=member)
    other = make_reading(circle, title="Another")
    browser = login(facilitator)
    form = browser.get(url("plan_text", study_session)).context["form"]
    body = {"key": form["key"].value(), "source": "library", "reading": other.pk}
    response = browser.post(url("plan_text", study_session), body)
    assert response.status_code == 422
    assert "it stays" in response.content.decode()
    assert study_session.assigned.reading.title == "Reading in company"


# Shapes


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_another_shape_takes_the_place_of_the_steps(draft, facilitator, login, headers):
    browser = login(facilitator)
    page = text(browser.get(url("plan", draft)))
    assert "60 minutes: One question" in page
    assert "Who has spoken once speaks more easily again" in page
    key = browser.get(url("plan", draft)).context["add_form"]["key"].value()
    body = {"key": key, "shape": "120"}
    response = browser.post(url("fill", draft), body, headers=headers)
    assert response.status_code == (200 if headers else 302)
    draft.refresh_from_db()
    titles = list(draft.agenda_items.values_list("title", flat=True))
    assert (draft.minutes, titles[0], titles[-1]) == (120, "Welcome", "Last words")
    assert draft.title == "Tuesday"
    browser.post(url("fill", draft), body, headers=headers)
    assert list(draft.agenda_items.values_list("title", flat=True)) == titles
    undo = {"change": PlanChange.objects.get().pk}
    browser.post(url("plan_undo", draft), undo, headers=headers)
    draft.refresh_from_db()
    assert draft.minutes == 20
    assert [step.title for step in draft.agenda_items.all()] == ["Step 1", "Step 2"]


def test_a_shape_leaves_the_evening_alone(study_session, member, facilitator, login):
    make_answer(Prompt.objects.first(), by=member)
    body = {"key": uuid4(), "shape": "60"}
    browser = login(facilitator)
    assert "answered" in text(browser.post(url("fill", study_session), body))
    study_session.start()
    response = browser.post(url("fill", study_session), body | {"key": uuid4()})
    assert response.status_code == 409
    assert "has begun" in text(response)
    assert study_session.agenda_items.count() == 2


# Opening


def test_open_leads_to_the_invitation(draft, facilitator, login):
    browser = login(facilitator)
    assert browser.post(url("open", draft)).url == url("invite", draft)
    draft.refresh_from_db()
    assert draft.is_open
    assert Invitation.objects.get().is_in_force
    assert browser.post(url("open", draft)).url == url("invite", draft)
    assert Event.objects.filter(kind="opened").count() == 1


def test_a_text_under_review_keeps_the_session_a_draft(circle, facilitator, login):
    unpublished = Reading.objects.create(circle=circle, title="Not yet")
    make_draft(unpublished)
    draft = make_study_session(circle, reading=unpublished, state="draft")
    browser = login(facilitator)
    response = browser.post(url("open", draft))
    assert response.status_code == 422
    assert reverse("readings:review", args=[unpublished.pk]) in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_day_that_is_past_is_not_opened(draft, facilitator, login):
    draft.starts_at = timezone.now() - timedelta(days=2)
    draft.save()
    response = login(facilitator).post(url("open", draft))
    assert response.status_code == 422
    assert "The day is past" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_plan_queries_do_not_grow_with_steps(
    circle, reading, facilitator, login, django_assert_max_num_queries
):
    from readings.models import Passage

    counts = []
    browser = login(facilitator)
    for number in (1, 3):
        session = make_study_session(circle, reading=reading, steps=0)
        for _step in range(number):
            passage = Passage.pin(reading.edition, 0, 10)
            make_step(session, question="Why?", passage=passage)
        with django_assert_max_num_queries(12) as queries:
            browser.get(url("plan", session))
        counts.append(len(queries))
    assert counts[0] == counts[1]
