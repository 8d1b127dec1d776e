"""Circle invitations: who holds one becomes a member, and sees what the circle wrote before."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from .circles import Circle, Membership
from .receipts import KeyReused, Receipt
from .users import User

SAME_PERSON = timedelta(minutes=10)  # how long a key gives the person it made
LASTS = timedelta(days=30)


class NotInvited(Exception):
    """The invitation ran out or was revoked, or this person was removed from the circle."""


def make_token() -> str:
    return secrets.token_urlsafe(16)  # 128 bits


def in_a_month() -> datetime:
    return timezone.now() + LASTS


class CircleInvitationQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> CircleInvitationQuerySet:
        return self.filter(circle_id__in=viewer.facilitated_circle_ids)

    def of_circle(self, circle: Circle) -> CircleInvitationQuerySet:
        return self.filter(circle=circle)

    def in_force(self) -> CircleInvitationQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class CircleInvitation(models.Model):
    circle = models.ForeignKey(Circle, models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=40, unique=True, default=make_token)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=in_a_month)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CircleInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle"],
                condition=models.Q(revoked_at=None),
                name="one_circle_invitation_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.circle_id}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:circle_join", args=[self.token])

    @classmethod
    def find(cls, token: str) -> CircleInvitation | None:
        """For whoever holds the token; what it may show is for the page to decide."""
        return cls.objects.filter(token=token).select_related("circle").first()

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @transaction.atomic
    def accept(self, user: User) -> Membership:
        """Someone with an account becomes a member. Raises NotInvited."""
        held = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if not held.is_in_force or self.circle.refuses(user):
            raise NotInvited
        return self.circle.welcome(user)

    def accept_newcomer(self, *, name: str, email: str, password: str, key: uuid.UUID) -> User:
        """Someone makes an account and becomes a member. Raises NotInvited, KeyReused, IntegrityError.

        For a few minutes the same key and password give the same person again: an answer that got
        lost on the way must not turn them away.
        """
        body = {"circle invitation": self.token, "name": name, "email": email}
        with Receipt.once(user=None, key=key, body=body) as receipt:
            if receipt.is_repeat:
                user = receipt.found
                is_late = receipt.at < timezone.now() - SAME_PERSON
                if user is None or is_late or not user.check_password(password):
                    raise KeyReused
                return user
            user = User.objects.create_user(email, password, name=name)
            receipt.keep(user)
            self.accept(user)
        return user

    @classmethod
    def renew(cls, circle: Circle, *, by: User, key: uuid.UUID) -> CircleInvitation:
        """A new invitation; the one before, where it is still known, opens nothing from now on."""
        with Receipt.once(user=by, key=key, body={"circle invitation": circle.pk}) as receipt:
            if receipt.is_repeat:
                return receipt.found
            cls.withdraw(circle)
            invitation = cls.objects.create(circle=circle)
            receipt.keep(invitation)
            return invitation

    @classmethod
    def withdraw(cls, circle: Circle) -> None:
        """From now on no invitation leads in; those who joined stay."""
        with transaction.atomic():
            Circle.objects.select_for_update(no_key=True).get(pk=circle.pk)
            cls.objects.of_circle(circle).filter(revoked_at=None).update(revoked_at=timezone.now())
