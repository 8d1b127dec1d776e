"""Running a study session: its facts in time, and the step that is on.

Every command is a `press`. It takes the session's row first, so that two presses come one after the
other, and looks at the facts as they are then. It answers whether something moved: a press that came
too late (the other facilitator was quicker, the meeting is over) moves nothing, and its page shows
how things stand. NO KEY, since a plain lock would make everyone wait who writes in this session.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db import models, transaction
from django.utils import timezone

from readings.people.models import User

from .changes import Change, as_json
from .events import Event, EventCount, record

FACTS = ["opened_at", "started_at", "ended_at", "closed_at", "gates_opened_at"]
OF_A_STEP = ["started_at", "ended_at", "skipped_at", "extra_minutes"]


def press(command: Callable) -> Callable[..., bool]:
    """A command that returns the event to tell of, with what it is about, or None if nothing moved.

    `by` is whoever pressed: for them it is kept how the clock stood before, so that they can undo it.
    """

    @wraps(command)
    @transaction.atomic
    def pressed(self, *args, by: User | None = None, **named) -> bool:
        self.hold()
        before = by and self.clock_stands()
        told = command(self, *args, **named)
        if told and by:
            Change.remember(
                self, by=by, part=Change.Part.CLOCK, kind=command.__name__, before=before
            )
        if told:
            record(self, *told, even_if_closed=True)
        return bool(told)

    return pressed


class Running(models.Model):
    """The commands of a study session that move its clock."""

    opened_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    gates_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    # The session as a whole

    @press
    def open(self):
        """Show the session to the circle and let its link work."""
        if self.opened_at:
            return None
        self._note_now("opened_at")
        return (Event.Kind.OPENED,)

    @press
    def start(self):
        """Start the clock: fix what "34" means for the evening, and begin the first step."""
        if self.started_at or self.closed_at:
            return None
        if not self.opened_at:
            self._note_now("opened_at")
        self._note_now("started_at")
        for assigned in self.assigned_readings.select_related("reading"):
            assigned.fix_edition()
        if first := self.agenda_items.remaining().first():
            first.begin()
        self.count_those_here()
        return (Event.Kind.STARTED,)

    @press
    def unstart(self):
        """Undo a start pressed too early: back to open, with the plan as it was."""
        if not self.is_running:
            return None
        self._take_back_the_start()
        self.agenda_items.update(started_at=None, ended_at=None, extra_minutes=0)
        self._forget("started_at")
        return (Event.Kind.STEPPED,)

    @press
    def end(self):
        """Stop the clock; writing goes on."""
        if not self.is_running:
            return None
        self._stop_the_clock()
        return (Event.Kind.ENDED,)

    @press
    def resume(self):
        """Undo the end: the clock runs on with the step that was on last."""
        if not self.is_ended:
            return None
        self._forget("ended_at")
        if last := self.agenda_items.begun().last():
            last.go_on()
        return (Event.Kind.STEPPED,)

    @press
    def close(self, *, open_gates: bool = False):
        """Make what was written read-only. Deleting one's own words works all the same.

        `open_gates`: show it all to those, too, who have not written their own.
        """
        if self.closed_at or not self.opened_at:
            return None
        if self.is_running:
            self._stop_the_clock()
        self._note_now("closed_at")
        if open_gates and not self.gates_opened_at:
            self._note_now("gates_opened_at")
        self._let_people_write(False)
        return (Event.Kind.CLOSED,)

    @press
    def reopen(self):
        """Undo the closing."""
        if not self.closed_at:
            return None
        self._forget("closed_at")
        self._let_people_write(True)
        return (Event.Kind.REOPENED,)

    # Its steps. `on` is the step that the person who pressed had before their eyes.

    @press
    def next_step(self, *, on: int | None):
        """Finish the step that is on, if one is, and begin the one that follows."""
        running = self.agenda_items.running().first()
        following = self.agenda_items.remaining().first()
        if not self.is_running or not following or (running and running.pk) != on:
            return None
        if running:
            running.finish()
        following.begin()
        return Event.Kind.STEPPED, following

    @press
    def back(self, *, on: int):
        """Undo a step begun too early: the one before runs again, from its old start."""
        running = self._step_if_on(on)
        earlier = running and self.agenda_items.begun().exclude(pk=on).last()
        if not earlier:
            return None
        running.put_off()
        earlier.go_on()
        return Event.Kind.STEPPED, earlier

    @press
    def extend(self, minutes: int, *, on: int, given: int):
        """Give the step that is on more time, over the extra minutes `given` so far; or take some back."""
        running = self._step_if_on(on)
        if not running or running.extra_minutes != given or given + minutes < 0:
            return None
        running.give(minutes)
        return Event.Kind.STEPPED, running

    @press
    def skip(self, step: int, *, skipped: bool = True):
        """Leave out a step that is still to come, or take it back in."""
        coming = self.agenda_items.to_come().filter(pk=step).first()
        if self.is_over or not coming or coming.is_skipped == skipped:
            return None
        coming.leave_out(skipped)
        return Event.Kind.STEPPED, coming

    # Undo

    def clock_stands(self) -> dict:
        """How the clock stands, to put back later: the facts, and those of each step."""
        steps = self.agenda_items.values("pk", *OF_A_STEP)
        return {
            "facts": as_json({name: getattr(self, name) for name in FACTS}),
            "steps": [as_json(step) for step in steps],
            "editions": dict(self.assigned_readings.values_list("pk", "fixed_edition")),
            "came": as_json(self.who_came()),
        }

    @press
    def put_back(self, before: dict):
        """Let the clock stand as it stood; what the plan became meanwhile, and all words, stay."""
        facts = {name: _read(value) for name, value in before["facts"].items()}
        if self._was_used() and self.opened_at:
            facts["opened_at"] = facts["opened_at"] or self.opened_at
        if bool(self.started_at) != bool(facts["started_at"]):
            self._take_back_the_start(before["editions"], before["came"])
        for name, value in facts.items():
            setattr(self, name, value)
        self.save(update_fields=FACTS)
        self._let_people_write(not self.closed_at)
        self.agenda_items.running().update(ended_at=timezone.now())  # one runs at a time
        for step in before["steps"]:
            stood = {name: _read(step[name]) for name in OF_A_STEP}
            self.agenda_items.filter(pk=step["pk"]).update(**stood)
        return (Event.Kind.STEPPED,)

    def hold(self) -> None:
        """Take the session's row until the transaction ends, and read its facts anew."""
        self.refresh_from_db(
            fields=FACTS, from_queryset=type(self).objects.select_for_update(no_key=True)
        )

    def _step_if_on(self, pk: int):
        return self.agenda_items.running().filter(pk=pk).first() if self.is_running else None

    def _stop_the_clock(self) -> None:
        self._note_now("ended_at")
        self.agenda_items.running().update(ended_at=self.ended_at)

    def _take_back_the_start(self, editions: dict | None = None, came: dict | None = None) -> None:
        """The text is the current one again, and nobody was there; or as these say."""
        self.assigned_readings.update(fixed_edition=None)
        for pk, edition in (editions or {}).items():
            self.assigned_readings.filter(pk=pk).update(fixed_edition=edition)
        self.forget_those_here({pk: _read(came_at) for pk, came_at in (came or {}).items()})

    def _was_used(self) -> bool:
        """Whether someone else came in or wrote: then it does not vanish from before their eyes."""
        used = [Event.Kind.JOINED, Event.Kind.WROTE]
        return Event.objects.filter(study_session=self, kind__in=used).exists()

    def _let_people_write(self, open_: bool) -> None:
        EventCount.objects.filter(study_session=self).update(open=open_)

    def _note_now(self, fact: str) -> None:
        setattr(self, fact, timezone.now())
        self.save(update_fields=[fact])

    def _forget(self, fact: str) -> None:
        setattr(self, fact, None)
        self.save(update_fields=[fact])


def _read(value):
    return datetime.fromisoformat(value) if isinstance(value, str) else value
