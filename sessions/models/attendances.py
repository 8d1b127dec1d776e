"""Who came into a session by its link, and who of all in it is there, came, and has read the text."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from readings.people.models import Membership, User

from .acts import Act

if TYPE_CHECKING:
    from .meetings import StudySession

PRESENT_FOR = timedelta(seconds=90)  # a page in view says "here" every 30 seconds
GUESTS_READ_FOR = timedelta(days=30)  # after the session has closed

SEE = """
    INSERT INTO study_sessions_attendance AS it
        (study_session_id, user_id, joined_at, present_at, came_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (study_session_id, user_id) DO UPDATE SET
        present_at = excluded.present_at,
        came_at = coalesce(it.came_at, excluded.came_at),
        joined_at = CASE WHEN it.left_at IS NULL THEN it.joined_at ELSE excluded.joined_at END,
        left_at = NULL
"""


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
        has_closed = Q(study_session__closed_at__lte=Now() - GUESTS_READ_FOR)
        return self.filter(~has_closed, study_session__opened_at__isnull=False)

    def present(self) -> AttendanceQuerySet:
        return self.filter(present_at__gte=Now() - PRESENT_FOR)

    def came(self) -> AttendanceQuerySet:
        return self.filter(came_at__isnull=False)

    def prepared(self) -> AttendanceQuerySet:
        return self.filter(prepared_at__isnull=False)


class Attendance(models.Model):
    study_session = models.ForeignKey("StudySession", models.CASCADE, related_name="+")
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

    @classmethod
    def see(cls, study_session: StudySession, user: User, *, is_running: bool) -> None:
        """Someone is there now; who left, or was not in it yet, comes in."""
        now = timezone.now()
        came = now if is_running else None
        with connection.cursor() as cursor:
            cursor.execute(SEE, [study_session.pk, user.pk, now, now, came])

    def say_prepared(self, prepared: bool) -> None:
        self.prepared_at = timezone.now() if prepared else None
        self.save(update_fields=["prepared_at"])
