"""What stands on the facilitators' desk while a meeting runs: the clock, the step, what comes in."""

from __future__ import annotations

from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from readings.excerpts import excerpts
from readings.people.compiled import compiled

from .clock import forecast
from .models import AgendaItem, Change, Contribution, FacilitatorNote, Note, Prompt, StudySession
from .viewer import Viewer

MORE_TIME = 5  # minutes a press
SHOWN_NEXT = 3  # steps
SHOWN_WORDS = 200  # answers and annotations; the counts are of all
SHOWN_ANSWERS = 8  # to a question; the others stand behind a word


def desk_clock(study_session: StudySession, viewer: Viewer) -> dict:
    """Where the meeting stands: the steps, the end to expect, and a version that changes with them."""
    steps = steps_on_desk(viewer, study_session)
    expected = forecast(study_session, steps, timezone.now())
    for step in steps:
        step.begins_at = expected.begins.get(step.pk)
    to_come = [step for step in steps if step.started_at is None]
    begun = [step for step in steps if step.started_at]
    counts = (study_session.present_count, study_session.prepared_count, study_session.guest_count)
    signs = (study_session.event_count.last, *counts, expected.minutes_late)
    return {
        "forecast": expected,
        "step": next((step for step in steps if step.is_running), None),
        "number": len(begun),
        "step_count": sum(not step.is_skipped for step in steps),
        "coming": to_come[:SHOWN_NEXT],
        "coming_count": len(to_come),
        "following": next((step for step in to_come if not step.is_skipped), None),
        "can_go_back": len(begun) > 1,
        "more_time": MORE_TIME,
        "clock_change": just_done(study_session.clock_change),
        "version": "_".join(str(sign) for sign in signs),
    }


def desk_context(study_session: StudySession, viewer: Viewer, clock: dict | None = None) -> dict:
    """The whole desk; `clock`, if the caller has looked at it already."""
    clock = clock or desk_clock(study_session, viewer)
    step = clock["step"]
    prompt = _question_of(viewer, step) if step else None
    words = words_coming(viewer, study_session, *([prompt] if prompt else []))
    about = (prompt and prompt.about) or (step and step.passage)
    annotations = [row for row in words if row.kind == Contribution.Kind.ANNOTATION]
    places = excerpts([about, *(row.passage for row in annotations)], study_session.edition)
    questions = _by_question(words, prompt)
    return {
        "prompt": prompt,
        "excerpt": places.get(about.pk) if about else None,
        "current": next((q for q in questions if q["is_current"]), None),
        "others": [q for q in questions if not q["is_current"]],
        "passages": _by_passage(annotations, places),
        "fresh_notes": _new_among(annotations),
        "annotation_count": annotations[0].total if annotations else 0,
        "notes": notes_on_desk(viewer, study_session),
        "notes_change": just_done(study_session.notes_change),
        **clock,
    }


@compiled
def steps_on_desk(viewer: Viewer, study_session: StudySession) -> QuerySet[AgendaItem]:
    """Each with the facilitators' note on it."""
    steps = AgendaItem.objects.visible_to(viewer).filter(study_session=study_session)
    noted = FacilitatorNote.objects.visible_to(viewer)
    return noted.beside(steps.select_related("passage").order_by("position"))


@compiled
def words_coming(
    viewer: Viewer, study_session: StudySession, *prompt: Prompt
) -> QuerySet[Contribution]:
    """Those to the question that is on first, if one is."""
    rows = Contribution.objects.visible_to(viewer).in_session(study_session)
    rows = rows.coming_in(prompt[0] if prompt else None).with_news(viewer.user)
    return rows.with_author().with_places()[:SHOWN_WORDS]


@compiled
def notes_on_desk(viewer: Viewer, study_session: StudySession) -> QuerySet[Note]:
    return Note.objects.visible_to(viewer).in_session(study_session).newest_first()


def just_done(found: dict | None) -> Change | None:
    """What `with_changes_by` found: enough to name it and to undo it."""
    return Change(**found) if found else None


def _question_of(viewer: Viewer, step: AgendaItem) -> Prompt | None:
    prompts = Prompt.objects.visible_to(viewer).select_related("passage")
    prompt = prompts.of_steps([step])[0].prompt
    if prompt:
        prompt.agenda_item = step  # as it is loaded already
    return prompt


def _by_question(words: list[Contribution], current: Prompt | None) -> list[dict]:
    """Answers under their question; the one that is on comes first, even while it has none."""
    answers = [row for row in words if row.kind == Contribution.Kind.ANSWER]
    found = {
        prompt: list(rows)
        for prompt, rows in groupby(
            sorted(answers, key=lambda row: row.prompt_id), key=lambda row: row.prompt
        )
    }
    order = [current] if current else []
    order += [prompt for prompt in found if prompt != current]
    return [_question(prompt, found.get(prompt, []), current) for prompt in order]


def _question(prompt: Prompt, answers: list[Contribution], current: Prompt | None) -> dict:
    shown, behind = answers[:SHOWN_ANSWERS], answers[SHOWN_ANSWERS:]
    return {
        "prompt": prompt,
        "shown": shown,
        "behind": behind,
        "fresh": _new_among(shown),
        "fresh_behind": _new_among(behind),
        "loaded": len(answers),
        "count": answers[0].total if answers else 0,
        "is_current": prompt == current,
    }


def _new_among(words: list[Contribution]) -> list[int]:
    """Of those shown here, which are new for this person; replies stand elsewhere."""
    return [row.pk for row in words if row.is_new]


def _by_passage(annotations: list[Contribution], places: dict) -> list[dict]:
    """Annotations along the text, those on the same words together."""

    def place(row: Contribution) -> tuple:
        excerpt = places.get(row.passage_id)
        return (excerpt.start, excerpt.end) if excerpt else (float("inf"), row.passage_id)

    return [
        {"excerpt": places.get(rows[0].passage_id), "exact": rows[0].passage.exact, "rows": rows}
        for rows in (
            list(group) for _place, group in groupby(sorted(annotations, key=place), place)
        )
    ]
