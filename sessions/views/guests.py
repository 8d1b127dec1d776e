"""Who came in by a session's link: made a member of the circle, or taken out of the session."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from readings.people.models import Membership
from sessions.models import Attendance, StudySession

from .shared import get_session_to_run


@require_POST
def make_member(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """Someone who came in by the link becomes one of the circle; done twice, it changes nothing."""
    study_session = get_session_to_run(request, pk)
    attendance = get_object_or_404(_came(request).here(study_session), user=user_pk)
    study_session.circle.welcome(attendance.user)
    messages.success(
        request,
        _("%(name)s is a member of %(circle)s now.")
        % {"name": attendance.user, "circle": study_session.circle},
    )
    return redirect("sessions:invite", pk=pk)


@require_POST
def guest_remove(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    """Take a guest out of the session, from the next press on."""
    study_session = get_session_to_run(request, pk)
    attendance = get_object_or_404(_came(request).here(study_session), user=user_pk)
    if attendance.remove(by=request.user):
        messages.success(
            request,
            _("%(name)s is no longer in this session. You can take that back below.")
            % {"name": attendance.user},
        )
    else:
        messages.warning(
            request,
            _("%(name)s is a member of the circle: remove them there, under People.")
            % {"name": attendance.user},
        )
    return redirect("sessions:invite", pk=pk)


@require_POST
def guest_restore(request: HttpRequest, pk: int, user_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    attendance = get_object_or_404(removed(request, study_session), user=user_pk)
    attendance.restore(by=request.user)
    messages.success(request, _("%(name)s is in this session again.") % {"name": attendance.user})
    return redirect("sessions:invite", pk=pk)


def came_in(request: HttpRequest, study_session: StudySession) -> list[Attendance]:
    """Who came in by the link, each with whether they are of the circle by now."""
    came = list(_came(request).here(study_session).in_order())
    members = set(
        Membership.objects.visible_to(request.viewer)
        .of_circle(study_session.circle)
        .values_list("user_id", flat=True)
    )
    for attendance in came:
        attendance.is_of_circle = attendance.user_id in members
    return came


def removed(request: HttpRequest, study_session: StudySession) -> QuerySet:
    return _came(request).removed_from(study_session).in_order()


def _came(request: HttpRequest) -> QuerySet:
    return Attendance.objects.visible_to(request.viewer).select_related("user")
