"""The session's event log: what happened, in commit order, without a word of what was written.

What someone keeps for themselves is no event: even its number would tell others that they wrote.

`record` is the last statement of a command: the next writer of the same session waits for that
commit, so the order of the numbers is the order of the commits, and a session that closed a moment
earlier refuses. It returns the event's number.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from readings.people.statements import ask

RECORD = """
    WITH counted AS (
        UPDATE study_sessions_eventcount SET last = last + 1
        WHERE study_session_id = $1 AND (open OR NOT $2) RETURNING last
    )
    INSERT INTO study_sessions_event (study_session_id, seq, kind, object_id, at)
    SELECT $1, last, $3, $4, $5 FROM counted RETURNING seq
"""

STILL_OPEN = """
    SELECT 1 FROM study_sessions_eventcount WHERE study_session_id = $1 AND open FOR SHARE
"""


class SessionClosed(Exception):
    """The session was closed before these words arrived."""


class EventCount(models.Model):
    """One row per session, apart from it: the number of its last event, and whether one may write."""

    study_session = models.OneToOneField(
        "study_sessions.StudySession", models.CASCADE, primary_key=True, related_name="event_count"
    )
    last = models.BigIntegerField(default=0)
    open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.study_session_id}: {self.last}"


class Event(models.Model):
    class Kind(models.TextChoices):
        PLANNED = "planned"
        OPENED = "opened"
        STARTED = "started"
        STEPPED = "stepped"
        ENDED = "ended"
        CLOSED = "closed"
        REOPENED = "reopened"
        JOINED = "joined"
        WROTE = "wrote"
        EDITED = "edited"
        DELETED = "deleted"
        KEPT = "kept"
        REACTED = "reacted"
        SETTLED = "settled"
        HIDDEN = "hidden"
        NOTED = "noted"
        RECAPPED = "recapped"

    pk = models.CompositePrimaryKey("study_session_id", "seq")
    study_session = models.ForeignKey(
        "study_sessions.StudySession", models.CASCADE, related_name="+"
    )
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.study_session_id}/{self.seq} {self.kind}"


def record(study_session, kind: str, about=None, *, even_if_closed: bool = False) -> int:
    """Write one event; raises SessionClosed, so that the transaction is rolled back."""
    here, now = study_session.pk, timezone.now()
    recorded = ask(RECORD, [here, not even_if_closed, kind, getattr(about, "pk", None), now])
    for [number] in recorded:
        return number
    raise SessionClosed


def go_unnoticed(study_session) -> None:
    """Instead of `record`, for what one keeps for oneself: a session that closed refuses all the same."""
    if not ask(STILL_OPEN, [study_session.pk]):
        raise SessionClosed
