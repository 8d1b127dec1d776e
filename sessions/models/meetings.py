"""Study sessions: who meets when, on what, and how far along they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from readings.models import Edition, Reading
from readings.people.models import Circle, Membership, Stale, User

from .assigned import AssignedReading, assigned_to
from .attendances import Attendance
from .changes import Change
from .counting import counted
from .events import Event, EventCount, record
from .gates import Gate
from .running import Running

LONGEST_MEETING = 24 * 60
FORGOTTEN = timedelta(hours=12)  # a meeting that ran longer was not ended when it was over


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

    @property
    def hours(self) -> tuple[datetime, datetime]:
        """From when to when it was held, as far as one knows; before that, and else, as planned."""
        if self.started_at and self.ended_at and self.ended_at - self.started_at <= FORGOTTEN:
            return self.started_at, self.ended_at
        return self.starts_at, self.ends_at

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
        for found in assigned_to(self):
            found.study_session = self
            return found
        return None

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

    def see(self, user: User) -> None:
        """Someone's page is open, or they write: they are in it, and there."""
        Attendance.see(self, user, is_running=self.is_running)

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
