"""Drafts: what someone typed and has not sent. Nobody else ever reads them; no event tells of them.

A slot names the box: `note:<session>:<where the block starts>`, `again:<session>:<earlier note>`,
`reply:<contribution>`, `answer:<question>`, `edit:<contribution>`, `minutes:<session>`. One person has one draft in it. A save names the form it comes from (its key) and
its turn in that form, so that saves that overtake each other do no harm; and the version it knows, so
that two devices never write over each other unseen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.models import Block
from readings.people.compiled import compiled
from readings.people.models import KeyReused, Receipt, Stale, User
from readings.people.statements import ask

from .meetings import StudySession

KEPT_FOR = timedelta(days=30)
NOTE, AGAIN, REPLY, ANSWER = "note", "again", "reply", "answer"
EDIT, MINUTES = "edit", "minutes"
PAGES = {
    NOTE: "sessions:talk",
    AGAIN: "sessions:bring_up",
    REPLY: "sessions:reply",
    ANSWER: "sessions:answer",
    EDIT: "sessions:contribution_edit",
    MINUTES: "sessions:run",
}
USE = """
    DELETE FROM study_sessions_draft
    WHERE user_id = $1 AND slot = $2 AND (key = $3 OR version = $4)
"""
LABELS = {
    NOTE: _("Note on the text"),
    AGAIN: _("Note on the text"),
    REPLY: _("Reply"),
    ANSWER: _("Answer"),
    EDIT: _("Change to your words"),
    MINUTES: _("Note of the meeting"),
}


def slot_of(kind: str, *numbers: int) -> str:
    return ":".join([kind, *map(str, numbers)])


class DraftQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> DraftQuerySet:
        """One's own, and nobody else's whatever their role."""
        return self.filter(user_id=viewer.user.pk)

    def newest_first(self) -> DraftQuerySet:
        return self.order_by("-at", "-pk").select_related("study_session")

    def outdated(self) -> DraftQuerySet:
        return self.filter(at__lt=timezone.now() - KEPT_FOR)


class Draft(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    slot = models.CharField(max_length=60)
    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    body = models.TextField()
    tag = models.CharField(max_length=12, blank=True)
    start = models.PositiveIntegerField(null=True)  # the words of the text that a note is about
    end = models.PositiveIntegerField(null=True)
    exact = models.TextField(blank=True)
    more = models.JSONField(default=dict)  # of a note of the meeting: what it is, who, by when
    version = models.PositiveIntegerField(default=1)
    key = models.UUIDField()
    turn = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "slot"], name="one_draft_in_a_box"),
            models.CheckConstraint(condition=~Q(body=""), name="a_draft_has_words"),
        ]
        indexes = [models.Index(fields=["at"], name="draft_at")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    def get_absolute_url(self) -> str:
        """The page with its box."""
        kind, *numbers = self.place
        if kind == ANSWER:
            numbers = [self.study_session_id, *numbers]
        return reverse(PAGES[kind], args=numbers)

    @property
    def place(self) -> list[str]:
        """The kind of box, and the numbers that say which."""
        return self.slot.split(":")

    @property
    def label(self) -> str:
        return LABELS[self.place[0]]

    def words_on(self, block: Block) -> dict:
        """Where the chosen words stand, if they still do: an edition may have moved them."""
        if self.start is None or not block.start <= self.start < block.end:
            return {}
        there = block.text[self.start - block.start : self.end - block.start]
        stands = self.exact == there or (self.end > block.end and self.exact.startswith(there))
        return {"start": self.start, "end": self.end, "exact": self.exact} if stands else {}

    @classmethod
    def notes_beside(cls, sessions: models.QuerySet, user: User) -> models.QuerySet:
        """The sessions, each with the slots of this person's unfinished notes as `begun`: no further query."""
        notes = cls.objects.filter(user=user, slot__startswith=f"{NOTE}:")
        slots = notes.filter(study_session=OuterRef("pk")).order_by("pk").values("slot")
        return sessions.annotate(begun=ArraySubquery(slots))

    @classmethod
    def minutes_beside(cls, sessions: models.QuerySet, user: User) -> models.QuerySet:
        """The sessions, each with this person's unfinished note of the meeting: no further query."""
        slot = Concat(Value(f"{MINUTES}:"), Cast(OuterRef("pk"), models.TextField()))
        own = cls.objects.filter(user=user, slot=slot)
        return sessions.annotate(
            begun_minutes=Subquery(
                own.values(row=JSONObject(body="body", more="more", version="version"))
            )
        )

    @classmethod
    def in_boxes(cls, viewer, slots: Iterable[str]) -> dict[str, Draft]:
        """What this person began in these boxes; one query."""
        slots = list(slots)
        return {draft.slot: draft for draft in drafts_in(viewer, slots)} if slots else {}

    # Commands

    @classmethod
    def keep(
        cls,
        *,
        by: User,
        slot: str,
        study_session: StudySession,
        key: uuid.UUID,
        turn: int,
        version: int,
        **words,
    ) -> int:
        """What the box holds now, also when that is nothing; the version it has by that. Raises Stale.

        What was posted meanwhile with this key is no draft any more: its late save changes nothing.
        """
        own = cls.objects.filter(user=by, slot=slot)
        is_next = Q(key=key, turn__lt=turn) | Q(version=version) & ~Q(key=key)
        if not words["body"]:
            own.filter(is_next).delete()
        elif own.filter(is_next).update(
            version=F("version") + 1, key=key, turn=turn, at=timezone.now(), **words
        ):
            return version + 1
        else:
            try:
                cls._begin(by, slot, key, study_session=study_session, turn=turn, **words)
            except KeyReused:
                return 0
        current = own.first()
        if current and not current._knows(key, turn, words):
            raise Stale(current)
        return current.version if current else 0

    @classmethod
    def _begin(cls, by: User, slot: str, key: uuid.UUID, **words) -> None:
        with Receipt.unused(user=by, key=key):
            cls.objects.get_or_create(user=by, slot=slot, defaults={"key": key, **words})

    def _knows(self, key: uuid.UUID, turn: int, words: dict) -> bool:
        """Whether it holds these words, or what the same form sent later."""
        if self.key == key and self.turn >= turn:
            return True
        return all(getattr(self, name) == value for name, value in words.items())

    @classmethod
    def use(cls, *, by: User, key: uuid.UUID, slot: str, version: int) -> None:
        """Its words were posted: it goes, unless another device has written more since."""
        ask(USE, [by.pk, slot, key, version])

    @classmethod
    @transaction.atomic
    def join(cls, guest: User, into: User) -> None:
        """A guest's drafts become those of an account; what both began stands in one box."""
        known = {draft.slot: draft for draft in cls.objects.filter(user=into)}
        for draft in cls.objects.filter(user=guest):
            if other := known.get(draft.slot):
                first, second = sorted([draft, other], key=lambda one: one.at)
                other.body = f"{first.body}\n\n{second.body}"
                other.version += 1
                other.save(update_fields=["body", "version"])
            else:
                draft.user = into
                draft.save(update_fields=["user"])


@compiled
def drafts_in(viewer, slots: list[str]) -> DraftQuerySet:
    return Draft.objects.visible_to(viewer).filter(slot__in=slots)
