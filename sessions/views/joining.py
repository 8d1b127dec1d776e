"""Coming in by a session link: one name and one press.

What the link shows before that depends on the link being good: an unknown or revoked one names
neither session nor circle.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from readings.people.models import KeyReused
from sessions.forms.joining import JoinForm
from sessions.models import Invitation, Prompt, SessionClosed, StudySession

from .shared import sign_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = Invitation.find(token)
    if invitation is None or invitation.revoked_at:
        return _refuse(request, "unknown", 404)
    study_session = invitation.study_session
    if _is_inside(request, study_session):
        return redirect(study_session)
    if why := _closed_to(request, invitation):
        return _refuse(request, *why)
    if request.method != "POST":
        return _page(request, study_session, JoinForm())
    if request.user.is_authenticated:
        return _come_in(request, invitation)
    return _come_in_as_guest(request, invitation)


def _is_inside(request: HttpRequest, study_session: StudySession) -> bool:
    return request.user.is_authenticated and study_session.pk in request.viewer.session_ids


def _closed_to(request: HttpRequest, invitation: Invitation) -> tuple[str, int] | None:
    """Why this good link lets this person in no more, or not yet."""
    if not invitation.is_in_force:
        return "expired", 410
    if invitation.study_session.is_draft:
        return "early", 404
    if invitation.study_session.is_closed:
        return "closed", 410
    if invitation.is_refused_to(request.user):
        return "unknown", 404
    return None


def _come_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        invitation.accept(request.user)
    except SessionClosed:
        return _refuse(request, "closed", 410)
    return redirect(invitation.study_session)


def _come_in_as_guest(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    study_session, form = invitation.study_session, JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, study_session, form, status=422)
    try:
        guest = invitation.accept_guest(**form.cleaned_data)
    except KeyReused:
        form.refuse_reused_key()
        return _page(request, study_session, form, status=422)
    except SessionClosed:
        return _refuse(request, "closed", 410)
    sign_in(request, guest)
    return redirect(study_session)


def _page(
    request: HttpRequest, study_session: StudySession, form: JoinForm, status: int = 200
) -> HttpResponse:
    timezone.activate(study_session.zone)
    context = {"study_session": study_session, "form": form}
    if study_session.is_running:
        context["progress"] = Prompt.progress(study_session)
    return render(request, "sessions/join.html", context, status=status)


def _refuse(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "sessions/join_refused.html", {"why": why}, status=status)
