"""A session as an entry of a calendar (RFC 5545), the same entry each time.

Its UID stays and its SEQUENCE grows with the version of the session and of what it reads, so that a calendar that takes it
again changes the entry it has. Its times name their zone, and the zone's rules come along: a meeting at
seven stays at seven when the clocks change.
"""

from __future__ import annotations

from datetime import timedelta

import icalendar
from django.utils import timezone

from .models import StudySession

ABOUT = timedelta(days=400)  # as far around the meeting as the rules of its zone are told


def calendar_of(study_session: StudySession, *, url: str, description: str) -> bytes:
    begins = study_session.starts_at.astimezone(study_session.zone)
    event = icalendar.Event()
    event.add("uid", f"study-session-{study_session.pk}-{study_session.created_at:%Y%m%d%H%M%S}")
    event.add("sequence", _sequence(study_session))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", begins)
    event.add("dtend", study_session.ends_at.astimezone(study_session.zone))
    event.add("summary", study_session.title)
    event.add("location", study_session.place or study_session.call_url)
    event.add("description", description)
    event.add("url", url)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Colloquy//Colloquy//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=(begins - ABOUT).date(), last_date=(begins + ABOUT).date()
    )
    return calendar.to_ical()


def _sequence(study_session: StudySession) -> int:
    """Grows when it is changed, and when what to read before it is."""
    assigned = study_session.assigned
    return study_session.version + (assigned.version if assigned else 0)
