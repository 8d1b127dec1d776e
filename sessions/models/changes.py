"""What someone did last at the desk of a meeting, and how it stood before: what Undo puts back.

A row of its own for each person and each part of the desk, seen by that person alone and forgotten
after a day. The words in `before` are those that facilitators wrote; nobody else's are copied here.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import User

FRESH_FOR = timedelta(minutes=5)  # as long as Undo stands beside the buttons
KEPT_FOR = timedelta(days=1)


def as_json(values: dict) -> dict:
    """Days and moments as JSON keeps them, to the microsecond."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


class ChangeQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ChangeQuerySet:
        """One's own, where one still facilitates."""
        return self.filter(
            by_id=viewer.user.pk, study_session__circle_id__in=viewer.facilitated_circle_ids
        )

    def in_session(self, study_session) -> ChangeQuerySet:
        return self.filter(study_session=study_session)

    def fresh(self) -> ChangeQuerySet:
        return self.filter(made_at__gte=Now() - FRESH_FOR)

    def outdated(self) -> ChangeQuerySet:
        return self.filter(made_at__lt=timezone.now() - KEPT_FOR)

    def beside(self, sessions: models.QuerySet, user: User) -> models.QuerySet:
        """The sessions, each with what this person just did at its clock and at its notes."""
        return sessions.annotate(
            **{
                f"{part}_change": Subquery(
                    self.fresh()
                    .filter(study_session=OuterRef("pk"), by=user, part=part)
                    .order_by("-pk")
                    .values(found=JSONObject(pk="pk", part="part", kind="kind"))[:1]
                )
                for part in Change.Part.values
            }
        )


class Change(models.Model):
    class Part(models.TextChoices):
        CLOCK = "clock", _("clock")
        NOTES = "notes", _("notes")

    class Kind(models.TextChoices):
        """Named as the command that did it."""

        START = "start", _("the start")
        UNSTART = "unstart", _("taking back the start")
        NEXT_STEP = "next_step", _("next step")
        BACK = "back", _("back")
        EXTEND = "extend", _("other minutes")
        SKIP = "skip", _("skip")
        END = "end", _("the end")
        RESUME = "resume", _("going on")
        CLOSE = "close", _("closing")
        REOPEN = "reopen", _("opening again")
        PUT_BACK = "put_back", _("undoing")
        WRITE = "write", _("noted")
        EDIT = "edit", _("changed")
        DISCARD = "discard", _("deleted")
        LET_GO = "let_go", _("left out of the recap")
        SHARE = "share", _("the recap is shared")
        UNSHARE = "unshare", _("the recap is a draft again")

    study_session = models.ForeignKey(
        "study_sessions.StudySession", models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    kind = models.CharField(max_length=16, choices=Kind)
    before = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["study_session", "by", "part"], name="change_by_desk")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.study_session_id}"

    def take(self) -> bool:
        """Use it up, so that two presses of Undo put back once."""
        return bool(Change.objects.filter(pk=self.pk).delete()[0])

    @classmethod
    def spell(cls, study_session, *, by: User, note: int) -> Change | None:
        """The change that one who goes on typing at this note began with."""
        mine = cls.objects.in_session(study_session).filter(by=by, part=cls.Part.NOTES)
        return mine.fresh().filter(kind=cls.Kind.EDIT, before__note=note).last()

    @classmethod
    def remember(cls, study_session, *, by: User, part: str, kind: str, before: dict) -> None:
        """In place of what this person did there before; a moved clock leaves nobody an older one."""
        older = cls.objects.in_session(study_session).filter(part=part)
        (older if part == cls.Part.CLOCK else older.filter(by=by)).delete()
        cls.objects.create(study_session=study_session, by=by, part=part, kind=kind, before=before)

    @classmethod
    def remember_note(cls, study_session, *, by: User, kind: str, **before) -> None:
        cls.remember(study_session, by=by, part=cls.Part.NOTES, kind=kind, before=before)
