"""Session links: who holds one comes in, with a name and no account."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from readings.people.models import Circle, KeyReused, Receipt, User
from readings.people.models.invitations import SAME_PERSON, make_token

from .attendances import Attendance
from .events import Event, record
from .meetings import StudySession

LINK_OUTLIVES_MEETING = timedelta(days=14)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> InvitationQuerySet:
        return self.filter(study_session__circle_id__in=viewer.facilitated_circle_ids)

    def leading_into(self, circle: Circle) -> InvitationQuerySet:
        """Links that let someone into a session of this circle, or will once it opens."""
        rows = self.in_force().filter(study_session__circle=circle, study_session__closed_at=None)
        return rows.select_related("study_session").order_by("study_session__starts_at", "pk")

    def in_force(self) -> InvitationQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A session link. It gives an Attendance, not a Membership: it shows one meeting, no history."""

    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=40, unique=True, default=make_token)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["study_session"],
                condition=Q(revoked_at=None),
                name="one_session_link_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"link to {self.study_session_id}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:join", args=[self.token])

    @classmethod
    def find(cls, token: str) -> Invitation | None:
        """For whoever holds the token; what it may show is for the page to decide."""
        return cls.objects.filter(token=token).select_related("study_session__circle").first()

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def is_refused_to(self, user: User) -> bool:
        """Whether a facilitator took this person out of the session, or of the circle."""
        if not user.is_authenticated:
            return False
        if self.study_session.circle.refuses(user):
            return True
        return Attendance.objects.filter(
            study_session=self.study_session_id, user=user, removed_at__isnull=False
        ).exists()

    @classmethod
    def for_session(cls, study_session: StudySession) -> Invitation:
        """The link in force, made if there is none."""
        with transaction.atomic():
            StudySession.objects.select_for_update().get(pk=study_session.pk)
            invitation = cls.objects.filter(study_session=study_session, revoked_at=None).first()
            if invitation and invitation.is_in_force:
                return invitation
            if invitation:
                invitation.revoke()
            return cls.objects.create(
                study_session=study_session, expires_at=cls.expiry(study_session)
            )

    @transaction.atomic
    def accept(self, user: User) -> Attendance:
        """Someone with an account comes in. Raises SessionClosed."""
        attendance = self.study_session.admit(user)
        record(self.study_session, Event.Kind.JOINED)
        return attendance

    def accept_guest(self, *, name: str, key: uuid.UUID) -> User:
        """Someone comes in with a name only. Raises SessionClosed, KeyReused.

        The key is known to the browser that sent it alone, so for a few minutes it gives the same
        guest again: an answer that got lost on the way must not make two of one person.
        """
        body = {"token": self.token, "name": name}
        with Receipt.once(user=None, key=key, body=body) as receipt:
            if receipt.is_repeat:
                guest = receipt.found
                if guest is None or not guest.is_guest or receipt.at < timezone.now() - SAME_PERSON:
                    raise KeyReused
                return guest
            guest = User.objects.create_guest(name)
            receipt.keep(guest)
            self.accept(guest)
        return guest

    @classmethod
    def renew(cls, study_session: StudySession, *, by: User, key: uuid.UUID) -> Invitation:
        """A new link; the old one, where it is still known, opens nothing from now on."""
        with Receipt.once(user=by, key=key, body={"link": study_session.pk}) as receipt:
            if receipt.is_repeat:
                return receipt.found
            cls.withdraw(study_session)
            invitation = cls.for_session(study_session)
            receipt.keep(invitation)
            return invitation

    @classmethod
    def withdraw(cls, study_session: StudySession) -> None:
        """From now on no link leads in; those who came in stay."""
        with transaction.atomic():
            study_session.hold()
            for invitation in cls.objects.filter(study_session=study_session, revoked_at=None):
                invitation.revoke()

    @staticmethod
    def expiry(study_session: StudySession) -> datetime:
        return max(timezone.now(), study_session.ends_at) + LINK_OUTLIVES_MEETING

    def follow(self, study_session: StudySession) -> None:
        """The meeting was moved: the link lasts as long after it as before."""
        self.expires_at = self.expiry(study_session)
        self.save(update_fields=["expires_at"])

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
