"""The page of a published text, with nobody's talk in it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from readings.beside import beside
from readings.builtin_guides import guides_for
from readings.forms import GoToForm
from readings.guiding import guides_on
from readings.models import Proposal, Reading
from readings.permissions import can_edit, can_guide, can_propose
from readings.publishing import bears_words


@require_GET
def detail(request, pk):
    reading = get_object_or_404(Reading.objects.visible_to(request.viewer).with_page(), pk=pk)
    if not reading.edition:
        return redirect(reading.get_review_url())
    page = reading.edition.text
    form = GoToForm(request.GET if "p" in request.GET else None, last=page.last_number)
    if form.is_valid():
        return redirect(f"{reading.get_absolute_url()}#p{form.cleaned_data['p']}")
    context = {"reading": reading, "page": page, "form": form, "beside": beside(request, reading)}
    if can_edit(request.viewer, reading):
        context |= {"can_edit": True, "draft": reading.draft(), "bears_words": bears_words(reading)}
    if can_guide(request.viewer, reading):
        guides = guides_on(reading, request.viewer)
        has_guide = bool(guides or guides_for(page.outline))
        context |= {"can_guide": True, "guides": guides, "has_guide": has_guide}
    if can_propose(request.viewer, reading):
        proposal = Proposal.objects.visible_to(request.viewer).of_reading(reading).latest()
        context |= {"can_propose": True, "proposal": proposal}
    return render(request, "readings/detail.html", context, status=422 if form.is_bound else 200)
