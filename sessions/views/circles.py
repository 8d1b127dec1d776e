"""A circle's own page, and what every page of a circle begins with."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from readings.models import Reading
from readings.people.models import Circle
from readings.people.permissions import can_facilitate
from sessions.models import StudySession

PAST_A_PAGE = 20
READINGS_SHOWN = 8


@require_safe
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle(request, slug)
    sessions = StudySession.objects.visible_to(request.viewer).of_circle(circle)
    readings = Reading.objects.visible_to(request.viewer).of_circle(circle)
    context = {
        "circle": circle,
        "coming": sessions.coming(),
        "past": Paginator(sessions.past(), PAST_A_PAGE).get_page(request.GET.get("page")),
        "readings": readings.published().newest_first()[:READINGS_SHOWN],
    }
    return circle_page(request, "sessions/circle.html", context)


def get_circle(request: HttpRequest, slug: str) -> Circle:
    """The circle if this person is of it, else 404; from here on times are in its zone."""
    circle = get_object_or_404(Circle.objects.visible_to(request.viewer), slug=slug)
    timezone.activate(circle.timezone)
    return circle


def get_circle_to_lead(request: HttpRequest, slug: str) -> Circle:
    """The circle for those who facilitate it; 403 for its members."""
    circle = get_circle(request, slug)
    if not can_facilitate(request.viewer, circle):
        raise PermissionDenied
    return circle


def circle_page(
    request: HttpRequest, template: str, context: dict, *, status: int = 200
) -> HttpResponse:
    context["here"] = "circle"
    context["can_facilitate"] = can_facilitate(request.viewer, context["circle"])
    context["others"] = [c for c in request.viewer.circles if c != context["circle"]]
    return render(request, template, context, status=status)
