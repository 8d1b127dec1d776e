"""Bringing a text in, and waiting while it is read."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from readings.forms import AddForm, TextForm
from readings.models import Import
from readings.people.models import Circle, KeyReused
from readings.people.requests import own_address, wants_fragment
from readings.permissions import can_add, can_edit_library


@require_http_methods(["GET", "POST"])
def add(request):
    if not can_add(request.viewer):
        raise PermissionDenied
    circles = Circle.objects.visible_to(request.viewer).facilitated_by(request.viewer)
    choices = {"circles": circles, "for_site": can_edit_library(request.viewer)}
    if request.method == "GET":
        initial = {"next": request.GET.get("next", "")}
        if "site" in request.GET:
            initial["circle"] = None
        form = AddForm(initial=initial, **choices)
        return render(request, "readings/add.html", {"form": form})
    form = AddForm(request.POST, request.FILES, **choices)
    if form.is_valid():
        given = {
            name: form.cleaned_data[name] for name in ("key", "circle", "title", "data", "name")
        }
        next_page = own_address(request, form.cleaned_data["next"])
        try:
            return redirect(Import.add(by=request.user, next=next_page, **given))
        except KeyReused:
            form.refuse_reused_key()
    return render(request, "readings/add.html", {"form": form}, status=422)


@require_GET
def importing(request, pk):
    """The waiting page: asks again by itself, or by its link; leads on as soon as there is a draft."""
    started = get_object_or_404(
        Import.objects.visible_to(request.viewer).select_related("reading__circle"), pk=pk
    )
    if not wants_fragment(request):
        if started.edition_id:
            return redirect(started.reading.get_review_url())
        return render(request, "readings/importing.html", {"started": started, "form": TextForm()})
    if started.is_finished:  # here again, for the whole page: the review, or what went wrong
        return HttpResponseClientRedirect(started.get_absolute_url())
    return render(request, "readings/importing.html#progress", {"started": started})


@require_POST
def import_again(request, pk):
    started = get_object_or_404(Import.objects.visible_to(request.viewer), pk=pk)
    started.try_again()
    return redirect(started)


@require_POST
def import_instead(request, pk):
    """Another text in place of one that could not be read: same reading, same page to go on with."""
    started = get_object_or_404(
        Import.objects.visible_to(request.viewer).select_related("reading__circle"), pk=pk
    )
    form = TextForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"started": started, "form": form}
        return render(request, "readings/importing.html", context, status=422)
    given = {name: form.cleaned_data[name] for name in ("data", "name")}
    return redirect(started.begin_instead(by=request.user, **given))
