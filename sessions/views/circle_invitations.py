"""The invitation to a circle: who holds it becomes a member. Not to be mixed up with a session's link,
which has pages of its own (invitations.py, joining.py)."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readings.people.forms import KeyedForm
from readings.people.models import Circle, CircleInvitation, KeyReused, NotInvited
from readings.people.requests import own_address
from sessions.forms.invitations import circle_message_for
from sessions.forms.joining import NewcomerForm
from sessions.forms.me import ClaimForm

from .circles import circle_page, get_circle_to_lead
from .invitations import code_for
from .shared import address_of, sign_in

# For those who invite


@require_safe
def circle_invite(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle_to_lead(request, slug)
    invitation = _invitation(request, circle)
    link = invitation and address_of(request, invitation)
    context = {
        "circle": circle,
        "invitation": invitation,
        "link": link,
        "message": link and circle_message_for(circle, link),
        "form": KeyedForm(auto_id=False),
    }
    return circle_page(request, "sessions/circle_invite.html", context)


@require_safe
def circle_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The invitation as a picture, for someone beside you."""
    invitation = _invitation(request, get_circle_to_lead(request, slug))
    if not invitation:
        raise Http404
    return code_for(address_of(request, invitation))


@require_POST
def circle_link_renew(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle_to_lead(request, slug)
    form = KeyedForm(request.POST)
    if form.is_valid():
        try:
            CircleInvitation.renew(circle, by=request.user, key=form.cleaned_data["key"])
        except KeyReused:
            messages.warning(request, _("Nothing was changed. Press it once more."))
        else:
            messages.success(
                request, _("There is a new invitation. Earlier ones open nothing any more.")
            )
    return redirect("sessions:circle_invite", slug=slug)


@require_POST
def circle_link_revoke(request: HttpRequest, slug: str) -> HttpResponse:
    circle = get_circle_to_lead(request, slug)
    CircleInvitation.withdraw(circle)
    messages.success(request, _("The invitation opens nothing any more. Those who joined stay."))
    back = own_address(request, request.POST.get("next", ""))
    return redirect(back) if back else redirect("sessions:circle_invite", slug=slug)


def _invitation(request: HttpRequest, circle: Circle) -> CircleInvitation | None:
    return CircleInvitation.objects.visible_to(request.viewer).of_circle(circle).in_force().first()


# For those who are invited


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def circle_join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = CircleInvitation.find(token)
    if invitation is None or invitation.revoked_at or invitation.circle.refuses(request.user):
        return _refuse(request, "unknown", 404)
    if request.user.is_authenticated and invitation.circle_id in request.viewer.circle_ids:
        return redirect(invitation.circle)
    if not invitation.is_in_force:
        return _refuse(request, "invitation_expired", 410)
    try:
        if not request.user.is_authenticated:
            return _join_as_newcomer(request, invitation)
        if request.user.is_guest:
            return _join_as_guest(request, invitation)
        return _join(request, invitation)
    except NotInvited:
        return _refuse(request, "unknown", 404)


def _join(request: HttpRequest, invitation: CircleInvitation) -> HttpResponse:
    """With an account: one press."""
    if request.method != "POST":
        return _page(request, invitation, None)
    invitation.accept(request.user)
    return redirect(invitation.circle)


def _join_as_guest(request: HttpRequest, invitation: CircleInvitation) -> HttpResponse:
    """A guest gets an account with it: the same person, so every word stays theirs."""
    form = ClaimForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid() or not form.claim():
        return _page(request, invitation, form)
    update_session_auth_hash(request, request.user)
    invitation.accept(request.user)
    return redirect(invitation.circle)


def _join_as_newcomer(request: HttpRequest, invitation: CircleInvitation) -> HttpResponse:
    form = NewcomerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, invitation, form)
    try:
        user = invitation.accept_newcomer(**form.cleaned_data)
    except KeyReused:
        form.refuse_reused_key()
        return _page(request, invitation, form)
    except IntegrityError:
        form.refuse_email()
        return _page(request, invitation, form)
    sign_in(request, user)
    return redirect(invitation.circle)


def _page(request: HttpRequest, invitation: CircleInvitation, form: Form | None) -> HttpResponse:
    people = invitation.circle.memberships.current().count()
    context = {"circle": invitation.circle, "form": form, "people": people}
    status = 422 if request.method == "POST" else 200
    return render(request, "sessions/circle_join.html", context, status=status)


def _refuse(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "sessions/join_refused.html", {"why": why}, status=status)
