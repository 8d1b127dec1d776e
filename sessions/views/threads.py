"""What one may do with what someone said about a text: react, or mark a question as answered."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from readings.people.compiled import compiled
from readings.people.requests import wants_fragment
from sessions.forms.threads import ReactionForm, SettleForm
from sessions.models import Annotation, Reaction, SessionClosed
from sessions.permissions import can_react, can_settle
from sessions.viewer import Viewer

from .shared import get_session, layer_of, place_of_annotation, session_context
from .talk import open_talk


@require_POST
def react(request: HttpRequest, pk: int) -> HttpResponse:
    note = _get(request, pk)
    form = ReactionForm(request.POST)
    if not can_react(request.viewer, note):
        raise PermissionDenied
    if form.is_valid():
        try:
            note.react(by=request.user, **form.cleaned_data)
        except SessionClosed:
            raise PermissionDenied from None
    if not wants_fragment(request):
        if form.is_valid() and form.opens_reply:
            return redirect("sessions:reply", pk)
        return redirect(place_of_annotation(note, layer_of(request)))
    Reaction.beside([note], request.viewer)
    note.can_react = True
    layer = layer_of(request)
    context = session_context(request, note.study_session, note=note, layer=layer)
    status = 200 if form.is_valid() else 422
    return render(request, "sessions/_reactions.html", context, status=status)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a question as answered, or as open again."""
    note = _get(request, pk)
    form = SettleForm(request.POST)
    if not can_settle(request.viewer, note):
        raise PermissionDenied
    if form.is_valid():
        try:
            note.settle(form.cleaned_data["settled"], by=request.user)
        except SessionClosed:
            raise PermissionDenied from None
    return open_talk(request, note)


def _get(request: HttpRequest, pk: int) -> Annotation:
    found = notes_told_to(request.viewer, pk)
    if not found:
        raise Http404
    [note] = found
    note.study_session = get_session(request, note.study_session_id)
    return note


@compiled
def notes_told_to(viewer: Viewer, pk: int) -> QuerySet[Annotation]:
    return Annotation.objects.visible_to(viewer).told().filter(pk=pk)
