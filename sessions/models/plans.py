"""The plan of a session: the commands that change it. Each notes what it changed, to be undone."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from readings.models import Import, Reading
from readings.people.days import write_day
from readings.people.models import Circle, Receipt, Stale, User

from .agenda import AgendaItem, Begun
from .assigned import AssignedReading
from .contributions import Contribution
from .meetings import StudySession
from .plan_changes import PlanChange, changing
from .steps import contents_of, erase, reads, write


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
            write(AgendaItem(study_session=study_session, position=position), **content)
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
        PlanChange.objects.forget(study_session)
        assigned = AssignedReading.objects.create(
            study_session=study_session,
            reading=_text_from(study_session, by=by, **source),
            version=before.version + 1 if before else 1,
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
            title = _("Session of %(day)s") % {"day": write_day(day, "j F")}
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


def replan(study_session: StudySession, *, by: User, version: int, **details) -> None:
    """Change when, where, or what it is called. Raises Stale if that was changed meanwhile."""
    with changing(study_session, PlanChange.Kind.DETAILS, by=by):
        study_session.replan(version=version, **details)


def set_sections(assigned: AssignedReading, sections: list[int], *, by: User, version: int) -> None:
    with changing(assigned.study_session, PlanChange.Kind.SECTIONS, by=by):
        assigned.set_to(sections, version=version)


def add_step(
    study_session: StudySession, *, by: User, key: uuid.UUID, after: int | None = None, **content
) -> AgendaItem:
    """A step at the end, or after another one (0: first), where that place is still free."""
    body = {"session": study_session.pk, "after": after, **content}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        with changing(study_session, PlanChange.Kind.ADD, by=by) as change:
            last = study_session.agenda_items.aggregate(last=Max("position"))["last"]
            step = AgendaItem(study_session=study_session, position=0 if last is None else last + 1)
            write(step, **content)
            if after is not None:
                _put(step, after)
            change.about(step)
        receipt.keep(step)
        study_session.tell_of_plan()
    return step


def save_step(step: AgendaItem, *, by: User, version: int, **content) -> AgendaItem:
    """Write the step as it reads now. Raises Stale, or Answered where a question would go.

    A save that arrives twice, because its answer was lost on the way, is one.
    """
    study_session = step.study_session
    with changing(study_session, PlanChange.Kind.EDIT, by=by) as change:
        current = AgendaItem.objects.select_related("passage").get(pk=step.pk)
        current.study_session = study_session
        if current.version != version and not reads(current, **content):
            raise Stale(current)
        current.version += 1
        write(current, **content)
        change.about(current)
        study_session.tell_of_plan()
    return current


def move_step(step: AgendaItem, *, by: User, after: int) -> int:
    """Put it after another one; see `AgendaItem.move`."""
    with changing(step.study_session, PlanChange.Kind.MOVE, by=by) as change:
        change.about(step)
        return step.move(after=after)


def remove_step(step: AgendaItem, *, by: User) -> None:
    """Take a step out. Raises Begun or Answered where something of it is the evening's already."""
    study_session = step.study_session
    with changing(study_session, PlanChange.Kind.REMOVE, by=by) as change:
        current = AgendaItem.objects.select_related("passage").filter(pk=step.pk).first()
        if current is None:
            return
        if current.has_begun:
            raise Begun
        change.about(current)
        erase(current)
        study_session.tell_of_plan()


@transaction.atomic
def unpin_step(step: AgendaItem) -> None:
    """Let go of words that are no longer in the text; words that are there are changed in the step."""
    study_session = step.study_session
    study_session.hold()
    current = AgendaItem.objects.select_related("passage").get(pk=step.pk)
    if not current.passage or contents_of(study_session, [current])[current.pk]["span"]:
        return
    current.passage.delete()
    AgendaItem.objects.filter(pk=step.pk).update(version=F("version") + 1)
    study_session.tell_of_plan()


def put_back(study_session: StudySession, pk: int, *, by: User, **content) -> AgendaItem:
    """A step that someone took out while another wrote in it, with the words written since.

    Raises Stale if someone else was quicker, AgendaItem.DoesNotExist if nothing tells any more that
    it was in this plan.
    """
    with changing(study_session, PlanChange.Kind.ADD, by=by) as change:
        if back := study_session.agenda_items.filter(pk=pk).first():
            raise Stale(back)
        step, after = PlanChange.objects.step_before(study_session, pk)
        write(step, **content)
        _put(step, after)
        change.about(step)
        study_session.tell_of_plan()
    return step


def fill_plan(
    study_session: StudySession,
    *,
    by: User,
    key: uuid.UUID,
    title: str,
    steps: Iterable[dict],
    sections: list[int] | None = None,
    **details,
) -> StudySession:
    """These steps in place of those there are. Raises Begun, or Answered.

    `title` is what they are called, for whoever undoes it; `sections`, if given, are set to read, and
    `details` of the session, such as its minutes, change with them.
    """
    steps = list(steps)
    body = {"session": study_session.pk, "steps": steps, "sections": sections, **details}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        with changing(study_session, PlanChange.Kind.FILL, by=by) as change:
            change.title = title
            put_in_place(study_session, steps, sections)
            if details:
                study_session.refresh_from_db(fields=["version"])
                study_session.replan(version=study_session.version, **details)
            else:
                study_session.tell_of_plan()
        receipt.keep(study_session)
    return study_session


def put_in_place(
    study_session: StudySession, steps: Iterable[dict], sections: list[int] | None
) -> None:
    """These steps for those there are, inside a change. Raises Begun, or Answered."""
    if study_session.started_at:
        raise Begun
    for step in study_session.agenda_items.select_related("passage"):
        erase(step)
    for position, content in enumerate(steps):
        write(AgendaItem(study_session=study_session, position=position), **content)
    if sections and (assigned := study_session.assigned):
        assigned.refresh_from_db(fields=["version"])
        assigned.set_to(sections, version=assigned.version)


def _put(step: AgendaItem, after: int) -> None:
    try:
        step.move(after=after)
    except Begun:
        return  # the meeting went on meanwhile: the end of the list is a place, too


def shape_for(circle: Circle, starters: Iterable) -> list[dict]:
    """Starter steps in the words of the circle's language."""
    with translation.override(circle.language):
        return [starter.words for starter in starters]
