"""What facilitators did to what others wrote, or to who takes part: for facilitators to look up.

A row says who, what and when, and points at the words or the person; it copies neither.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import User


class ActQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ActQuerySet:
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

    def in_session(self, study_session) -> ActQuerySet:
        """The newest first, each with the people in it."""
        rows = self.filter(study_session=study_session).order_by("-at", "-pk")
        return rows.select_related("by", "person", "contribution__author")


class Act(models.Model):
    class Kind(models.TextChoices):
        HIDE = "hide", _("Hidden")
        UNHIDE = "unhide", _("Shown again")
        REMOVE = "remove", _("Removed")
        RESTORE = "restore", _("Let back in")

    study_session = models.ForeignKey(
        "study_sessions.StudySession", models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    contribution = models.ForeignKey(
        "study_sessions.Contribution", models.CASCADE, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ActQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} in {self.study_session_id}"

    @property
    def who(self) -> User | None:
        """Whom it was about; nobody, once their account is erased."""
        return self.person or (self.contribution and self.contribution.author)

    @classmethod
    def note(cls, study_session, kind: str, *, by: User, **about) -> None:
        cls.objects.create(study_session=study_session, kind=kind, by=by, **about)
