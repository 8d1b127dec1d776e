"""The clock of a meeting, pressed by one facilitator or by two at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from sessions.models import AgendaItem, Event, EventCount, StudySession
from tests.builders import make_circle, make_reading, make_step, make_study_session


@pytest.fixture
def running(circle, reading):
    """Three steps, the first one on."""
    return make_study_session(circle, reading=reading, state="running", steps=3)


def on() -> AgendaItem:
    return AgendaItem.objects.running().get()


def events() -> int:
    return EventCount.objects.get().last


def test_next_finishes_one_step_and_begins_the_following(running):
    first, before = on(), events()
    assert running.next_step(on=first.pk)
    first.refresh_from_db()
    assert first.ended_at <= on().started_at
    assert on().position == 1
    assert events() == before + 1


def test_next_names_its_step_so_that_two_presses_move_once(running):
    first = on()
    assert running.next_step(on=first.pk)
    assert not running.next_step(on=first.pk)
    assert on().position == 1


def test_next_leaves_out_what_is_skipped(running):
    second = running.agenda_items.get(position=1)
    running.skip(second.pk)
    running.next_step(on=on().pk)
    assert on().position == 2


def test_next_on_the_last_step_moves_nothing(running):
    for _ in range(2):
        running.next_step(on=on().pk)
    last, before = on(), events()
    assert not running.next_step(on=last.pk)
    assert on() == last
    assert events() == before


def test_next_begins_the_first_step_of_a_plan_made_after_the_start(circle):
    study_session = make_study_session(circle, state="running", steps=0)
    step = make_step(study_session)
    assert study_session.next_step(on=None)
    assert on() == step


def test_back_runs_the_earlier_step_from_its_old_start(running):
    first = on()
    running.next_step(on=first.pk)
    second = on()
    assert running.back(on=second.pk)
    assert (on(), on().started_at) == (first, first.started_at)
    second.refresh_from_db()
    assert second.started_at is None
    assert not running.back(on=first.pk)


def test_back_and_next_again_come_to_the_same_step(running):
    first = on()
    running.next_step(on=first.pk)
    running.back(on=on().pk)
    running.next_step(on=first.pk)
    assert on().position == 1


def test_extend_counts_each_press_once(running):
    step = on()
    assert running.extend(5, on=step.pk, given=0)
    assert not running.extend(5, on=step.pk, given=0)
    assert running.extend(5, on=step.pk, given=5)
    assert on().planned_minutes == step.minutes + 10


def test_extend_reaches_the_running_step_only(running):
    coming = running.agenda_items.get(position=2)
    assert not running.extend(5, on=coming.pk, given=0)
    assert not AgendaItem.objects.filter(extra_minutes__gt=0).exists()


def test_skip_and_take_back_in(running):
    coming = running.agenda_items.get(position=2)
    assert running.skip(coming.pk)
    assert not running.skip(coming.pk)
    coming.refresh_from_db()
    assert coming.is_skipped
    assert running.skip(coming.pk, skipped=False)
    coming.refresh_from_db()
    assert not coming.is_skipped


def test_a_step_that_began_is_not_skipped(running):
    assert not running.skip(on().pk)
    assert on().skipped_at is None


@pytest.mark.parametrize("state", ["draft", "open", "ended", "closed"])
def test_steps_move_only_while_the_clock_runs(circle, reading, state):
    study_session = make_study_session(circle, reading=reading, state=state)
    before = list(AgendaItem.objects.values())
    step = study_session.agenda_items.first()
    assert not study_session.next_step(on=step.pk)
    assert not study_session.back(on=step.pk)
    assert not study_session.extend(5, on=step.pk, given=0)
    assert not study_session.unstart()
    assert list(AgendaItem.objects.values()) == before


@pytest.mark.parametrize(
    ("state", "command", "moves"),
    [
        ("draft", "start", True),
        ("open", "start", True),
        ("running", "start", False),
        ("ended", "start", False),
        ("closed", "start", False),
        ("open", "end", False),
        ("running", "end", True),
        ("closed", "end", False),
        ("running", "resume", False),
        ("ended", "resume", True),
        ("closed", "resume", False),
        ("draft", "close", False),
        ("running", "close", True),
        ("ended", "close", True),
        ("closed", "close", False),
        ("ended", "reopen", False),
        ("closed", "reopen", True),
    ],
)
def test_a_command_moves_from_its_states_only_and_leaves_an_event(
    circle, reading, state, command, moves
):
    study_session = make_study_session(circle, reading=reading, state=state)
    before = events()
    assert getattr(study_session, command)() is moves
    study_session.refresh_from_db()
    assert (study_session.state != state) is moves
    assert (events() > before) is moves


def test_unstart_puts_the_plan_back(running):
    running.extend(5, on=on().pk, given=0)
    running.next_step(on=on().pk)
    assert running.unstart()
    assert running.is_open
    assert not AgendaItem.objects.begun().exists()
    assert not AgendaItem.objects.filter(extra_minutes__gt=0).exists()


def test_resume_goes_on_with_the_step_of_the_end(running):
    running.next_step(on=on().pk)
    second = on()
    running.end()
    assert running.resume()
    assert (on(), on().started_at) == (second, second.started_at)


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_move_one_step():
    circle = make_circle()
    study_session = make_study_session(
        circle, reading=make_reading(circle), state="running", steps=5
    )
    first = on().pk

    def press(_):
        try:
            return StudySession.objects.get(pk=study_session.pk).next_step(on=first)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        moved = list(pool.map(press, range(20)))
    assert sum(moved) == 1
    assert on().position == 1
    assert Event.objects.filter(kind="stepped").count() == 1


@pytest.mark.django_db(transaction=True)
def test_next_back_and_end_at_once_leave_one_step_or_none():
    circle = make_circle()
    study_session = make_study_session(
        circle, reading=make_reading(circle), state="running", steps=5
    )
    study_session.next_step(on=on().pk)
    second = on().pk
    presses = [
        lambda s: s.next_step(on=second),
        lambda s: s.back(on=second),
        lambda s: s.end(),
        lambda s: s.resume(),
    ] * 5

    def press(command):
        try:
            command(StudySession.objects.get(pk=study_session.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(press, presses))
    study_session.refresh_from_db()
    assert AgendaItem.objects.running().count() == study_session.is_running
