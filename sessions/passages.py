"""What was written in the margin, passage by passage along the text: to read again after the meeting.

Four queries for any many: the words, the earlier ones they bring up, where their passages stand, and
the blocks there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from readings.excerpts import Excerpt, excerpts
from readings.models import Passage

from .earlier import with_what_they_bring_up
from .models import Contribution, StudySession
from .news import last_of_new
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
    rows = rows.with_news(viewer.user).with_author().in_order()
    heads = [row for row in threads(rows) if row.passage]
    with_what_they_bring_up(heads, viewer)
    places = excerpts([head.passage for head in heads], study_session.edition)

    def place(head: Contribution) -> tuple:
        excerpt = places.get(head.passage_id)
        return (excerpt.start, excerpt.end) if excerpt else (float("inf"), head.passage_id)

    along = [list(rows) for _place, rows in groupby(sorted(heads, key=place), key=place)]
    return [Talk(rows[0].passage, places.get(rows[0].passage_id), rows) for rows in along]


def unread(talks: list[Talk]) -> list[int]:
    """The last words of each thread in which something is new."""
    return last_of_new(thread for talk in talks for thread in talk.threads)
