"""What sessions do when the text they are to read has a new edition: their plans follow it.

Passages are carried by the text itself. A plan that was on somebody's screen is of the old edition, so
each step that points at words is newer from now on, and a save of the old page is refused.
"""

from __future__ import annotations

from django.db.models import F

from readings.models import Block, Reading

from .assigned import AssignedReading
from .contributions import Contribution
from .events import Event, record


def bears_words_of_sessions(reading: Reading) -> bool:
    """Whether someone, in any circle, wrote about words of this text."""
    return Contribution.objects.filter(passage__reading=reading).exists()


def follow_edition(reading: Reading) -> None:
    """Sessions that have not begun meet on the new edition, with the sections that were set."""
    before = reading.edition.based_on_id
    if before is None:
        return
    old, new = _reaches(before), _reaches(reading.edition_id)
    assigned = AssignedReading.objects.filter(reading=reading, fixed_edition=None)
    for each in assigned.select_related("study_session").order_by("study_session"):
        study_session = each.study_session
        study_session.hold()
        each.refresh_from_db(fields=["sections", "fixed_edition", "version"])
        if each.fixed_edition_id:
            continue
        each.rewrite(_follow(each.sections, old, new))
        pointing = study_session.agenda_items.exclude(passage=None)
        pointing.update(version=F("version") + 1)
        if study_session.opened_at:
            record(study_session, Event.Kind.PLANNED, even_if_closed=True)


def _reaches(edition: int) -> list[range]:
    """The blocks of each section, by position: a review leaves every block at its own."""
    blocks = Block.objects.filter(edition=edition, start__isnull=False).order_by("position")
    starts: list[int] = []
    end = 0
    for position, kind in blocks.values_list("position", "kind"):
        if kind == Block.Kind.HEADING or not starts:
            starts.append(position)
        end = position + 1
    return [range(a, b) for a, b in zip(starts, [*starts[1:], end], strict=False)]


def _follow(sections: list[int], old: list[range], new: list[range]) -> list[int]:
    """The places of the sections that hold what was set to read; all of them is written as none."""
    kept = [old[place] for place in sections if place < len(old)]
    found = [
        place
        for place, reach in enumerate(new)
        if any(reach.start < set_.stop and set_.start < reach.stop for set_ in kept)
    ]
    return [] if len(found) == len(new) else found
