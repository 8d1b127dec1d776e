"""`/`: the landing page for visitors, home for those who are signed in."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from readings.people.compiled import compiled
from sessions.forms.joining import CodeForm
from sessions.models import Note, StudySession
from sessions.news import concerns_of, news_in
from sessions.permissions import can_plan, can_run
from sessions.viewer import Viewer

SHOWN = 5  # sessions on the home page; the others are on their circle's


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _follow_code(request)
    if not request.user.is_authenticated:
        return render(request, "sessions/landing.html", {"form": CodeForm()})
    coming = sessions_coming(request.viewer)
    if request.viewer.is_guest:
        return _lead_guest(request, coming)
    concerns = concerns_of(request.viewer)
    news = news_in(request.viewer, coming[0]) if coming else None
    context = {
        "here": "home",
        "next_session": coming[0] if coming else None,
        "concerns": concerns,
        "news": news,
        "newest": max([one.last for one in concerns] + [news.newest if news else 0]),
        "later": coming[1:],
        "actions": actions_to_do(request.viewer),
        "can_plan": can_plan(request.viewer),
        "can_run": bool(coming) and can_run(request.viewer, coming[0]),
    }
    return render(request, "sessions/home.html", context)


@compiled
def sessions_coming(viewer: Viewer) -> QuerySet[StudySession]:
    return StudySession.objects.visible_to(viewer).coming().with_circle()[:SHOWN]


@compiled
def actions_to_do(viewer: Viewer) -> QuerySet[Note]:
    return Note.objects.visible_to(viewer).actions_of(viewer.user).to_do()


def _follow_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        return redirect(form.cleaned_data["code"])
    return render(request, "sessions/landing.html", {"form": form}, status=422)


def _lead_guest(request: HttpRequest, coming: list[StudySession]) -> HttpResponse:
    """A guest has no home: the session is where they belong."""
    theirs = coming or StudySession.objects.visible_to(request.viewer).past().with_circle()[:SHOWN]
    if len(theirs) == 1:
        return redirect(theirs[0])
    return render(request, "sessions/landing.html", {"form": CodeForm(), "sessions": theirs})
