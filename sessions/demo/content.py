"""What the demo's circle reads, plans and wrote. Dates are counted from the day it is loaded."""

from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from readings.models import Edition, Passage, Reading
from readings.people.models import Circle, User
from sessions.models import (
    AgendaItem,
    Annotation,
    Answer,
    AssignedReading,
    Attendance,
    Contribution,
    Event,
    FacilitatorNote,
    Invitation,
    Note,
    Prompt,
    Recap,
    Reply,
    StudySession,
)

from . import cast, texts

TUESDAY = 1
HOUR = time(19)

# title, minutes, question, words of the text it is about, note for facilitators
FIRST_PLAN = [
    ("Welcome", 5, "", "", "Start on time, whoever is there."),
    ("Go-round: one sentence each", 15, "", "", ""),
    (
        "Question",
        25,
        "Which place in a text made you lose the thread lately, and what did you do then?",
        "Above all you mark the place where you lost the thread.",
        "Read it aloud first. Then two minutes of silence.",
    ),
    ("Break", 5, "", "", ""),
    (
        "Question",
        25,
        "May somebody who has read nothing take part? What has to be true for that to work?",
        "One passage, read aloud at the table, is enough to take part.",
        "If everybody agrees, ask who would have disagreed a year ago.",
    ),
    ("What do we do with this?", 10, "", "", ""),
    ("Last words", 5, "", "", "Those who have spoken least begin."),
]
NEXT_PLAN = [
    ("Welcome", 5, "", "", "Agnes brings the lamp."),
    ("Go-round: one sentence each", 15, "", "", ""),
    (
        "Question",
        25,
        "“Where does it say that?” When has this question helped a talk, and when has it stopped one?",
        "where does it say that?",
        "",
    ),
    ("Break", 5, "", "", ""),
    (
        "Question",
        25,
        "What would you have to know to explain a reading you do not share?",
        "It is to make sure that both readings are understood",
        "Try it in pairs first: each says what the other thinks.",
    ),
    ("What do we do with this?", 10, "", "", "Decide on the next text."),
    ("Last words", 5, "", "", ""),
]
BEFOREHAND = "Which of the four signs of a good question would you strike out, or add to?"


@transaction.atomic
def load() -> bool:
    """Load it into an empty database; whether that was so."""
    if User.objects.exists():
        return False
    people = cast.make()
    circle = Circle.found(
        name="Tuesday Circle", by=people["rosa"], timezone=settings.TIME_ZONE, language="en"
    )
    for user in people.values():
        circle.welcome(user)
    reading = texts.publish("reading_in_company.md", circle, by=people["rosa"])
    for name in texts.ESSAYS.values():
        texts.publish(name, circle, by=people["rosa"])
    next_at = _coming_tuesday(circle)
    _hold_first_meeting(circle, reading, people, at=next_at - timedelta(days=14))
    _plan_next_meeting(circle, reading, people, at=next_at)
    return True


def _coming_tuesday(circle: Circle) -> datetime:
    zone = ZoneInfo(circle.timezone)
    today = timezone.localdate(timezone=zone)
    days = (TUESDAY - today.weekday()) % 7 or 7
    return datetime.combine(today + timedelta(days=days), HOUR, zone)


# The meeting to come


def _plan_next_meeting(circle: Circle, reading: Reading, people: dict, *, at: datetime) -> None:
    meeting = _plan(
        circle, reading, NEXT_PLAN, by=people["rosa"],
        title="Talk that stays with the text", starts_at=at,
        place="Union hall, upstairs", sections=["Around the table", "What stays"],
        preparation="Bring one sentence from the text that you would read aloud.",
    )  # fmt: skip
    Prompt.objects.create(study_session=meeting, text=BEFOREHAND, beforehand=True)
    meeting.open()
    Invitation.for_session(meeting)
    _annotate(
        meeting, people["agnes"], "people are thinking and thinking makes no noise",
        "I count to twenty. It feels like an hour, and then somebody says the best thing of the evening.",
    )  # fmt: skip
    asked = _annotate(
        meeting, people["tomasz"], "a newcomer and an expert can both begin on them",
        "Is this possible with every text? With statutes, say?", tag="question",
    )  # fmt: skip
    _reply(asked, people["wei"], "With statutes it is easiest: ask whom a paragraph protects.")
    _annotate(
        meeting, people["ines"], "they still itch on the way home",
        "Chez nous on disait : une bonne question fait rater l’arrêt du bus.",
    )  # fmt: skip
    meeting.admit(people["malik"]).say_prepared(True)


# The meeting that was


def _hold_first_meeting(circle: Circle, reading: Reading, people: dict, *, at: datetime) -> None:
    meeting = _plan(
        circle, reading, FIRST_PLAN, by=people["rosa"],
        title="Why read together?", starts_at=at,
        place="Union hall, upstairs", sections=["Before we meet"], preparation="",
    )  # fmt: skip
    meeting.open()
    guest = User.objects.create_guest("Jo")
    present = [*people.values(), guest]
    for user in present:
        meeting.admit(user)
    _write_beforehand(meeting, people)
    meeting.start()
    for attendance in Attendance.objects.here(meeting):
        attendance.see(is_running=True)
    _talk(meeting, people, guest)
    meeting.end()
    _share_recap(meeting, people, present=len(present))
    meeting.close()
    _move_back(meeting, to=at)


def _write_beforehand(meeting: StudySession, people: dict) -> None:
    lost = _annotate(
        meeting, people["malik"], "That place is your gift to the others",
        "I used to hide these places. It never occurred to me that somebody might want them.",
    )  # fmt: skip
    _reply(lost, people["wei"], "Mine was the very same line, by the way.")
    lost.keep()
    _annotate(
        meeting, people["agnes"], "what annoys you, which is more useful",
        "Useful for whom? It can also spoil the rest of the chapter.", tag="question",
    )  # fmt: skip
    _annotate(
        meeting, people["ines"], "no beginners",
        "Important : c’est pour cela que je suis restée.",
    )  # fmt: skip


def _talk(meeting: StudySession, people: dict, guest: User) -> None:
    """Step by step, answers and notes at the step they belong to."""
    rosa = people["rosa"]
    _next_step(meeting, times=2)
    kept = _answer(
        meeting, people["tomasz"],
        "In a contract, last week. I read it aloud to my daughter, and by the second sentence I knew "
        "what I had not understood.",
    )  # fmt: skip
    kept.keep()
    _answer(meeting, people["agnes"], "In every poem. I go on and come back from the far end.")
    _answer(meeting, guest, "In this text, at “a different life in hand”. I asked my neighbour.")
    _note(meeting, rosa, Note.Kind.MINUTES, "Losing the thread is what most of us have in common.")
    _next_step(meeting, times=2)
    _answer(
        meeting, people["wei"], "Yes, if somebody reads aloud and nobody says “as we all know”."
    )
    _answer(
        meeting, people["malik"],
        "It worked for me today. What helped was that the passage lay on the table, in full.",
    ).keep()  # fmt: skip
    _note(
        meeting, rosa, Note.Kind.OPEN_QUESTION,
        "How much may those who have read everything say, so that the others still find something?",
    )  # fmt: skip
    _next_step(meeting)
    _note(meeting, rosa, Note.Kind.DECISION, "We begin each question by reading its passage aloud.")
    _note(
        meeting, rosa, Note.Kind.ACTION, "Ask the union hall for the room with the long table.",
        owner="Agnes", due_on=(meeting.starts_at + timedelta(days=10)).date(),
    )  # fmt: skip
    _next_step(meeting)


def _share_recap(meeting: StudySession, people: dict, *, present: int) -> None:
    recap = Recap.of(meeting)
    recap.opening = "Thank you for a good first evening. We read one section and it was enough for ninety minutes."
    recap.present = present
    recap.save(update_fields=["opening", "present"])
    recap.share(by=people["rosa"])


def _move_back(meeting: StudySession, *, to: datetime) -> None:
    """The commands above wrote down today; let it all have happened on its evening."""
    shift = to - meeting.started_at
    for model, names in (
        (Contribution, ["created_at", "kept_at"]),
        (Note, ["created_at"]),
        (Attendance, ["joined_at", "present_at", "came_at"]),
        (Recap, ["shared_at"]),
        (Event, ["at"]),
    ):
        model._base_manager.filter(study_session=meeting).update(
            **{name: F(name) + shift for name in names}
        )
    begins = to
    for step in meeting.agenda_items.all():
        step.started_at, begins = begins, begins + timedelta(minutes=step.minutes)
        step.ended_at = begins
        step.save(update_fields=["started_at", "ended_at"])
    meeting.opened_at, meeting.started_at = to - timedelta(days=6), to
    meeting.ended_at, meeting.closed_at = begins, begins + timedelta(days=2)
    meeting.save(update_fields=["opened_at", "started_at", "ended_at", "closed_at"])


# Small words for all of it


def _plan(circle, reading, plan, *, by, sections, starts_at, **fields) -> StudySession:
    meeting = StudySession.objects.create(
        circle=circle, starts_at=starts_at, timezone=circle.timezone, created_by=by, **fields
    )
    outline = reading.edition.text.outline
    AssignedReading.objects.create(
        study_session=meeting,
        reading=reading,
        sections=[place for place, part in enumerate(outline) if part["title"] in sections],
    )
    for position, (title, minutes, question, words, note) in enumerate(plan):
        step = AgendaItem.objects.create(
            study_session=meeting,
            position=position,
            title=title,
            minutes=minutes,
            passage=Passage.pin(reading.edition, *_find(reading.edition, words)) if words else None,
        )
        if question:
            Prompt.objects.create(study_session=meeting, agenda_item=step, text=question)
        if note:
            FacilitatorNote.objects.create(study_session=meeting, agenda_item=step, body=note)
    return meeting


def _find(edition: Edition, words: str) -> tuple[int, int]:
    start = edition.text.text.index(words)
    return start, start + len(words)


def _annotate(meeting, by, words, body, *, tag="comment") -> Contribution:
    start, end = _find(meeting.edition, words)
    return Annotation.write(
        by=by, key=uuid4(), study_session=meeting, edition=meeting.edition, start=start, end=end,
        exact=words, body=body, tag=tag, audience=Contribution.Audience.CIRCLE,
    )  # fmt: skip


def _reply(parent, by, body) -> Contribution:
    return Reply.write(by=by, key=uuid4(), parent=parent, body=body)


def _answer(meeting, by, body) -> Contribution:
    prompt = Prompt.objects.get(agenda_item=meeting.agenda_items.running().get())
    return Answer.write(by=by, key=uuid4(), prompt=prompt, body=body)


def _note(meeting, by, kind, body, **fields) -> Note:
    return Note.write(by=by, key=uuid4(), study_session=meeting, kind=kind, body=body, **fields)


def _next_step(meeting, *, times: int = 1) -> None:
    for _ in range(times):
        meeting.next_step(on=meeting.agenda_items.running().get().pk)
