"""Ready plans of a guide: which questions to ask in one meeting, or in several in a row."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from readings.guide_files.reading import LONGEST, LONGEST_MEETING, MOST
from readings.people.models import User

from .parts import Part, PartQuerySet


class ReadyPlan(Part):
    """An order of questions for one meeting, or for several in a row."""

    guide = models.ForeignKey("readings.Guide", models.CASCADE, related_name="plans")
    title = models.CharField(_("title"), max_length=LONGEST["title"])
    minutes = models.PositiveIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MEETING)],
    )  # of each meeting
    text = models.TextField(blank=True)

    most = MOST["plans"]

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "position"],
                name="ready_plans_are_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.guide.get_absolute_url()}#plan-{self.pk}"

    @classmethod
    @transaction.atomic
    def add(cls, *, by: User, key: uuid.UUID, to: models.Model, **content) -> ReadyPlan | None:
        """With its first meeting, which has its name."""
        plan = super().add(by=by, key=key, to=to, **content)
        if plan:
            first = {"title": plan.title, "sections": [], "questions": [], "text": ""}
            ReadyMeeting.add(by=by, key=uuid.uuid5(key, "first"), to=plan, **first)
        return plan


class ReadyMeetingQuerySet(PartQuerySet):
    def without(self, question: int) -> None:
        """Let them ask one question less."""
        for meeting in self.filter(questions__contains=[question]):
            meeting.questions.remove(question)
            meeting.save(update_fields=["questions"])


class ReadyMeeting(Part):
    plan = models.ForeignKey(ReadyPlan, models.CASCADE, related_name="meetings")
    title = models.CharField(_("title"), max_length=LONGEST["title"])
    sections = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Numbers of headings, from 1, to read before it; 0 for what stands before the first."""
    questions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Ids of the guide's questions, in the order they are asked."""
    text = models.TextField(blank=True)

    objects = ReadyMeetingQuerySet.as_manager()
    most = MOST["meetings"]
    to_guide, within = "plan__guide", "plan"

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="ready_meetings_are_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.guide.get_absolute_url()}#meeting-{self.pk}"

    @property
    def guide(self):
        return self.plan.guide

    @property
    def crowd(self) -> models.QuerySet:
        return ReadyMeeting.objects.filter(plan__guide=self.plan.guide_id)
