"""When the demo is loaded, and when it is loaded anew."""

import pytest
from django.core.management.base import CommandError
from django.db import connection

from config.management.commands.demo import Command
from readings.models import Reading
from readings.people.models import Membership, User
from sessions import demo
from sessions.models import Contribution, FacilitatorNote, Note, Prompt, Recap, StudySession
from tests import builders

pytestmark = pytest.mark.django_db


def everything():
    """All words of the demo, and the time of all that has one."""
    return {
        "people": list(User.objects.order_by("pk").values_list("name", "email", "date_joined")),
        "members": list(Membership.objects.order_by("pk").values_list("user__name", "joined_at")),
        "texts": list(Reading.objects.order_by("pk").values_list("title", "edition__text__text")),
        "sessions": list(
            StudySession.objects.order_by("pk").values_list(
                "title", "starts_at", "opened_at", "started_at", "ended_at", "closed_at"
            )
        ),
        "questions": list(Prompt.objects.order_by("pk").values_list("text", "passage__exact")),
        "facilitators": list(FacilitatorNote.objects.order_by("pk").values_list("body")),
        "written": list(
            Contribution.objects.order_by("pk").values_list(
                "author__name", "body", "passage__exact", "created_at", "kept_at"
            )
        ),
        "noted": list(Note.objects.order_by("pk").values_list("body", "owner", "created_at")),
        "recaps": list(Recap.objects.values_list("opening", "shared_at")),
    }


def run(*, reset):
    connection.check_constraints()  # as a commit would: what still waits for it keeps tables
    command = Command()
    command.reset = reset
    command.add_content()


def test_it_is_loaded_once_and_anew_when_asked(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    run(reset=False)
    before = everything()
    Note.objects.all().delete()
    builders.make_user("Someone who looked around")
    run(reset=False)
    assert not Note.objects.exists()
    run(reset=True)
    assert everything() == before


def test_it_leaves_a_site_with_people_alone():
    builders.make_user("Fay")
    assert not demo.load()
    with pytest.raises(CommandError, match="not the demo"):
        run(reset=True)
    assert [user.name for user in User.objects.all()] == ["Fay"]
    assert not StudySession.objects.exists()


def test_reset_is_a_word_of_the_command():
    parser = Command().create_parser("manage.py", "demo")
    assert parser.parse_args([]).reset is False
    assert parser.parse_args(["--reset"]).reset is True
