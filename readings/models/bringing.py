"""Guides from files and back: an upload, a copy and a plan that is kept all come in by this door."""

from __future__ import annotations

import hashlib
import uuid

from readings.excerpts import excerpts
from readings.guide_files import (
    Event,
    GuideFile,
    Meeting,
    Name,
    Plan,
    find_section,
    headings_line,
    spans,
    write,
)
from readings.guide_files import Question as FileQuestion
from readings.guide_files.pins import spans_line
from readings.people.models import Circle, Receipt, User

from .editions import Edition
from .guides import Entry, Guide, Question
from .library import Reading
from .passages import Passage
from .ready_plans import ReadyMeeting, ReadyPlan


def bring(
    file: GuideFile,
    *,
    by: User | None,
    key: uuid.UUID,
    reading: Reading,
    circle: Circle | None,
    **facts,
) -> Guide:
    """A guide as this file says. `facts`: more fields of Guide. Raises KeyReused."""
    digest = hashlib.sha256(write(file).encode()).hexdigest()
    body = {"reading": reading.pk, "circle": circle and circle.pk, "file": digest}
    with Receipt.once(user=by, key=key, body=body) as receipt:
        if receipt.is_repeat:
            return receipt.found
        guide = Guide.objects.create(
            reading=reading,
            circle=circle,
            created_by=by,
            title=file.title,
            language=file.language,
            authors=file.authors,
            licence=file.licence,
            intro=file.intro,
            reading_name=file.reading,
            headings=file.headings,
            **facts,
        )
        questions = _bring_questions(guide, file)
        _bring_plans(guide, file, questions)
        _bring_entries(guide, file)
        receipt.keep(guide)
    return guide


def _bring_questions(guide: Guide, file: GuideFile) -> list[Question]:
    places = paragraph_spans(guide.reading.edition, file)
    pinned = [number for number in places if places[number]]
    passages = Passage.pin_all(guide.reading.edition, [places[number] for number in pinned])
    passage_of = dict(zip(pinned, passages, strict=True))
    return Question.objects.bulk_create(
        Question(
            guide=guide,
            position=position,
            kind=question.kind,
            text=question.text,
            minutes=question.minutes,
            note=question.note,
            section=question.section,
            section_hash=question.section_hash,
            paragraphs=question.paragraphs,
            passage=passage_of.get(position),
        )
        for position, question in enumerate(file.questions)
    )


def paragraph_spans(edition: Edition | None, file: GuideFile) -> dict[int, tuple[int, int] | None]:
    """Where the first paragraphs of each question stand, by its position; None where that is unsure.

    Numbers are trusted where the section they belong to is found around them, or where the text has
    the headings the file was written for.
    """
    cited = {
        position: spans(question.paragraphs)[0]
        for position, question in enumerate(file.questions)
        if question.paragraphs
    }
    if not cited or edition is None:
        return {}
    outline = edition.text.outline
    is_same_text = not file.headings or file.headings == headings_line(outline)
    numbers = {number for span in cited.values() for number in span}
    blocks = edition.blocks.filter(number__in=numbers).in_bulk(field_name="pk").values()
    block_of = {block.number: block for block in blocks}

    def span(position: int) -> tuple[int, int] | None:
        first, last = (block_of.get(number) for number in cited[position])
        question = file.questions[position]
        if not first or not last:
            return None
        if question.section is None:
            return (first.start, last.end) if is_same_text else None
        place = find_section(outline, question.section, question.section_hash)
        is_inside = (
            place is not None and outline[place]["start"] <= first.start < outline[place]["end"]
        )
        return (first.start, last.end) if is_inside else None

    return {position: span(position) for position in cited}


def _bring_plans(guide: Guide, file: GuideFile, questions: list[Question]) -> None:
    plans = ReadyPlan.objects.bulk_create(
        ReadyPlan(
            guide=guide, position=place, title=plan.title, minutes=plan.minutes, text=plan.text
        )
        for place, plan in enumerate(file.plans)
    )
    ReadyMeeting.objects.bulk_create(
        ReadyMeeting(
            plan=row,
            position=position,
            title=meeting.title,
            sections=meeting.sections,
            questions=[questions[number - 1].pk for number in meeting.questions],
            text=meeting.text,
        )
        for row, plan in zip(plans, file.plans, strict=True)
        for position, meeting in enumerate(plan.meetings)
    )


def _bring_entries(guide: Guide, file: GuideFile) -> None:
    Entry.objects.bulk_create(
        Entry(
            guide=guide,
            kind=kind,
            position=position,
            title=entry.title,
            paragraphs=entry.paragraphs,
            text=entry.text,
        )
        for kind, entries in ((Entry.Kind.NAME, file.names), (Entry.Kind.EVENT, file.timeline))
        for position, entry in enumerate(entries)
    )


def as_file(guide: Guide) -> GuideFile:
    """What `bring` was given, with all that changed since; paragraphs as they are numbered today."""
    questions = list(guide.questions.select_related("passage"))
    number_of = {question.pk: number for number, question in enumerate(questions, start=1)}
    today = excerpts([question.passage for question in questions], guide.edition)
    entries = list(guide.entries.all())
    return GuideFile(
        title=guide.title,
        language=guide.language,
        authors=guide.authors,
        reading=guide.reading_name,
        headings=guide.headings,
        licence=guide.licence,
        intro=guide.intro,
        questions=[
            FileQuestion(
                text=question.text,
                kind=question.kind,
                minutes=question.minutes,
                section=question.section,
                section_hash=question.section_hash,
                paragraphs=_paragraphs(question, today),
                note=question.note,
            )
            for question in questions
        ],
        plans=[
            Plan(
                plan.title,
                plan.minutes,
                plan.text,
                [
                    Meeting(
                        meeting.title,
                        meeting.sections,
                        [number_of[pk] for pk in meeting.questions if pk in number_of],
                        meeting.text,
                    )
                    for meeting in plan.meetings.all()
                    if meeting.questions
                ],
            )
            for plan in guide.plans.prefetch_related("meetings")
            if any(meeting.questions for meeting in plan.meetings.all())
        ],
        names=[Name(e.title, e.paragraphs, e.text) for e in entries if e.kind == Entry.Kind.NAME],
        timeline=[
            Event(e.title, e.paragraphs, e.text) for e in entries if e.kind == Entry.Kind.EVENT
        ],
    )


def _paragraphs(question: Question, today: dict) -> str:
    excerpt = today.get(question.passage_id)
    if not excerpt or not excerpt.numbers:
        return question.paragraphs
    cited = spans(question.paragraphs)
    return spans_line([(excerpt.numbers[0], excerpt.numbers[-1]), *cited[1:]])
