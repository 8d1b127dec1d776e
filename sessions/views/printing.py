"""The plan on paper: the running order for facilitators, a sheet for members to write on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from readings.rendering import only_sections
from sessions.clock import forecast
from sessions.models import Prompt, StudySession
from sessions.models.steps import steps_with_all

from .shared import get_session_to_run, session_context


@require_safe
def running_order(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    context = _on_paper(request, study_session)
    return render(request, "sessions/running_order.html", context)


@require_safe
def members_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What a member holds in hand: the questions, their passages, lines; the text, if wanted."""
    study_session = get_session_to_run(request, pk)
    if with_text := "text" in request.GET:
        study_session.assigned = study_session.assigned_readings.with_page().first()
    asked = Prompt.objects.visible_to(request.viewer).in_session(study_session)
    context = _on_paper(request, study_session) | {
        "alone": [prompt for prompt in asked.in_order() if not prompt.agenda_item],
        "with_text": with_text,
        "lines": range(6),
    }
    if with_text and study_session.edition:
        assigned = study_session.assigned
        html = only_sections(study_session.edition.text.html, assigned.sets)
        context["html"] = mark_safe(html)  # noqa: S308 (the stored page is ours)
    return render(request, "sessions/members_sheet.html", context)


def _on_paper(request: HttpRequest, study_session: StudySession) -> dict:
    steps = steps_with_all(study_session, request.viewer)
    expected = forecast(study_session, steps, timezone.now())
    for step in steps:
        step.at = step.started_at or expected.begins.get(step.pk)
    return session_context(
        request,
        study_session,
        steps=steps,
        expected=expected,
        assigned=study_session.assigned,
    )
