"""The session's link: what it shows, and the message to send."""

from __future__ import annotations

import io

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.people.forms import KeyedForm
from readings.people.models import KeyReused
from readings.people.requests import own_address
from sessions.forms.invitations import message_for
from sessions.models import Act, Invitation, StudySession

from .guests import came_in, removed
from .shared import address_of, get_session_to_run, session_context


@require_http_methods(["GET", "HEAD"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    invitation = _invitation(request, study_session)
    link = invitation and address_of(request, invitation)
    context = session_context(
        request,
        study_session,
        invitation=invitation,
        link=link,
        message=link and message_for(study_session, link),
        came_in=came_in(request, study_session),
        removed=removed(request, study_session),
        acts=Act.objects.visible_to(request.viewer).in_session(study_session),
        form=KeyedForm(auto_id=False),
    )
    return render(request, "sessions/invite.html", context)


@require_http_methods(["GET", "HEAD"])
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The link as a picture, for those in the room."""
    study_session = get_session_to_run(request, pk)
    invitation = _invitation(request, study_session)
    if not invitation:
        raise Http404
    return code_for(address_of(request, invitation))


@require_POST
def link_renew(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = KeyedForm(request.POST)
    if form.is_valid():
        try:
            Invitation.renew(study_session, by=request.user, key=form.cleaned_data["key"])
        except KeyReused:
            messages.warning(request, _("Nothing was changed. Press it once more."))
        else:
            messages.success(request, _("There is a new link. Earlier ones open nothing any more."))
    return redirect("sessions:invite", pk=pk)


@require_POST
def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    Invitation.withdraw(study_session)
    messages.success(request, _("The link opens nothing any more. Those who came in stay."))
    return redirect(
        own_address(request, request.POST.get("next", "")) or reverse("sessions:invite", args=[pk])
    )


def code_for(link: str) -> HttpResponse:
    """The link as a QR code."""
    out = io.BytesIO()
    segno.make(link, error="m").save(
        out, kind="svg", scale=8, border=4, light="white", svgclass=None, lineclass=None
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _invitation(request: HttpRequest, study_session: StudySession) -> Invitation | None:
    in_force = Invitation.objects.visible_to(request.viewer).in_force()
    return in_force.filter(study_session=study_session).first()
