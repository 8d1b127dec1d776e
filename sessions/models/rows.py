"""A row of drafts, made with the plan of one session: taken away with it while untouched, and made again.

In a change of that plan each stands as its id, or, once it was taken away, as what it read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readings.models import Reading
from readings.people.models import User

from .agenda import AgendaItem
from .assigned import AssignedReading
from .contributions import Contribution
from .drafts import Draft
from .meetings import StudySession
from .notes import Note
from .plan_changes import PlanChange
from .steps import contents_of, erase, write

LIKE_THE_FIRST = ["timezone", "minutes", "place", "call_url"]


def make_draft(
    study_session: StudySession,
    *,
    title: str,
    starts_at: datetime,
    reading: Reading | None,
    sections: list[int],
    steps: Iterable[dict],
    by: User | None,
) -> StudySession:
    """Another session like this one, planned with something else."""
    like = {name: getattr(study_session, name) for name in LIKE_THE_FIRST}
    draft = StudySession.objects.create(
        circle_id=study_session.circle_id, title=title, starts_at=starts_at, created_by=by, **like
    )
    if reading:
        AssignedReading.objects.create(study_session=draft, reading=reading, sections=sections)
    for position, content in enumerate(steps):
        write(AgendaItem(study_session=draft, position=position), **content)
    return draft


def take_away(row: list[int | dict]) -> list[int | dict]:
    """Those that nobody has touched since go; the others stay."""
    drafts = StudySession.objects.select_for_update().in_bulk(
        [each for each in row if isinstance(each, int)]
    )
    return [_taken(drafts[each]) if each in drafts else each for each in row]


def make_again(
    study_session: StudySession, row: list[int | dict], *, by: User | None
) -> list[int | dict]:
    return [
        _made_again(study_session, each, by=by).pk if isinstance(each, dict) else each
        for each in row
    ]


def _taken(draft: StudySession) -> int | dict:
    if _is_touched(draft):
        return draft.pk
    assigned = draft.assigned
    steps = list(draft.agenda_items.select_related("passage"))
    reads = {
        "title": draft.title,
        "starts_at": draft.starts_at.isoformat(),
        "reading": assigned and assigned.reading_id,
        "sections": assigned.sections if assigned else [],
        "steps": list(contents_of(draft, steps).values()),
    }
    for step in steps:
        erase(step)
    draft.delete()
    return reads


def _is_touched(draft: StudySession) -> bool:
    versions = [draft.version, *draft.assigned_readings.values_list("version", flat=True)]
    versions += draft.agenda_items.values_list("version", flat=True)
    written = (
        PlanChange.objects.filter(study_session=draft),
        Contribution.objects.in_session(draft),
        Draft.objects.filter(study_session=draft),
        Note.objects.in_session(draft),
    )
    return not draft.is_draft or set(versions) != {1} or any(rows.exists() for rows in written)


def _made_again(study_session: StudySession, reads: dict, *, by: User | None) -> StudySession:
    return make_draft(
        study_session,
        title=reads["title"],
        starts_at=datetime.fromisoformat(reads["starts_at"]),
        reading=Reading.objects.filter(pk=reads["reading"]).first(),
        sections=reads["sections"],
        steps=reads["steps"],
        by=by,
    )
