"""Commands between guides and plans: questions into a plan, a row of sessions, a plan kept as a guide."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from readings.people.models import Receipt, User

from .agenda import AgendaItem, insert_for_talk
from .meetings import StudySession
from .plan_changes import PlanChange, changing
from .plans import put_in_place
from .rows import make_draft
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
    body = {"row": study_session.pk, "titles": [filling.title for filling in fillings]}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return []
        with changing(study_session, PlanChange.Kind.FILL, by=by) as change:
            change.title = first.name
            put_in_place(study_session, first.steps, first.sections)
            drafts = [
                _draft(study_session, week, filling, by=by)
                for week, filling in enumerate(others, start=1)
            ]
            change.row = [draft.pk for draft in drafts]
            study_session.tell_of_plan()
        receipt.keep(study_session)
    return drafts


def _draft(study_session: StudySession, week: int, filling: Filling, *, by: User) -> StudySession:
    reading = study_session.assigned.reading
    return make_draft(
        study_session,
        title=f"{reading.title}: {filling.title}"[:200],
        starts_at=study_session.in_weeks(week),
        reading=reading,
        sections=filling.sections,
        steps=filling.steps,
        by=by,
    )
