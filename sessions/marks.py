"""What a margin is made of, as the database tells it: marks, who replied to them, and what is new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, OuterRef, Q, QuerySet

from readings.models import Edition
from readings.people.compiled import compiled

from .earlier import earlier_sessions
from .layers import Layer
from .models import Annotation, Contribution, Reply, StudySession
from .viewer import Viewer


class Mark(NamedTuple):
    """A stretch of the text with a note on it, and how many words of people hang there."""

    pk: int
    start: int
    end: int
    is_question: bool  # one that waits for its answer
    is_mine: bool
    is_earlier: bool  # of an earlier session
    notes: int
    fresh: int  # how many of these are new for this person
    repliers: frozenset[int]
    speakers: frozenset[int]  # who said something there that others can see

    @property
    def paint(self) -> str:
        """The name under which it is painted (paint.js)."""
        if self.is_earlier:
            return "earlier"
        kind = "question" if self.is_question else "comment"
        return f"own-{kind}" if self.is_mine else kind


class Pair(Func):
    """Two numbers; a thousand of them are read in no time, which as JSON they are not."""

    template = "ARRAY[%(expressions)s]"
    output_field = ArrayField(BigIntegerField())


class Facts(NamedTuple):
    """What is asked for beside the marks."""

    own: list[int]  # what this person keeps for themselves here
    earlier: list[int]  # sessions before this one
    unread: list[list[int]]  # what is new for this person here: each with its thread
    events: Sequence[int] = ()  # where earlier sessions are shown, the last of each

    @classmethod
    def of(cls, viewer: Viewer, study_session: StudySession, layer: Layer) -> Facts:
        """One query."""
        [facts] = facts_of(viewer, study_session, with_earlier=layer.is_earlier)
        return cls(*facts)


@compiled
def facts_of(
    viewer: Viewer, study_session: StudySession, *, with_earlier: bool
) -> QuerySet[StudySession]:
    """Where earlier sessions are shown, with their last events: of those that hold nothing back."""
    own = Annotation.objects.visible_to(viewer).filter(study_session=OuterRef("pk"))
    earlier = earlier_sessions(viewer, study_session).order_by()
    words = Contribution.objects.visible_to(viewer).on_annotations()
    unread = words.unread_by(viewer.user).filter(study_session=OuterRef("pk"))
    facts = [
        own.private().live().values("pk"),
        earlier.values("pk"),
        unread.values(row=Pair("pk", "thread")),
    ]
    if with_earlier:
        let_through = earlier.exclude(pk__in=viewer.margins_held_back)
        facts.append(let_through.values("event_count__last"))
    rows = StudySession.objects.filter(pk=study_session.pk)
    return rows.values_list(*map(ArraySubquery, facts))


def marks_of(
    viewer: Viewer, study_session: StudySession, earlier: list[int], fresh: Counter
) -> list[Mark]:
    """All that this person can see, in this session and these earlier ones, with how much is new in each
    thread; two queries."""
    me, here, edition = viewer.user.pk, study_session.pk, study_session.edition
    shown = [here, *earlier]
    replies = defaultdict(list)
    for parent, author in replies_in(viewer, shown):
        replies[parent].append(author)
    marks, nobody = [], frozenset()
    for row in annotations_in(viewer, shown, edition):
        pk, start, end, is_there, is_shared, is_question, author, session = row
        repliers = frozenset(replies[pk]) if pk in replies else nobody
        marks.append(
            Mark(
                pk=pk,
                start=start,
                end=end,
                is_question=is_there and is_question,
                is_mine=author == me,
                is_earlier=session != here,
                notes=is_there + (len(replies[pk]) if repliers else 0),
                fresh=fresh.get(pk, 0),
                repliers=repliers,
                speakers=repliers | {author} if is_there and is_shared else repliers,
            )
        )
    return marks


@compiled(many=True)
def annotations_in(viewer: Viewer, sessions: list[int], edition: Edition) -> QuerySet[Annotation]:
    rows = Annotation.objects.visible_to(viewer).filter(study_session__in=sessions)
    return (
        rows.placed_in(edition)
        .standing()
        .in_order()
        .values_list(
            *("pk", "start", "end"),
            Q(deleted_at=None, hidden_at=None),
            Q(audience=Annotation.Audience.CIRCLE),
            Q(tag=Annotation.Tag.QUESTION, settled_at=None),
            *("author", "study_session"),
        )
    )


@compiled
def replies_in(viewer: Viewer, sessions: list[int]) -> QuerySet[Reply]:
    """On which annotation, and by whom."""
    rows = Reply.objects.visible_to(viewer).filter(study_session__in=sessions)
    return rows.live().unhidden().on_annotations().values_list("parent", "author")
