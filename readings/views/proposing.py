"""Offering a circle's text to the site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms import ProposeForm
from readings.models import Guide, Proposal, Reading
from readings.people.models import KeyReused, Stale
from readings.permissions import can_propose

from .keeping import get_reading_to_edit


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    guides = Guide.objects.visible_to(request.viewer).of_reading(reading)
    if request.method == "GET":
        initial = {name: getattr(reading, name) for name in ("version", "source", "licence")}
        return _page(request, reading, ProposeForm(initial=initial, guides=guides))
    form, status = ProposeForm(request.POST, guides=guides), 422
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("key", "version")}
        try:
            Proposal.make(
                reading, by=request.user, guides=form.chosen_guides, **given, **form.facts
            )
        except KeyReused:
            form.refuse_reused_key()
        except Stale as stale:
            form.renew(stale.current.version)
            form.add_error(None, _meanwhile(stale.current))
            status = 409
        else:
            messages.success(request, _("Proposed. An editor of this site will look at it."))
            return redirect(reading)
    return _page(request, reading, form, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    proposals = Proposal.objects.visible_to(request.viewer).of_reading(reading)
    if proposal := proposals.waiting().first():
        proposal.withdraw()
    return redirect(reading)


def _reading(request: HttpRequest, pk: int) -> Reading:
    reading = get_reading_to_edit(request, pk)
    if not can_propose(request.viewer, reading):
        raise PermissionDenied
    if not reading.edition_id:
        raise Http404
    return reading


def _meanwhile(reading: Reading) -> str:
    return _(
        "Someone changed this while you wrote: source “%(source)s”, licence “%(licence)s”. Yours are "
        "below; sending them again replaces these."
    ) % {"source": reading.source, "licence": reading.licence}


def _page(request: HttpRequest, reading: Reading, form: ProposeForm, *, status: int = 200):
    context = {"reading": reading, "form": form}
    return render(request, "readings/propose.html", context, status=status)
