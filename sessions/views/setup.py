"""The one-time link of an empty site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from readings.people.setup import AlreadySetUp, is_valid, set_up
from sessions.forms.setup import SetupForm

from .shared import sign_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def setup(request: HttpRequest, token: str) -> HttpResponse:
    if not is_valid(token):
        return _used(request)
    form = SetupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "sessions/setup.html", {"form": form}, status=status)
    try:
        user = set_up(**form.cleaned_data)
    except AlreadySetUp:
        return _used(request)
    sign_in(request, user)
    return redirect("sessions:new")


def _used(request: HttpRequest) -> HttpResponse:
    return render(request, "sessions/setup_used.html", status=410)
