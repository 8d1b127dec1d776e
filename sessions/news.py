"""What is new for one person: in a session, and on Home what concerns them in any.

Everything comes from `unread_by`, as the labels in a talk and the numbers in the margin do, so that the
pages agree. It points to words and quotes only what this person wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from readings.models import Block, Placement
from readings.people.compiled import compiled

from .models import AssignedReading, Contribution, Prompt, StudySession
from .models.contribution_queries import ContributionQuerySet
from .viewer import Viewer


def is_new(head: Contribution) -> bool:
    """Whether a thread (with `replies`) has something new."""
    return any(one.is_new for one in (head, *head.replies))


def last_of_new(threads: Iterable[Contribution]) -> list[int]:
    """The last words, of those one may read, of each thread (with `replies`) that has something new."""
    found = []
    for head in threads:
        if is_new(head):
            words = [head, *head.replies]
            found.append(max(one.pk for one in words if not one.deleted_at and not one.is_withheld))
    return found


# In one session


@dataclass(frozen=True)
class Place:
    """A block of the text with something new."""

    start: int
    number: int | None


@dataclass
class News:
    """What is new in a session: in its text, and in the answers to its questions."""

    study_session: StudySession
    notes: int = 0
    places: list[Place] = field(default_factory=list)  # along the text
    answers: Counter = field(default_factory=Counter)  # question -> how many words
    newest: int = 0

    @classmethod
    def of(cls, study_session: StudySession) -> News:
        """Notes whose words are in the text no more have no place on its page, and do not count."""
        news, places = cls(study_session), set()
        for row in getattr(study_session, "unread", ()):
            news.newest = max(news.newest, row["pk"])
            if row["prompt"]:
                news.answers[row["prompt"]] += 1
            elif row["start"] is not None:
                news.notes += 1
                places.add(Place(row["start"], row["number"]))
        news.places = sorted(places, key=lambda place: place.start)
        return news

    def __bool__(self) -> bool:
        return bool(self.notes or self.answers)

    @property
    def text_url(self) -> str:
        """The text, at the first place with something new."""
        first = self.places[0]
        if first.number:
            return reverse("sessions:read", args=[self.study_session.pk]) + f"#p{first.number}"
        return self.talk_url(first)

    @property
    def answer_count(self) -> int:
        return self.answers.total()

    @property
    def answers_url(self) -> str:
        """The question with something new; all of them, if there are several."""
        if len(self.answers) > 1:
            return reverse("sessions:questions", args=[self.study_session.pk])
        return reverse("sessions:answer", args=[self.study_session.pk, *self.answers])

    def talk_url(self, place: Place) -> str:
        return reverse("sessions:talk", args=[self.study_session.pk, place.start])

    def after(self, start: int) -> Place | None:
        """The next other place along the text; after the last one comes the first."""
        others = [place for place in self.places if place.start != start]
        return next((place for place in others if place.start > start), next(iter(others), None))


def with_news(sessions: QuerySet[StudySession], viewer: Viewer) -> QuerySet[StudySession]:
    """The sessions, each with `unread`: what is new in it, for `News.of`."""
    edition = AssignedReading.objects.filter(study_session=OuterRef("study_session"))
    edition = edition.values(found=Coalesce("fixed_edition", "reading__edition"))
    placed = Placement.objects.filter(passage=OuterRef("pinned"), edition=OuterRef("edition"))
    blocks = Block.objects.filter(edition=OuterRef("edition"), start__lte=OuterRef("at")).kept()
    block = blocks.exclude(text="").order_by("-start")
    rows = _unread(viewer).filter(study_session=OuterRef("pk"))
    rows = rows.annotate(
        pinned=Coalesce("passage", "parent__passage"),
        edition=Subquery(edition[:1]),
        at=Subquery(placed.values("start")[:1]),
        start=Subquery(block.values("start")[:1]),
        number=Subquery(block.values("number")[:1]),
    )
    row = JSONObject(pk="pk", prompt="prompt", start="start", number="number")
    return sessions.annotate(unread=ArraySubquery(rows.values(row=row)))


def news_in(viewer: Viewer, study_session: StudySession) -> News:
    """For a session that came without; one query."""
    [study_session.unread] = unread_in(viewer, study_session)
    return News.of(study_session)


@compiled
def unread_in(viewer: Viewer, study_session: StudySession) -> QuerySet:
    sessions = StudySession.objects.filter(pk=study_session.pk)
    return with_news(sessions, viewer).values_list("unread", flat=True)


def _unread(viewer: Viewer) -> ContributionQuerySet:
    """Answers count where their question may be seen."""
    asked = Prompt.objects.visible_to(viewer)
    rows = Contribution.objects.visible_to(viewer).unread_by(viewer.user)
    return rows.filter(Q(prompt=None) | Q(prompt__in=asked.values("pk")))


# On Home


@dataclass
class Concern:
    """A thread of this person's own with something new: replies, or that its question has its answer."""

    first: Contribution  # of what is new
    head: Contribution
    last: int
    replies: int = 0
    is_answered: bool = False

    @property
    def url(self) -> str:
        session = self.head.study_session_id
        if self.head.prompt_id:
            page = reverse("sessions:answer", args=[session, self.head.prompt_id])
            return f"{page}#c{self.first.pk}"
        return reverse("sessions:annotation", args=[session, self.first.pk])


def concerns_of(viewer: Viewer) -> list[Concern]:
    """Replies to this person and answers to their questions, the newest first; one query."""
    found: dict[int, Concern] = {}
    for words in unread_concerns(viewer):
        concern = found.setdefault(words.thread, Concern(words, words.parent or words, 0))
        concern.last = words.pk
        if words.parent_id:
            concern.replies += 1
        else:
            concern.is_answered = True
    return list(reversed(found.values()))


@compiled
def unread_concerns(viewer: Viewer) -> ContributionQuerySet:
    user = viewer.user
    rows = _unread(viewer).filter(Q(parent__author=user) | Q(author=user, parent=None))
    return rows.select_related("parent", "study_session").in_order()
