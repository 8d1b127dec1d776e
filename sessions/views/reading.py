"""The text of a session, with what its people wrote in the margin.

Members and guests reach it through the session: they see the edition that the session reads.
"""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from readings.models import Edition
from readings.people.compiled import compiled
from sessions.annotated import annotated, contents, markers
from sessions.drafting import begun_notes
from sessions.forms.reading import GoForm
from sessions.margin import Margin
from sessions.models import Annotation, Contribution, Prompt, StudySession
from sessions.offline import BareMargin, offline_address
from sessions.ready import Asked
from sessions.stretches import Page
from sessions.strip import strip_of
from sessions.viewer import Viewer

from .shared import get_session, layer_of, session_context
from .talk import block_at, boxes_on, place_in_talk


@require_GET
def read(request: HttpRequest, pk: int) -> HttpResponse:
    asked = Asked(request, pk, layer_of(request))
    if asked.thing:
        return asked.thing.answer(request)
    study_session = get_session(request, pk, drafts=True)
    context = session_context(request, study_session, here="text")
    if study_session.edition:
        margin = Margin(request.viewer, study_session, asked.layer)
        go = GoForm(request.GET)
        if go.is_valid() and go.cleaned_data["go"] in margin.numbers.values():
            return redirect(f"{request.path}{margin.layer.query}#p{go.cleaned_data['go']}")
        prompts = prompts_in(request.viewer, study_session, study_session.edition)
        context |= {
            "margin": margin,
            "strip": strip_of(margin),
            "html": annotated(margin, prompts),
            "contents": contents(study_session.assigned),
            "begun": begun_notes(margin),
            "went_astray": "go" in request.GET,
            **boxes_on(study_session),
            "offline_address": offline_address(study_session, can_write=context["can_write"]),
        }
    page = Page(render_to_string("sessions/read.html", context, request))
    if study_session.pk not in request.viewer.margins_held_back:
        asked.keep(page)
    return page.answer(request)


@compiled
def prompts_in(viewer: Viewer, study_session: StudySession, edition: Edition) -> QuerySet[Prompt]:
    """Questions about words of the text."""
    asked = Prompt.objects.visible_to(viewer).in_session(study_session)
    return asked.numbered().placed_in(edition)


@require_GET
def read_offline(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a device keeps it (worker.js): without a word that people wrote about it."""
    study_session = get_session(request, pk)
    if not study_session.edition:
        raise Http404
    margin = BareMargin(request.viewer, study_session)
    context = session_context(
        request,
        study_session,
        here="text",
        margin=margin,
        html=annotated(margin, []),
        contents=contents(study_session.assigned),
        is_offline=True,
        messages=[],  # those wait for a page that is looked at
        **boxes_on(study_session),
    )
    return render(request, "sessions/read.html", context)


@require_GET
def read_margin(request: HttpRequest, pk: int) -> HttpResponse:
    """Ranges and counts as they are now; nothing, if nothing happened since the page last asked."""
    asked = Asked(request, pk, layer_of(request), "margin")
    since = request.GET.get("since", "")
    if since and asked.thing == since:
        return HttpResponse(status=204)
    study_session = get_session(request, pk)
    margin = Margin(request.viewer, study_session, asked.layer)
    if not margin.is_held_back:
        asked.keep(margin.version)
    if since == margin.version:
        return HttpResponse(status=204)
    if not margin.edition:
        raise Http404
    context = {
        "study_session": study_session,
        "margin": margin,
        "markers": markers(margin),
        "strip": strip_of(margin),
    }
    return render(request, "sessions/_margin.html", context)


@require_GET
def annotation(request: HttpRequest, pk: int, annotation_pk: int) -> HttpResponse:
    """Where these words stand: the talk on their block; the text, if they have no place in it now."""
    study_session = get_session(request, pk)
    rows = Contribution.objects.visible_to(request.viewer).in_session(study_session)
    words = get_object_or_404(rows, pk=annotation_pk)
    notes = Annotation.objects.visible_to(request.viewer).filter(pk=words.parent_id or words.pk)
    if study_session.edition and (placed := notes.placed_in(study_session.edition).first()):
        block = block_at(study_session, placed.start)
        return redirect(place_in_talk(study_session, block, words, layer_of(request)))
    return redirect(reverse("sessions:read", args=[pk]) + layer_of(request).query)
