"""A guide as its pages show it: where each question is pinned today, and what is no longer found."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from readings.excerpts import excerpts
from readings.guide_files import find_section
from readings.models import Edition, Guide, Part, Question, Reading


def with_places(questions: Iterable[Question], edition: Edition | None) -> list[Question]:
    """Each with `excerpt`, `section_place` (in the outline) and `is_lost`; two queries for any many."""
    questions = list(questions)
    found = excerpts([question.passage for question in questions], edition)
    outline = edition.text.outline if edition else []
    for question in questions:
        question.excerpt = found.get(question.passage_id)
        question.section_place = _section_of(question, outline)
        is_lost_section = question.section is not None and question.section_place is None
        question.is_lost = is_lost_section or bool(question.paragraphs and not question.excerpt)
    return questions


def _section_of(question: Question, outline: list[dict]) -> int | None:
    if question.section is not None:
        return find_section(outline, question.section, question.section_hash)
    if question.excerpt:
        start = question.excerpt.start
        return next((i for i, s in enumerate(outline) if s["start"] <= start <= s["end"]), None)
    return None


def span_of(question: Question, outline: list[dict]) -> tuple[int, int] | None:
    """The words it is about, as `with_places` found them: its paragraphs, else its section."""
    if question.excerpt:
        return question.excerpt.start, question.excerpt.end
    if question.section_place is None or question.paragraphs:
        return None
    section = outline[question.section_place]
    return (section["start"], section["end"]) if section["start"] < section["end"] else None


def by_section(questions: list[Question], outline: list[dict]) -> list[dict]:
    """In the guide's order; neighbours about one section stand together under its title."""
    groups: list[dict] = []
    for question in questions:
        place = question.section_place
        if not groups or groups[-1]["place"] != place:
            groups.append({"place": place, "section": _named(outline, place), "questions": []})
        groups[-1]["questions"].append(question)
    return groups


def _named(outline: list[dict], place: int | None) -> dict | None:
    if place is None:
        return None
    return {"id": outline[place]["id"], "title": outline[place]["title"] or _("The beginning")}


def plans_of(guide: Guide, questions: list[Question]) -> list[dict]:
    """Its ready plans, each meeting with its questions and the sections to read before it."""
    by_id = {question.pk: question for question in questions}
    plans = list(guide.plans.all())
    for row in (plans, *(list(plan.meetings.all()) for plan in plans)):
        neighbours(row)
    return [
        {
            "plan": plan,
            "meetings": [
                {
                    "meeting": meeting,
                    "questions": [by_id[pk] for pk in meeting.questions if pk in by_id],
                    "sections": [
                        _named(guide.outline, place)
                        for place in sections_of(guide, meeting.sections)
                    ],
                }
                for meeting in plan.meetings.all()
            ],
        }
        for plan in plans
    ]


def sections_of(guide: Guide, numbers: list[int]) -> list[int]:
    """Places in the outline; none where the text has not the headings the guide was written for."""
    if not guide.fits(guide.outline):
        return []
    places = [find_section(guide.outline, number) for number in numbers]
    return [place for place in places if place is not None]


def guides_on(reading: Reading, viewer) -> list[Guide]:
    return list(Guide.objects.visible_to(viewer).of_reading(reading).with_counts())


def neighbours(parts: list[Part]) -> None:
    """Sets `number`, from 1, and the ids after which a part moves up or down; None at an end."""
    ids = [0, *(part.pk for part in parts)]
    for place, part in enumerate(parts):
        part.number = place + 1
        part.up_after = ids[place - 1] if place else None
        part.down_after = ids[place + 2] if place + 2 < len(ids) else None
