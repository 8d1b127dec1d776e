"""What someone types is kept until it is sent: for them alone, on whatever device they go on."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from sessions.earlier import earlier_notes
from sessions.forms.drafts import DraftForm
from sessions.models import Contribution, Draft, Prompt, Stale, StudySession
from sessions.models.drafts import MINUTES
from sessions.permissions import can_run, can_write

from .shared import get_session


@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep a box as it is now. Each save holds all of it, so sending one twice changes nothing."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        if "slot" in form.errors:
            raise Http404
        return HttpResponse(status=422)
    words = form.words
    draft = _own(request).filter(slot=words["slot"]).select_related("study_session").first()
    study_session = draft.study_session if draft else _session_of(request, words["slot"])
    may = can_run if words["slot"].startswith(f"{MINUTES}:") else can_write
    if not may(request.viewer, study_session):
        raise PermissionDenied
    try:
        version = Draft.keep(by=request.user, study_session=study_session, **words)
    except Stale as stale:
        newer = {"version": stale.current.version, "body": stale.current.body}
        return JsonResponse(newer, status=409)
    return HttpResponse(status=204, headers={"X-Version": version})


@require_POST
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one away, from the list of all: also where one may no longer write."""
    get_object_or_404(_own(request), pk=pk).delete()
    return redirect("sessions:me")


def _own(request: HttpRequest):
    return Draft.objects.visible_to(request.viewer)


def _session_of(request: HttpRequest, slot: str) -> StudySession:
    """The session of a box that this person has before them; 404 if there is no such box for them."""
    kind, *numbers = slot.split(":")
    return SESSIONS[kind](request, *map(int, numbers))


def _of_note(request: HttpRequest, pk: int, start: int) -> StudySession:
    study_session = get_session(request, pk)
    edition = study_session.edition
    if not edition or not edition.blocks.kept().exclude(text="").filter(start=start).exists():
        raise Http404
    return study_session


def _of_bringing_up(request: HttpRequest, pk: int, earlier_pk: int) -> StudySession:
    study_session = get_session(request, pk)
    get_object_or_404(earlier_notes(request.viewer, study_session), pk=earlier_pk)
    return study_session


def _of_reply(request: HttpRequest, pk: int) -> StudySession:
    rows = Contribution.objects.visible_to(request.viewer).told().shared()
    rows = rows.exclude(kind=Contribution.Kind.REPLY).select_related("study_session")
    return get_object_or_404(rows, pk=pk).study_session


def _of_answer(request: HttpRequest, pk: int) -> StudySession:
    rows = Prompt.objects.visible_to(request.viewer).select_related("study_session")
    return get_object_or_404(rows, pk=pk).study_session


def _of_edit(request: HttpRequest, pk: int) -> StudySession:
    rows = Contribution.objects.visible_to(request.viewer).told().filter(author=request.user)
    return get_object_or_404(rows.live().select_related("study_session"), pk=pk).study_session


def _of_minutes(request: HttpRequest, pk: int) -> StudySession:
    study_session = get_session(request, pk)
    if not can_run(request.viewer, study_session):
        raise Http404
    return study_session


SESSIONS = {
    "note": _of_note,
    "again": _of_bringing_up,
    "reply": _of_reply,
    "answer": _of_answer,
    "edit": _of_edit,
    "minutes": _of_minutes,
}
