"""Notes of the meeting: minutes, decisions, actions, open questions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.forms.notes import NoteEditForm, NoteForm
from sessions.models import Note, Stale
from sessions.permissions import can_run

from .shared import get_session_to_run, session_context


@require_POST
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _refuse(request, study_session, form)
    try:
        Note.write(
            by=request.user,
            key=form.cleaned_data["key"],
            study_session=study_session,
            **form.note,
        )
    except KeyReused:
        form.refuse_reused_key()
        return _refuse(request, study_session, form)
    if not wants_fragment(request):
        return redirect(_page_of(form), pk)
    notes = Note.objects.visible_to(request.viewer).in_session(study_session).in_order().reverse()
    fresh = NoteForm(initial={"then": form.cleaned_data["then"]})
    context = {"note_form": fresh, "notes": list(notes), "is_written": True}
    return render(
        request, "sessions/_note_box.html", session_context(request, study_session, **context)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    note = _get_note(request, pk)
    if request.method != "POST":
        values = {
            name: getattr(note, name) for name in ("kind", "body", "owner", "due_on", "version")
        }
        form = NoteEditForm(initial={**values, "then": request.GET.get("then", "")})
        return _page(request, note.study_session, form, note)
    form = NoteEditForm(request.POST)
    if not form.is_valid():
        return _page(request, note.study_session, form, note, status=422)
    try:
        note.edit(version=form.cleaned_data["version"], **form.note)
    except Stale as stale:
        form.renew(stale.current.version)
        return _page(request, note.study_session, form, note, theirs=stale.current, status=409)
    return redirect(_page_of(form), note.study_session_id)


@require_POST
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    note = _get_note(request, pk)
    note.discard()
    then = "recap" if request.POST.get("then") == "recap" else "run"
    return redirect(f"sessions:{then}", note.study_session_id)


def _get_note(request: HttpRequest, pk: int) -> Note:
    notes = Note.objects.visible_to(request.viewer).select_related("study_session__circle")
    note = get_object_or_404(notes, pk=pk)
    if not can_run(request.viewer, note.study_session):
        raise PermissionDenied
    timezone.activate(note.study_session.zone)
    return note


def _refuse(request: HttpRequest, study_session, form: NoteForm) -> HttpResponse:
    if wants_fragment(request):
        context = session_context(request, study_session, note_form=form)
        return render(request, "sessions/_note_box.html", context, status=422)
    return _page(request, study_session, form, status=422)


def _page(
    request: HttpRequest, study_session, form, note=None, *, theirs: Note | None = None, status=200
) -> HttpResponse:
    context = {"here": "run", "form": form, "note": note, "theirs": theirs, "then": _page_of(form)}
    return render(
        request,
        "sessions/note.html",
        session_context(request, study_session, **context),
        status=status,
    )


def _page_of(form) -> str:
    """The page from which it was written, as an address name."""
    return "sessions:recap" if form["then"].value() == "recap" else "sessions:run"
