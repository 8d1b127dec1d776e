"""Who is in the demo. Their addresses end in .invalid, so that no real person can ever be one of them."""

import ipaddress

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from readings.people.models import User

DOMAIN = "demo.invalid"
NAMES = {
    "rosa": "Rosa",
    "malik": "Malik",
    "ines": "Inès",
    "agnes": "Agnes",
    "tomasz": "Tomasz",
    "wei": "Wei",
}
FACILITATOR = "rosa"
FRENCH = "ines"
DOORS = ("rosa", "malik", "ines")  # those one may look around as


def make() -> dict[str, User]:
    people = {word: _make_person(word, name) for word, name in NAMES.items()}
    for word, user in people.items():
        EmailAddress.objects.create(user=user, email=address(word), verified=True, primary=True)
    return people


def address(word: str) -> str:
    return f"{word}@{DOMAIN}"


def person(word: str) -> User | None:
    return User.objects.filter(email=address(word)).first() if word in DOORS else None


def is_here() -> bool:
    return User.objects.filter(email=address(FACILITATOR)).exists()


def is_offered(request: HttpRequest) -> bool:
    """Only in the demo, only to a browser on this computer that no proxy stands before."""
    return (
        settings.DEMO
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and _is_loopback(split_domain_port(request.get_host())[0])
        and not {"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR"} & request.META.keys()
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _make_person(word: str, name: str) -> User:
    rights = {"is_staff": True, "is_superuser": True} if word == FACILITATOR else {}
    language = "fr" if word == FRENCH else ""
    return User.objects.create_user(address(word), None, name=name, language=language, **rights)
