"""Plain functions that make one thing each, with no surprises; tests name only what matters to them."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import uuid4

from django.utils import timezone

from readings.models import Edition, Guide, Question, Reading
from readings.people.models import Circle, Membership, User
from sessions.models import AgendaItem, Annotation, Answer, AssignedReading, Prompt, StudySession

_numbers = count(1)

TEXT = [
    ("heading", "On reading aloud"),
    ("paragraph", "A text read aloud belongs to the room for a while."),
    ("paragraph", "Whoever reads slows down, and the others can lift a hand."),
    ("quotation", "We never finished a page, and we never forgot one."),
    ("heading", "On asking"),
    ("paragraph", "A good question has more than one answer in the room 🙂."),
    ("caption", "A table, nine chairs, one lamp."),
    ("paragraph", "The last word goes to whoever has spoken least."),
]


@dataclass
class Block:
    kind: str
    text: str
    level: int = 0
    marks: list = field(default_factory=list)
    proposal: dict | None = None
    left_out: bool = False


@dataclass
class Document:
    blocks: list[Block]


def make_user(name: str = "", **fields) -> User:
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.org")
    return User.objects.create_user(
        fields.pop("email"), fields.pop("password", None), name=name or f"Person {number}", **fields
    )


def make_guest(name: str = "Gus") -> User:
    return User.objects.create_guest(name)


def make_circle(*, facilitator: User | None = None, members=(), **fields) -> Circle:
    fields.setdefault("name", f"Circle {next(_numbers)}")
    circle = Circle.found(by=facilitator or make_user("Fay"), **fields)
    for member in members:
        circle.welcome(member, role=Membership.Role.MEMBER)
    return circle


def make_draft(reading: Reading, blocks=TEXT) -> Edition:
    document = Document(
        [Block(kind, text, level=2 if kind == "heading" else 0) for kind, text in blocks]
    )
    return Edition.draft_from(reading, document)


def make_reading(circle: Circle | None, *, blocks=TEXT, **fields) -> Reading:
    """A published reading."""
    reading = Reading.objects.create(circle=circle, title=fields.pop("title", "Reading"), **fields)
    make_draft(reading, blocks).publish()
    reading.refresh_from_db()
    return reading


def make_study_session(
    circle: Circle, *, reading: Reading | None = None, state: str = "open", steps: int = 2, **fields
) -> StudySession:
    """A session in the state named, with a reading, and steps that each ask a question."""
    fields.setdefault("title", "Tuesday's session")
    fields.setdefault("starts_at", timezone.now() + timedelta(days=2))
    fields.setdefault("timezone", circle.timezone)
    study_session = StudySession.objects.create(circle=circle, **fields)
    if reading:
        AssignedReading.objects.create(study_session=study_session, reading=reading)
    for position in range(steps):
        make_step(study_session, position=position, question=f"Question {position + 1}?")
    order = ["draft", "open", "running", "ended", "closed"]
    commands = [StudySession.open, StudySession.start, StudySession.end, StudySession.close]
    for command in commands[: order.index(state)]:
        command(study_session)
    return study_session


def make_step(study_session: StudySession, *, question: str = "", **fields) -> AgendaItem:
    fields.setdefault("position", study_session.agenda_items.count())
    fields.setdefault("title", f"Step {fields['position'] + 1}")
    step = AgendaItem.objects.create(study_session=study_session, **fields)
    if question:
        Prompt.objects.create(study_session=study_session, agenda_item=step, text=question)
    return step


def make_annotation(study_session: StudySession, *, by: User, body: str = "A thought", **fields):
    """Pinned to the first words of the first numbered paragraph, unless told otherwise."""
    edition = study_session.assigned_readings.get().edition
    block = edition.blocks.filter(number=fields.pop("paragraph", 1)).get()
    return Annotation.write(
        by=by,
        key=uuid4(),
        study_session=study_session,
        edition=edition,
        start=fields.pop("start", block.start),
        end=fields.pop("end", block.end),
        exact=None,
        body=body,
        tag=fields.pop("tag", "comment"),
        audience=fields.pop("audience", "circle"),
        **fields,
    )


def make_answer(prompt: Prompt, *, by: User, body: str = "An answer"):
    return Answer.write(by=by, key=uuid4(), prompt=prompt, body=body)


def make_guide(reading: Reading, *, questions: int = 0, **fields) -> Guide:
    """A guide of the reading's circle, with so many questions about the text as a whole."""
    fields.setdefault("circle", reading.circle)
    fields.setdefault("title", "Questions for an evening")
    guide = Guide.objects.create(reading=reading, **fields)
    for position in range(questions):
        make_question(guide, position=position)
    return guide


def make_question(guide: Guide, **fields) -> Question:
    fields.setdefault("position", guide.questions.count())
    fields.setdefault("kind", "interpreting")
    fields.setdefault("text", f"Guide question {fields['position'] + 1}?")
    return Question.objects.create(guide=guide, **fields)
