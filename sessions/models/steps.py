"""What a step is made of, its question, passage and note included, read and written as one."""

from __future__ import annotations

from collections.abc import Iterable

from readings.excerpts import excerpts
from readings.models import Passage, Placement

from .agenda import AgendaItem
from .contributions import Contribution
from .meetings import StudySession
from .notes import FacilitatorNote
from .prompts import Prompt
from .taken import question_of


class Answered(Exception):
    """People have answered the question of this step: their words keep it."""


def steps_with_all(study_session: StudySession, viewer) -> list[AgendaItem]:
    """The steps in order, each with `prompt`, `note` and `excerpt`; four queries for any many."""
    notes = FacilitatorNote.objects.visible_to(viewer)
    steps = list(notes.beside(study_session.agenda_items.select_related("passage")))
    for step in steps:
        step.study_session = study_session
        body = step.facilitator_note
        step.note = FacilitatorNote(body=body) if body else None
    Prompt.objects.visible_to(viewer).of_steps(steps)
    found = excerpts([step.passage for step in steps], study_session.edition)
    for step in steps:
        step.excerpt = found.get(step.passage_id)
        step.has_lost_words = bool(study_session.edition and step.passage and not step.excerpt)
    return steps


def contents_of(study_session: StudySession, steps: Iterable[AgendaItem]) -> dict[int, dict]:
    """What each step is written from, as `write` takes it, by the id of the step."""
    steps = list(steps)
    prompts = {p.agenda_item_id: p for p in Prompt.objects.filter(agenda_item__in=steps)}
    notes = {
        n.agenda_item_id: n.body for n in FacilitatorNote.objects.filter(agenda_item__in=steps)
    }
    spans = _spans(study_session, steps)
    return {
        step.pk: {
            "title": step.title,
            "minutes": step.minutes,
            **_asked(prompts.get(step.pk)),
            "beforehand": step.pk in prompts and prompts[step.pk].beforehand,
            "gate": prompts[step.pk].gate if step.pk in prompts else "",
            "span": spans.get(step.passage_id),
            "note": notes.get(step.pk, ""),
        }
        for step in steps
    }


def _asked(prompt: Prompt | None) -> dict:
    """A question, or whose words it is: those are told again by the words themselves, never by a copy."""
    taken_from = prompt and prompt.taken_from_id
    return {"question": prompt.text if prompt and not taken_from else "", "words": taken_from}


def write(
    step: AgendaItem,
    *,
    title: str,
    minutes: int,
    question: str = "",
    words: int | None = None,
    beforehand: bool = False,
    gate: str = "",
    span: Iterable[int] | None = None,
    note: str = "",
) -> None:
    """Make the step read like this. Raises Answered where a question would go.

    `words`: instead of a question, the id of what someone asked in the margin, unless it was deleted or
    hidden since.
    """
    step.title, step.minutes = title, minutes
    left_behind = _pin(step, span)
    step.save()
    if left_behind:
        left_behind.delete()
    question, taken_from = _question_and_source(step, question, words)
    if question:
        Prompt.objects.update_or_create(
            agenda_item=step,
            defaults={
                "study_session": step.study_session,
                "text": question,
                "taken_from": taken_from,
                "beforehand": beforehand,
                "gate": gate,
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


def _question_and_source(
    step: AgendaItem, question: str, words: int | None
) -> tuple[str, Contribution | None]:
    if words:
        here = Contribution.objects.in_session(step.study_session).live().unhidden().shared()
        found = here.filter(pk=words).first()
        return (question_of(found), found) if found else ("", None)
    same = Prompt.objects.filter(agenda_item=step, text=question).select_related("taken_from")
    prompt = same.first()
    return question, prompt and prompt.taken_from


def erase(step: AgendaItem) -> None:
    """Delete the step with all it has. Raises Answered."""
    _drop_question(step)
    passage = step.passage
    step.delete()
    if passage:
        passage.delete()


def reads(
    step: AgendaItem,
    *,
    title: str,
    minutes: int,
    question: str = "",
    beforehand: bool = False,
    gate: str = "",
    span: Iterable[int] | None = None,
    note: str = "",
) -> bool:
    """Whether the step as it is stored reads like this."""
    stored = contents_of(step.study_session, [step])[step.pk]
    if stored.pop("words"):
        stored["question"] = Prompt.objects.get(agenda_item=step).text
    return stored == {
        "title": title,
        "minutes": minutes,
        "question": question,
        "beforehand": bool(question) and beforehand,
        "gate": gate if question else "",
        "span": list(span) if span else None,
        "note": note,
    }


def _spans(study_session: StudySession, steps: list[AgendaItem]) -> dict[int, list[int]]:
    """Where the passages of these steps are in today's version, those that still are."""
    passages = [step.passage_id for step in steps if step.passage_id]
    if not passages or not study_session.edition:
        return {}
    places = Placement.objects.filter(
        passage__in=passages, edition=study_session.edition, start__isnull=False
    )
    return {place.passage_id: [place.start, place.end] for place in places}


def _pin(step: AgendaItem, span: Iterable[int] | None) -> Passage | None:
    """Point the step at these words; returns the passage that nothing points at any more."""
    edition = step.study_session.edition
    before = step.passage
    stands = _spans(step.study_session, [step]).get(step.passage_id)
    if (list(span) if span else None) == stands:
        return None  # also where the passage has no place now: the form could not show it
    step.passage = Passage.pin(edition, *span) if span and edition else None
    return before


def _drop_question(step: AgendaItem) -> None:
    prompts = Prompt.objects.filter(agenda_item=step)
    if Contribution.objects.filter(prompt__in=prompts).exists():
        raise Answered
    prompts.delete()
