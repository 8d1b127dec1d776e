"""Bringing up again what someone wrote in an earlier session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from readings.people.requests import wants_fragment
from sessions.earlier import earlier_notes
from sessions.forms.reading import BringUpForm
from sessions.layers import Layer
from sessions.models import Annotation

from .shared import get_session, layer_of, offer_own_link
from .talk import TYPED, block_at, open_block, place_in_talk, talk_page, write_about


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
    own_link = offer_own_link(request)
    if wants_fragment(request):
        return talk_page(request, study_session, block, written=note, own_link=own_link)
    return redirect(place_in_talk(study_session, block, note, layer_of(request)))
