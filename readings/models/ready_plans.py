"""Ready plans of a guide: which questions to ask in one meeting, or in several in a row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from readings.guide_files.reading import LONGEST


class ReadyPlan(models.Model):
    """An order of questions for one meeting, or for several in a row."""

    guide = models.ForeignKey("readings.Guide", models.CASCADE, related_name="plans")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST["title"])
    minutes = models.PositiveIntegerField(null=True, blank=True)  # of each meeting
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "position"], name="ready_plans_are_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class ReadyMeetingQuerySet(models.QuerySet):
    def without(self, question: int) -> None:
        """Let them ask one question less."""
        for meeting in self.filter(questions__contains=[question]):
            meeting.questions.remove(question)
            meeting.save(update_fields=["questions"])


class ReadyMeeting(models.Model):
    plan = models.ForeignKey(ReadyPlan, models.CASCADE, related_name="meetings")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST["title"])
    sections = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Numbers of headings, from 1, to read before it; 0 for what stands before the first."""
    questions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Ids of the guide's questions, in the order they are asked."""
    text = models.TextField(blank=True)

    objects = ReadyMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"], name="ready_meetings_are_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title
