"""Which words of people are asked for: those that someone may see, of one kind, in one place, new to them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from readings.models import Block, Edition
from readings.people.models import User

from .counting import counted
from .gates import let_through_q
from .meetings import StudySession
from .prompts import Prompt
from .reactions import Reaction
from .read_marks import ReadMark, Shown


class ContributionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ContributionQuerySet:
        """What was hidden from them comes without its words (`is_withheld`), where replies hang on it."""
        shared = Q(audience=self.model.Audience.CIRCLE) & let_through_q(viewer)
        theirs = Q(author_id=viewer.user.pk) | Q(circle_id__in=viewer.facilitated_circle_ids)
        withheld = Q(hidden_at__isnull=False) & ~theirs
        return self.filter(
            shared | Q(author_id=viewer.user.pk), study_session_id__in=viewer.session_ids
        ).annotate(is_withheld=Case(When(withheld, then=Value(True)), default=Value(False)))

    def told(self) -> ContributionQuerySet:
        """Words that this person may read: neither deleted nor hidden from them."""
        return self.live().filter(is_withheld=False)

    def unhidden(self) -> ContributionQuerySet:
        return self.filter(hidden_at=None)

    def in_session(self, study_session: StudySession) -> ContributionQuerySet:
        return self.filter(study_session=study_session)

    def in_sessions(self, study_session: StudySession, earlier) -> ContributionQuerySet:
        """In this session and in these `earlier` ones: their ids, or a query for them."""
        return self.filter(Q(study_session=study_session) | Q(study_session__in=earlier))

    def live(self) -> ContributionQuerySet:
        """Words that were not deleted."""
        return self.filter(deleted_at=None)

    def by(self, user: User) -> ContributionQuerySet:
        return self.filter(author=user)

    def shared(self) -> ContributionQuerySet:
        return self.filter(audience=self.model.Audience.CIRCLE)

    def of_kind(self, kind: str) -> ContributionQuerySet:
        return self.filter(kind=kind)

    def private(self) -> ContributionQuerySet:
        return self.filter(audience=self.model.Audience.PRIVATE)

    def kept(self) -> ContributionQuerySet:
        return self.filter(kept_at__isnull=False)

    def for_their_author(self) -> ContributionQuerySet:
        """The newest first, each with where it was written."""
        return self.order_by("-pk").select_related("study_session", "prompt", "passage")

    def thread_of(self, head: int) -> ContributionQuerySet:
        """What was written first, and its replies."""
        return self.filter(Q(pk=head) | Q(parent=head))

    def with_thread(self) -> ContributionQuerySet:
        """With the id of what was written first, as `thread`."""
        return self.annotate(thread=Coalesce("parent_id", "pk"))

    def with_news(self, user: User) -> ContributionQuerySet:
        """With `is_new`. One's own words are never new; hidden ones are new to nobody."""
        is_told = Q(deleted_at=None, is_withheld=False, hidden_at=None, audience="circle")
        is_new = When(is_told & ReadMark.unread_q(user), then=Value(True))
        return self.with_thread().annotate(is_new=Case(is_new, default=Value(False)))

    def unread_by(self, user: User) -> ContributionQuerySet:
        return self.with_news(user).filter(is_new=True)

    def mark_read(self, user: User) -> None:
        """These words were shown to this person, and with each what stands before it in its thread."""
        settled = Q(settled_at__isnull=False) | Q(parent__settled_at__isnull=False)
        rows = self.with_thread().annotate(
            settled=Case(When(settled, then=Value(True)), default=Value(False))
        )
        ReadMark.put(user, [Shown(*row) for row in rows.values_list("thread", "pk", "settled")])

    def on_annotations(self) -> ContributionQuerySet:
        """Replies to words on the text; those to answers belong to a question."""
        return self.filter(prompt=None)

    def with_author(self) -> ContributionQuerySet:
        return self.select_related("author")

    def with_places(self) -> ContributionQuerySet:
        """With the passage each one is about, wherever that stands."""
        return self.select_related(
            "passage", "parent__passage", "prompt__passage", "prompt__agenda_item__passage"
        )

    def coming_in(self, prompt: Prompt | None) -> ContributionQuerySet:
        """Answers and annotations as they come: those to this question first, then the newest.

        Each knows how many its question has (`total`; for annotations, how many there are), so that
        the page may stop somewhere and still count right.
        """
        is_elsewhere = models.Case(models.When(prompt=prompt and prompt.pk, then=0), default=1)
        together = models.Window(models.Count("pk"), partition_by=["prompt"])
        rows = self.live().unhidden().shared().exclude(kind=self.model.Kind.REPLY)
        return rows.annotate(total=together).order_by(is_elsewhere, "-pk")

    def in_margin(self) -> ContributionQuerySet:
        """What was written in the text, with its passage: notes and their replies; no bare marks."""
        kinds = [self.model.Kind.ANNOTATION, self.model.Kind.REPLY]
        written = self.filter(kind__in=kinds, prompt=None).exclude(deleted_at=None, body="")
        return written.select_related("passage")

    def in_order(self) -> ContributionQuerySet:
        return self.order_by("pk")

    def placed_in(self, edition: Edition) -> ContributionQuerySet:
        """Annotations that have a place in this edition, with its `start` and `end`."""
        place = "passage__placements"
        return self.filter(
            **{f"{place}__edition": edition, f"{place}__start__isnull": False}
        ).annotate(start=F(f"{place}__start"), end=F(f"{place}__end"))

    def touching(self, blocks: Iterable[Block]) -> ContributionQuerySet:
        """On some words of any of these."""
        on_any = Q(pk__in=())
        for block in blocks:
            on_any |= Q(start__lt=block.end, end__gt=block.start)
        return self.filter(on_any)

    def standing(self) -> ContributionQuerySet:
        """With `reply_count`; without words that are gone, or withheld, and that nobody replied to."""
        replies = self._replies().live().unhidden()
        rows = self.annotate(reply_count=counted(replies))
        return rows.exclude(Q(deleted_at__isnull=False) | Q(is_withheld=True), reply_count=0)

    def with_reactions(self, *kinds: str) -> ContributionQuerySet:
        """With how many chose each of these, under its name."""
        rows = Reaction.objects.filter(contribution=OuterRef("pk"))
        return self.annotate(**{str(kind): counted(rows.filter(kind=kind)) for kind in kinds})

    def with_whether_replied(self) -> ContributionQuerySet:
        """With `has_replies`: whether anything was replied to it."""
        replies = self._replies()
        return self.annotate(has_replies=Exists(replies))

    def _replies(self) -> ContributionQuerySet:
        rows = self.model._meta.concrete_model.objects  # whatever kind is asked for here
        return rows.filter(parent=OuterRef("pk"))


class KindManager(models.Manager.from_queryset(ContributionQuerySet)):
    """The rows of one kind, for a proxy."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> ContributionQuerySet:
        return super().get_queryset().filter(kind=self.kind)
