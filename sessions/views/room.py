"""A session as its members meet it: Prepare, Now or Recap, by its state.

Each state is one fragment, `sessions/detail.html#room`, that polls and follows the meeting. Its
version says which state, which step: while that is the same there is nothing to swap.
"""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET, require_POST, require_safe

from readings.excerpts import excerpts
from readings.people.requests import wants_fragment
from sessions.about_me import about_me as figures_about
from sessions.calendar import calendar_of
from sessions.clock import forecast
from sessions.drafting import take_up_drafts
from sessions.forms.contributions import AnswerForm
from sessions.forms.invitations import what_to_read
from sessions.forms.room import PreparedForm
from sessions.models import AgendaItem, Prompt, StudySession
from sessions.models.drafts import slot_of
from sessions.models.prompts import asked_in
from sessions.news import News, news_in
from sessions.passages import talks, unread
from sessions.permissions import can_write
from sessions.questions import Question, questions
from sessions.recaps import recap_context

from .shared import get_session, session_context


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session(request, pk, news=True)
    return render(request, "sessions/detail.html", room_context(request, study_session))


@require_GET
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page shows, for those who wait on it: 204 while it is what they have."""
    study_session = get_session(request, pk)
    context = room_context(request, study_session)
    if request.GET.get("since") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "sessions/detail.html#room", context)


@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """The page is open and in view."""
    study_session = get_session(request, pk)
    if can_write(request.viewer, study_session):
        study_session.see(request.user)
    return HttpResponse(status=204)


@require_POST
def prepared(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session(request, pk)
    form = PreparedForm(request.POST)
    is_prepared = study_session.is_prepared
    if form.is_valid() and can_write(request.viewer, study_session):
        is_prepared = form.cleaned_data["prepared"]
        study_session.admit(request.user).say_prepared(is_prepared)
    if wants_fragment(request):
        context = session_context(request, study_session, is_prepared=is_prepared)
        return render(request, "sessions/_prepare.html#prepared", context)
    return redirect(study_session)


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where it is, for one's own calendar; of a draft there is nothing to tell yet."""
    study_session = get_session(request, pk)
    if study_session.is_draft:
        raise Http404
    address = request.build_absolute_uri(study_session.get_absolute_url())
    words = [study_session.call_url, what_to_read(study_session), study_session.preparation]
    description = "\n\n".join([*filter(None, words), address])
    return HttpResponse(
        calendar_of(study_session, url=address, description=description),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="session-{pk}.ics"'},
    )


@require_safe
def all_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every question that was asked, with the answers."""
    study_session = get_session(request, pk)
    context = {"here": "session", "questions": _open_questions(request, study_session)}
    return render(
        request, "sessions/questions.html", session_context(request, study_session, **context)
    )


@require_safe
def all_passages(request: HttpRequest, pk: int) -> HttpResponse:
    """Each passage that was written about, with its talk."""
    study_session = get_session(request, pk)
    written = talks(request.viewer, study_session)
    context = {
        "here": "session",
        "talks": written,
        "unread": unread(written),
        "is_held_back": study_session.pk in request.viewer.margins_held_back,
    }
    return render(
        request, "sessions/passages.html", session_context(request, study_session, **context)
    )


@require_safe
def about_me(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures about oneself that others see."""
    study_session = get_session(request, pk, tally=True, writers=True)
    context = {"here": "session", "about": figures_about(request.viewer, study_session)}
    return render(
        request, "sessions/about_me.html", session_context(request, study_session, **context)
    )


def room_context(request: HttpRequest, study_session: StudySession) -> dict:
    if study_session.is_running:
        part = _now(request, study_session)
    elif study_session.is_over:
        part = _after(request, study_session)
    else:
        part = _prepare(request, study_session)
    return session_context(request, study_session, here="session", **part)


def _prepare(request: HttpRequest, study_session: StudySession) -> dict:
    steps = list(study_session.agenda_items.all())
    begins = forecast(study_session, steps, timezone.now()).begins
    for step in steps:
        step.begins_at = begins.get(step.pk)
    asked = Prompt.objects.visible_to(request.viewer).in_session(study_session).beforehand()
    return {
        "part": "sessions/_prepare.html",
        "version": study_session.state,
        "steps": steps,
        "news": _news(request, study_session),
        "is_prepared": study_session.is_prepared,
        "questions": _with_boxes(
            request, study_session, questions(request.viewer, study_session, asked.in_order())
        ),
        "own_zone": _own_zone(request, study_session),
    }


def _now(request: HttpRequest, study_session: StudySession) -> dict:
    asked = asked_in(request.viewer, study_session)
    begun = [p for p in asked if p.agenda_item and p.agenda_item.started_at]
    prompt = next((p for p in begun if p.agenda_item.is_running), None)
    step = prompt.agenda_item if prompt else _running_step(study_session)
    part = {
        "part": "sessions/_now.html",
        "version": f"step-{step.pk}" if step else "running",
        "step": step,
        "earlier": [p for p in begun if p != prompt],
    }
    if prompt:
        found = questions(request.viewer, study_session, [prompt])
        part["question"] = _with_boxes(request, study_session, found)[0]
        part["excerpt"] = part["question"].excerpt
    elif step:
        part["version"] += f"-{step.extra_minutes}"
        places = excerpts([step.passage], study_session.edition)
        part["excerpt"] = places.get(step.passage_id)
    return part


def _after(request: HttpRequest, study_session: StudySession) -> dict:
    """The recap once it is shared; until then, what there is: the questions and the answers."""
    is_out = study_session.recap_is_out
    return {
        "part": "sessions/_after.html",
        "version": f"{study_session.state}-{study_session.event_count.last if is_out else ''}",
        "news": _news(request, study_session),
        "questions": [] if is_out else _open_questions(request, study_session),
        **(recap_context(study_session, request.viewer) if is_out else {"recap": None}),
    }


def _news(request: HttpRequest, study_session: StudySession) -> News:
    """As the session came with it; else asked for where it is shown, not for those who wait on the page."""
    if hasattr(study_session, "unread"):
        return News.of(study_session)
    return SimpleLazyObject(lambda: news_in(request.viewer, study_session))


def _running_step(study_session: StudySession) -> AgendaItem | None:
    return study_session.agenda_items.running().select_related("passage").first()


def _open_questions(request: HttpRequest, study_session: StudySession) -> list[Question]:
    found = questions(request.viewer, study_session, asked_in(request.viewer, study_session))
    return _with_boxes(request, study_session, found)


def _with_boxes(
    request: HttpRequest, study_session: StudySession, found: list[Question]
) -> list[Question]:
    """A box for each question this person may answer and has not."""
    boxes = {}
    for question in found:
        if can_write(request.viewer, study_session) and not question.mine:
            question.form = AnswerForm(auto_id=f"answer-{question.prompt.pk}-%s")
            boxes[slot_of("answer", question.prompt.pk)] = question.form
    take_up_drafts(request.viewer, boxes)
    return found


def _own_zone(request: HttpRequest, study_session: StudySession) -> str:
    """The person's time zone, if a clock there shows another time when the session begins."""
    name = request.user.timezone
    if not name:
        return ""
    starts_at = study_session.starts_at
    there, here_ = (
        timezone.localtime(starts_at, zone) for zone in (ZoneInfo(name), study_session.zone)
    )
    return name if there.utcoffset() != here_.utcoffset() else ""
