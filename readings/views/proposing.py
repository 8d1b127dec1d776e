"""Offering a circle's text, or its guide to a text of the site, to the site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms import ProposeForm, ProposeGuideForm
from readings.models import Guide, Proposal, Reading
from readings.people.models import KeyReused, Stale
from readings.permissions import can_propose, can_propose_guide

from .guides import get_guide
from .keeping import get_reading_to_edit


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    guides = Guide.objects.visible_to(request.viewer).of_reading(reading)
    if request.method == "POST":
        form = ProposeForm(request.POST, guides=guides)
        return _propose(request, reading, form, Proposal.make)
    initial = {name: getattr(reading, name) for name in ("version", "source", "licence")}
    return _page(request, reading, ProposeForm(initial=initial, guides=guides))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    return _withdraw(reading, Proposal.objects.visible_to(request.viewer).of_reading(reading))


@require_http_methods(["GET", "POST"])
def guide_propose(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _guide(request, pk)
    if request.method == "POST":
        return _propose(request, guide, ProposeGuideForm(request.POST), Proposal.make_of_guide)
    initial = {name: getattr(guide, name) for name in ("version", "licence")}
    return _page(request, guide, ProposeGuideForm(initial=initial))


@require_POST
def guide_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    guide = _guide(request, pk)
    return _withdraw(guide, Proposal.objects.visible_to(request.viewer).of_guide(guide))


def _reading(request: HttpRequest, pk: int) -> Reading:
    reading = get_reading_to_edit(request, pk)
    if not can_propose(request.viewer, reading):
        raise PermissionDenied
    if not reading.edition_id:
        raise Http404
    return reading


def _guide(request: HttpRequest, pk: int) -> Guide:
    guide = get_guide(request, pk)
    if not can_propose_guide(request.viewer, guide):
        raise PermissionDenied
    return guide


# The same for both


def _propose(request: HttpRequest, what: Reading | Guide, form, command) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            command(what, by=request.user, **form.given)
        except KeyReused:
            form.refuse_reused_key()
        except Stale as stale:
            form.renew(stale.current.version)
            form.add_error(None, form.meanwhile(stale.current))
            status = 409
        else:
            messages.success(request, _("Proposed. An editor of this site will look at it."))
            return redirect(what)
    return _page(request, what, form, status=status)


def _withdraw(what: Reading | Guide, proposals) -> HttpResponse:
    if proposal := proposals.waiting().first():
        proposal.withdraw()
    return redirect(what)


def _page(request: HttpRequest, what: Reading | Guide, form, *, status: int = 200) -> HttpResponse:
    context = {"what": what, "form": form, "is_guide": isinstance(what, Guide)}
    return render(request, "readings/propose.html", context, status=status)
