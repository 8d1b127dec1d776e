"""Which paragraph has which number: to be looked up, or picked, without leaving the plan."""

from __future__ import annotations

from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from readings.models import Edition
from readings.people.requests import wants_fragment
from sessions.forms.agenda import section_name

from .shared import get_session_to_run, session_context

FIRST_WORDS = 90  # characters of each paragraph


@require_safe
def paragraphs(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    if not study_session.edition:
        raise Http404
    context = session_context(
        request,
        study_session,
        sections=_by_section(study_session.edition),
        is_part=wants_fragment(request),
    )
    page = "sessions/paragraphs.html"
    return render(request, f"{page}#list" if wants_fragment(request) else page, context)


def _by_section(edition: Edition) -> list[dict]:
    """The outline, each section with its numbered paragraphs; one query."""
    rows = edition.blocks.filter(number__isnull=False).order_by("position")
    found = list(rows.annotate(words=Left("text", FIRST_WORDS)).values("number", "start", "words"))
    return [
        {
            "name": section_name(section),
            "first": section["first"],
            "last": section["last"],
            "paragraphs": [
                row for row in found if section["start"] <= row["start"] <= section["end"]
            ],
        }
        for section in edition.text.outline
        if section["first"]
    ]
