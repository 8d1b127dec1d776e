"""The demo's circle: what it reads, the meeting it held, the one to come, the one being planned.

What was written stands in words/, who may write it in cast.py; here it gets its days, counted from
the day it is loaded.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from readings.models import Edition, Guide, Import, Reading
from readings.people.models import Circle, Membership, User
from sessions.models import Invitation, StudySession

from . import cast, texts
from .plans import plan
from .telling import Telling

TUESDAY = 1
HOUR = time(19)
APART = timedelta(weeks=2)  # of the circle's meetings


@transaction.atomic
def load() -> bool:
    """Load it into an empty database; whether that was so."""
    if User.objects.exists():
        return False
    people = cast.make()
    rosa = people[cast.FACILITATOR]
    facts = _words("circle")
    circle = Circle.found(
        name=facts["name"], by=rosa, timezone=settings.TIME_ZONE, language=facts["language"]
    )
    for user in people.values():
        circle.welcome(user)
    readings = {
        language: texts.publish(name, circle, by=rosa) for language, name in texts.ESSAYS.items()
    }
    for reading in readings.values():
        texts.take_guide(reading, by=rosa)
    coming_at = _coming_tuesday(circle)
    _put_back(circle, people, facts, coming_at)
    held_at = coming_at - APART
    _tell("held", circle, readings, people, at=held_at, day=held_at.date())
    coming = _tell("coming", circle, readings, people, at=coming_at, day=_today(circle))
    Invitation.for_session(coming)
    plan(_words("draft"), circle, readings, by=rosa, starts_at=coming_at + APART)
    return True


def reset() -> bool:
    """Load it anew, over what was written in it; whether this is a demo, or nobody's site yet."""
    if User.objects.exists() and not cast.is_here():
        return False
    files = [started.file for started in Import.objects.exclude(file="")]
    with transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
        load()
    for file in files:
        file.storage.delete(file.name)
    return True


def _words(name: str) -> dict:
    return tomllib.loads((texts.WORDS / f"{name}.toml").read_text())


def _coming_tuesday(circle: Circle) -> datetime:
    today = _today(circle)
    days = (TUESDAY - today.weekday()) % 7 or 7
    return datetime.combine(today + timedelta(days=days), HOUR, ZoneInfo(circle.timezone))


def _today(circle: Circle) -> date:
    return timezone.localdate(timezone=ZoneInfo(circle.timezone))


def _put_back(circle: Circle, people: dict, facts: dict, coming_at: datetime) -> None:
    """The circle and its texts have been here for a while."""

    def before(days: int) -> datetime:
        return coming_at - timedelta(days=days)

    Circle.objects.filter(pk=circle.pk).update(created_at=before(facts["founded"]))
    for word, days in facts["joined"].items():
        Membership.objects.of(people[word]).update(joined_at=before(days))
        User.objects.filter(pk=people[word].pk).update(date_joined=before(days))
    added_at = before(facts["texts_added"])
    Reading.objects.of_circle(circle).update(created_at=added_at)
    Edition.objects.filter(reading__circle=circle).update(
        created_at=added_at, published_at=added_at
    )
    Guide.objects.filter(circle=circle).update(created_at=added_at)


def _tell(
    name: str, circle: Circle, readings: dict, people: dict, *, at: datetime, day: date
) -> StudySession:
    """The session of this file; its story counts days from `day`."""
    words = _words(name)
    meeting = plan(words, circle, readings, by=people[cast.FACILITATOR], starts_at=at)
    Telling(meeting, words, people, day=day).tell()
    return meeting
