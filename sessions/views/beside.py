"""What this app shows on the page of a text, which belongs to an app below and knows no sessions."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from readings.models import Reading
from sessions.models import StudySession
from sessions.permissions import can_plan

SHOWN = 3


def sessions_on(request: HttpRequest, reading: Reading) -> SafeString:
    """This person's sessions on a text, the newest first, and for facilitators the way to the next."""
    sessions = StudySession.objects.visible_to(request.viewer).on_reading(reading)[:SHOWN]
    context = {
        "reading": reading,
        "sessions": sessions,
        "can_plan": can_plan(request.viewer),
    }
    return render_to_string("sessions/_on_reading.html", context, request)
