"""A session again, on another day or in another circle: what was planned, never what was written."""

from __future__ import annotations

import uuid

from readings.models import Reading
from readings.people.models import Circle, Receipt, User

from .agenda import AgendaItem
from .assigned import AssignedReading
from .meetings import StudySession
from .prompts import Prompt
from .steps import contents_of, write


def is_there(reading: Reading, circle: Circle) -> bool:
    """Whether a circle may meet on this text: it is the circle's own, or the site's."""
    return reading.circle_id in (None, circle.pk)


def copy_session(
    source: StudySession, *, by: User, key: uuid.UUID, circle: Circle, with_notes: bool, **details
) -> StudySession:
    """A draft with the plan of `source`. Without its text, if that circle may not meet on it."""
    body = {"source": source.pk, "circle": circle.pk, "with_notes": with_notes, **details}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        copy = StudySession.objects.create(
            circle=circle,
            timezone=circle.timezone,
            created_by=by,
            preparation=source.preparation,
            gate=source.gate,
            **details,
        )
        _copy_text(source, copy)
        _copy_steps(source, copy, with_notes)
        _copy_preparation(source, copy)
        receipt.keep(copy)
    return copy


def _copy_text(source: StudySession, copy: StudySession) -> None:
    assigned = source.assigned
    if not assigned or not is_there(assigned.reading, copy.circle):
        return
    again = AssignedReading.objects.create(study_session=copy, reading=assigned.reading)
    if _headings(again) == _headings(assigned):  # a later version may have other sections
        again.sections = assigned.sections
        again.save(update_fields=["sections"])


def _headings(assigned: AssignedReading) -> list[str]:
    return [section["title"] for section in assigned.outline]


def _copy_steps(source: StudySession, copy: StudySession, with_notes: bool) -> None:
    steps = list(source.agenda_items.all())
    for step, content in zip(steps, contents_of(copy, steps).values(), strict=True):
        content |= {"note": content["note"] if with_notes else "", "words": None}
        write(AgendaItem(study_session=copy, position=step.position), **content)


def _copy_preparation(source: StudySession, copy: StudySession) -> None:
    """Questions that belong to no step."""
    for prompt in Prompt.objects.filter(study_session=source, agenda_item=None).order_by("pk"):
        Prompt.objects.create(
            study_session=copy, text=prompt.text, beforehand=True, gate=prompt.gate
        )
