"""The plan of a session: commands that change a step together with its question, passage and note."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from readings.excerpts import excerpts
from readings.models import Import, Passage, Reading
from readings.people.models import Circle, Receipt, Stale, User

from .agenda import AgendaItem, Begun
from .contributions import Contribution
from .meetings import AssignedReading, StudySession
from .notes import FacilitatorNote
from .prompts import Prompt


class Answered(Exception):
    """People have answered the question of this step: their words keep it."""


class TextInUse(Exception):
    """Someone has written about the text, or the meeting has begun: it stays the one they meet on."""


def plan_session(
    *,
    by: User,
    key: uuid.UUID,
    circle: Circle,
    steps: Iterable[dict],
    source: dict,
    **details,
) -> StudySession:
    """A draft that is not empty. `source`: what `_text_from` takes; nothing, to choose later."""
    body = {"circle": circle.pk, **details, **_fingerprint(**source)}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        study_session = StudySession.objects.create(
            circle=circle, timezone=circle.timezone, created_by=by, **details
        )
        if source:
            reading = _text_from(study_session, by=by, **source)
            AssignedReading.objects.create(study_session=study_session, reading=reading)
        for position, content in enumerate(steps):
            _write(AgendaItem(study_session=study_session, position=position), **content)
        receipt.keep(study_session)
    return study_session


def choose_text(
    study_session: StudySession, *, by: User, key: uuid.UUID, source: dict
) -> AssignedReading:
    """Meet on this text. What steps said about passages of another one goes with that."""
    body = {"session": study_session.pk, **_fingerprint(**source)}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        study_session.hold()
        before = study_session.assigned_readings.first()
        if before and source.get("reading") == before.reading:
            return before
        if study_session.started_at or Contribution.objects.in_session(study_session).exists():
            raise TextInUse
        for step in study_session.agenda_items.exclude(passage=None).select_related("passage"):
            step.passage.delete()
        study_session.assigned_readings.all().delete()
        assigned = AssignedReading.objects.create(
            study_session=study_session, reading=_text_from(study_session, by=by, **source)
        )
        receipt.keep(assigned)
        _name_after(study_session, assigned.reading)
        study_session.tell_of_plan()
    return assigned


def guess_title(text_title: str, day: date, language: str) -> str:
    """What a session is called until someone calls it something else."""
    with translation.override(language):
        if text_title:
            title = _("Session on %(title)s") % {"title": text_title}
        else:
            title = _("Session of %(day)s") % {"day": date_format(day, "j F")}
    return title[: StudySession._meta.get_field("title").max_length]


def name_sessions_after(reading: Reading) -> None:
    """A text was published: sessions on it that nobody has named yet are called after it."""
    for study_session in StudySession.objects.on_reading(reading).coming().with_circle():
        if _name_after(study_session, reading):
            study_session.tell_of_plan()


def _name_after(study_session: StudySession, reading: Reading) -> bool:
    """Call it after its text, if that is published and it is still called after its day."""
    study_session.hold()
    study_session.refresh_from_db(fields=["title", "version"])
    language = study_session.circle.language
    day = study_session.starts_at.astimezone(study_session.zone).date()
    if not reading.edition_id or study_session.title != guess_title("", day, language):
        return False
    study_session.renew(study_session.version, title=guess_title(reading.title, day, language))
    return True


def _text_from(
    study_session: StudySession,
    *,
    by: User,
    reading: Reading | None = None,
    data: bytes = b"",
    name: str = "",
    reading_title: str = "",
) -> Reading:
    """This reading, or a new one, which a worker makes of these bytes."""
    if reading:
        return reading
    reading = Reading.objects.create(
        circle=study_session.circle, title=reading_title, created_by=by
    )
    plan = reverse("sessions:plan", args=[study_session.pk])
    Import.begin(reading=reading, by=by, data=data, name=name, next=plan)
    return reading


def _fingerprint(*, reading: Reading | None = None, data: bytes = b"", **words) -> dict:
    """What a receipt compares, without the text itself."""
    return {"reading": reading and reading.pk, "data": hashlib.sha256(data).hexdigest(), **words}


def steps_with_all(study_session: StudySession, viewer) -> list[AgendaItem]:
    """The steps in order, each with `prompt`, `note` and `excerpt`; five queries for any many."""
    steps = list(study_session.agenda_items.select_related("passage"))
    for step in steps:
        step.study_session = study_session
    Prompt.objects.visible_to(viewer).of_steps(steps)
    FacilitatorNote.objects.visible_to(viewer).of_steps(steps)
    found = excerpts([step.passage for step in steps], study_session.edition)
    for step in steps:
        step.excerpt = found.get(step.passage_id)
    return steps


def add_step(
    study_session: StudySession, *, by: User, key: uuid.UUID, after: int | None = None, **content
) -> AgendaItem:
    """A step at the end, or after another one (0: first), where that place is still free."""
    body = {"session": study_session.pk, "after": after, **content}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        study_session.hold()
        last = study_session.agenda_items.aggregate(last=Max("position"))["last"]
        step = AgendaItem(study_session=study_session, position=0 if last is None else last + 1)
        _write(step, **content)
        if after is not None:
            _put(step, after)
        receipt.keep(step)
        study_session.tell_of_plan()
    return step


@transaction.atomic
def save_step(step: AgendaItem, *, version: int, **content) -> AgendaItem:
    """Write the step as it reads now. Raises Stale, or Answered where a question would go.

    A save that arrives twice, because its answer was lost on the way, is one.
    """
    study_session = step.study_session
    study_session.hold()
    current = AgendaItem.objects.select_related("passage").get(pk=step.pk)
    current.study_session = study_session
    if current.version != version and not _reads(current, **content):
        raise Stale(current)
    current.version += 1
    _write(current, **content)
    study_session.tell_of_plan()
    return current


@transaction.atomic
def remove_step(step: AgendaItem) -> None:
    """Take a step out. Raises Begun or Answered where something of it is the evening's already."""
    study_session = step.study_session
    study_session.hold()
    current = AgendaItem.objects.select_related("passage").filter(pk=step.pk).first()
    if current is None:
        return
    if current.has_begun:
        raise Begun
    _drop_question(current)
    current.delete()
    if current.passage:
        current.passage.delete()
    study_session.tell_of_plan()


def _write(
    step: AgendaItem,
    *,
    title: str,
    minutes: int,
    question: str = "",
    beforehand: bool = False,
    span: tuple[int, int] | None = None,
    note: str = "",
) -> None:
    step.title, step.minutes = title, minutes
    left_behind = _pin(step, span)
    step.save()
    if left_behind:
        left_behind.delete()
    if question:
        Prompt.objects.update_or_create(
            agenda_item=step,
            defaults={
                "study_session": step.study_session,
                "text": question,
                "beforehand": beforehand,
            },
        )
    else:
        _drop_question(step)
    if note:
        FacilitatorNote.objects.update_or_create(
            agenda_item=step, defaults={"study_session": step.study_session, "body": note}
        )
    else:
        FacilitatorNote.objects.filter(agenda_item=step).delete()


def _reads(
    step: AgendaItem,
    *,
    title: str,
    minutes: int,
    question: str = "",
    beforehand: bool = False,
    span: tuple[int, int] | None = None,
    note: str = "",
) -> bool:
    """Whether the step as it is stored reads like this."""
    prompt = Prompt.objects.filter(agenda_item=step).first()
    stored_note = FacilitatorNote.objects.filter(agenda_item=step).first()
    return (step.title, step.minutes, _stand(step), stored_note.body if stored_note else "") == (
        title,
        minutes,
        span,
        note,
    ) and ((prompt.text, prompt.beforehand) if prompt else ("", beforehand)) == (
        question,
        beforehand,
    )


def _stand(step: AgendaItem) -> tuple[int, int] | None:
    """Where the passage of the step is in today's version, if it still is."""
    passage = step.passage
    stands = passage and excerpts([passage], step.study_session.edition).get(passage.pk)
    return (stands.start, stands.end) if stands else None


def _pin(step: AgendaItem, span: tuple[int, int] | None) -> Passage | None:
    """Point the step at these words; returns the passage that nothing points at any more."""
    edition = step.study_session.edition
    before = step.passage
    if span == _stand(step):  # also where the passage has no place now: the form could not show it
        return None
    step.passage = Passage.pin(edition, *span) if span and edition else None
    return before


def _drop_question(step: AgendaItem) -> None:
    prompts = Prompt.objects.filter(agenda_item=step)
    if Contribution.objects.filter(prompt__in=prompts).exists():
        raise Answered
    prompts.delete()


def _put(step: AgendaItem, after: int) -> None:
    try:
        step.move(after=after)
    except Begun:
        return  # the meeting went on meanwhile: the end of the list is a place, too


def shape_for(circle: Circle, starters: Iterable) -> list[dict]:
    """Starter steps in the words of the circle's language."""
    with translation.override(circle.language):
        return [starter.words for starter in starters]
