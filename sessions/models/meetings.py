"""Study sessions: who meets when, on what, and how far along they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from readings.models import Edition, Reading
from readings.people.models import Circle, Membership, Stale, User
from readings.text import reading_minutes

from .acts import Act
from .changes import Change
from .events import Event, EventCount, record
from .gates import Gate
from .running import Running

PRESENT_FOR = timedelta(seconds=90)  # a page in view says "here" every 30 seconds
LONGEST_MEETING = 24 * 60
GUESTS_READ_FOR = timedelta(days=30)  # after the session has closed


def counted(rows: models.QuerySet, what: str = "pk") -> Coalesce:
    """How many rows a correlated subquery has; or how many different ones of something they name."""
    counts = (
        rows.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(n=Count(what, distinct=what != "pk"))
    )
    return Coalesce(Subquery(counts.values("n")), 0)


def people_in() -> models.QuerySet:
    """Who takes part in the session that a query around it asks about."""
    members = Membership.objects.current().filter(circle=OuterRef(OuterRef("circle")))
    here = Attendance.objects.here(OuterRef(OuterRef("pk")))
    return User.objects.filter(Q(pk__in=members.values("user")) | Q(pk__in=here.values("user")))


class StudySessionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> StudySessionQuerySet:
        return self.filter(pk__in=viewer.session_ids)

    def in_state(self, *states: str) -> StudySessionQuerySet:
        q = Q(pk__in=())
        for state in states:
            q |= StudySession.in_state_q(state)
        return self.filter(q)

    def of_circle(self, circle: Circle) -> StudySessionQuerySet:
        return self.filter(circle=circle)

    def on_reading(self, reading: Reading) -> StudySessionQuerySet:
        """Those that read this text, the newest first."""
        assigned = AssignedReading.objects.filter(reading=reading, study_session=OuterRef("pk"))
        return self.filter(Exists(assigned)).order_by("-starts_at", "-pk")

    def coming(self) -> StudySessionQuerySet:
        """Not over yet, the next one first."""
        return self.filter(ended_at=None, closed_at=None).order_by("starts_at", "pk")

    def past(self) -> StudySessionQuerySet:
        return self.exclude(ended_at=None, closed_at=None).order_by("-starts_at", "-pk")

    def earlier_than(self, study_session: StudySession) -> StudySessionQuerySet:
        """Those in which the same circle met on the same text before, and that are over."""
        same_hour = Q(starts_at=study_session.starts_at, pk__lt=study_session.pk)
        before = Q(starts_at__lt=study_session.starts_at) | same_hour
        texts = AssignedReading.objects.filter(study_session=study_session).values("reading")
        same = AssignedReading.objects.filter(study_session=OuterRef("pk"), reading__in=texts)
        return self.past().filter(before, Exists(same), circle=study_session.circle_id)

    def with_circle(self) -> StudySessionQuerySet:
        return self.select_related("circle")

    def with_room(self) -> StudySessionQuerySet:
        """With circle, recap, number of the last event, and how many people see what is shared here."""
        members = Membership.objects.current().filter(circle=OuterRef("circle"))
        guests = Attendance.objects.here(OuterRef("pk")).exclude(
            user__in=Membership.objects.current()
            .filter(circle=OuterRef(OuterRef("circle")))
            .values("user")
        )
        return self.select_related("circle", "event_count", "recap").annotate(
            people_count=counted(members) + counted(guests)
        )

    def with_preparation_of(self, user: User) -> StudySessionQuerySet:
        """With `is_prepared`: whether this person said they have read it."""
        said = Attendance.objects.of(user).prepared().filter(study_session=OuterRef("pk"))
        return self.annotate(is_prepared=Exists(said))

    def with_desk_of(self, user: User) -> StudySessionQuerySet:
        """With what this person just did there and may undo, and the names of all who take part."""
        named = self.annotate(names=ArraySubquery(people_in().order_by("name").values("name")))
        return Change.objects.beside(named, user)

    def with_tally(self) -> StudySessionQuerySet:
        """With how many are present, came by link, and say they have read it: numbers, never names."""
        here = Attendance.objects.here(OuterRef("pk"))
        members = Membership.objects.current().filter(circle=OuterRef(OuterRef("circle")))
        return self.annotate(
            present_count=counted(here.present()),
            prepared_count=counted(here.prepared()),
            guest_count=counted(here.exclude(user__in=members.values("user"))),
        )


class StudySession(Running):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        CLOSED = "closed", _("closed")

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="study_sessions")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    timezone = models.CharField(max_length=64)  # copied from the circle
    minutes = models.PositiveIntegerField(
        _("how long"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MEETING)],
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    call_url = models.URLField(_("call link"), max_length=500, blank=True)
    preparation = models.TextField(_("how to prepare"), blank=True)
    gate = models.CharField(max_length=12, choices=Gate, default=Gate.AT_ONCE)  # of the margin
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = StudySessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("study session")
        verbose_name_plural = _("study sessions")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_takes_time"),
            models.CheckConstraint(condition=~Q(title=""), name="study_session_has_a_title"),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(opened_at__lte=F("started_at")),
                name="opened_before_started",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__lte=F("ended_at")),
                name="started_before_ended",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(opened_at__lte=F("closed_at"))
                & (Q(started_at=None) | Q(ended_at__lte=F("closed_at"))),
                name="ended_before_closed",
            ),
        ]
        indexes = [models.Index(fields=["circle", "-starts_at"], name="study_session_by_date")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                EventCount.objects.create(study_session=self)

    def get_absolute_url(self) -> str:
        return reverse("sessions:detail", args=[self.pk])

    # How far along

    @property
    def state(self) -> str:
        if self.closed_at:
            return self.State.CLOSED
        if self.ended_at:
            return self.State.ENDED
        if self.started_at:
            return self.State.RUNNING
        return self.State.OPEN if self.opened_at else self.State.DRAFT

    @property
    def state_label(self) -> str:
        return self.State(self.state).label

    @classmethod
    def in_state_q(cls, state: str) -> Q:
        """The twin of `state` for querysets."""
        return {
            cls.State.DRAFT: Q(opened_at=None),
            cls.State.OPEN: Q(opened_at__isnull=False, started_at=None, closed_at=None),
            cls.State.RUNNING: Q(started_at__isnull=False, ended_at=None, closed_at=None),
            cls.State.ENDED: Q(ended_at__isnull=False, closed_at=None),
            cls.State.CLOSED: Q(closed_at__isnull=False),
        }[cls.State(state)]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_ended(self) -> bool:
        return self.state == self.State.ENDED

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.is_closed

    @staticmethod
    def gated_q() -> Q:
        """The twin of `has_gate` for querysets."""
        return Q(gate=Gate.AFTER_OWN, gates_opened_at=None)

    @property
    def has_gate(self) -> bool:
        """Whether others see what one writes in the text only after writing something themselves."""
        return self.gate == Gate.AFTER_OWN and not self.gates_opened_at

    @property
    def recap_is_out(self) -> bool:
        """Whether everyone in it may read its recap."""
        recap = getattr(self, "recap", None)
        return bool(recap and recap.is_shared)

    @property
    def ends_at(self) -> datetime:
        """The planned end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def in_weeks(self, weeks: int) -> datetime:
        """So many weeks later, at the same time of the day where the circle is."""
        local = self.starts_at.astimezone(self.zone)
        return local + timedelta(weeks=weeks)  # the clock on the wall; its zone finds the hour

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def assigned(self) -> AssignedReading | None:
        """What it reads, with the outline; one query."""
        return self.assigned_readings.with_outline().first()

    @property
    def edition(self) -> Edition | None:
        return self.assigned.edition if self.assigned else None

    def paragraph_url(self, number: int) -> str | None:
        """Where the paragraph with this number stands in its text, if there is one."""
        if self.edition and self.edition.blocks.filter(number=number).exists():
            return f"{reverse('sessions:read', args=[self.pk])}#p{number}"
        return None

    # Who takes part

    @property
    def others_count(self) -> int:
        """How many others see what someone in it shares: the number on every button."""
        return max(self.people_count - 1, 0)

    @cached_property
    def people_count(self) -> int:
        """How many can see what is shared here: the circle's members and those who came by link.

        `with_room` has it counted already.
        """
        members = Membership.objects.current().filter(circle_id=self.circle_id).values("user_id")
        guests = Attendance.objects.here(self).values("user_id")
        return members.union(guests).count()

    def admit(self, user: User) -> Attendance:
        """Someone comes in, by the link or as a member; done twice, it changes nothing."""
        attendance, _created = Attendance.objects.get_or_create(study_session=self, user=user)
        if attendance.left_at:
            attendance.come_back()
        return attendance

    def count_those_here(self) -> None:
        """Whose page is open when the clock starts was there, even if it is put away at once."""
        Attendance.objects.here(self).present().update(came_at=timezone.now())

    @property
    def people(self) -> models.QuerySet:
        """Who can see what is shared here."""
        members = Membership.objects.current().filter(circle_id=self.circle_id).values("user")
        here = Attendance.objects.here(self).values("user")
        return User.objects.filter(Q(pk__in=members) | Q(pk__in=here))

    def called(self, name: str) -> User | None:
        """The one of them who is called so; nobody, when two are."""
        found = list(self.people.filter(name__iexact=name.strip())[:2]) if name.strip() else []
        return found[0] if len(found) == 1 else None

    def who_came(self) -> dict[int, datetime]:
        return dict(Attendance.objects.here(self).came().values_list("pk", "came_at"))

    def forget_those_here(self, came: dict[int, datetime]) -> None:
        """The start is taken back: nobody was there yet, but for these."""
        here = Attendance.objects.here(self)
        here.update(came_at=None)
        for pk, came_at in came.items():
            here.filter(pk=pk).update(came_at=came_at)

    # Commands that change the plan; those that move the clock are in running.py

    @transaction.atomic
    def replan(self, *, version: int, **details) -> None:
        """Change when, where, or what it is called. Raises Stale if that was changed meanwhile."""
        self.renew(version, **details)
        for invitation in self.invitations.filter(revoked_at=None):
            invitation.follow(self)
        self.tell_of_plan()

    def renew(self, version: int, **details) -> None:
        """Save these, if `version` is the one that is stored; a save that arrives twice is one."""
        self.hold()
        current = type(self).objects.get(pk=self.pk)
        arrived = all(getattr(current, name) == value for name, value in details.items())
        if current.version != version and not (details and arrived):
            raise Stale(current)
        for name, value in details.items():
            setattr(self, name, value)
        self.version = current.version + 1
        self.save(update_fields=[*details, "version"])

    def tell_of_plan(self) -> None:
        """The last line of what changes the plan; of a draft there is nobody to tell."""
        if self.opened_at:
            record(self, Event.Kind.PLANNED)


class AssignedReadingQuerySet(models.QuerySet):
    def on_edition(self, edition: Edition) -> AssignedReadingQuerySet:
        """What is read in this edition: the one it began with, else the current one."""
        current = Q(fixed_edition=None, reading__edition=edition)
        return self.filter(Q(fixed_edition=edition) | current)

    def with_page(self) -> AssignedReadingQuerySet:
        """With reading and edition, and the rendered page of the text."""
        texts = ("reading__edition__text", "fixed_edition__text")
        return self.select_related(*texts).defer(*(f"{text}__text" for text in texts))

    def with_outline(self) -> AssignedReadingQuerySet:
        """With reading, edition and outline, without the text itself."""
        return self.select_related("reading__edition__text", "fixed_edition__text").defer(
            "reading__edition__text__text",
            "reading__edition__text__html",
            "fixed_edition__text__text",
            "fixed_edition__text__html",
        )


class AssignedReading(models.Model):
    """What a session reads. RESTRICT, since PROTECT would also stop deleting a whole circle."""

    study_session = models.ForeignKey(
        StudySession, models.CASCADE, related_name="assigned_readings"
    )
    reading = models.ForeignKey(Reading, models.RESTRICT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    sections = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Places in the outline of the sections that are set to read; empty means all of it."""
    fixed_edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AssignedReadingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study_session", "reading"], name="a_reading_is_assigned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} for {self.study_session_id}"

    @property
    def edition(self) -> Edition | None:
        """The current edition until the session runs, then the one it began with."""
        return self.fixed_edition or self.reading.edition

    @transaction.atomic
    def set_to(self, sections: list[int], *, version: int) -> None:
        """Set these sections to read; all of them is written as none. `version`: the session's."""
        wanted = [] if len(sections) == len(self.outline) else sorted(sections)
        if wanted == self.sections:
            return
        self.study_session.renew(version)
        self.sections = wanted
        self.save(update_fields=["sections"])
        self.study_session.tell_of_plan()

    def fix_edition(self) -> None:
        if self.fixed_edition_id is None:
            self.fixed_edition_id = self.reading.edition_id
            self.save(update_fields=["fixed_edition"])

    @property
    def outline(self) -> list[dict]:
        return self.edition.text.outline if self.edition else []

    def sets(self, place: int) -> bool:
        """Whether the section at this place of the outline is set to read."""
        return not self.sections or place in self.sections

    @property
    def set_sections(self) -> list[dict]:
        """The sections set to read, in order."""
        return [section for place, section in enumerate(self.outline) if self.sets(place)]

    @property
    def words(self) -> int:
        return sum(section["words"] for section in self.set_sections)

    @property
    def minutes(self) -> int:
        """How long the set sections take to read."""
        return reading_minutes(self.words)


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> AttendanceQuerySet:
        """Who came in: named to facilitators only."""
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

    def in_order(self) -> AttendanceQuerySet:
        return self.order_by("joined_at", "pk").select_related("user")

    def of_session(self, study_session: StudySession) -> AttendanceQuerySet:
        """Who was let in, whether they are of it still or left since."""
        return self.filter(study_session=study_session, removed_at=None)

    def here(self, study_session: StudySession) -> AttendanceQuerySet:
        return self.of_session(study_session).filter(left_at=None)

    def removed_from(self, study_session: StudySession) -> AttendanceQuerySet:
        return self.filter(study_session=study_session, removed_at__isnull=False)

    def of(self, user: User) -> AttendanceQuerySet:
        return self.filter(user=user, removed_at=None, left_at=None)

    def open_to_guests(self) -> AttendanceQuerySet:
        """Whose session was opened, and has not been closed for long."""
        has_closed = Q(study_session__closed_at__lte=timezone.now() - GUESTS_READ_FOR)
        return self.filter(~has_closed, study_session__opened_at__isnull=False)

    def present(self) -> AttendanceQuerySet:
        return self.filter(present_at__gte=timezone.now() - PRESENT_FOR)

    def came(self) -> AttendanceQuerySet:
        return self.filter(came_at__isnull=False)

    def prepared(self) -> AttendanceQuerySet:
        return self.filter(prepared_at__isnull=False)


class Attendance(models.Model):
    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)  # by a facilitator
    left_at = models.DateTimeField(null=True, blank=True)  # with the circle
    prepared_at = models.DateTimeField(
        null=True, blank=True
    )  # said by the person, shown as a count
    present_at = models.DateTimeField(null=True, blank=True)  # last seen
    came_at = models.DateTimeField(null=True, blank=True)  # first seen while the clock ran

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study_session", "user"], name="one_attendance_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.study_session_id}"

    @classmethod
    def was_let_in(cls, user: User, study_session_pk: int) -> bool:
        """Whether a link let them in, and nothing but time has passed since."""
        rows = cls.objects.of(user) if user.is_authenticated else cls.objects.none()
        return rows.filter(
            study_session=study_session_pk, study_session__opened_at__isnull=False
        ).exists()

    @classmethod
    def is_over_for(cls, guest: User) -> bool:
        """Whether nothing that a link let this guest into is open to them any longer."""
        if Membership.objects.of(guest).exists():
            return False
        theirs = cls.objects.filter(user=guest)
        return theirs.exists() and not theirs.open_to_guests().exists()

    @transaction.atomic
    def remove(self, *, by: User) -> bool:
        """Take a guest out: the link does not let them in again. A member is in it by the circle."""
        members = Membership.objects.of_circle(self.study_session.circle)
        if self.removed_at or members.filter(user=self.user_id).exists():
            return False
        self.removed_at = timezone.now()
        self.save(update_fields=["removed_at"])
        Act.note(self.study_session, Act.Kind.REMOVE, by=by, person=self.user)
        return True

    @transaction.atomic
    def restore(self, *, by: User) -> None:
        """Take that back."""
        self.removed_at = None
        self.save(update_fields=["removed_at"])
        Act.note(self.study_session, Act.Kind.RESTORE, by=by, person=self.user)

    @classmethod
    def leave_with(cls, membership: Membership) -> None:
        """Who is no longer of the circle is in none of its sessions, unless a link lets them in anew."""
        cls.objects.of(membership.user).filter(
            study_session__circle=membership.circle_id, joined_at__lte=membership.left_at
        ).update(left_at=membership.left_at)

    def take_over(self, other: Attendance) -> None:
        """Know what the other knows: they were the same person, at the same meeting."""
        self.came_at = self.came_at or other.came_at
        self.prepared_at = self.prepared_at or other.prepared_at
        if not other.left_at:
            self.left_at = None
        self.save(update_fields=["came_at", "prepared_at", "left_at"])

    def come_back(self) -> None:
        """A session link let someone in who had left the circle."""
        self.left_at, self.joined_at = None, timezone.now()
        self.save(update_fields=["left_at", "joined_at"])

    def see(self, *, is_running: bool) -> None:
        """The person's page is open now."""
        self.present_at = timezone.now()
        if is_running and not self.came_at:
            self.came_at = self.present_at
        self.save(update_fields=["present_at", "came_at"])

    def say_prepared(self, prepared: bool) -> None:
        self.prepared_at = timezone.now() if prepared else None
        self.save(update_fields=["prepared_at"])
