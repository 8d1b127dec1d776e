"""The page from which a meeting is run, and its buttons.

Every button is a form that names what was before the eyes of whoever pressed it. The command decides
whether that still holds; the answer is always how things stand now.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from readings.people.requests import wants_fragment
from sessions.desk import MORE_TIME, desk_clock, desk_context
from sessions.forms.notes import NoteForm
from sessions.forms.running import (
    CloseForm,
    ExtendForm,
    KeepForm,
    NextForm,
    OnStepForm,
    SkipForm,
    StepNoteForm,
    UndoForm,
)
from sessions.models import AgendaItem, Change, Contribution, FacilitatorNote, StudySession
from sessions.models.undo import undo as undo_change
from sessions.permissions import can_keep

from .shared import get_session, get_session_to_run, session_context


@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk, tally=True, desk=True)
    return render(request, "sessions/run.html", _run_context(request, study_session))


@require_GET
def run_live(request: HttpRequest, pk: int) -> HttpResponse:
    """What may have changed since the page was drawn: 204 if nothing has."""
    study_session = get_session_to_run(request, pk, tally=True, desk=True)
    clock = desk_clock(study_session, request.viewer)
    if request.GET.get("since") == clock["version"]:
        return HttpResponse(status=204)
    context = _run_context(request, study_session, clock)
    step = clock["step"]
    context["is_fragment"] = True
    context["step_changed"] = request.GET.get("step", "") != str(step.pk if step else "")
    return render(request, "sessions/run.html#live", context)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return _as_it_stands(request, study_session, moved=study_session.start(by=request.user))


@require_POST
def unstart(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return _as_it_stands(request, study_session, moved=study_session.unstart(by=request.user))


@require_POST
def next_step(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = NextForm(request.POST)
    moved = form.is_valid() and study_session.next_step(
        on=form.cleaned_data["step"], by=request.user
    )
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = OnStepForm(request.POST)
    moved = form.is_valid() and study_session.back(on=form.cleaned_data["step"], by=request.user)
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = ExtendForm(request.POST)
    moved = form.is_valid() and study_session.extend(
        -MORE_TIME if form.cleaned_data["less"] else MORE_TIME,
        on=form.cleaned_data["step"],
        given=form.cleaned_data["given"],
        by=request.user,
    )
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = SkipForm(request.POST)
    moved = form.is_valid() and study_session.skip(
        form.cleaned_data["step"], skipped=form.cleaned_data["skipped"], by=request.user
    )
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return _as_it_stands(request, study_session, moved=study_session.end(by=request.user))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return _as_it_stands(request, study_session, moved=study_session.resume(by=request.user))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = CloseForm(request.POST)
    moved = form.is_valid() and study_session.close(by=request.user, **form.cleaned_data)
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return _as_it_stands(request, study_session, moved=study_session.reopen(by=request.user))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what one just did; what is no longer the last thing done stays."""
    study_session = get_session_to_run(request, pk)
    form = UndoForm(request.POST)
    changes = Change.objects.visible_to(request.viewer).in_session(study_session)
    change = form.is_valid() and changes.filter(pk=form.cleaned_data["change"]).first()
    moved = bool(change) and undo_change(change, by=request.user)
    if form.is_valid() and form.cleaned_data["then"] == "recap":
        if not moved:
            messages.info(request, _("This was changed since, so it stays as it is now."))
        return redirect("sessions:recap", pk)
    return _as_it_stands(request, study_session, form, moved=moved)


@require_POST
def step_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The facilitators' note for a step, saved as typed."""
    study_session = get_session_to_run(request, pk)
    form = StepNoteForm(request.POST)
    if not form.is_valid():
        return _as_it_stands(request, study_session, form, moved=False)
    steps = AgendaItem.objects.visible_to(request.viewer).filter(study_session=study_session)
    step = get_object_or_404(steps, pk=form.cleaned_data["step"])
    FacilitatorNote.put(step, form.cleaned_data["body"])
    if request.headers.get("X-Auto-Save"):
        return HttpResponse(status=204)
    return redirect("sessions:run", pk)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark someone's words for the recap, or take the mark away."""
    rows = Contribution.objects.visible_to(request.viewer).told().with_author()
    contribution = get_object_or_404(rows.select_related("study_session"), pk=pk)
    if not can_keep(request.viewer, contribution):
        raise PermissionDenied
    form = KeepForm(request.POST)
    if form.is_valid():
        # On the page Run the same button takes it back; in the recap it is gone with the words
        undoes = request.user if form.cleaned_data["then"] == "recap" else None
        contribution.keep(form.cleaned_data["kept"], by=undoes)
    if wants_fragment(request):
        context = {"contribution": contribution, "then": form.cleaned_data.get("then")}
        return render(
            request, "sessions/_keep.html", context, status=200 if form.is_valid() else 422
        )
    page = form.cleaned_data.get("then") or "run"
    return redirect(f"sessions:{page}", contribution.study_session_id)


def _as_it_stands(
    request: HttpRequest, study_session: StudySession, form: Form | None = None, *, moved: bool
) -> HttpResponse:
    """The answer to every press: the state of the meeting now, whoever brought it about."""
    status = 422 if form and not form.is_valid() else 200
    if wants_fragment(request):
        context = _run_context(
            request, get_session(request, study_session.pk, tally=True, desk=True)
        )
        context |= {"is_fragment": True, "step_changed": True, "pressed": True, "moved": moved}
        return render(request, "sessions/run.html#live", context, status=status)
    if not moved:
        messages.info(request, _("The meeting had moved on already. This is how it stands."))
    return redirect("sessions:run", study_session.pk)


def _run_context(
    request: HttpRequest, study_session: StudySession, clock: dict | None = None
) -> dict:
    desk = desk_context(study_session, request.viewer, clock)
    begun = study_session.begun_minutes
    forms = {"note_form": NoteForm.on(study_session, then="run", begun=begun)}
    if step := desk["step"]:
        noted = {"step": step.pk, "body": step.facilitator_note}
        forms["step_note_form"] = StepNoteForm(initial=noted, auto_id="step_note_%s")
    forms["names"] = study_session.names
    return session_context(request, study_session, here="run", **desk, **forms)
