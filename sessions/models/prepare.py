"""From what people wrote beforehand to the plan: a passage, or a question from the margin, as a step."""

from __future__ import annotations

import uuid

from readings.people.models import Receipt, User

from .agenda import AgendaItem, insert_for_talk
from .annotations import Annotation
from .meetings import StudySession
from .plan_changes import PlanChange, changing
from .steps import contents_of, write

MINUTES = 15  # of such a step, to begin with


class Gone(Exception):
    """These words were deleted, or hidden, meanwhile."""


def take_up(
    study_session: StudySession,
    *,
    by: User,
    key: uuid.UUID,
    title: str,
    span: list[int] | None,
    question: str = "",
    words: Annotation | None = None,
) -> AgendaItem:
    """A step about this passage, before those that close the meeting. Raises Gone, KeyReused.

    It asks `question`, or what someone asked there (`words`). What is a step already, perhaps by
    another facilitator's press, stays the one it is.
    """
    about = {"words": words.pk} if words else {"span": span}
    with Receipt.once(user=by, key=key, body={"session": study_session.pk, **about}) as receipt:
        if receipt.is_repeat:
            return receipt.found
        with changing(study_session, PlanChange.Kind.ADD, by=by) as change:
            if words:
                _hold(words)
            steps = list(study_session.agenda_items.all())
            step = _taken_up(study_session, steps, about)
            if step is None:
                free = steps[-1].position + 1 if steps else 0
                step = AgendaItem(study_session=study_session, position=free)
                asked = {"words": words.pk} if words else {"question": question}
                write(step, title=title, minutes=MINUTES, span=span, **asked)
                insert_for_talk(steps, [step])
            change.about(step)
        receipt.keep(step)
        study_session.tell_of_plan()
    return step


def _hold(words: Annotation) -> None:
    """Nobody deletes or hides them now. Raises Gone, if someone was quicker."""
    told = Annotation.objects.shared().live().unhidden().filter(pk=words.pk)
    if not told.select_for_update(no_key=True).exists():
        raise Gone


def _taken_up(
    study_session: StudySession, steps: list[AgendaItem], about: dict
) -> AgendaItem | None:
    contents = contents_of(study_session, steps)
    return next((step for step in steps if about.items() <= contents[step.pk].items()), None)
