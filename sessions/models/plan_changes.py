"""What was changed on a plan, so that it can be undone, and done again.

A change keeps what the plan read before it and after it. Undoing touches only where the two differ,
and only if the plan still reads there as the change left it: what someone else wrote since, on
whatever page, is never lost. The newest change that stands is undone first; a new change forgets
those that were undone. A plan's changes show the facilitators' notes, so they are for facilitators.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from readings.models import Edition
from readings.people.models import Stale, User

from .agenda import AgendaItem, Begun
from .meetings import StudySession
from .steps import contents_of, erase, write

KEPT = 20  # changes of one plan
ONE_GO = timedelta(minutes=5)  # what someone types into one step in this time is one change
DETAILS = ["title", "minutes", "place", "call_url", "preparation", "gate"]


class PlanChangeQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> PlanChangeQuerySet:
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

    def of_plan(self, study_session: StudySession) -> PlanChangeQuerySet:
        """Changes that can be undone or done again: those of the text the session reads now."""
        return self.filter(study_session=study_session, edition=study_session.edition)

    def standing(self) -> PlanChangeQuerySet:
        """What can be undone, the newest first."""
        return self.filter(is_undone=False).order_by("-pk")

    def undone(self) -> PlanChangeQuerySet:
        """What can be done again, the last one undone first."""
        return self.filter(is_undone=True).order_by("pk")

    def last_and_next(self) -> tuple[PlanChange | None, PlanChange | None]:
        """What can be undone, and what can be done again; without what the plan read. One query."""
        changes = self.order_by("pk").select_related("by").defer("before", "after")
        standing = [change for change in changes if not change.is_undone]
        undone = [change for change in changes if change.is_undone]
        return (standing or [None])[-1], (undone or [None])[0]

    def added(self, step: models.F) -> PlanChangeQuerySet:
        """The newest that stands, if it is this step that it added."""
        newest = self.standing().values("pk")[:1]
        return PlanChange.objects.filter(pk__in=newest, step=step, kind=PlanChange.Kind.ADD)

    def step_before(self, study_session: StudySession, pk: int) -> tuple[AgendaItem, int]:
        """A step as it was before it was taken out, not saved, and the id of the one it came after."""
        knowing = self.filter(study_session=study_session, before__steps__has_key=str(pk))
        change = knowing.order_by("pk").last()
        if change is None:
            raise AgendaItem.DoesNotExist
        place = change.before["order"].index(pk)
        after = change.before["order"][place - 1] if place else 0
        return _step_again(study_session, str(pk), change.before["versions"][str(pk)] + 1), after

    def forget(self, study_session: StudySession) -> None:
        self.filter(study_session=study_session).delete()


class PlanChange(models.Model):
    class Kind(models.TextChoices):
        ADD = "add", _("Added: %(title)s.")
        EDIT = "edit", _("Changed: %(title)s.")
        MOVE = "move", _("Moved: %(title)s.")
        REMOVE = "remove", _("Taken out: %(title)s.")
        FILL = "fill", _("New steps: %(title)s.")
        DETAILS = "details", _("Changed: when, where, or how to prepare.")
        SECTIONS = "sections", _("Changed: what to read.")

    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    step = models.BigIntegerField(null=True)  # its id; the step itself may be gone
    title = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    row = models.JSONField(default=list)  # of drafts that were made with it: `rows.py`
    is_undone = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PlanChangeQuerySet.as_manager()

    def __str__(self) -> str:
        told = str(self.Kind(self.kind).label) % {"title": self.title}
        return f"{told} {self.told_of_row}" if self.row else told

    @property
    def told_of_row(self) -> str:
        """What became of the drafts that were made with it."""
        standing = [draft for draft in self.row if isinstance(draft, int)]
        count = {"n": len(standing)}
        if not self.is_undone:
            told = ngettext("With %(n)s more draft.", "With %(n)s more drafts.", count["n"])
        elif not standing:
            return gettext("The drafts made with it are gone, too.")
        else:
            told = ngettext(
                "%(n)s draft was changed since, and stays.",
                "%(n)s drafts were changed since, and stay.",
                count["n"],
            )
        return told % count

    def about(self, step: AgendaItem) -> None:
        self.step, self.title = step.pk, step.title

    @property
    def parts(self) -> set[str]:
        """What of the plan it changes: details, reading, steps."""
        parts = {name for name in self.before if self.before[name] != self.after[name]}
        return {"steps" if name in ("order", "versions") else name for name in parts}

    @classmethod
    def undo(cls, study_session: StudySession, *, change: int) -> PlanChange:
        """Make the plan read as before its last change. Raises Stale if that is another one by now,
        Begun or Answered where something of it is the evening's already."""
        return cls._turn(study_session, cls.objects.standing(), change)

    @classmethod
    def redo(cls, study_session: StudySession, *, change: int) -> PlanChange:
        return cls._turn(study_session, cls.objects.undone(), change)

    @classmethod
    @transaction.atomic
    def _turn(cls, study_session: StudySession, changes: PlanChangeQuerySet, pk: int) -> PlanChange:
        study_session.hold()
        change = changes.of_plan(study_session).first()
        if change is None or change.pk != pk:
            raise Stale(study_session)
        states = (change.before, change.after)
        _rewrite(study_session, *(states if change.is_undone else states[::-1]))
        change._turn_row(study_session)
        change.is_undone = not change.is_undone
        change.save(update_fields=["row", "is_undone"])
        study_session.tell_of_plan()
        return change

    def _turn_row(self, study_session: StudySession) -> None:
        from .rows import make_again, take_away  # rows know what was changed

        if self.is_undone:
            self.row = make_again(study_session, self.row, by=self.by)
        else:
            self.row = take_away(self.row)

    def _note(self, before: dict, after: dict) -> None:
        """Keep this change, or let the one that just went before it reach on to here."""
        changes = PlanChange.objects.filter(study_session=self.study_session)
        changes.undone().delete()
        self.before, self.after, self.edition = before, after, self.study_session.edition
        last = changes.standing().first()
        if last and last._goes_on_as(self):
            self.pk, self.before, self._state.adding = last.pk, last.before, False
        self.save()
        changes.exclude(pk__in=changes.standing()[:KEPT].values("pk")).delete()

    def _goes_on_as(self, change: PlanChange) -> bool:
        same = (self.kind, self.step, self.by_id, self.edition_id)
        is_typing = self.kind in (self.Kind.EDIT, self.Kind.DETAILS, self.Kind.SECTIONS)
        return (
            is_typing
            and same == (change.kind, change.step, change.by_id, change.edition_id)
            and change.at - self.at < ONE_GO
        )


@contextmanager
def changing(study_session: StudySession, kind: str, *, by: User) -> Iterator[PlanChange]:
    """A transaction around what changes the plan; the change can be undone. Holds the session."""
    with transaction.atomic():
        study_session.hold()
        change = PlanChange(study_session=study_session, kind=kind, by=by)
        before = state_of(study_session)
        yield change
        after = state_of(study_session)
        if change.row or after | {"versions": 0} != before | {"versions": 0}:
            change._note(before, after)


def state_of(study_session: StudySession) -> dict:
    """All that a plan says, in terms of JSON."""
    stored = StudySession.objects.values("starts_at", *DETAILS).get(pk=study_session.pk)
    assigned = study_session.assigned_readings.first()
    steps = list(study_session.agenda_items.all())
    contents = contents_of(study_session, steps)
    return {
        "details": stored | {"starts_at": stored["starts_at"].isoformat()},
        "reading": {"sections": assigned.sections if assigned else []},
        "steps": {str(pk): content for pk, content in contents.items()},
        "order": [step.pk for step in steps],
        "versions": {str(step.pk): step.version for step in steps},
    }


def _rewrite(study_session: StudySession, old: dict, new: dict) -> None:
    """Where the plan reads like `old`, make it read like `new`. Raises Stale where it does not."""
    now = state_of(study_session)
    _rewrite_details(study_session, _patched(now["details"], old["details"], new["details"]))
    _rewrite_sections(study_session, _patched(now["reading"], old["reading"], new["reading"]))
    steps = {str(step.pk): step for step in study_session.agenda_items.select_related("passage")}
    for step in steps.values():
        step.study_session = study_session  # with the edition it has loaded
    for pk in old["steps"] | new["steps"]:
        was, shall = old["steps"].get(pk), new["steps"].get(pk)
        if was != shall:
            step = steps.get(pk) or _step_again(study_session, pk, new["versions"].get(pk))
            _rewrite_step(step, was, shall, now["steps"].get(pk))
    if old["order"] != new["order"]:
        _reorder(study_session, now["order"], new["order"])


def _patched(now: dict, old: dict, new: dict) -> dict:
    """What has to change now, if what was `old` shall be `new`."""
    wanted = {name: value for name, value in new.items() if value != old.get(name, value)}
    if any(now[name] != old[name] for name in wanted):
        raise Stale(None)
    return wanted


def _rewrite_details(study_session: StudySession, details: dict) -> None:
    if not details:
        return
    if "starts_at" in details:
        details["starts_at"] = datetime.fromisoformat(details["starts_at"])
    version = StudySession.objects.values_list("version", flat=True).get(pk=study_session.pk)
    study_session.replan(version=version, **details)


def _rewrite_sections(study_session: StudySession, reading: dict) -> None:
    if not reading:
        return
    assigned = study_session.assigned_readings.get()
    assigned.rewrite(reading["sections"])


def _step_again(study_session: StudySession, pk: str, version: int | None) -> AgendaItem:
    """A step that was taken out, not saved yet: it is the same one, at the end of the plan."""
    last = study_session.agenda_items.last()
    position = last.position + 1 if last else 0
    return AgendaItem(
        pk=int(pk), study_session=study_session, position=position, version=version or 0
    )


def _rewrite_step(step: AgendaItem, was: dict | None, shall: dict | None, now: dict | None) -> None:
    if (now is None) != (was is None) or (shall is None and now != was):
        raise Stale(step)
    if shall is None:
        if step.has_begun:
            raise Begun
        erase(step)
        return
    step.version += 1
    write(step, **(now | _patched(now, was, shall) if was else shall))


def _reorder(study_session: StudySession, before: list[int], wanted: list[int]) -> None:
    """In the order wanted; steps it does not know stay at the end. What has begun keeps its place."""
    steps = {step.pk: step for step in study_session.agenda_items.all()}
    order = [pk for pk in wanted if pk in steps]
    order += [pk for pk in steps if pk not in order]
    begun = [place for place, pk in enumerate(order) if steps[pk].has_begun]
    settled = begun[-1] + 1 if begun else 0
    if order[:settled] != before[:settled]:
        raise Begun
    for position, pk in enumerate(order):
        steps[pk].position = position
    AgendaItem.objects.bulk_update(steps.values(), ["position"])
