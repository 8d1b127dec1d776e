"""From a guide to steps of a plan: questions one by one, or a ready plan fitted to the meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from readings.guide_files import section_pin
from readings.guide_files.parts import GuideFile, Meeting, Plan
from readings.guide_files.parts import Question as FileQuestion
from readings.guide_files.pins import headings_line, numbered
from readings.guide_files.tidy import tidy_line, tidy_text
from readings.guiding import neighbours, plans_of, sections_of, span_of, with_places
from readings.models import Guide, Question, ReadyMeeting

from .models import Prompt, StudySession
from .starters import BREAK, FIXED, LAST, ROUND, WELCOME, Starter

USUAL = 15  # minutes of a question that says none
FOR_A_BREAK = 60  # a meeting this long has one
LONGEST_ROUND = 20


@dataclass
class Filling:
    """What a plan is filled with: steps as `write` takes them, sections to read, what it is called."""

    title: str
    steps: list[dict]
    sections: list[int]

    @property
    def name(self) -> str:
        return named(self.title)


def named(title: str) -> str:
    """As a sentence about the change goes on with it."""
    return title.rstrip("?!.…\u202f\u00a0 ")[:200] or title[:200]


def questions_of(guide: Guide, study_session: StudySession) -> list[Question]:
    """In order, numbered, with their places in the version the session reads, and `is_in_plan`."""
    asked = Prompt.objects.in_session(study_session).filter(text=OuterRef("text"))
    found = guide.questions.annotate(is_in_plan=Exists(asked)).select_related("passage")
    questions = with_places(found, study_session.edition)
    neighbours(questions)
    return questions


def steps_from(questions: list[Question], study_session: StudySession) -> list[dict]:
    """A step for each, which asks it."""
    outline = study_session.edition.text.outline if study_session.edition else []
    with translation.override(study_session.circle.language):
        title = _("Question")
    return [
        {
            "title": title,
            "minutes": question.minutes or USUAL,
            "question": question.text,
            "note": question.note,
            "span": span_of(question, outline),
        }
        for question in questions
    ]


def filling_of(
    meeting: ReadyMeeting, questions: list[Question], study_session: StudySession, guide: Guide
) -> Filling:
    """A whole meeting: its questions between a welcome and last words, in the minutes there are."""
    by_id = {question.pk: question for question in questions}
    asked = steps_from([by_id[pk] for pk in meeting.questions if pk in by_id], study_session)
    with translation.override(study_session.circle.language):
        steps = _framed(asked, study_session.minutes)
    if meeting.text:
        steps[0]["note"] = f"{steps[0]['note']}\n\n{meeting.text}"
    return Filling(meeting.title, steps, sections_of(guide, meeting.sections))


def _framed(asked: list[dict], minutes: int) -> list[dict]:
    has_break = minutes >= FOR_A_BREAK and len(asked) > 1
    frame = [WELCOME, *([BREAK] if has_break else []), LAST]
    room = minutes - sum(step.minutes for step in frame)
    spare = room - sum(step["minutes"] for step in asked)
    if not FIXED <= spare <= LONGEST_ROUND:
        spare = ROUND.minutes if room >= ROUND.minutes + 2 * FIXED * len(asked) else 0
        _scale(asked, room - spare)
    middle = len(asked) // 2 if has_break else len(asked)
    return [
        WELCOME.words,
        *([_short(ROUND, spare)] if spare else []),
        *asked[:middle],
        *([BREAK.words] if has_break else []),
        *asked[middle:],
        LAST.words,
    ]


def _short(starter: Starter, minutes: int) -> dict:
    return replace(starter, minutes=minutes).words


def _scale(steps: list[dict], room: int) -> None:
    """Let them take this many minutes together, each its share; nothing where it cannot be done."""
    if not steps or room < FIXED * len(steps):
        return
    usual = sum(step["minutes"] for step in steps)
    for step in steps:
        step["minutes"] = max(room * step["minutes"] // usual // FIXED * FIXED, FIXED)
    longest = max(steps, key=lambda step: step["minutes"])
    longest["minutes"] += room - sum(step["minutes"] for step in steps)


def file_from(study_session: StudySession, steps: list, kinds: dict[str, str]) -> GuideFile:
    """The questions of a plan as a guide, with the plan itself as its ready plan.

    `steps` come from `steps_with_all`; `kinds` says what is known of a question by its words.
    """
    edition = study_session.edition
    outline = edition.text.outline
    asking = asking_steps(steps)
    number_of = {place: number for number, place in numbered(outline).items()}
    assigned = study_session.assigned
    with translation.override(study_session.circle.language):
        title = _("Questions on %(title)s") % {"title": assigned.reading.title}
    questions = [
        FileQuestion(
            text=tidy_line(step.prompt.text),
            kind=kinds.get(step.prompt.text) or _kind(place, len(asking)),
            minutes=step.minutes,
            note=tidy_text(step.note.body) if step.note else "",
            **_pin_of(step.excerpt, outline),
        )
        for place, step in enumerate(asking)
    ]
    meeting = Meeting(
        study_session.title,
        sorted(number_of[place] for place in assigned.sections if place in number_of),
        list(range(1, len(questions) + 1)),
    )
    return GuideFile(
        title=title[:300],
        language=study_session.circle.language,
        reading=assigned.reading.title,
        headings=headings_line(outline),
        questions=questions,
        plans=[Plan(study_session.title, study_session.minutes, "", [meeting])],
    )


def asking_steps(steps: list) -> list:
    """Those whose question may be kept; one that is somebody's own words stays in its session."""
    return [step for step in steps if step.prompt and not step.prompt.taken_from_id]


def _kind(place: int, count: int) -> str:
    if count > 1 and place == 0:
        return Question.Kind.OPENING
    return Question.Kind.CLOSING if count > 1 and place == count - 1 else Question.Kind.INTERPRETING


def _pin_of(excerpt, outline: list[dict]) -> dict:
    if excerpt is None:
        return {}
    place = next(
        (i for i, s in enumerate(outline) if s["start"] <= excerpt.start <= s["end"]), None
    )
    if place is None:
        return {}
    number, hash = section_pin(outline, place)
    section, numbers = outline[place], excerpt.numbers
    is_all = (excerpt.start, excerpt.end) == (section["start"], section["end"])
    pin = {"section": number, "section_hash": hash}
    if is_all or not numbers:
        return pin
    first, last = numbers[0], numbers[-1]
    return pin | {"paragraphs": str(first) if first == last else f"{first}-{last}"}


def plans_to_use(
    guide: Guide, questions: list[Question], study_session: StudySession
) -> list[dict]:
    """Ready plans, with those of their meetings that ask something and the `days` of these.

    These are a week apart, at the same time of the day; the first is this session's.
    """
    plans = []
    for each in plans_of(guide, questions):
        meetings = [meeting for meeting in each["meetings"] if meeting["questions"]]
        if meetings:
            days = [study_session.in_weeks(week) for week in range(len(meetings))]
            plans.append(each | {"meetings": meetings, "days": days})
    return plans
