import re
from collections import Counter
from datetime import date, timedelta
from time import process_time

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from readings.builtin_guides import guides_for
from readings.models import Guide, Placement
from readings.people.models import Circle, User
from sessions import demo
from sessions.demo import cast, content
from sessions.models import (
    Attendance,
    Contribution,
    Event,
    Invitation,
    Note,
    Prompt,
    Reaction,
    Recap,
    StudySession,
)


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this file, which change nothing that others look at."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = process_time()
        assert demo.load()
        yield process_time() - began
        transaction.set_rollback(True)


@pytest.fixture
def loaded(once, db):
    pass


@pytest.fixture
def near(settings):
    """A browser on the computer that runs the demo."""
    settings.DEMO = True
    return Client(headers={"host": "localhost"})


def words_in(study_session):
    return Contribution.objects.in_session(study_session)


@pytest.fixture
def held(loaded):
    return StudySession.objects.in_state("closed").get()


@pytest.fixture
def coming(loaded):
    return StudySession.objects.in_state("open").get()


def test_it_is_loaded_before_one_has_to_wait(once):
    """By the processor's clock, for others may be at work here; the database adds a third."""
    assert once < 2


def test_the_first_meeting_was_held_on_a_tuesday_evening_and_its_recap_is_shared(held):
    starts_at = held.starts_at.astimezone(held.zone)
    assert (starts_at.weekday(), starts_at.hour) == (1, 19)
    assert held.started_at == held.starts_at
    assert held.ended_at == held.ends_at
    assert held.closed_at < timezone.now()
    recap = Recap.objects.get()
    assert held.ended_at < recap.shared_at < held.closed_at
    assert recap.present == Attendance.objects.here(held).came().count() == len(cast.NAMES) + 1


def test_its_steps_ran_one_after_the_other(held):
    steps = list(held.agenda_items.all())
    assert sum(step.minutes for step in steps) == held.minutes
    assert [step.ended_at for step in steps[:-1]] == [step.started_at for step in steps[1:]]
    assert (steps[0].started_at, steps[-1].ended_at) == (held.started_at, held.ended_at)


def test_it_was_talked_about_in_the_margin_and_at_the_table(held):
    written = words_in(held)
    annotations = written.filter(kind="annotation").shared()
    assert len(set(annotations.values_list("passage__exact"))) >= 15
    assert written.private().count() == 1
    assert written.filter(kind="reply").count() > 30
    for prompt in Prompt.objects.in_session(held):
        assert written.filter(kind="answer", prompt=prompt).count() >= 3, prompt
    assert {row.author.name for row in written} == {*cast.NAMES.values(), "Jo"}
    assert written.kept().count() == 8
    assert written.filter(settled_at__isnull=False).count() == 1
    reactions = Reaction.objects.filter(contribution__in=written).values_list("kind", flat=True)
    assert set(reactions) == {"me_too", "otherwise", "thanks"}
    for row in written.filter(prompt__agenda_item__isnull=False, kind="answer"):
        step = row.prompt.agenda_item
        assert step.started_at < row.created_at < step.ended_at, row.body


def test_what_was_noted_stands_at_its_step(held):
    notes = list(Note.objects.in_session(held))
    kinds = Counter(note.kind for note in notes)
    assert set(kinds) == set(Note.Kind)
    assert (kinds["action"], kinds["decision"]) == (2, 3)
    for note in notes:
        assert note.agenda_item.started_at <= note.created_at < note.agenda_item.ended_at
    due = [note.due_on for note in notes if note.kind == "action"]
    assert all(timezone.localdate() <= day for day in due)


def test_every_reply_came_after_what_it_replies_to_and_everything_before_now(loaded):
    for row in Contribution.objects.all():
        assert row.created_at < timezone.now()
        assert not row.parent or row.parent.created_at < row.created_at, row.body
    for study_session in StudySession.objects.exclude(opened_at=None):
        moments = list(
            Event.objects.filter(study_session=study_session).order_by("seq").values_list("at")
        )
        assert moments == sorted(moments)
        assert all(moment < timezone.now() for (moment,) in moments)


def test_who_wrote_had_come_in(loaded):
    came_in = {(row.study_session_id, row.user_id): row for row in Attendance.objects.all()}
    for row in Contribution.objects.all():
        assert came_in[row.study_session_id, row.author_id].joined_at <= row.created_at, row.body


def test_every_passage_stands_on_its_words(loaded):
    places = Placement.objects.select_related("passage", "edition__text")
    assert places
    for place in places:
        text = place.edition.text.text
        assert text[place.start : place.end] == place.passage.exact
    for study_session in StudySession.objects.all():
        sections = study_session.assigned.set_sections
        about = Contribution.objects.in_session(study_session).filter(kind="annotation")
        for row in about.select_related("passage"):
            assert any(part["start"] <= row.passage.start < part["end"] for part in sections), (
                row.passage
            )


def test_someone_writes_french_and_no_one_else_does(loaded):
    signs = re.compile("\u202f[;:!?»]")
    assert not any(re.search("[ \u00a0][;:!?»]|« ", row.body) for row in Contribution.objects.all())
    french = {row.author.name for row in Contribution.objects.all() if signs.search(row.body)}
    assert french == {"Inès"}


def test_the_next_meeting_is_open_and_planned_to_the_minute(held, coming):
    assert timedelta() < coming.starts_at - timezone.now() < timedelta(days=8)
    assert coming.starts_at.astimezone(coming.zone).weekday() == 1
    assert held.closed_at < coming.opened_at
    assert sum(step.minutes for step in coming.agenda_items.all()) == coming.minutes == 90
    assert [part["title"] for part in coming.assigned.set_sections] == [
        "What a question does",
        "What speaks against it",
    ]
    prompts = Prompt.objects.in_session(coming)
    assert (prompts.count(), prompts.beforehand().count()) == (4, 2)
    assert words_in(coming).filter(kind="answer").count() == 5
    assert words_in(coming).filter(kind="annotation").count() == 6
    assert Attendance.objects.here(coming).prepared().count() == 3
    assert Invitation.objects.in_force().get().study_session == coming


def test_each_text_has_its_guide_with_every_question_at_its_place(loaded):
    guides = Guide.objects.with_reading()
    assert {(guide.language, guide.reading.language) for guide in guides} == {
        ("en", "en"),
        ("fr", "fr"),
    }
    for guide in guides:
        assert guide.fits(guide.outline)
        assert guide.builtin in guides_for(guide.outline)
        assert guide.questions.count() == guide.questions.exclude(passage=None).count() == 10
        (plan,) = guide.plans.all()
        assert sum(len(meeting.questions) for meeting in plan.meetings.all()) == 5


def test_one_more_is_a_draft_on_the_french_text(loaded, coming):
    draft = StudySession.objects.in_state("draft").get()
    assert draft.starts_at - coming.starts_at < timedelta(days=15)
    assert draft.assigned.reading.language == "fr"
    assert not words_in(draft)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 3, 2), 3), (date(2026, 3, 3), 10), (date(2026, 3, 4), 10), (date(2026, 3, 8), 10)],
)
def test_next_tuesday_is_never_today(monkeypatch, today, expected):
    monkeypatch.setattr(content, "_today", lambda circle: today)
    at = content._coming_tuesday(Circle(timezone="Europe/Paris"))
    assert (at.day, at.weekday(), at.hour) == (expected, 1, 19)


def test_the_cast_has_verified_addresses_and_no_password(loaded):
    people = User.objects.exclude(email=None)
    assert {user.name for user in people} == set(cast.NAMES.values())
    assert not any(user.has_usable_password() for user in people)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people)
    assert [user.name for user in people.filter(is_superuser=True)] == ["Rosa"]
    assert people.get(name="Inès").language == "fr"


def test_a_visitor_on_this_computer_may_look_around(loaded, near):
    page = near.get(reverse("sessions:home")).content.decode()
    assert all(words in page for words in ("Rosa, facilitator", "Malik, member", "Inès, membre"))
    response = near.post(reverse("sessions:look_around", args=["malik"]))
    assert response.url == reverse("sessions:home")
    assert int(near.session["_auth_user_id"]) == User.objects.get(name="Malik").pk


@pytest.mark.parametrize(
    "request_of",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"headers": {"host": "testserver"}},
        {"headers": {"host": "localhost", "x-forwarded-for": "192.0.2.7"}},
        {"headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
    ],
    ids=str,
)
def test_nobody_else_may_or_is_asked_to(loaded, settings, request_of):
    settings.DEMO = True
    client = Client(**{"headers": {"host": "localhost"}, **request_of})
    assert "Rosa" not in client.get(reverse("sessions:home")).content.decode()
    assert client.post(reverse("sessions:look_around", args=["rosa"])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_there_is_no_such_door(loaded, near, settings):
    settings.DEMO = False
    assert "Rosa" not in near.get(reverse("sessions:home")).content.decode()
    assert near.post(reverse("sessions:look_around", args=["rosa"])).status_code == 404


def test_only_the_cast_named_there_can_be_looked_around_as(loaded, near):
    assert near.post(reverse("sessions:look_around", args=["agnes"])).status_code == 404
    assert near.get(reverse("sessions:look_around", args=["rosa"])).status_code == 405
