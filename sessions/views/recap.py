"""The recap: the facilitators' draft, and what everyone reads once it is shared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from readings.people.requests import wants_fragment
from sessions.forms.notes import NoteForm
from sessions.forms.recap import RecapForm
from sessions.models import Recap, Stale, StudySession
from sessions.recaps import recap_context

from .shared import get_session, get_session_to_run, session_context


@require_safe
def recap(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session(request, pk)
    context = _context(request, study_session)
    if context["can_run"]:
        context["form"] = RecapForm.of(context["recap"])
        context["note_form"] = NoteForm(initial={"then": "recap"})
    return render(request, "sessions/recap.html", context)


@require_POST
def recap_save(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands at the head of the recap, saved as typed."""
    study_session = get_session_to_run(request, pk)
    form = RecapForm(request.POST)
    if not form.is_valid():
        return _refuse(request, study_session, form, status=422)
    try:
        Recap.edit(study_session, **form.cleaned_data)
    except Stale as stale:
        form.renew(stale.current.version)
        return _refuse(request, study_session, form, theirs=stale.current, status=409)
    if wants_fragment(request):
        context = _context(request, study_session, is_fragment=True)
        context["form"] = RecapForm.of(context["recap"])
        return render(request, "sessions/recap.html#saved", context)
    return redirect("sessions:recap", pk)


@require_POST
def recap_share(request: HttpRequest, pk: int) -> HttpResponse:
    Recap.of(get_session_to_run(request, pk)).share(by=request.user)
    return redirect("sessions:recap", pk)


@require_POST
def recap_unshare(request: HttpRequest, pk: int) -> HttpResponse:
    Recap.of(get_session_to_run(request, pk)).unshare()
    return redirect("sessions:recap", pk)


def _context(request: HttpRequest, study_session: StudySession, **more) -> dict:
    context = {"here": "recap", **recap_context(study_session, request.viewer), **more}
    return session_context(request, study_session, **context)


def _refuse(
    request: HttpRequest,
    study_session: StudySession,
    form: RecapForm,
    *,
    theirs: Recap | None = None,
    status: int,
) -> HttpResponse:
    """What was typed stays in its form; what stands there instead is said beside it."""
    context = _context(request, study_session, form=form, theirs=theirs)
    if wants_fragment(request):
        context["is_fragment"] = True
        return render(request, "sessions/recap.html#saved", context, status=status)
    context["note_form"] = NoteForm(initial={"then": "recap"})
    return render(request, "sessions/recap.html", context, status=status)
