"""Looking after a text: what is said of it, and taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms import DetailsForm
from readings.models import Reading, TextInUse
from readings.people.models import Stale
from readings.permissions import can_edit


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_reading_to_edit(request, pk)
    if request.method == "GET":
        form = DetailsForm(instance=reading, initial={"version": reading.version})
        return _page(request, reading, form)
    form = DetailsForm(request.POST, instance=reading)
    if not form.is_valid():
        return _page(request, reading, form, status=422)
    try:
        reading.describe(version=form.cleaned_data["version"], **form.facts)
    except Stale as stale:
        form.renew(stale.current.version)
        theirs = DetailsForm(instance=stale.current)
        return _page(request, reading, form, theirs=theirs, status=409)
    messages.success(request, _("Saved."))
    return redirect(reading)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_reading_to_edit(request, pk)
    title = str(reading)
    try:
        reading.remove()
    except TextInUse:
        form = DetailsForm(instance=reading, initial={"version": reading.version})
        return _page(request, reading, form, is_in_use=True, status=409)
    messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
    return redirect("readings:library")


def get_reading_to_edit(request: HttpRequest, pk: int) -> Reading:
    """The text for those who look after it; 403 for others who may read it."""
    readings = Reading.objects.visible_to(request.viewer).select_related("circle")
    reading = get_object_or_404(readings, pk=pk)
    if not can_edit(request.viewer, reading):
        raise PermissionDenied
    return reading


def _page(
    request: HttpRequest, reading: Reading, form: DetailsForm, *, status: int = 200, **more
) -> HttpResponse:
    context = {"reading": reading, "form": form, **more}
    return render(request, "readings/details.html", context, status=status)
