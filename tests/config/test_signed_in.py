from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone


@pytest.fixture
def browser(member, login):
    return login(member)


def is_signed_in(browser) -> bool:
    return browser.get(reverse("sessions:me")).status_code == 200


def test_a_sign_in_lasts_until_its_day(browser):
    assert is_signed_in(browser)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(browser)


def test_what_was_ended_or_never_was_is_nobody(browser):
    Session.objects.all().delete()
    assert not is_signed_in(browser)
    browser.cookies["sessionid"] = "made-up-by-someone"
    assert not is_signed_in(browser)


def test_a_sign_in_that_was_changed_on_the_way_is_nobody(browser):
    Session.objects.update(session_data="eyJfYXV0aF91c2VyX2lkIjoiMSJ9:forged:signature")
    assert not is_signed_in(browser)
