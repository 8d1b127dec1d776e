"""The page from which a meeting is run."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import (
    AgendaItem,
    Contribution,
    EventCount,
    FacilitatorNote,
    Note,
    Prompt,
    StudySession,
)
from tests.builders import make_annotation, make_answer, make_guest, make_study_session, make_user
from tests.pages import HTMX, url

PAGES = ["run", "run_live"]
PRESSES = [
    *("start", "unstart", "next", "back", "extend"),
    *("skip", "end", "resume", "close", "reopen", "undo"),
]


@pytest.fixture
def running(circle, reading):
    return make_study_session(circle, reading=reading, state="running", steps=3)


@pytest.fixture
def client(login, facilitator):
    return login(facilitator)


def on() -> AgendaItem:
    return AgendaItem.objects.running().get()


def page(client, study_session, name="run", **query) -> str:
    response = client.get(url(name, study_session), query)
    assert response.status_code == 200
    return response.content.decode()


# Who may


@pytest.mark.parametrize("name", [*PAGES, *PRESSES, "step_note", "note_add"])
def test_only_facilitators_run_a_meeting(running, login, member, guest, outsider, name):
    before = EventCount.objects.get(study_session=running).last
    for user, status in [(outsider, 404), (member, 403)]:
        browser = login(user)
        ask = browser.get if name in PAGES else browser.post
        assert ask(url(name, running)).status_code == status
    assert EventCount.objects.get(study_session=running).last == before


def test_a_guest_of_this_session_does_not_run_it(study_session, guest, login):
    assert login(guest).get(url("run", study_session)).status_code == 403


@pytest.mark.parametrize("name", [*PRESSES, "step_note", "note_add"])
def test_presses_are_posted(running, client, name):
    assert client.get(url(name, running)).status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_only_looked_at(running, client, name):
    assert client.post(url(name, running)).status_code == 405


# The buttons


def test_start_begins_the_first_step_and_comes_back(study_session, client):
    response = client.post(url("start", study_session))
    assert response.headers["Location"] == url("run", study_session)
    assert on().position == 0


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_phones_pressing_next_move_one_step(running, client, headers):
    first = on().pk
    client.post(url("next", running), {"step": first}, headers=headers)
    response = client.post(url("next", running), {"step": first}, headers=headers, follow=True)
    assert on().position == 1
    assert "had moved on already" in response.content.decode()
    assert "Step 2 of 3" in response.content.decode()


def test_a_press_by_htmx_answers_with_the_live_parts(running, client):
    response = client.post(url("next", running), {"step": on().pk}, headers=HTMX)
    text = response.content.decode()
    assert "<html" not in text
    for part in ("run-live", "run-step", "run-words", "run-coming", "run-notes"):
        assert f'id="{part}"' in text
    assert 'id="note-box"' not in text


def test_back_more_time_and_skip(running, client):
    first = on()
    client.post(url("next", running), {"step": first.pk})
    client.post(url("back", running), {"step": on().pk})
    client.post(url("extend", running), {"step": first.pk, "given": 0})
    client.post(url("extend", running), {"step": first.pk, "given": 0})
    coming = running.agenda_items.get(position=1)
    client.post(url("skip", running), {"step": coming.pk, "skipped": "1"})
    coming.refresh_from_db()
    assert on() == first
    assert on().extra_minutes == 5
    assert coming.is_skipped
    client.post(url("skip", running), {"step": coming.pk, "skipped": ""})
    coming.refresh_from_db()
    assert not coming.is_skipped


@pytest.mark.parametrize("name", ["next", "back", "extend", "skip"])
@pytest.mark.parametrize("step", ["", "x"])
def test_a_press_on_nothing_moves_nothing(running, client, name, step):
    before = list(AgendaItem.objects.values())
    response = client.post(url(name, running), {"step": step}, headers=HTMX)
    assert response.status_code == 200 if (name, step) == ("next", "") else 422
    assert list(AgendaItem.objects.values()) == before


def test_a_step_of_another_session_is_left_alone(running, circle, client):
    other = make_study_session(circle, state="running")
    theirs = other.agenda_items.get(position=1)
    client.post(url("skip", running), {"step": theirs.pk, "skipped": "1"})
    client.post(url("next", running), {"step": other.agenda_items.get(position=0).pk})
    assert (
        client.post(url("step_note", running), {"step": theirs.pk, "body": "x"}).status_code == 404
    )
    theirs.refresh_from_db()
    assert not theirs.is_skipped
    assert running.agenda_items.running().get().position == 0


def test_end_resume_close_reopen(running, client):
    for name, state in [
        ("end", "ended"),
        ("resume", "running"),
        ("end", "ended"),
        ("close", "closed"),
        ("reopen", "ended"),
    ]:
        client.post(url(name, running))
        running.refresh_from_db()
        assert running.state == state


# What it shows


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "It is still a draft"),
        ("open", "Start the meeting"),
        ("running", "Next step"),
        ("ended", "Write the recap"),
        ("closed", "Open it for writing again"),
    ],
)
def test_each_state_offers_its_act(circle, reading, client, state, words):
    study_session = make_study_session(circle, reading=reading, state=state)
    assert words in page(client, study_session)


def test_the_last_step_offers_the_end_in_place_of_the_next(running, client):
    for _ in range(2):
        running.next_step(on=on().pk)
    text = page(client, running)
    assert 'id="next-step"' not in text
    assert 'id="end-meeting"' in text


def test_a_meeting_without_steps_can_be_started_and_ended(circle, client):
    study_session = make_study_session(circle, steps=0)
    client.post(url("start", study_session))
    assert 'id="end-meeting"' in page(client, study_session)


def test_how_late_it_will_be(running, client):
    StudySession.objects.update(starts_at=timezone.now(), started_at=timezone.now(), minutes=30)
    assert "as planned" in page(client, running)
    began = timezone.now() - timedelta(minutes=16)
    StudySession.objects.update(opened_at=began, starts_at=began, started_at=began)
    AgendaItem.objects.running().update(started_at=began)
    assert "6 minutes late" in page(client, running)
    AgendaItem.objects.to_come().update(minutes=5)
    assert "4 minutes to spare" in page(client, running)


def test_people_are_counted_and_not_named(running, client, member):
    quiet = make_guest("Quiet Quentin")
    running.see(quiet)
    running.admit(member).say_prepared(True)
    text = page(client, running).partition("</datalist>")[2]  # whom an action can be given to
    for words in ("1 here now", "1 says: I have read it", "1 came by link"):
        assert words in text
    assert "Quiet Quentin" not in text


def test_someone_who_left_the_page_is_no_longer_here(running, client, member):
    running.see(member)
    attendance = running.admit(member)
    attendance.present_at = timezone.now() - timedelta(seconds=91)
    attendance.save()
    assert "0 here now" in page(client, running)


def test_answers_to_the_question_that_is_on_come_first(running, client, member):
    first, second = Prompt.objects.in_order()[:2]
    make_answer(first, by=member, body="about the first")
    running.next_step(on=on().pk)
    make_answer(second, by=member, body="about the second")
    text = page(client, running)
    assert text.index("about the second") < text.index("about the first")


def test_private_words_deleted_words_and_replies_are_not_there(
    running, client, member, facilitator
):
    make_annotation(running, by=member, body="only mine", audience="private")
    make_annotation(running, by=facilitator, body="my own secret", audience="private")
    make_annotation(running, by=member, body="gone soon").erase()
    text = page(client, running)
    for words in ("only mine", "my own secret", "gone soon"):
        assert words not in text
    assert "0 notes in the text" in text


def test_words_of_another_session_on_the_same_text_are_not_there(
    running, circle, reading, client, member
):
    other = make_study_session(circle, reading=reading)
    make_annotation(other, by=member, body="elsewhere")
    make_answer(Prompt.objects.get(study_session=other, text="Question 1?"), by=member)
    text = page(client, running)
    assert "elsewhere" not in text
    assert "0 answers" in text
    assert "0 notes in the text" in text


def test_annotations_stand_along_the_text_with_their_label(running, client, member):
    make_annotation(running, by=member, body="on the third", paragraph=3)
    make_annotation(running, by=member, body="on the first", paragraph=1)
    text = page(client, running)
    assert text.index("¶ 1") < text.index("on the first") < text.index("¶ 3")
    assert "2 notes in the text" in text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(running, client, facilitator, name, rows, django_assert_num_queries):
    prompt = Prompt.objects.in_order()[0]
    for number in range(rows):
        user = make_user()
        running.admit(user)
        make_answer(prompt, by=user)
        make_annotation(running, by=user, paragraph=1 + number)
        Note.write(by=facilitator, key=uuid4(), study_session=running, kind="minutes", body="x")
    with django_assert_num_queries(12):
        page(client, running, name)


# What changes


def version(client, study_session) -> str:
    return client.get(url("run", study_session)).context["version"]


def test_nothing_new_is_204(running, client):
    since = version(client, running)
    assert client.get(url("run_live", running), {"since": since}).status_code == 204


def test_what_is_written_noted_or_pressed_is_new(running, client, member, facilitator):
    changes = [
        lambda: make_annotation(running, by=member),
        lambda: Contribution.objects.get().keep(),
        lambda: Note.write(
            by=facilitator, key=uuid4(), study_session=running, kind="minutes", body="x"
        ),
        lambda: running.next_step(on=on().pk),
        lambda: running.see(facilitator),
        lambda: running.admit(member).say_prepared(True),
        lambda: running.end(),
    ]
    for change in changes:
        since = version(client, running)
        change()
        assert client.get(url("run_live", running), {"since": since}).status_code == 200


def test_the_live_answer_leaves_what_is_typed_alone(running, client):
    step = on().pk
    same = page(client, running, "run_live", since="old", step=step)
    assert 'id="run-step"' not in same
    assert 'id="note-box"' not in same
    moved = page(client, running, "run_live", since="old", step=step + 1)
    assert 'id="run-step"' in moved


# The facilitators' note, and Keep


def test_the_note_of_a_step_is_saved_as_typed(running, client):
    response = client.post(
        url("step_note", running),
        {"step": on().pk, "body": "Ask Mo first"},
        headers={"X-Auto-Save": "1"},
    )
    assert response.status_code == 204
    assert FacilitatorNote.objects.get().body == "Ask Mo first"
    client.post(url("step_note", running), {"step": on().pk, "body": ""})
    assert FacilitatorNote.objects.get().body == ""


def test_the_note_of_a_step_is_the_facilitators_alone(running, client, login, member):
    client.post(url("step_note", running), {"step": on().pk, "body": "Ask Mo first"})
    assert "Ask Mo first" in page(client, running)
    assert "Ask Mo first" not in login(member).get(url("recap", running)).content.decode()


def test_keep_and_let_go(running, client, member):
    annotation = make_annotation(running, by=member)
    keep = reverse("sessions:keep", args=[annotation.pk])
    response = client.post(keep, {"kept": "1"}, headers=HTMX)
    assert 'aria-pressed="true"' in response.content.decode()
    assert Contribution.objects.kept().get() == annotation
    assert client.post(keep, {"kept": ""}).headers["Location"] == url("run", running)
    assert not Contribution.objects.kept().exists()


def test_keep_is_refused_to_members_and_unknown_to_outsiders(running, login, member, outsider):
    annotation = make_annotation(running, by=member)
    keep = reverse("sessions:keep", args=[annotation.pk])
    assert login(member).post(keep, {"kept": "1"}).status_code == 403
    assert login(outsider).post(keep, {"kept": "1"}).status_code == 404
    assert not Contribution.objects.kept().exists()


def test_private_and_deleted_words_are_never_kept(running, client, member, facilitator):
    private = make_annotation(running, by=member, audience="private")
    own = make_annotation(running, by=facilitator, audience="private")
    deleted = make_annotation(running, by=member)
    stale = Contribution.objects.get(pk=deleted.pk)
    deleted.erase()
    for row, status in [(private, 404), (own, 403), (deleted, 404)]:
        keep = reverse("sessions:keep", args=[row.pk])
        assert client.post(keep, {"kept": "1"}).status_code == status
    assert not stale.keep()
    assert not Contribution.objects.kept().exists()


def test_what_came_on_another_day_says_which(running, client, member):
    at = running.starts_at.astimezone(running.zone).replace(hour=12, minute=30)
    for earlier in (0, 2):
        written = make_annotation(running, by=member, paragraph=1 + earlier)
        before = at - timedelta(days=earlier)
        Contribution.objects.filter(pk=written.pk).update(created_at=before)
    shown = page(client, running)
    assert ">12:30</time>" in shown
    assert f">{before:%-d %B}, 12:30</time>" in shown
