"""The library of the site, for its editors: what circles propose, and what is still to be done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from readings.forms import AcceptForm, SendBackForm
from readings.models import Changed, Proposal, Reading
from readings.permissions import can_edit_library

A_PAGE = 50


@require_GET
def edit(request: HttpRequest) -> HttpResponse:
    _refuse_others(request)
    waiting = (
        Proposal.objects.visible_to(request.viewer)
        .waiting()
        .with_text()
        .with_guides()
        .oldest_first()
    )
    texts = Reading.objects.visible_to(request.viewer).of_site().with_progress().in_order()
    context = {
        "proposals": waiting[:A_PAGE],
        "unfinished": texts.unfinished()[:A_PAGE],
        "page": Paginator(texts.without_licence(), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "readings/edit.html", context)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What is proposed, in full, and the two answers to it."""
    return _page(request, _proposal(request, pk), SendBackForm())


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    proposed = _proposal(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return redirect(proposed)
    try:
        proposed.accept(by=request.user, looks=form.cleaned_data["looks"])
    except Changed:
        return _page(request, proposed, SendBackForm(), has_changed=True, status=409)
    messages.success(request, _("Every circle of this site now finds it in the library."))
    return redirect(proposed.made)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    proposed = _proposal(request, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _page(request, proposed, form, status=422)
    proposed.send_back(by=request.user, answer=form.cleaned_data["answer"])
    messages.success(request, _("Sent back with your sentence."))
    return redirect("readings:edit")


def _refuse_others(request: HttpRequest) -> None:
    if not can_edit_library(request.viewer):
        raise PermissionDenied


def _proposal(request: HttpRequest, pk: int) -> Proposal:
    """One that waits; whoever looks after the text of a circle may know of it, but not answer."""
    waiting = Proposal.objects.visible_to(request.viewer).waiting()
    found = get_object_or_404(waiting.with_text().with_whole_guides(), pk=pk)
    _refuse_others(request)
    return found


def _page(request: HttpRequest, proposed: Proposal, form: SendBackForm, *, status=200, **more):
    reading = proposed.reading
    context = {
        "proposal": proposed,
        "reading": reading,
        "page": reading.edition.text,
        "guides": [proposed.guide] if proposed.guide else proposed.guides.all(),
        "accept_form": AcceptForm(initial={"looks": proposed.looks}),
        "form": form,
        **more,
    }
    return render(request, "readings/proposal.html", context, status=status)
