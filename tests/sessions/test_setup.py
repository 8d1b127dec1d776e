"""The first person names herself and her circle, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from readings.people.models import Circle, User
from readings.people.setup import first_run_token

SENT = {
    "name": "Rosa",
    "email": "Rosa@Example.org",
    "password": "correct horse 7",
    "circle": "Tuesday Circle",
    "language": "fr",
    "timezone": "Europe/Paris",
}


@pytest.fixture
def address(db):
    return f"/setup/{first_run_token()}/"


def test_first_person_becomes_administrator_and_facilitator(client, address):
    answer = client.post(address, SENT)
    assert answer.status_code == 302
    rosa = User.objects.get()
    assert (rosa.email, rosa.is_staff, rosa.is_superuser) == ("rosa@example.org", True, True)
    circle = Circle.objects.get()
    assert (circle.name, circle.language, circle.timezone) == (
        "Tuesday Circle",
        "fr",
        "Europe/Paris",
    )
    assert circle.memberships.get().is_facilitator
    assert client.session["_auth_user_id"] == str(rosa.pk)


def test_she_can_sign_in_with_what_she_named(client, address):
    client.post(address, SENT)
    browser = Client()
    browser.post("/accounts/login/", {"login": SENT["email"], "password": SENT["password"]})
    assert "_auth_user_id" in browser.session


def test_zone_left_out_is_the_servers(client, address, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    client.post(address, SENT | {"timezone": ""})
    assert Circle.objects.get().timezone == "Asia/Kolkata"


def test_link_works_once(client, address):
    client.post(address, SENT)
    for answer in (Client().get(address), Client().post(address, SENT)):
        assert answer.status_code == 410
        assert "It works once" in answer.content.decode()
    assert User.objects.count() == 1


def test_wrong_link_opens_nothing(client, db):
    assert client.post("/setup/guess/", SENT).status_code == 410
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 300),
        ("email", "no address"),
        ("password", "short"),
        ("circle", ""),
        ("circle", "x" * 300),
        ("language", "tlh"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_made(client, address, field, value):
    answer = client.post(address, SENT | {field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert not Circle.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_once_one_wins():
    address = f"/setup/{first_run_token()}/"

    def press(number):
        try:
            return Client().post(address, SENT | {"email": f"p{number}@example.org"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [302, 410, 410, 410]
    assert User.objects.count() == Circle.objects.count() == 1
