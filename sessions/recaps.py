"""What stands in the recap of a session, for whoever asks. Seven queries, however much was written."""

from __future__ import annotations

from itertools import groupby

from readings.excerpts import excerpts

from .models import Contribution, Note, Recap, StudySession
from .permissions import can_run


def recap_context(study_session: StudySession, viewer) -> dict:
    """The context of `sessions/_recap.html`; `recap` is None for those it is not out for.

    Then nothing else is fetched: no word of it can reach a page by mistake.
    """
    recap = Recap.objects.visible_to(viewer).with_count().of_session(study_session)
    if recap is None and not can_run(viewer, study_session):
        return {"recap": None}
    recap = recap or Recap.blank(study_session)
    notes = list(Note.objects.visible_to(viewer).in_session(study_session).in_order())
    return {
        "recap": recap,
        "present": present(recap),
        "decisions": _of_kind(notes, Note.Kind.DECISION),
        "actions": _of_kind(notes, Note.Kind.ACTION),
        "open_questions": _of_kind(notes, Note.Kind.OPEN_QUESTION),
        "minutes": by_step(_of_kind(notes, Note.Kind.MINUTES)),
        "kept": kept(study_session, viewer),
        "assigned": study_session.assigned,
    }


def _of_kind(notes: list[Note], kind: str) -> list[Note]:
    return [note for note in notes if note.kind == kind]


def present(recap: Recap) -> int:
    """How many were there: as a facilitator wrote it, else as the pages counted."""
    return recap.counted if recap.present is None else recap.present


def by_step(notes: list[Note]) -> list[tuple[str, list[Note]]]:
    """Notes under the title of their step, in the order of the plan; those of no step at the end."""

    def place(note: Note) -> tuple[bool, int]:
        step = note.agenda_item
        return (step is None, step.position if step else 0)

    return [
        (step.title if step else "", list(group))
        for step, group in groupby(sorted(notes, key=place), key=lambda note: note.agenda_item)
    ]


def kept(study_session: StudySession, viewer) -> list[Contribution]:
    """What was marked Keep, along the text, each with `excerpt`, the passage it is about (or None)."""
    rows = list(
        Contribution.objects.visible_to(viewer)
        .in_session(study_session)
        .live()
        .kept()
        .with_author()
        .with_places()
        .in_order()
    )
    places = excerpts([row.about for row in rows], study_session.edition) if rows else {}
    for row in rows:
        row.excerpt = places.get(row.about.pk) if row.about else None
    return sorted(rows, key=lambda row: (row.excerpt is None, row.excerpt and row.excerpt.start))
