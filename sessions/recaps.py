"""What stands in the recap of a session, for whoever asks. Seven queries, however much was written."""

from __future__ import annotations

from itertools import groupby

from readings.excerpts import excerpts

from .models import Contribution, Kept, Note, Recap, StudySession
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
    """What was marked Keep, in the order facilitators gave it, else along the text.

    Each with `excerpt`, the passage it is about (or None), `line`, its place in the recap, and
    `wording`, if facilitators shortened or reworded it: of the words as they are now, not as they were
    before their author changed them.
    """
    rows = list(
        Contribution.objects.visible_to(viewer)
        .in_session(study_session)
        .live()
        .unhidden()
        .kept()
        .with_author()
        .with_places()
        .in_order()
    )
    places = excerpts([row.about for row in rows], study_session.edition) if rows else {}
    lines = Kept.objects.visible_to(viewer).in_session(study_session) if rows else []
    by_words = {line.contribution_id: line for line in lines}
    for row in rows:
        row.study_session = study_session
        row.excerpt = places.get(row.about.pk) if row.about else None
        row.line = by_words.get(row.pk) or Kept(contribution=row, study_session=study_session)
        row.wording = row.line.wording if row.line.of_version == row.version else ""
    return sorted(rows, key=_place)


def _place(row: Contribution) -> tuple:
    position, excerpt = row.line.position, row.excerpt
    return (position is None, position or 0, excerpt is None, excerpt.start if excerpt else 0)


def with_neighbours(rows: list) -> None:
    """Each row with the neighbour it comes after when it moves up or down; None where it cannot."""
    pks = [row.pk for row in rows]
    for place, row in enumerate(rows):
        row.up_after = None if place == 0 else (pks[place - 2] if place > 1 else 0)
        row.down_after = pks[place + 1] if place + 1 < len(pks) else None
