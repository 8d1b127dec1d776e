"""Circles: people who meet more than once."""

from __future__ import annotations

import secrets
import unicodedata
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .users import User


def validate_timezone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known here."))


def free_slug(name: str) -> str:
    """An address from the name; a random word when the name has no letters (emoji, say) or is taken."""
    slug = slugify(unicodedata.normalize("NFC", name), allow_unicode=True)[:60]
    if slug and not Circle.objects.filter(slug=slug).exists():
        return slug
    return f"{slug[:50]}-{secrets.token_hex(3)}".lstrip("-")


class CircleQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> CircleQuerySet:
        return self.filter(pk__in=viewer.circle_ids)

    def facilitated_by(self, viewer) -> CircleQuerySet:
        return self.filter(pk__in=viewer.facilitated_circle_ids)


class Circle(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    timezone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_timezone]
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = _("circle")
        verbose_name_plural = _("circles")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="circle_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sessions:circle", args=[self.slug])

    @classmethod
    @transaction.atomic
    def found(cls, *, name: str, by: User, **fields) -> Circle:
        """Start a circle; whoever starts it is its first facilitator."""
        circle = cls.objects.create(name=name, slug=free_slug(name), **fields)
        circle.welcome(by, role=Membership.Role.FACILITATOR)
        return circle

    def welcome(self, user: User, *, role: str | None = None) -> Membership:
        """Make someone a member; done twice, it changes nothing."""
        membership, _created = Membership.objects.get_or_create(
            circle=self, user=user, left_at=None, defaults={"role": role or Membership.Role.MEMBER}
        )
        return membership


class MembershipQuerySet(models.QuerySet):
    def current(self) -> MembershipQuerySet:
        return self.filter(left_at=None)

    def of(self, user: User) -> MembershipQuerySet:
        return self.current().filter(user=user)

    def of_circle(self, circle: Circle) -> MembershipQuerySet:
        return self.current().filter(circle=circle)

    def facilitators(self) -> MembershipQuerySet:
        return self.current().filter(role=Membership.Role.FACILITATOR)

    def visible_to(self, viewer) -> MembershipQuerySet:
        return self.current().filter(circle_id__in=viewer.circle_ids)

    def in_order(self) -> MembershipQuerySet:
        """Facilitators first, then everyone in the order they came."""
        return self.order_by("role", "joined_at", "pk").select_related("user")


class Membership(models.Model):
    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        MEMBER = "member", _("member")

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "user"],
                condition=models.Q(left_at=None),
                name="one_current_membership_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.circle_id}"

    @property
    def is_facilitator(self) -> bool:
        return self.role == self.Role.FACILITATOR
