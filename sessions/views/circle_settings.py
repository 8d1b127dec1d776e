"""What a circle is called, and the zone and language it lives in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from readings.people.models import Stale
from sessions.forms.circles import CircleForm

from .circles import circle_page, get_circle_to_lead


@require_http_methods(["GET", "HEAD", "POST"])
def circle_settings(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle_to_lead(request, slug)
    context = {"circle": circle}
    if request.method != "POST":
        context["form"] = CircleForm.of(circle)
        return circle_page(request, "sessions/circle_settings.html", context)
    form = context["form"] = CircleForm(request.POST)
    if not form.is_valid():
        return circle_page(request, "sessions/circle_settings.html", context, status=422)
    try:
        circle.edit(**form.cleaned_data)
    except Stale as stale:
        form.renew(stale.current.version)
        context |= {"current": stale.current}
        return circle_page(request, "sessions/circle_settings.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("sessions:people", slug=slug)
