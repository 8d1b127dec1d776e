"""A guest's own link: coming back by it, making a new one, doing without."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.people.models import OwnLink
from sessions.models import Attendance

from .shared import sign_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in as the guest whose link this is; asked first, since opening a link must do nothing."""
    link = OwnLink.find(token)
    if link is None:
        return render(request, "sessions/come_back_refused.html", {"why": "unknown"}, status=404)
    if Attendance.is_over_for(link.user):
        return render(request, "sessions/come_back_refused.html", {"why": "over"}, status=410)
    if request.user == link.user:
        return redirect("sessions:home")
    if request.method != "POST":
        return render(request, "sessions/come_back.html", {"guest": link.user})
    sign_in(request, link.user)
    return redirect("sessions:home")


@require_POST
def own_link_renew(request: HttpRequest) -> HttpResponse:
    """A new link: for the first time, or because someone else may have the old one or the device."""
    _refuse_accounts(request)
    OwnLink.renew(request.user)
    request.user.sign_out_elsewhere()
    update_session_auth_hash(request, request.user)
    messages.success(
        request,
        _("This is your link now. Earlier ones open nothing, and other devices are signed out."),
    )
    return redirect("sessions:me")


@require_POST
def own_link_revoke(request: HttpRequest) -> HttpResponse:
    _refuse_accounts(request)
    OwnLink.revoke(request.user)
    messages.success(request, _("Your link opens nothing any more."))
    return redirect("sessions:me")


def _refuse_accounts(request: HttpRequest) -> None:
    if not request.user.is_guest:
        raise PermissionDenied
