"""The messages that go with a session's link, and with the invitation to a circle."""

from __future__ import annotations

from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readings.people.days import write_day
from readings.people.models import Circle
from sessions.models import StudySession

from .agenda import section_name

NAMED = 3  # as many sections are called by name; more are counted


def message_for(study_session: StudySession, link: str) -> str:
    """When, where, what to read, how long that takes, the link; in the circle's language."""
    with translation.override(study_session.circle.language):
        lines = [study_session.title, when(study_session)]
        if study_session.place:
            lines.append(study_session.place)
        if study_session.call_url:
            lines.append(_("By call: %(url)s") % {"url": study_session.call_url})
        if to_read := what_to_read(study_session):
            lines += ["", to_read]
        lines += ["", _("Come in here: %(link)s") % {"link": link}]
    return "\n".join(lines)


def circle_message_for(circle: Circle, link: str) -> str:
    """What one becomes by it, and the link; in the circle's language."""
    with translation.override(circle.language):
        lines = [
            str(circle),
            _("With this link you become a member. Whoever holds it can join: do not pass it on."),
            "",
            _("Join here: %(link)s") % {"link": link},
        ]
    return "\n".join(lines)


def when(study_session: StudySession) -> str:
    begins = study_session.starts_at.astimezone(study_session.zone)
    ends = study_session.ends_at.astimezone(study_session.zone)
    return _("%(day)s, %(begins)s to %(ends)s") % {
        "day": write_day(begins, "l j F"),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


def what_to_read(study_session: StudySession) -> str:
    assigned = study_session.assigned
    if not assigned or not assigned.edition:
        return ""
    title = str(assigned.reading)
    minutes = ngettext("about %(n)s minute", "about %(n)s minutes", assigned.minutes) % {
        "n": assigned.minutes
    }
    values = {"title": title, "minutes": minutes, "link": ""}
    if not assigned.sections:
        return _("Please read “%(title)s” (%(minutes)s).") % values
    names = [
        _("“%(title)s”") % {"title": section_name(section)} for section in assigned.set_sections
    ]
    if len(names) <= NAMED:
        values["sections"] = get_text_list(names, _("and"))
        return _("Please read %(sections)s in “%(title)s” (%(minutes)s).") % values
    values["sections"] = len(names)
    return _("Please read the %(sections)s marked sections of “%(title)s” (%(minutes)s).") % values
