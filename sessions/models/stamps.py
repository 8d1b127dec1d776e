"""Stamps: one query that tells whether anything on a person's page of a text has changed.

A stamp is made of the versions of the rows that the page is made of, as PostgreSQL knows them: `xmin`
names the transaction that wrote a row, `ctid` the place it was written to. Nobody has to remember to
count anything up: whatever writes one of these rows, the admin too, changes the stamp, and no stamp comes
twice. What others write in a session is many rows, but each is told by an event: one row stands for all.
"""

from __future__ import annotations

from django.db import connection

from readings.people.models import User

THIS_VERSION = "it.xmin::text || it.ctid::text"
HERE = "study_session_id = session.id"
OWN = "user_id = %(user)s"

# Table, which of its rows, and what of them where that is less than everything.
MADE_OF = [
    ("study_sessions_studysession", "id = session.id", THIS_VERSION),
    ("people_circle", "id = session.circle_id", THIS_VERSION),
    ("people_membership", f"circle_id = session.circle_id OR {OWN}", THIS_VERSION),
    ("people_user", "id = %(user)s", THIS_VERSION),
    # Who is in it; not that someone's page says "here" every half minute.
    (
        "study_sessions_attendance",
        f"{HERE} OR {OWN}",
        f"concat(user_id, joined_at, removed_at, left_at, CASE WHEN {OWN} THEN prepared_at END)",
    ),
    ("study_sessions_assignedreading", HERE, THIS_VERSION),
    (
        "readings_reading",
        f"id IN (SELECT reading_id FROM study_sessions_assignedreading WHERE {HERE})",  # noqa: S608
        THIS_VERSION,
    ),
    ("study_sessions_agendaitem", HERE, THIS_VERSION),
    ("study_sessions_prompt", HERE, THIS_VERSION),
    # What others wrote: here, and in the circle's earlier sessions.
    (
        "study_sessions_eventcount",
        "study_session_id IN (SELECT id FROM study_sessions_studysession other"
        " WHERE other.circle_id = session.circle_id)",
        THIS_VERSION,
    ),
    # What this person wrote, began to write and was shown, of which no event tells.
    (
        "study_sessions_contribution",
        "circle_id = session.circle_id AND author_id = %(user)s",
        THIS_VERSION,
    ),
    ("study_sessions_draft", f"{HERE} AND {OWN}", "slot"),
    ("study_sessions_readmark", OWN, THIS_VERSION),
]

# Rows come in any order, so their versions are added up.
SUM = "(SELECT sum(hashtextextended({what}, 0)) FROM {table} it WHERE {which})"
STAMP = f"""
    SELECT {", ".join(SUM.format(table=table, which=which, what=what) for table, which, what in MADE_OF)}
    FROM study_sessions_studysession session
    WHERE id = %(session)s AND opened_at IS NOT NULL AND closed_at IS NULL
"""  # noqa: S608 (of the words above)


def stamp_of(study_session_pk: int, user: User) -> tuple | None:
    """None while it is a draft, and once it is closed: what guests may see then ends by time alone."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, {"session": study_session_pk, "user": user.pk})
        return cursor.fetchone()
