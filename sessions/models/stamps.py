"""Stamps: one query that tells whether anything on a person's page of a text has changed.

A stamp is made of the versions of the rows that the page is made of, as PostgreSQL knows them: `xmin`
names the transaction that wrote a row, `ctid` the place it was written to. Nobody has to remember to
count anything up: whatever writes one of these rows, the admin too, changes the stamp, and no stamp comes
twice. What people share in a session is many rows, but each is told by an event: one row stands for all.
"""

from __future__ import annotations

from typing import NamedTuple

from readings.people.statements import ask, plain

THIS_VERSION = "it.xmin::text || it.ctid::text"
# Who is there; not that someone's page says "here" every half minute.
THERE = "concat(it.user_id, it.joined_at, it.removed_at, it.left_at)"
HERE = "study_session_id = session.id"
OWN = "user_id = asked.person"

# Table, which of its rows, and what of them where that is less than everything.
FOR_ALL = [
    ("study_sessions_studysession", "id = session.id", THIS_VERSION),
    ("people_circle", "id = session.circle_id", THIS_VERSION),
    ("people_membership", "circle_id = session.circle_id", THIS_VERSION),
    ("people_site", "true", THIS_VERSION),
    ("study_sessions_attendance", HERE, THERE),
    ("study_sessions_assignedreading", HERE, THIS_VERSION),
    (
        "readings_reading",
        f"id IN (SELECT reading_id FROM study_sessions_assignedreading WHERE {HERE})",  # noqa: S608
        THIS_VERSION,
    ),
    ("study_sessions_agendaitem", HERE, THIS_VERSION),
    ("study_sessions_prompt", HERE, THIS_VERSION),
    # What was shared: here, and in the circle's earlier sessions.
    (
        "study_sessions_eventcount",
        "study_session_id IN (SELECT id FROM study_sessions_studysession other"
        " WHERE other.circle_id = session.circle_id)",
        THIS_VERSION,
    ),
]
FOR_ONE = [
    ("people_user", "id = asked.person", THIS_VERSION),
    ("people_membership", OWN, THIS_VERSION),
    ("study_sessions_attendance", OWN, f"{THERE} || coalesce(it.prepared_at::text, '')"),
    # What this person keeps for themselves, began to write and was shown, of which no event tells.
    (
        "study_sessions_contribution",
        "circle_id = session.circle_id AND author_id = asked.person AND audience = 'private'",
        THIS_VERSION,
    ),
    ("study_sessions_draft", f"{HERE} AND {OWN}", "slot"),
    ("study_sessions_readmark", OWN, THIS_VERSION),
]


def _sums(rows: list[tuple[str, str, str]]) -> str:
    """Rows come in any order, so their versions are added up."""
    sums = [
        f"(SELECT sum(hashtextextended({what}, 0)) FROM {table} it WHERE {which})"  # noqa: S608
        for table, which, what in rows
    ]
    return f"ARRAY[{', '.join(sums)}]"


# What concerns all is looked up once for all who ask for the same session.
STAMPS = f"""
    WITH asked AS (
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])
            WITH ORDINALITY AS it(session, person, sign_in, place)
    ), session AS MATERIALIZED (
        SELECT id, circle_id, {_sums(FOR_ALL)} AS stamp
        FROM study_sessions_studysession session
        WHERE id IN (SELECT session FROM asked) AND opened_at IS NOT NULL AND closed_at IS NULL
    )
    SELECT
        CASE WHEN session.id IS NOT NULL THEN (session.stamp || {_sums(FOR_ONE)})::text END,
        (SELECT {THIS_VERSION} FROM django_session it
         WHERE session_key = asked.sign_in AND expire_date > now())
    FROM asked LEFT JOIN session ON session.id = asked.session
    ORDER BY asked.place
"""  # noqa: S608 (of the words above)


class Wanted(NamedTuple):
    """Whose page of which session, and by which sign-in they ask for it."""

    study_session_pk: int
    user_pk: int
    sign_in: str


class Stamp(NamedTuple):
    """No stamp of the page while it is a draft, and once it is closed: time alone ends what guests see
    then. None of the sign-in once that has ended.
    """

    page: str | None = None
    sign_in: str | None = None


def values(wanted: list[Wanted]) -> list:
    """Those of STAMPS, which has a row for each in turn."""
    return [plain(each) for each in zip(*wanted, strict=True)]


def stamp_of(wanted: Wanted) -> Stamp:
    [row] = ask(STAMPS, values([wanted]))
    return Stamp(*row)
