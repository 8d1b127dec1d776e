"""Notes of the meeting: minutes, decisions, actions, open questions."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from readings.people.models import KeyReused
from readings.people.requests import own_address, wants_fragment
from sessions.forms.notes import DoneForm, NoteEditForm, NoteForm
from sessions.forms.recap import MoveForm
from sessions.models import Note, Stale
from sessions.models.drafts import MINUTES, slot_of
from sessions.permissions import can_run, can_tick

from .shared import get_session_to_run, last_change, place_in_recap, session_context


@require_POST
def note_add(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = NoteForm(request.POST)
    form.slot = slot_of(MINUTES, pk)
    if not form.is_valid():
        return _refuse(request, study_session, form)
    try:
        Note.write(
            by=request.user,
            key=form.cleaned_data["key"],
            study_session=study_session,
            drafted=form.cleaned_data["drafted"],
            **form.note,
        )
    except KeyReused:
        form.refuse_reused_key()
        return _refuse(request, study_session, form)
    if not wants_fragment(request):
        return redirect(_page_of(form), pk)
    notes = Note.objects.visible_to(request.viewer).in_session(study_session).newest_first()
    fresh = NoteForm.on(study_session, then=form.cleaned_data["then"])
    context = {
        "note_form": fresh,
        "notes": list(notes),
        "notes_change": last_change(request, study_session),
        "is_written": True,
    }
    return render(
        request, "sessions/_note_box.html", session_context(request, study_session, **context)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    note = _get_note(request, pk)
    if request.method != "POST":
        form = NoteEditForm.of(note, then=request.GET.get("then", ""))
        return _page(request, note.study_session, form, note)
    form = NoteEditForm(
        request.POST, auto_id=f"note-{pk}-%s" if wants_fragment(request) else "id_%s"
    )
    if not form.is_valid():
        return _edited(request, note, form, status=422)
    try:
        note.edit(version=form.cleaned_data["version"], by=request.user, **form.note)
    except Stale as stale:
        form.renew(stale.current.version)
        return _edited(request, note, form, theirs=stale.current, status=409)
    return _edited(request, note, form, status=200)


@require_POST
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    note = _get_note(request, pk)
    note.discard(by=request.user)
    then = "recap" if request.POST.get("then") == "recap" else "run"
    return redirect(f"sessions:{then}", note.study_session_id)


@require_POST
def note_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down in the recap, among its like."""
    note = _get_note(request, pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        note.move(after=form.cleaned_data["after"])
    return redirect(place_in_recap(note.study_session_id, f"note-{pk}"))


@require_POST
def note_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever took it on, or a facilitator, says that it is done; also when the session is closed."""
    notes = Note.objects.visible_to(request.viewer).select_related("study_session", "owned_by")
    note = get_object_or_404(notes, pk=pk)
    if not can_tick(request.viewer, note):
        raise PermissionDenied
    form = DoneForm(request.POST)
    if form.is_valid():
        note.tick(form.cleaned_data["done"])
    if wants_fragment(request):
        context = session_context(request, note.study_session, note=note)
        return render(request, "sessions/_done.html", context)
    return redirect(own_address(request, request.POST.get("next", "")) or note.study_session)


def _get_note(request: HttpRequest, pk: int) -> Note:
    notes = Note.objects.visible_to(request.viewer).select_related(
        "study_session__circle", "owned_by"
    )
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


def _edited(request: HttpRequest, note: Note, form: NoteEditForm, *, status: int, **more):
    """Where it is edited in the recap itself, only what changed about it; else its page, or on."""
    if wants_fragment(request):
        note.form = form if status != 200 else NoteEditForm.of(note)
        context = {
            "note": note,
            "change": last_change(request, note.study_session) if status == 200 else None,
            "is_fragment": True,
            **more,
        }
        context = session_context(request, note.study_session, **context)
        return render(request, "sessions/_recap_note.html#saved", context, status=status)
    if status == 200:
        return redirect(_page_of(form), note.study_session_id)
    return _page(request, note.study_session, form, note, status=status, **more)


def _page(
    request: HttpRequest, study_session, form, note=None, *, theirs: Note | None = None, status=200
) -> HttpResponse:
    context = {
        "here": "run",
        "form": form,
        "note": note,
        "theirs": theirs,
        "then": _page_of(form),
        "names": study_session.people.values_list("name", flat=True),
    }
    return render(
        request,
        "sessions/note.html",
        session_context(request, study_session, **context),
        status=status,
    )


def _page_of(form) -> str:
    """The page from which it was written, as an address name."""
    return "sessions:recap" if form["then"].value() == "recap" else "sessions:run"
