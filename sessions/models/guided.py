"""Commands between guides and plans: questions into a plan, a row of sessions, a plan kept as a guide."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from readings.people.models import Receipt, User

from .agenda import AgendaItem, insert_for_talk
from .assigned import AssignedReading
from .meetings import StudySession
from .plan_changes import PlanChange, changing
from .plans import fill_plan
from .steps import write

if TYPE_CHECKING:
    from sessions.guided import Filling


def add_questions(
    study_session: StudySession, *, by: User, key: uuid.UUID, title: str, steps: list[dict]
) -> StudySession:
    """These steps before those that close the meeting, to be undone in one go. Raises KeyReused."""
    body = {"session": study_session.pk, "steps": steps}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        with changing(study_session, PlanChange.Kind.FILL, by=by) as change:
            change.title = title
            before = list(study_session.agenda_items.all())
            free = before[-1].position + 1 if before else 0
            added = [
                AgendaItem(study_session=study_session, position=free + place)
                for place in range(len(steps))
            ]
            for step, content in zip(added, steps, strict=True):
                write(step, **content)
            insert_for_talk(before, added)
            study_session.tell_of_plan()
        receipt.keep(study_session)
    return study_session


def plan_row(
    study_session: StudySession, *, by: User, key: uuid.UUID, fillings: list[Filling]
) -> list[StudySession]:
    """The first of these here, the others as drafts, a week apart each. Raises as `fill_plan`."""
    first, *others = fillings
    with transaction.atomic():
        fill_plan(
            study_session,
            by=by,
            key=key,
            title=first.name,
            steps=first.steps,
            sections=first.sections,
        )
        body = {"row": study_session.pk, "titles": [filling.title for filling in others]}
        with Receipt.once(user=by, key=uuid.uuid5(key, "row"), body=body) as receipt:
            if receipt.is_repeat:
                return []
            row = [
                _draft(study_session, week, filling, by=by)
                for week, filling in enumerate(others, start=1)
            ]
    return [study_session, *row]


def _draft(study_session: StudySession, week: int, filling: Filling, *, by: User) -> StudySession:
    """A session like this one so many weeks later, planned with something else."""
    names = ["circle", "timezone", "minutes", "place", "call_url"]
    reading = study_session.assigned.reading
    draft = StudySession.objects.create(
        title=f"{reading.title}: {filling.title}"[:200],
        starts_at=study_session.in_weeks(week),
        created_by=by,
        **{name: getattr(study_session, name) for name in names},
    )
    AssignedReading.objects.create(study_session=draft, reading=reading, sections=filling.sections)
    for position, content in enumerate(filling.steps):
        write(AgendaItem(study_session=draft, position=position), **content)
    return draft
