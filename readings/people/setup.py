"""The one-time link of an empty site: whoever opens it first names herself and is administrator.

The token is derived from the site's secret key and needs no row and no file: every start prints the
same one, every process knows it, and it is good for as long as there is nobody.
"""

from django.contrib.auth import get_user_model
from django.utils.crypto import constant_time_compare, salted_hmac


def first_run_token() -> str | None:
    return None if get_user_model().objects.exists() else _token()


def is_valid(token: str) -> bool:
    return constant_time_compare(token, _token()) and first_run_token() is not None


def _token() -> str:
    return salted_hmac("people.setup", "first person", algorithm="sha256").hexdigest()[:40]
