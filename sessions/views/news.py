"""Telling what one was shown. Reading a page changes nothing: it says by POST what stood on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from readings.people.requests import own_address, wants_fragment
from sessions.forms.news import SeenForm
from sessions.models import Contribution
from sessions.models.contribution_queries import ContributionQuerySet

from .shared import get_session


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """In one session: some threads, or all that was new in its text."""
    study_session = get_session(request, pk)
    rows = Contribution.objects.visible_to(request.viewer).in_session(study_session)
    return _mark(request, rows, rows.on_annotations(), reverse("sessions:read", args=[pk]))


@require_POST
def all_seen(request: HttpRequest) -> HttpResponse:
    """Everywhere, as Home tells of it."""
    rows = Contribution.objects.visible_to(request.viewer)
    return _mark(request, rows, rows, reverse("sessions:home"))


def _mark(
    request: HttpRequest, rows: ContributionQuerySet, all_rows: ContributionQuerySet, back: str
) -> HttpResponse:
    upto, seen = SeenForm.shown_in(request.POST)
    if upto:
        all_rows.unread_by(request.user).filter(pk__lte=upto).mark_read(request.user)
    rows.told().filter(pk__in=seen).mark_read(request.user)
    if wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "poll-now"})
    return redirect(own_address(request, request.POST.get("next", "")) or back)
