"""What every page inside a session begins with, and how someone gets in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from readings.people.compiled import compiled
from readings.people.models import CircleInvitation, OwnLink, User
from readings.people.requests import wants_fragment
from sessions.forms.reading import LayerForm
from sessions.layers import Layer
from sessions.models import (
    Attendance,
    Change,
    Contribution,
    Draft,
    Invitation,
    Prompt,
    StudySession,
)
from sessions.news import with_news
from sessions.permissions import can_run, can_write
from sessions.viewer import Viewer

BACKEND = "django.contrib.auth.backends.ModelBackend"  # allauth's needs a password


class Over(Http404):
    """Someone came by a session link, and the time for that is over; config.views says it plainly."""


def get_session(request: HttpRequest, pk: int, **beside: bool) -> StudySession:
    """The session if this person may know of it, else 404 (or Over); from here on times are in its zone."""
    found = sessions_with(request.viewer, pk, **beside)
    if not found:
        raise Over if Attendance.was_let_in(request.user, pk) else Http404
    [study_session] = found
    timezone.activate(study_session.zone)  # undone by config.middleware.ViewerMiddleware
    return study_session


@compiled
def sessions_with(
    viewer: Viewer,
    pk: int,
    *,
    tally: bool = False,
    desk: bool = False,
    writers: bool = False,
    drafts: bool = False,
    news: bool = False,
) -> QuerySet[StudySession]:
    """The session, if this person may know of it, and what its page needs beside it."""
    sessions = StudySession.objects.visible_to(viewer)
    sessions = sessions.with_room().with_preparation_of(viewer.user)
    if tally:
        sessions = sessions.with_tally()
    if desk:
        sessions = Prompt.gates_beside(sessions.with_desk_of(viewer.user))
        sessions = Draft.minutes_beside(sessions, viewer.user)
    if writers:
        sessions = Contribution.writers_beside(sessions)
    if drafts:
        sessions = Draft.notes_beside(sessions, viewer.user)
    if news:
        sessions = with_news(sessions, viewer)
    return sessions.filter(pk=pk)


def get_session_to_run(request: HttpRequest, pk: int, **beside: bool) -> StudySession:
    """The session for those who plan and run it; 403 for others who may see it."""
    study_session = get_session(request, pk, **beside)
    if not can_run(request.viewer, study_session):
        raise PermissionDenied
    return study_session


def offer_own_link(request: HttpRequest) -> str | None:
    """The link of a guest who has just written for the first time, to be shown at once; a page that is
    loaded anew says where it is."""
    link = OwnLink.first_for(request.user)
    if link and not wants_fragment(request):
        messages.info(request, _("To come back on any device keep your own link. It is under Me."))
    return link and address_of(request, link)


def session_context(request: HttpRequest, study_session: StudySession, **more) -> dict:
    """What sessions/base.html needs, and answers instead of roles."""
    return {
        "study_session": study_session,
        "can_run": can_run(request.viewer, study_session),
        "can_write": can_write(request.viewer, study_session),
        **more,
    }


def layer_of(request: HttpRequest) -> Layer:
    """Which notes on the text this person wants to see; a form sent there keeps it in its address."""
    return LayerForm.layer_in(request.GET)


def place_of_annotation(words: Contribution, layer: Layer) -> str:
    """The address that leads to words about the text, wherever they stand by then."""
    return reverse("sessions:annotation", args=[words.study_session_id, words.pk]) + layer.query


def last_change(request: HttpRequest, study_session: StudySession) -> Change | None:
    """What this person did last to what the session keeps, to be undone."""
    changes = Change.objects.visible_to(request.viewer).in_session(study_session)
    return changes.filter(part=Change.Part.NOTES).fresh().last()


def place_in_recap(pk: int, part: str) -> str:
    """The recap at one of its parts, which is open to be worked on."""
    return f"{reverse('sessions:recap', args=[pk])}?open={part}#{part}"


def sign_in(request: HttpRequest, user: User) -> None:
    """Someone who came by a link of ours, not by a password."""
    login(request, user, backend=BACKEND)


def address_of(request: HttpRequest, link: Invitation | CircleInvitation | OwnLink) -> str:
    """The whole address, as it is sent around."""
    path = link.get_absolute_url()
    return settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
