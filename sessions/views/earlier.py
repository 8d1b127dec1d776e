"""Bringing up again what someone wrote in an earlier session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from sessions.earlier import earlier_notes
from sessions.forms.reading import BringUpForm
from sessions.layers import Layer
from sessions.models import Annotation

from .shared import get_session
from .talk import TYPED, block_at, open_block, place_in_talk, show_written, talk_page, write_about


@require_http_methods(["GET", "HEAD", "POST"])
def bring_up(request: HttpRequest, pk: int, annotation_pk: int) -> HttpResponse:
    """Say something anew about the words of an earlier note; to read this leads to its box."""
    study_session = get_session(request, pk)
    earlier = get_object_or_404(earlier_notes(request.viewer, study_session), pk=annotation_pk)
    block = open_block(request, study_session)
    if not (earlier.start < block.end and earlier.end > block.start):
        block = block_at(study_session, earlier.start)
    if request.method != "POST":
        return redirect(place_in_talk(study_session, block, earlier, Layer.EARLIER))
    form = BringUpForm(request.POST, earlier=earlier)
    note, status = write_about(request, study_session, form, Annotation.write, *TYPED)
    if note is None:
        return talk_page(request, study_session, block, refused=form, status=status)
    return show_written(request, study_session, block, note)
