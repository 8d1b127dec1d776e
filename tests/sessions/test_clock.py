"""The end to expect, on plain objects: nothing here needs a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from sessions.clock import forecast, to_the_minute

SEVEN = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@dataclass
class Step:
    pk: int
    planned_minutes: int
    started_at: datetime | None = None
    ended_at: datetime | None = None
    is_skipped: bool = False

    @property
    def is_running(self):
        return self.started_at is not None and self.ended_at is None

    @property
    def due_at(self):
        return self.started_at + minutes(self.planned_minutes)


def meeting(started_at=SEVEN):
    return SimpleNamespace(
        starts_at=SEVEN, started_at=started_at, minutes=30, ends_at=SEVEN + minutes(30)
    )


def test_before_the_start_steps_count_from_the_date():
    expected = forecast(meeting(None), [Step(1, 10), Step(2, 15)], SEVEN - minutes(600))
    assert expected.ends_at == SEVEN + minutes(25)
    assert expected.minutes_to_spare == 5
    assert expected.begins == {1: SEVEN, 2: SEVEN + minutes(10)}


def test_as_planned_while_the_step_is_in_time():
    steps = [Step(1, 10, started_at=SEVEN), Step(2, 20)]
    expected = forecast(meeting(), steps, SEVEN + minutes(9))
    assert (expected.minutes_late, expected.minutes_to_spare) == (0, 0)
    assert not expected.is_late


def test_a_step_that_overruns_pushes_the_end_away():
    steps = [Step(1, 10, started_at=SEVEN), Step(2, 20)]
    expected = forecast(meeting(), steps, SEVEN + minutes(16))
    assert expected.ends_at == SEVEN + minutes(36)
    assert expected.minutes_late == 6
    assert expected.begins == {2: SEVEN + minutes(16)}


def test_a_late_start_counts():
    steps = [Step(1, 10, started_at=SEVEN + minutes(4)), Step(2, 20)]
    assert forecast(meeting(SEVEN + minutes(4)), steps, SEVEN + minutes(5)).minutes_late == 4


def test_steps_left_out_and_steps_over_take_no_time():
    steps = [
        Step(1, 10, started_at=SEVEN, ended_at=SEVEN + minutes(5)),
        Step(2, 10, started_at=SEVEN + minutes(5)),
        Step(3, 30, is_skipped=True),
        Step(4, 5),
    ]
    expected = forecast(meeting(), steps, SEVEN + minutes(6))
    assert expected.ends_at == SEVEN + minutes(20)
    assert expected.minutes_to_spare == 10


def test_without_steps_the_meeting_is_over_now():
    assert forecast(meeting(), [], SEVEN + minutes(31)).minutes_late == 1


def test_a_meeting_held_another_day_is_measured_from_its_start():
    began = SEVEN - minutes(60 * 48)
    steps = [Step(1, 30, started_at=began)]
    assert forecast(meeting(began), steps, began).minutes_late == 0


def test_lateness_agrees_with_the_clock_shown():
    steps = [Step(1, 30, started_at=SEVEN + timedelta(seconds=29))]
    assert forecast(meeting(), steps, SEVEN).minutes_late == 0
    assert to_the_minute(SEVEN + timedelta(seconds=30)) == SEVEN + minutes(1)
