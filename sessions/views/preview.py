"""The session as its members see it, for those who plan it: the same pages, through a member's eyes.

Nothing here decides again what members see: the pages are asked by a `MemberViewer`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions.annotated import annotated
from sessions.margin import Margin
from sessions.models import Prompt, StudySession
from sessions.news import news_in
from sessions.viewer import MemberViewer

from .room import room_context
from .shared import get_session_to_run, session_context


class QuietMargin(Margin):
    """Its numbers lead to their paragraphs: to write is not for here."""

    def talk_url(self, start: int) -> str:
        number = self.numbers.get(start)
        return f"#p{number}" if number else f"#h{start}"


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = _seen_by_a_member(request, pk)
    news_in(request.viewer, study_session)
    context = room_context(request, study_session) | {"preview": "session"}
    return render(request, "sessions/preview.html", context)


@require_safe
def preview_text(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = _seen_by_a_member(request, pk)
    context = session_context(request, study_session, preview="text")
    if study_session.edition:
        prompts = Prompt.objects.visible_to(request.viewer).in_session(study_session)
        margin = QuietMargin(request.viewer, study_session)
        context["html"] = annotated(margin, prompts.numbered().placed_in(study_session.edition))
    return render(request, "sessions/preview.html", context)


def _seen_by_a_member(request: HttpRequest, pk: int) -> StudySession:
    """The session of someone who plans it; from here on the request is a member's."""
    study_session = get_session_to_run(request, pk)
    study_session.is_prepared = False
    request.viewer = MemberViewer(study_session)
    request.user = request.viewer.user
    return study_session
