from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from readings.people.models import User
from sessions import demo
from sessions.demo import cast
from sessions.models import Contribution, Invitation, Note, Prompt, Recap, StudySession
from tests import builders


@pytest.fixture
def loaded(db):
    assert demo.load()


@pytest.fixture
def near(settings):
    """A browser on the computer that runs the demo."""
    settings.DEMO = True
    return Client(headers={"host": "localhost"})


def counts():
    return [model._base_manager.count() for model in (User, StudySession, Contribution, Note)]


def test_it_is_loaded_once(loaded):
    before = counts()
    assert not demo.load()
    assert counts() == before


def test_it_leaves_a_site_with_people_alone(db):
    builders.make_user("Fay")
    assert not demo.load()
    assert counts() == [1, 0, 0, 0]


def test_the_first_meeting_was_held_on_a_tuesday_evening_and_its_recap_is_shared(loaded):
    held = StudySession.objects.in_state("closed").get()
    assert (held.starts_at.weekday(), held.starts_at.hour) == (1, 19)
    assert held.started_at == held.starts_at
    assert held.ended_at == held.ends_at
    assert held.closed_at < timezone.now()
    assert Recap.objects.get().shared_at < held.closed_at
    assert Recap.objects.get().present == 7
    assert {note.kind for note in Note.objects.all()} == set(Note.Kind)
    assert Contribution.objects.in_session(held).kept().count() == 3
    written = Contribution.objects.in_session(held)
    assert {row.kind for row in written} == set(Contribution.Kind)
    assert all(abs(row.created_at - held.started_at) < timedelta(hours=1) for row in written)


def test_the_next_meeting_is_open_and_planned_to_the_minute(loaded):
    coming = StudySession.objects.in_state("open").get()
    assert timedelta() < coming.starts_at - timezone.now() < timedelta(days=9)
    assert sum(step.minutes for step in coming.agenda_items.all()) == coming.minutes
    assert [part["title"] for part in coming.assigned.set_sections] == [
        "Around the table",
        "What stays",
    ]
    assert Prompt.objects.filter(study_session=coming).count() == 3
    assert Invitation.objects.in_force().get().study_session == coming


def test_the_cast_has_verified_addresses_and_no_password(loaded):
    people = User.objects.exclude(email=None)
    assert {user.name for user in people} == set(cast.NAMES.values())
    assert not any(user.has_usable_password() for user in people)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people)
    assert [user.name for user in people.filter(is_superuser=True)] == ["Rosa"]
    assert people.get(name="Inès").language == "fr"


def test_a_visitor_on_this_computer_may_look_around(loaded, near):
    page = near.get(reverse("sessions:home")).content.decode()
    assert all(words in page for words in ("Rosa, facilitator", "Malik, member", "Inès, membre"))
    response = near.post(reverse("sessions:look_around", args=["malik"]))
    assert response.url == reverse("sessions:home")
    assert int(near.session["_auth_user_id"]) == User.objects.get(name="Malik").pk


@pytest.mark.parametrize(
    "request_of",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"headers": {"host": "testserver"}},
        {"headers": {"host": "localhost", "x-forwarded-for": "192.0.2.7"}},
        {"headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
    ],
    ids=str,
)
def test_nobody_else_may_or_is_asked_to(loaded, settings, request_of):
    settings.DEMO = True
    client = Client(**{"headers": {"host": "localhost"}, **request_of})
    assert "Rosa" not in client.get(reverse("sessions:home")).content.decode()
    assert client.post(reverse("sessions:look_around", args=["rosa"])).status_code == 404
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_there_is_no_such_door(loaded, near, settings):
    settings.DEMO = False
    assert "Rosa" not in near.get(reverse("sessions:home")).content.decode()
    assert near.post(reverse("sessions:look_around", args=["rosa"])).status_code == 404


def test_only_the_cast_named_there_can_be_looked_around_as(loaded, near):
    assert near.post(reverse("sessions:look_around", args=["agnes"])).status_code == 404
    assert near.get(reverse("sessions:look_around", args=["rosa"])).status_code == 405
