"""Circles: people who meet more than once."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from ..leaving import tell_left
from .users import User
from .versions import Stale


class LastFacilitator(Exception):
    """Someone has to stay in `circle` who plans, invites and takes people in."""

    def __init__(self, circle: Circle) -> None:
        self.circle = circle


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
    version = models.PositiveIntegerField(default=1)

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

    @transaction.atomic
    def edit(self, *, version: int, **details) -> None:
        """Change its settings; its address stays. Raises Stale when they changed since they were read."""
        current = Circle.objects.select_for_update(no_key=True).get(pk=self.pk)
        arrived = all(getattr(current, name) == value for name, value in details.items())
        if current.version != version and not arrived:
            raise Stale(current)
        for name, value in details.items():
            setattr(self, name, value)
        self.version = current.version + 1
        self.save(update_fields=[*details, "version"])

    def refuses(self, user: User) -> bool:
        """Whether a facilitator removed this person: no link makes them a member again."""
        return user.is_authenticated and self.memberships.removed().filter(user=user).exists()

    @transaction.atomic
    def welcome(self, user: User, *, role: str | None = None) -> Membership:
        """Make someone a member; done twice, it changes nothing. Takes back a removal, too."""
        if removed := self.memberships.removed().filter(user=user).first():
            removed.restore()
            return removed
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

    def removed(self) -> MembershipQuerySet:
        """Those that a facilitator ended, while that stands."""
        return self.filter(removed_at__isnull=False)

    def visible_to(self, viewer) -> MembershipQuerySet:
        """The people of one's circles; who was removed, for facilitators."""
        return self.filter(
            models.Q(left_at=None, circle_id__in=viewer.circle_ids)
            | models.Q(removed_at__isnull=False, circle_id__in=viewer.facilitated_circle_ids)
        )

    def removed_from(self, circle: Circle) -> MembershipQuerySet:
        return self.removed().filter(circle=circle)

    def in_order(self) -> MembershipQuerySet:
        """Facilitators first, then everyone in the order they came."""
        return self.order_by("role", "joined_at", "pk").select_related("user")


class Membership(models.Model):
    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        MEMBER = "member", _("member")

    circle = models.ForeignKey(
        Circle, models.CASCADE, related_name="memberships", verbose_name=_("circle")
    )
    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)  # not by their own wish

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
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(left_at__isnull=False),
                name="who_was_removed_has_left",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.left_at:
                tell_left(self)

    @property
    def is_facilitator(self) -> bool:
        return self.leads(self.role)

    @classmethod
    def leads(cls, role: str) -> bool:
        return role == cls.Role.FACILITATOR

    # Commands: each answers whether it changed something

    @transaction.atomic
    def leave(self) -> bool:
        """End it, by the person's own wish. Raises LastFacilitator."""
        return self._end(removed_at=None)

    @transaction.atomic
    def remove(self) -> bool:
        """End it, as a facilitator: no link makes them a member again. Raises LastFacilitator."""
        return self._end(removed_at=timezone.now())

    @transaction.atomic
    def restore(self) -> bool:
        """Take a removal back; they come back as a member."""
        self._hold()
        if not self.removed_at:
            return False
        self.left_at = self.removed_at = None
        self.role = self.Role.MEMBER
        self.save(update_fields=["left_at", "removed_at", "role"])
        return True

    @transaction.atomic
    def make_facilitator(self) -> bool:
        """Let them plan, run and invite; not a guest, who could not come back on another device."""
        self._hold()
        if self.left_at or self.user.is_guest:
            return False
        return self._become(self.Role.FACILITATOR)

    @transaction.atomic
    def unmake_facilitator(self) -> bool:
        """Make them a member again. Raises LastFacilitator."""
        self._hold()
        if self.left_at:
            return False
        self._leave_a_facilitator()
        return self._become(self.Role.MEMBER)

    def _end(self, *, removed_at: datetime | None) -> bool:
        self._hold()
        if self.left_at:
            return False
        self._leave_a_facilitator()
        self.left_at, self.removed_at = timezone.now(), removed_at
        self.save(update_fields=["left_at", "removed_at"])
        return True

    def _become(self, role: str) -> bool:
        if self.role == role:
            return False
        self.role = role
        self.save(update_fields=["role"])
        return True

    def _hold(self) -> None:
        """Take the circle's row, so that of two who leave one comes after the other; read this anew."""
        Circle.objects.select_for_update(no_key=True).get(pk=self.circle_id)
        self.refresh_from_db(fields=["role", "left_at", "removed_at"])

    def _leave_a_facilitator(self) -> None:
        others = Membership.objects.of_circle(self.circle).facilitators().exclude(pk=self.pk)
        if self.is_facilitator and not others.filter(user__is_active=True).exists():
            raise LastFacilitator(self.circle)
