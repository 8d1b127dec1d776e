"""People. A guest is a real user without e-mail: one author column, one sign-in, one erasure."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from readings.people.compiled import compiled

NAME_LENGTH = 80


class UserManager(BaseUserManager):
    def create_user(self, email: str | None, password: str | None = None, **fields) -> User:
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_guest(self, name: str, **fields) -> User:
        return self.create_user(None, name=name, **fields)

    def get(self, *args, **by) -> User:
        """Each request asks for whoever is signed in, by their id: that is compiled once."""
        if args or by.keys() != {"pk"}:
            return super().get(*args, **by)
        for user in users_with(by["pk"]):
            return user
        raise self.model.DoesNotExist

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    language = models.CharField(_("language"), max_length=12, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    is_editor = models.BooleanField(_("editor"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    sign_outs = models.PositiveIntegerField(default=0, editable=False)  # from all devices at once
    date_joined = models.DateTimeField(_("joined"), default=now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")) & ~models.Q(email=""),
                name="email_is_lower_case_or_absent",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="everybody_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_guest(self) -> bool:
        return self.email is None

    @property
    def rights(self) -> list[str]:
        """What sets this person apart on the whole site, in words."""
        rights = {_("editor"): self.is_editor, _("administrator"): self.is_staff}
        rights[_("deactivated")] = not self.is_active
        return [str(right) for right, holds in rights.items() if holds]

    def claim(self, *, email: str, password: str) -> None:
        """Make this guest an account: the same row, so every word stays theirs."""
        self.email = email.strip().lower()
        self.set_password(password)
        self.save(update_fields=["email", "password"])

    def sign_out_elsewhere(self) -> None:
        """End every session but the one that is told of it (update_session_auth_hash)."""
        self.sign_outs = models.F("sign_outs") + 1
        self.save(update_fields=["sign_outs"])
        self.refresh_from_db(fields=["sign_outs"])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends when the password changes, as in Django, and when one signs out elsewhere."""
        value = f"{self.password}:{self.sign_outs}" if self.sign_outs else self.password
        key_salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()


@compiled
def users_with(pk: int) -> models.QuerySet[User]:
    return User.objects.filter(pk=pk)
