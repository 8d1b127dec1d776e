"""A guest's own link: who holds it comes back as that guest, on any device.

The token is derived from a random nonce and the site's secret key: the guest can be shown it again,
and neither the database nor the admin holds it. Its digest finds the row.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .users import User

LENGTH = 16  # bytes: 128 bits


def digest_of(token: str) -> str:
    return salted_hmac("people.own_link.digest", token, algorithm="sha256").hexdigest()


class OwnLink(models.Model):
    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"own link of {self.user_id}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:come_back", args=[self.token])

    @property
    def token(self) -> str:
        value = f"{self.user_id}:{self.nonce}"
        derived = salted_hmac("people.own_link", value, algorithm="sha256").digest()[:LENGTH]
        return urlsafe_b64encode(derived).decode().rstrip("=")

    @classmethod
    def find(cls, token: str) -> OwnLink | None:
        """While its holder is a guest: who has an account signs in."""
        rows = cls.objects.filter(digest=digest_of(token), user__email=None, user__is_active=True)
        return rows.select_related("user").first()

    @classmethod
    def of(cls, user: User) -> OwnLink | None:
        return cls.objects.filter(user=user).first() if user.is_guest else None

    @classmethod
    def first_for(cls, user: User) -> OwnLink | None:
        """The link of a guest who had none yet, so that it is offered once; else nothing."""
        if not user.is_guest or cls.objects.filter(user=user).exists():
            return None
        return cls.renew(user)

    @classmethod
    @transaction.atomic
    def renew(cls, user: User) -> OwnLink:
        """A new link; the one before, where it is still known, opens nothing from now on."""
        link = cls(user=user, nonce=secrets.token_hex(LENGTH))
        values = {"nonce": link.nonce, "digest": digest_of(link.token), "made_at": timezone.now()}
        return cls.objects.update_or_create(user=user, defaults=values)[0]

    @classmethod
    def revoke(cls, user: User) -> None:
        """From now on no link signs in as this guest."""
        cls.objects.filter(user=user).delete()
