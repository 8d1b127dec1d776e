"""A circle's name, zone and language."""

import pytest
from django.urls import reverse

from tests.pages import text


@pytest.fixture
def address(circle):
    return reverse("sessions:circle_settings", args=[circle.slug])


def sent(**changes):
    new = {"name": "Wednesday Circle", "timezone": "Europe/Paris", "language": "fr"}
    return new | {"version": 1} | changes


def test_settings_are_saved_and_the_address_stays(login, circle, facilitator, address):
    slug = circle.slug
    browser = login(facilitator)
    assert 'value="Tuesday Circle"' in text(browser.get(address))
    browser.post(address, sent())
    circle.refresh_from_db()
    assert (circle.name, circle.timezone, circle.language) == (
        "Wednesday Circle",
        "Europe/Paris",
        "fr",
    )
    assert circle.slug == slug


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "x" * 121), ("timezone", "Mars/Olympus"), ("language", "tlh")],
)
def test_what_does_not_fit_is_said_and_not_saved(login, facilitator, address, circle, field, value):
    answer = login(facilitator).post(address, sent(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    circle.refresh_from_db()
    assert circle.name == "Tuesday Circle"


def test_two_facilitators_lose_nothing(login, circle, facilitator, address):
    browser = login(facilitator)
    browser.post(address, sent(name="Theirs"))
    answer = browser.post(address, sent(name="Mine"))
    assert answer.status_code == 409
    page = text(answer)
    assert "Someone else changed this meanwhile, to “Theirs”, Europe/Paris, French." in page
    assert 'value="Mine"' in page
    browser.post(address, sent(name="Mine", version=2))
    circle.refresh_from_db()
    assert circle.name == "Mine"


def test_a_save_that_arrives_twice_is_one(login, facilitator, address):
    browser = login(facilitator)
    assert [browser.post(address, sent()).status_code for _press in range(2)] == [302, 302]


def test_settings_are_for_facilitators(login, member, outsider, address):
    assert login(member).get(address).status_code == 403
    assert login(member).post(address, sent()).status_code == 403
    assert login(outsider).get(address).status_code == 404
