"""The library: the texts a person may read, and those a facilitator has still to review."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from readings.forms import FindForm
from readings.models import Proposal, Reading
from readings.permissions import can_add, can_edit, can_edit_library

A_PAGE = 100


@require_GET
def library(request):
    if not request.viewer.has_library:  # came for one session; its text is on that session's page
        raise Http404
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    readings = Reading.objects.visible_to(request.viewer).matching(words).ours_first()
    page = Paginator(readings.with_progress(), A_PAGE).get_page(request.GET.get("page"))
    for reading in page:
        reading.can_edit = can_edit(request.viewer, reading)
    context = {"form": form, "words": words, "page": page, "can_add": can_add(request.viewer)}
    if can_edit_library(request.viewer):
        waiting = Proposal.objects.visible_to(request.viewer).waiting().count()
        context |= {"can_edit_library": True, "waiting": waiting}
    return render(request, "readings/library.html", context)
