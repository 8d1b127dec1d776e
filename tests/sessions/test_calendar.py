"""Add to calendar: one entry that follows the session, at the hour of its zone, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from sessions.models import StudySession
from sessions.models.plans import set_sections
from tests.builders import make_study_session
from tests.pages import url

pytestmark = pytest.mark.django_db


def entry(response):
    return icalendar.Calendar.from_ical(response.content).events[0]


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]
)
@pytest.mark.parametrize("month", [3, 4, 7, 10, 11])
def test_it_begins_at_its_hour_by_the_rules_it_brings(circle, facilitator, login, zone, month):
    """Read by the rules in the file alone, it is the same moment as in our database."""
    at = datetime(2027, month, 24, 19, tzinfo=ZoneInfo(zone))
    session = make_study_session(circle, starts_at=at, timezone=zone, minutes=8 * 24 * 60)
    calendar = icalendar.Calendar.from_ical(
        login(facilitator).get(url("calendar", session)).content
    )
    session.refresh_from_db()
    rules = calendar.timezones[0].to_tz(lookup_tzid=False)
    [event] = calendar.events
    for name, moment in (("DTSTART", session.starts_at), ("DTEND", session.ends_at)):
        told = event[name]
        assert told.params["TZID"] == zone
        assert told.dt.replace(tzinfo=rules).astimezone(UTC) == moment.astimezone(UTC), name
    assert event["DTSTART"].dt.hour == 19


def test_moved_it_is_the_same_entry_with_a_higher_number(study_session, facilitator, login):
    browser = login(facilitator)
    first = entry(browser.get(url("calendar", study_session)))
    study_session.replan(
        version=study_session.version, starts_at=study_session.starts_at + timedelta(days=7)
    )
    second = entry(browser.get(url("calendar", study_session)))
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] == first["SEQUENCE"] + 1
    assert second["DTSTART"].dt - first["DTSTART"].dt == timedelta(days=7)


def test_it_says_where_and_what_to_read(study_session, facilitator, guest, login):
    set_sections(study_session.assigned, [1], by=facilitator, version=1)
    study_session.replan(
        version=study_session.version,
        title="Été; one, two",
        place="Union hall",
        preparation="A pencil",
    )
    response = login(guest).get(url("calendar", study_session))
    event = entry(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["SUMMARY"], event["LOCATION"]) == ("Été; one, two", "Union hall")
    assert "“On asking”" in event["DESCRIPTION"]
    assert "A pencil" in event["DESCRIPTION"]
    assert event["URL"].endswith(study_session.get_absolute_url())


def test_members_find_it_before_the_meeting_and_nobody_finds_a_draft(
    study_session, member, outsider, facilitator, login
):
    page = login(member).get(url("detail", study_session)).content.decode()
    assert url("calendar", study_session) in page
    assert login(outsider).get(url("calendar", study_session)).status_code == 404
    StudySession.objects.update(opened_at=None)
    assert login(member).get(url("calendar", study_session)).status_code == 404
    assert login(facilitator).get(url("calendar", study_session)).status_code == 404
