"""Changing a password, and getting a new one where no mail is sent."""

import pytest
from django.urls import reverse

from tests.builders import make_user
from tests.pages import text


@pytest.fixture
def person(db):
    return make_user("Pia", email="pia@example.org", password="correct horse 7")


def test_password_is_changed_and_other_devices_are_signed_out(login, person):
    other, browser = login(person), login(person)
    page = text(browser.get("/me/"))
    assert reverse("account_change_password") in page
    new = {"password1": "battery staple 8", "password2": "battery staple 8"}
    wrong = browser.post("/accounts/password/change/", {"oldpassword": "no", **new})
    assert wrong.context["form"].errors["oldpassword"]
    done = browser.post("/accounts/password/change/", {"oldpassword": "correct horse 7", **new})
    assert done.url == "/me/"
    assert browser.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    person.refresh_from_db()
    assert person.check_password("battery staple 8")


def test_sign_out_elsewhere_leaves_this_device_alone(login, person):
    other, browser = login(person), login(person)
    page = text(browser.post("/me/sign-out-elsewhere/", follow=True))
    assert "You are signed out on every other device." in page
    assert other.get("/me/").status_code == 302
    assert browser.get("/me/").status_code == 200


def test_administrators_link_lets_one_choose_a_new_password_once(client, login, person):
    admin = make_user("Ada", is_staff=True, is_superuser=True)
    made = login(admin).post(reverse("admin:people_user_password_link", args=[person.pk]))
    link = made.context["link"].removeprefix("http://testserver")
    page = client.get(link, follow=True)
    assert "Choose a new password" in text(page)
    address = page.redirect_chain[-1][0]
    new = {"password1": "battery staple 8", "password2": "battery staple 8"}
    done = client.post(address, new, follow=True)
    assert "Your new password is saved" in text(done)
    person.refresh_from_db()
    assert person.check_password("battery staple 8")
    assert "This link does not work any more" in text(client.get(link, follow=True))


def test_a_facilitator_cannot_make_that_link(login, circle, facilitator, member):
    answer = login(facilitator).post(reverse("admin:people_user_password_link", args=[member.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))
