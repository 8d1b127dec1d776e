"""Copying a session for another day, or another circle that one facilitates."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from readings.people.models import KeyReused
from sessions.forms.copies import CopyForm
from sessions.models import StudySession
from sessions.models.copies import copy_session
from sessions.permissions import can_facilitate

from .meetings import plan_url
from .shared import get_session_to_run, session_context


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    viewer = request.viewer
    circles = [circle for circle in viewer.circles if can_facilitate(viewer, circle)]
    form = CopyForm(request.POST or None, source=study_session, circles=circles)
    status = 200
    if request.method == "POST":
        if made := form.is_valid() and _copy(request, study_session, form):
            return redirect(plan_url(made))
        status = 422
    context = session_context(request, study_session, form=form)
    return render(request, "sessions/copy.html", context, status=status)


def _copy(request: HttpRequest, source: StudySession, form: CopyForm) -> StudySession | None:
    data = form.cleaned_data
    try:
        made = copy_session(
            source,
            by=request.user,
            key=data["key"],
            circle=data["circle"],
            with_notes=data["with_notes"],
            title=data["title"],
            **form.details(ZoneInfo(data["circle"].timezone)),
        )
    except KeyReused:
        form.refuse_reused_key()
        return None
    messages.success(request, _("Copied: this is the plan of the new session, still a draft."))
    if form.reading and not made.assigned:
        sentence = _("“%(title)s” did not come along: %(circle)s does not have it. Choose a text.")
        messages.warning(request, sentence % {"title": form.reading, "circle": made.circle})
    return made
