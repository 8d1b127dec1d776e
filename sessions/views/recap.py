"""The recap: the facilitators' draft, and what everyone reads once it is shared."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from readings.people.requests import wants_fragment
from sessions.desk import just_done
from sessions.forms.notes import NoteEditForm, NoteForm
from sessions.forms.recap import MoveForm, RecapForm, WordingForm
from sessions.models import Contribution, Kept, Recap, Stale, StudySession
from sessions.permissions import can_keep
from sessions.recaps import kept as kept_rows
from sessions.recaps import recap_context, with_neighbours

from .shared import get_session, get_session_to_run, place_in_recap, session_context


@require_safe
def recap(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session(request, pk, desk=True)
    context = _context(request, study_session)
    if context["can_run"]:
        context |= _desk(request, context) | {"form": RecapForm.of(context["recap"])}
    return render(request, "sessions/recap.html", context)


@require_POST
def recap_save(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands at the head of the recap, saved as typed."""
    study_session = get_session_to_run(request, pk, desk=True)
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
    Recap.of(get_session_to_run(request, pk)).unshare(by=request.user)
    return redirect("sessions:recap", pk)


@require_POST
def kept_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Shorten or reword what was kept, for the recap; the words themselves stay as they are."""
    words = _get_kept(request, pk)
    form = WordingForm(request.POST, auto_id=f"kept-{pk}-%s")
    theirs, status = None, 200 if form.is_valid() else 422
    if form.is_valid():
        sent = form.cleaned_data
        try:
            kept = Kept.word(
                words, wording=sent["wording"], of_version=sent["of"], version=sent["version"]
            )
            form.renew(kept.version)
        except Stale as stale:
            form.renew(stale.current.version)
            theirs, status = stale.current, 409
    if not wants_fragment(request) and status == 200:
        return redirect(place_in_recap(words.study_session_id, f"kept-{pk}"))
    if not wants_fragment(request):
        study_session = get_session_to_run(request, words.study_session_id, desk=True)
        context = _context(request, study_session)
        context |= _desk(request, context) | {"form": RecapForm.of(context["recap"])}
        for row in context["kept"]:
            if row.pk == pk:
                row.form, row.theirs, row.is_open = form, theirs, True
        return render(request, "sessions/recap.html", context, status=status)
    row = next(
        (row for row in kept_rows(words.study_session, request.viewer) if row.pk == pk), words
    )
    row.form, row.theirs = form, theirs
    context = session_context(request, words.study_session, words=row, is_fragment=True)
    return render(request, "sessions/_recap_kept.html#saved", context, status=status)


@require_POST
def kept_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down among what was kept."""
    words = _get_kept(request, pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        among = kept_rows(words.study_session, request.viewer)
        Kept.move(words, after=form.cleaned_data["after"], among=among)
    return redirect(place_in_recap(words.study_session_id, f"kept-{pk}"))


def _get_kept(request: HttpRequest, pk: int) -> Contribution:
    rows = Contribution.objects.visible_to(request.viewer).live().kept()
    words = get_object_or_404(rows.with_author().select_related("study_session__circle"), pk=pk)
    if not can_keep(request.viewer, words):
        raise PermissionDenied
    return words


def _desk(request: HttpRequest, context: dict) -> dict:
    """What facilitators work with around the recap: a form beside each thing that stands in it."""
    at = request.GET.get("open", "")
    notes = [context["decisions"], context["actions"], context["open_questions"]]
    for rows in [*notes, *(rows for _title, rows in context["minutes"])]:
        with_neighbours(rows)
        for note in rows:
            note.form = NoteEditForm.of(note, then="recap", auto_id=f"note-{note.pk}-%s")
            note.is_open = at == f"note-{note.pk}"
    with_neighbours(context["kept"])
    for row in context["kept"]:
        row.form = WordingForm.for_kept(row)
        row.is_open = at == f"kept-{row.pk}"
    study_session = context["study_session"]
    return {
        "note_form": NoteForm.on(study_session, then="recap", begun=study_session.begun_minutes),
        "notes_change": just_done(study_session.notes_change),
        "names": study_session.names,
    }


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
    context |= _desk(request, context)
    return render(request, "sessions/recap.html", context, status=status)
