"""The session as its members see it, for those who plan it: the same pages, through a member's eyes.

Nothing here decides again what members see: the pages are asked by a `MemberViewer`.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from sessions.annotated import annotated
from sessions.margin import Margin
from sessions.models import Prompt, StudySession
from sessions.news import news_in
from sessions.viewer import MemberViewer

from .room import room_context
from .shared import get_session_to_run, session_context

LINK = re.compile(r'<a\b[^>]*? href="([^"]*)"[^>]*>')
FETCHES = re.compile(r' (?:href|hx-[a-z]+)="[^"]*"')


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
    context["shown"] = _within(study_session, render_to_string(context["part"], context, request))
    return render(request, "sessions/preview.html", context)


@require_safe
def preview_text(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = _seen_by_a_member(request, pk)
    context = session_context(request, study_session, preview="text")
    if study_session.edition:
        prompts = Prompt.objects.visible_to(request.viewer).in_session(study_session)
        margin = QuietMargin(request.viewer, study_session)
        text = annotated(margin, prompts.numbered().placed_in(study_session.edition))
        context["html"] = _within(study_session, text)
    return render(request, "sessions/preview.html", context)


def _seen_by_a_member(request: HttpRequest, pk: int) -> StudySession:
    """The session of someone who plans it; from here on the request is a member's."""
    study_session = get_session_to_run(request, pk)
    study_session.is_prepared = False
    request.viewer = MemberViewer(study_session)
    request.user = request.viewer.user
    return study_session


def _within(study_session: StudySession, html: str) -> SafeString:
    """The page with its links kept to the preview: those to pages that are not in it lead nowhere.

    Behind them are the pages of whoever looks, who sees more than a member, and could write.
    """

    def address(page: str) -> str:
        return reverse(f"sessions:{page}", args=[study_session.pk])

    into = {address("detail"): address("preview"), address("read"): address("preview_text")}

    def link(found: re.Match) -> str:
        tag, (path, sign, place) = found[0], found[1].partition("#")
        if path in into:
            return tag.replace(f'href="{found[1]}"', f'href="{into[path]}{sign}{place}"')
        if not path.startswith("/") or path == address("calendar"):
            return tag
        return FETCHES.sub("", tag)[:-1] + ' role="link" aria-disabled="true">'

    return mark_safe(LINK.sub(link, html))  # noqa: S308 (rendered by our templates; links only lose)
