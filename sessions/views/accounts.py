"""Two presses about oneself that cannot be undone, each asked first."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from readings.people.models import LastFacilitator
from sessions.forms.accounts import DeleteAccountForm, MergeForm
from sessions.models import Contribution, LastAdministrator, delete_account
from sessions.models import merge as merge_accounts

from .shared import sign_in


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Delete one's account, and every word with it."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "sessions/erase.html", form)
    try:
        delete_account(request.user)
    except LastFacilitator as refusal:
        form.add_error(
            None,
            _("%(circle)s needs a facilitator. Make someone else facilitator first.")
            % {"circle": refusal.circle},
        )
        return _page(request, "sessions/erase.html", form)
    except LastAdministrator:
        form.add_error(
            None, _("This server needs an administrator. Make someone else administrator first.")
        )
        return _page(request, "sessions/erase.html", form)
    logout(request)
    messages.success(request, _("Your account and everything you wrote are gone."))
    return redirect("sessions:home")


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Bring what one wrote as a guest into the account one has."""
    if not request.user.is_guest:
        return redirect("sessions:me")
    form = MergeForm(request.POST or None, request=request)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "sessions/merge.html", form)
    count = merge_accounts(request.user, into=form.account)
    sign_in(request, form.account)
    messages.success(
        request,
        ngettext(
            "What you wrote as a guest, %(n)d piece, is yours here now.",
            "What you wrote as a guest, %(n)d pieces, is yours here now.",
            count,
        )
        % {"n": count},
    )
    return redirect("sessions:me")


def _page(request: HttpRequest, template: str, form) -> HttpResponse:
    context = {
        "here": "me",
        "form": form,
        "count": Contribution.written_by(request.user).count(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)
