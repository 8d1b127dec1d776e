"""The one-time link of an empty site: whoever opens it first names herself and is administrator.

The token is derived from the site's secret key and needs no row and no file: every start prints the
same one, every process knows it, and it is good for as long as there is nobody.
"""

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Circle, User

FIRST_PERSON = 0x5E7  # names the lock under which the first person is made


def first_run_token() -> str | None:
    return None if User.objects.exists() else _token()


def is_valid(token: str) -> bool:
    return constant_time_compare(token, _token()) and first_run_token() is not None


def _token() -> str:
    return salted_hmac("people.setup", "first person", algorithm="sha256").hexdigest()[:40]


class AlreadySetUp(Exception):
    """Someone was first: another tab, or another person with the same link."""


@transaction.atomic
def set_up(
    *, email: str, password: str, name: str, language: str, timezone: str, circle: str
) -> User:
    """The first person, administrator of the site and facilitator of its first circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_PERSON])
    if first_run_token() is None:
        raise AlreadySetUp
    user = User.objects.create_superuser(email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Circle.found(name=circle, by=user, language=language, timezone=timezone)
    return user
