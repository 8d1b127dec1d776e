"""What was written in the margin, passage by passage along the text: to read again after the meeting.

Three queries for any many: the words, where their passages stand, and the blocks there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from readings.excerpts import Excerpt, excerpts
from readings.models import Passage

from .models import Contribution, StudySession
from .questions import threads
from .viewer import Viewer


@dataclass
class Talk:
    """A passage with what was said about it."""

    passage: Passage
    excerpt: Excerpt | None  # where it stands; None, if these words are not in the text any more
    threads: list[Contribution]


def talks(viewer: Viewer, study_session: StudySession) -> list[Talk]:
    """Along the text; what has lost its place in it stands at the end."""
    rows = Contribution.objects.visible_to(viewer).in_session(study_session).in_margin()
    heads = [row for row in threads(rows.with_author().in_order()) if row.passage]
    places = excerpts([head.passage for head in heads], study_session.edition)

    def place(head: Contribution) -> tuple:
        excerpt = places.get(head.passage_id)
        return (excerpt.start, excerpt.end) if excerpt else (float("inf"), head.passage_id)

    along = [list(rows) for _place, rows in groupby(sorted(heads, key=place), key=place)]
    return [Talk(rows[0].passage, places.get(rows[0].passage_id), rows) for rows in along]
