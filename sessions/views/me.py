"""Me: how I am called here, how I come back, and everything I wrote."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from readings.people.models import OwnLink
from sessions.forms.me import ClaimForm, ProfileForm
from sessions.models import Contribution, Draft

from .shared import address_of

WORDS_A_PAGE = 30


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
def me_save(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST, instance=request.user)
    if not form.is_valid():
        request.user.refresh_from_db(fields=["name", "language", "timezone"])
        return _page(request, profile=form)
    form.save()
    with override(request.user.language or request.LANGUAGE_CODE):
        messages.success(request, _("Saved."))
    return redirect("sessions:me")


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """A guest gets an e-mail and a password: the same person, who can now come back anywhere."""
    if not request.user.is_guest:
        return redirect("sessions:me")
    form = ClaimForm(request.POST, user=request.user)
    if not form.is_valid() or not form.claim():
        return _page(request, claim=form)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You can now sign in here with your e-mail and password."))
    return redirect("sessions:me")


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    request.user.sign_out_elsewhere()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("You are signed out on every other device."))
    return redirect("sessions:me")


def _page(
    request: HttpRequest, *, profile: ProfileForm | None = None, claim: ClaimForm | None = None
) -> HttpResponse:
    written = Contribution.written_by(request.user).for_their_author()
    own_link = OwnLink.of(request.user)
    context = {
        "here": "me",
        "own_link": own_link and address_of(request, own_link),
        "profile": profile or ProfileForm(instance=request.user),
        "claim": (claim or ClaimForm(user=request.user)) if request.user.is_guest else None,
        "drafts": Draft.objects.visible_to(request.viewer).newest_first(),
        "page": Paginator(written, WORDS_A_PAGE).get_page(request.GET.get("page")),
        "session_ids": request.viewer.session_ids,
    }
    return render(request, "sessions/me.html", context, status=422 if profile or claim else 200)
