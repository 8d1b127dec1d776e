"""A circle's own page, and its people."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from readings.models import Reading
from readings.people.models import Circle, Membership
from readings.people.permissions import can_facilitate
from sessions.models import StudySession

PAST_A_PAGE = 20
READINGS_SHOWN = 8


@require_safe
def circle(request: HttpRequest, slug: str) -> HttpResponse:
    circle = _get(request, slug)
    sessions = StudySession.objects.visible_to(request.viewer).of_circle(circle)
    readings = Reading.objects.visible_to(request.viewer).of_circle(circle)
    context = {
        "circle": circle,
        "coming": sessions.coming(),
        "past": Paginator(sessions.past(), PAST_A_PAGE).get_page(request.GET.get("page")),
        "readings": readings.published().newest_first()[:READINGS_SHOWN],
    }
    return _render(request, "sessions/circle.html", context)


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    circle = _get(request, slug)
    memberships = Membership.objects.visible_to(request.viewer).of_circle(circle).in_order()
    return _render(request, "sessions/people.html", {"circle": circle, "memberships": memberships})


def _get(request: HttpRequest, slug: str) -> Circle:
    circle = get_object_or_404(Circle.objects.visible_to(request.viewer), slug=slug)
    timezone.activate(circle.timezone)
    return circle


def _render(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    context["here"] = "circle"
    context["can_facilitate"] = can_facilitate(request.viewer, context["circle"])
    context["others"] = [c for c in request.viewer.circles if c != context["circle"]]
    return render(request, template, context)
