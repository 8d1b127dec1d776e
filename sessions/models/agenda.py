"""The agenda: timed steps, at most one of them running."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.models import Passage

from .meetings import LONGEST_MEETING, StudySession

CLOSING = 10  # minutes: steps this short, at the end of a plan, close the meeting


class Begun(Exception):
    """The step has begun or is behind us: it keeps its place."""


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> AgendaItemQuerySet:
        return self.filter(study_session_id__in=viewer.session_ids)

    def running(self) -> AgendaItemQuerySet:
        return self.filter(started_at__isnull=False, ended_at=None)

    def begun(self) -> AgendaItemQuerySet:
        """Steps that began, the one that began last at the end."""
        return self.filter(started_at__isnull=False).order_by("started_at", "position")

    def to_come(self) -> AgendaItemQuerySet:
        """Steps that have not begun, those left out among them."""
        return self.filter(started_at=None).order_by("position")

    def remaining(self) -> AgendaItemQuerySet:
        """Steps still to come, in order."""
        return self.to_come().filter(skipped_at=None)


class AgendaItem(models.Model):
    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="agenda_items")
    position = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveIntegerField(
        _("minutes"),
        default=10,
        validators=[
            MinValueValidator(1, _("A step takes at least one minute.")),
            MaxValueValidator(LONGEST_MEETING),
        ],
    )
    extra_minutes = models.PositiveIntegerField(default=0)  # given while it ran
    passage = models.ForeignKey(Passage, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    skipped_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["study_session", "position"],
                name="step_positions_are_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["study_session"],
                condition=Q(started_at__isnull=False, ended_at=None),
                name="one_step_runs_at_a_time",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="step_takes_time"),
            models.CheckConstraint(condition=~Q(title=""), name="step_has_a_title"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__lte=F("ended_at")),
                name="step_started_before_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    @property
    def planned_minutes(self) -> int:
        return self.minutes + self.extra_minutes

    @property
    def due_at(self) -> datetime | None:
        """When this step should be over, once it has begun."""
        return self.started_at and self.started_at + timedelta(minutes=self.planned_minutes)

    @property
    def is_skipped(self) -> bool:
        return self.skipped_at is not None

    @property
    def has_begun(self) -> bool:
        return self.started_at is not None

    @transaction.atomic
    def move(self, *, after: int) -> int:
        """Put this step after another one, by its id; 0 puts it first. Returns its place, from 1.

        Naming the neighbour and not a number, a move means the same when someone else has moved
        things meanwhile. Raises Begun where it would pass a step that has begun.
        """
        self.study_session.hold()
        steps = list(self.study_session.agenda_items.all())
        moved = next(step for step in steps if step.pk == self.pk)
        others = [step for step in steps if step.pk != self.pk]
        place = next((i for i, step in enumerate(others, 1) if step.pk == after), 0)
        if moved.has_begun or any(step.has_begun for step in others[place:]):
            raise Begun
        others.insert(place, moved)
        for position, step in enumerate(others):
            step.position = position
        AgendaItem.objects.bulk_update(others, ["position"])
        self.study_session.tell_of_plan()
        return place + 1

    # One step's part in the commands of models/running.py, which hold the session's row

    def begin(self) -> None:
        self.started_at, self.ended_at = timezone.now(), None
        self.save(update_fields=["started_at", "ended_at"])

    def finish(self) -> None:
        self.ended_at = timezone.now()
        self.save(update_fields=["ended_at"])

    def go_on(self) -> None:
        """Run again, from the old start."""
        self.ended_at = None
        self.save(update_fields=["ended_at"])

    def put_off(self) -> None:
        """As if it had not begun yet."""
        self.started_at = self.ended_at = None
        self.save(update_fields=["started_at", "ended_at"])

    def give(self, minutes: int) -> None:
        self.extra_minutes += minutes
        self.save(update_fields=["extra_minutes"])

    def leave_out(self, skipped: bool) -> None:
        self.skipped_at = timezone.now() if skipped else None
        self.save(update_fields=["skipped_at"])


def insert_for_talk(steps: list[AgendaItem], added: list[AgendaItem]) -> None:
    """Put new steps behind the last long one, before those that close the meeting.

    Where a plan has only short ones they come last; what has begun stays before them.
    """
    fixed = (i for i, step in enumerate(steps, 1) if step.has_begun or step.minutes > CLOSING)
    place = max(fixed, default=len(steps))
    order = [*steps[:place], *added, *steps[place:]]
    for position, step in enumerate(order):
        step.position = position
    AgendaItem.objects.bulk_update(order, ["position"])
