"""Preparing the meeting from what people wrote beforehand: passages and threads become steps."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from readings.excerpts import Excerpt, excerpts
from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.forms.prepare import TakeUpForm
from sessions.models import AgendaItem, Annotation, PlanChange, SessionClosed, StudySession
from sessions.models.prepare import Gone
from sessions.models.prepare import take_up as take_up_step
from sessions.prepare import SHOWN, Preparation, span_of

from .agenda import turned
from .meetings import closed_sentence
from .shared import get_session_to_run, session_context

LONGEST_TITLE = AgendaItem._meta.get_field("title").max_length  # a heading may be longer


@require_safe
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    study_session = get_session_to_run(request, pk, tally=True, writers=True)
    context = session_context(
        request,
        study_session,
        here="prepare",
        preparation=Preparation(request.viewer, study_session),
        form=partial(TakeUpForm, auto_id=False),  # each form has a key of its own
        can_take_up=not study_session.is_closed,
        shown=f":{SHOWN}",
        behind=f"{SHOWN}:",
        refusal=refusal,
    )
    return render(request, "sessions/prepare.html", context, status=409 if refusal else 200)


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A passage, or a thread, as a step of the plan."""
    study_session = get_session_to_run(request, pk)
    form = TakeUpForm(request.POST)
    about, place = _about(request, study_session, form)
    is_in_talk = wants_fragment(request) and form.cleaned_data.get("in_talk")
    step, refusal = None, _gone_sentence()
    try:
        if about:
            key = form.cleaned_data["key"]
            step = take_up_step(study_session, by=request.user, key=key, **about)
    except Gone:
        pass
    except KeyReused:
        refusal = _("This was added before. Press once more for another one.")
    except SessionClosed:
        refusal = closed_sentence()
    if is_in_talk:
        context = {"study_session": study_session, "step": step, "refusal": refusal}
        return render(
            request, "sessions/prepare/_taken_up.html", context, status=200 if step else 409
        )
    if step:
        return redirect(f"{reverse('sessions:prepare', args=[pk])}#{place}")
    return _page(request, pk, refusal=refusal)


@require_POST
def take_up_undo(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    change, refusal = turned(request, study_session, PlanChange.undo)
    return redirect("sessions:prepare", pk) if change else _page(request, pk, refusal=refusal)


def _about(
    request: HttpRequest, study_session: StudySession, form: TakeUpForm
) -> tuple[dict | None, str]:
    """What the step is to be about, or None if that is not there; and the id of what was pressed."""
    if not form.is_valid():
        return None, ""
    sent = form.cleaned_data
    if not sent["thread"]:
        excerpt = _excerpt(study_session, sent["start"], sent["end"])
        return _step(study_session, excerpt, None), f"at-{sent['start']}"
    notes = Annotation.objects.visible_to(request.viewer).in_session(study_session)
    told = notes.shared().told().unhidden().select_related("passage")
    note = told.filter(pk=sent["thread"]).first()
    if note is None:
        return None, ""
    excerpt = excerpts([note.passage], study_session.edition).get(note.passage_id)
    is_open = note.is_question and not note.settled_at
    place = f"{'questions' if is_open else 'differences'}-{note.pk}"
    return _step(study_session, excerpt, note), place


def _step(
    study_session: StudySession, excerpt: Excerpt | None, note: Annotation | None
) -> dict | None:
    """In the language of the circle."""
    span = excerpt and span_of(excerpt, study_session)
    if not span:
        return None
    with translation.override(study_session.circle.language):
        if note and note.is_question:
            return {"span": list(span), "title": _("Question"), "words": note}
        title, question = _("Read together: %(where)s"), ""
        if note:
            title = _("Two readings: %(where)s")
            question = _("What in the text speaks for each of these readings?")
        title = Truncator(title % {"where": excerpt.label}).chars(LONGEST_TITLE)
    return {"span": list(span), "title": title, "question": question}


def _excerpt(study_session: StudySession, start: int | None, end: int | None) -> Excerpt | None:
    edition = study_session.edition
    if not edition or start is None or end is None or start >= end:
        return None
    blocks = edition.blocks.kept().exclude(text="").filter(start__lt=end, end__gt=start)
    blocks = list(blocks.order_by("position"))
    return Excerpt(None, start, end, blocks) if blocks else None


def _gone_sentence() -> str:
    return _("It was deleted, hidden or changed meanwhile. This is how it stands now.")
