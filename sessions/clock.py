"""When a meeting will end, going by its steps. Pure functions: no query, no clock of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
# A meeting begun further from its date than this was moved: it is measured from when it began
SAME_MEETING = timedelta(hours=2)


@dataclass
class Forecast:
    """The end to expect, against the planned one, and when each step to come will begin."""

    ends_at: datetime
    planned_end: datetime
    begins: dict[int, datetime] = field(default_factory=dict)

    @property
    def minutes_late(self) -> int:
        """Whole minutes between the two ends as a clock shows them; below zero: to spare."""
        return (to_the_minute(self.ends_at) - to_the_minute(self.planned_end)) // MINUTE

    @property
    def is_late(self) -> bool:
        return self.minutes_late > 0

    @property
    def minutes_to_spare(self) -> int:
        return max(-self.minutes_late, 0)


def forecast(study_session, steps: Iterable, now: datetime) -> Forecast:
    """What to expect if every step to come takes its minutes, and the one that is on its own."""
    steps = list(steps)
    running = next((step for step in steps if step.is_running), None)
    if running:
        at = max(running.due_at, now)
    elif study_session.started_at:
        at = now
    else:
        at = study_session.starts_at
    expected = Forecast(ends_at=at, planned_end=planned_end(study_session))
    for step in steps:
        if step.started_at is None and not step.is_skipped:
            expected.begins[step.pk] = at
            at += step.planned_minutes * MINUTE
    expected.ends_at = at
    return expected


def planned_end(study_session) -> datetime:
    began, planned = study_session.started_at, study_session.starts_at
    if began and abs(began - planned) > SAME_MEETING:
        return began + study_session.minutes * MINUTE
    return study_session.ends_at


def to_the_minute(at: datetime) -> datetime:
    """The nearest full minute, as "about 20:36" says it."""
    return (at + MINUTE / 2).replace(second=0, microsecond=0)
