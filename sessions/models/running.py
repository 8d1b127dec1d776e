"""Running a study session: its facts in time, and the step that is on.

Every command takes the session's row first, so that two presses come one after the other, and looks
at the facts as they are then. It answers whether something moved: a press that came too late (the
other facilitator was quicker, the meeting is over) moves nothing, and its page shows how things
stand. NO KEY, since a plain lock would make everyone wait who writes in this session.
"""

from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from .events import Event, EventCount, record

FACTS = ["opened_at", "started_at", "ended_at", "closed_at"]


class Running(models.Model):
    """The commands of a study session that move its clock."""

    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    # The session as a whole

    @transaction.atomic
    def open(self) -> bool:
        """Show the session to the circle and let its link work."""
        self.hold()
        if self.opened_at:
            return False
        self._note_now("opened_at")
        record(self, Event.Kind.OPENED)
        return True

    @transaction.atomic
    def start(self) -> bool:
        """Start the clock: fix what "34" means for the evening, and begin the first step."""
        self.hold()
        if self.started_at or self.closed_at:
            return False
        if not self.opened_at:
            self._note_now("opened_at")
        self._note_now("started_at")
        for assigned in self.assigned_readings.select_related("reading"):
            assigned.fix_edition()
        if first := self.agenda_items.remaining().first():
            first.begin()
        self.count_those_here()
        record(self, Event.Kind.STARTED)
        return True

    @transaction.atomic
    def unstart(self) -> bool:
        """Undo a start pressed too early: back to open, with the plan as it was."""
        self.hold()
        if not self.is_running:
            return False
        self.agenda_items.update(started_at=None, ended_at=None, skipped_at=None, extra_minutes=0)
        self._forget("started_at")
        record(self, Event.Kind.STEPPED)
        return True

    @transaction.atomic
    def end(self) -> bool:
        """Stop the clock; writing goes on."""
        self.hold()
        if not self.is_running:
            return False
        self._note_now("ended_at")
        self.agenda_items.running().update(ended_at=self.ended_at)
        record(self, Event.Kind.ENDED)
        return True

    @transaction.atomic
    def resume(self) -> bool:
        """Undo the end: the clock runs on with the step that was on last."""
        self.hold()
        if not self.is_ended:
            return False
        self._forget("ended_at")
        if last := self.agenda_items.begun().last():
            last.go_on()
        record(self, Event.Kind.STEPPED)
        return True

    @transaction.atomic
    def close(self) -> bool:
        """Make what was written read-only. Deleting one's own words works all the same."""
        self.end()
        if self.closed_at or not self.opened_at:
            return False
        self._note_now("closed_at")
        record(self, Event.Kind.CLOSED)
        EventCount.objects.filter(study_session=self).update(open=False)
        return True

    @transaction.atomic
    def reopen(self) -> bool:
        """Undo the closing."""
        self.hold()
        if not self.closed_at:
            return False
        EventCount.objects.filter(study_session=self).update(open=True)
        self._forget("closed_at")
        record(self, Event.Kind.REOPENED)
        return True

    # Its steps. `on` is the step that the person who pressed had before their eyes.

    @transaction.atomic
    def next_step(self, *, on: int | None) -> bool:
        """Finish the step that is on, if one is, and begin the one that follows."""
        self.hold()
        running = self.agenda_items.running().first()
        following = self.agenda_items.remaining().first()
        if not self.is_running or not following or (running and running.pk) != on:
            return False
        if running:
            running.finish()
        following.begin()
        record(self, Event.Kind.STEPPED, following)
        return True

    @transaction.atomic
    def back(self, *, on: int) -> bool:
        """Undo a step begun too early: the one before runs again, from its old start."""
        running = self._step_if_on(on)
        earlier = running and self.agenda_items.begun().exclude(pk=on).last()
        if not earlier:
            return False
        running.put_off()
        earlier.go_on()
        record(self, Event.Kind.STEPPED, earlier)
        return True

    @transaction.atomic
    def extend(self, minutes: int, *, on: int, given: int) -> bool:
        """Give the step that is on more time, over the extra minutes `given` so far."""
        running = self._step_if_on(on)
        if not running or running.extra_minutes != given:
            return False
        running.give(minutes)
        record(self, Event.Kind.STEPPED, running)
        return True

    @transaction.atomic
    def skip(self, step: int, *, skipped: bool = True) -> bool:
        """Leave out a step that is still to come, or take it back in."""
        self.hold()
        coming = self.agenda_items.to_come().filter(pk=step).first()
        if self.is_over or not coming or coming.is_skipped == skipped:
            return False
        coming.leave_out(skipped)
        record(self, Event.Kind.STEPPED, coming)
        return True

    def hold(self) -> None:
        """Take the session's row until the transaction ends, and read its facts anew."""
        self.refresh_from_db(
            fields=FACTS, from_queryset=type(self).objects.select_for_update(no_key=True)
        )

    def _step_if_on(self, pk: int):
        self.hold()
        return self.agenda_items.running().filter(pk=pk).first() if self.is_running else None

    def _note_now(self, fact: str) -> None:
        setattr(self, fact, timezone.now())
        self.save(update_fields=[fact])

    def _forget(self, fact: str) -> None:
        setattr(self, fact, None)
        self.save(update_fields=[fact])
