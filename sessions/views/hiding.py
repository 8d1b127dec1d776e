"""Hiding what someone shared from the others, with a reason its author reads; and taking that back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sessions.forms.hiding import HideForm
from sessions.models import Contribution
from sessions.permissions import can_hide

from .contributions import place_of
from .shared import layer_of, session_context


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    words = _get(request, pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words.hide(by=request.user, **form.cleaned_data)
        return redirect(place_of(words, layer_of(request)))
    status = 422 if request.method == "POST" else 200
    context = session_context(
        request, words.study_session, words=words, form=form, layer=layer_of(request)
    )
    return render(request, "sessions/contribution_hide.html", context, status=status)


@require_POST
def unhide(request: HttpRequest, pk: int) -> HttpResponse:
    words = _get(request, pk)
    words.unhide(by=request.user)
    return redirect(place_of(words, layer_of(request)))


def _get(request: HttpRequest, pk: int) -> Contribution:
    rows = Contribution.objects.visible_to(request.viewer).told().with_author()
    words = get_object_or_404(rows.select_related("study_session__circle"), pk=pk)
    if not can_hide(request.viewer, words):
        raise PermissionDenied
    timezone.activate(words.study_session.zone)
    return words
