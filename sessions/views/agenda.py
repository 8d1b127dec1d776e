"""The steps of a plan: each saves itself, moves among the others, can be taken out; and undoing that."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.forms.agenda import AddStepForm, ChangeForm, FillForm, MoveForm, StepForm
from sessions.models import AgendaItem, PlanChange, SessionClosed, Stale, StudySession
from sessions.models.agenda import Begun
from sessions.models.plans import (
    add_step,
    fill_plan,
    move_step,
    put_back,
    remove_step,
    save_step,
    shape_for,
    unpin_step,
)
from sessions.models.steps import Answered
from sessions.starters import starter

from .meetings import closed_sentence, plan_answer, plan_url
from .shared import get_session_to_run


@require_POST
def step_save(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    step = _step(request, study_session, step_pk)
    form = StepForm.of(
        step or AgendaItem(pk=step_pk, study_session=study_session),
        study_session.edition,
        request.POST,
    )
    if not form.is_valid():
        form.is_gone = step is None
        return plan_answer(request, study_session, status=422, step_form=form)
    status = 409
    try:
        if step:
            save_step(step, by=request.user, version=form.cleaned_data["version"], **form.content())
        elif form.cleaned_data["again"]:
            step = put_back(study_session, step_pk, by=request.user, **form.content())
        else:
            form.is_gone = True
    except Stale:
        form.is_stale = True
    except AgendaItem.DoesNotExist:
        form.is_gone = True
    except SessionClosed:
        form.add_error(None, closed_sentence())
    except Answered:
        status = 422
        form.add_error("question", _("People have answered this question, so it keeps its words."))
    if form.is_stale or form.is_gone or form.errors:
        return plan_answer(request, study_session, status=status, step_form=form)
    return _done(request, study_session, step, saved=step_pk)


@require_POST
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = AddStepForm(request.POST)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, refusal=_("Choose a step to add."))
    [content] = shape_for(study_session.circle, [starter(form.cleaned_data["starter"])])
    return _add(request, study_session, form, content)


@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of a shape, and its length, in place of those there are."""
    study_session = get_session_to_run(request, pk)
    form = FillForm(request.POST)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, refusal=_("Choose a shape."))
    shape = form.chosen
    return fill_with(
        request,
        study_session,
        key=form.cleaned_data["key"],
        title=str(shape.title),
        steps=shape_for(study_session.circle, shape.steps),
        minutes=shape.minutes,
    )


def fill_with(request: HttpRequest, study_session: StudySession, **filling) -> HttpResponse:
    """The plan after `fill_plan`, or why it stays as it is."""
    try:
        fill_plan(study_session, by=request.user, **filling)
    except Begun:
        refusal = _("The meeting has begun, so its steps stay.")
    except Answered:
        refusal = _("People have answered a question of it, so it stays.")
    except KeyReused:
        refusal = _("This was sent before. Press once more to do it again.")
    except SessionClosed:
        refusal = closed_sentence()
    else:
        study_session = get_session_to_run(request, study_session.pk)
        said = _("New steps: %(title)s.") % {"title": filling["title"]}
        return _done(request, study_session, None, rewritten={"steps", "details"}, said=said)
    return plan_answer(request, study_session, status=409, refusal=refusal)


@require_POST
def step_move(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    step = _step(request, study_session, step_pk)
    form = MoveForm(request.POST)
    if step is None:
        return _gone(request, study_session)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, refusal=_("Nothing was moved."))
    try:
        place = move_step(step, by=request.user, after=form.cleaned_data["after"])
    except Begun:
        return plan_answer(request, study_session, status=409, refusal=_begun_sentence())
    except SessionClosed:
        return plan_answer(request, study_session, status=409, refusal=closed_sentence())
    said = _("%(title)s moved to place %(place)s of %(count)s.") % {
        "title": step.title,
        "place": place,
        "count": study_session.agenda_items.count(),
    }
    return _done(request, study_session, step, said=said)


@require_POST
def step_remove(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    step = _step(request, study_session, step_pk)
    try:
        if step:
            remove_step(step, by=request.user)
    except Begun:
        refusal = _begun_sentence()
    except Answered:
        refusal = _("People have answered the question of “%(title)s”, so it stays.") % {
            "title": step.title
        }
    except SessionClosed:
        refusal = closed_sentence()
    else:
        return _done(request, study_session, None, gone=step_pk)
    return plan_answer(request, study_session, status=409, refusal=refusal)


@require_POST
def plan_undo(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, PlanChange.undo, _("Undone. %s"))


@require_POST
def plan_redo(request: HttpRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, PlanChange.redo, _("Done again. %s"))


def _turn(request: HttpRequest, pk: int, turn: Callable, said: str) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    change, refusal = turned(request, study_session, turn)
    if change is None:
        return plan_answer(request, study_session, status=409, refusal=refusal)
    study_session = get_session_to_run(request, pk)
    return _done(request, study_session, None, rewritten=change.parts, said=said % change)


def turned(
    request: HttpRequest, study_session: StudySession, turn: Callable
) -> tuple[PlanChange | None, str]:
    """The change that was undone, or done again; or None, and why not."""
    form = ChangeForm(request.POST)
    refusal = _("The plan has changed meanwhile. This is how it stands now.")
    try:
        if form.is_valid():
            return turn(study_session, change=form.cleaned_data["change"]), ""
    except Stale:
        pass  # someone changed it since: the refusal says so
    except Begun:
        refusal = _begun_sentence()
    except Answered:
        refusal = _("People have answered a question of it, so it stays.")
    except SessionClosed:
        refusal = closed_sentence()
    return None, refusal


@require_POST
def step_unpin(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    step = _step(request, study_session, step_pk)
    if step is None:
        return _gone(request, study_session)
    try:
        unpin_step(step)
    except SessionClosed:
        return plan_answer(request, study_session, status=409, refusal=closed_sentence())
    return redirect(plan_url(study_session, step))


def _step(request: HttpRequest, study_session: StudySession, pk: int) -> AgendaItem | None:
    """None if someone has taken it out; no page of ours leads anywhere else."""
    steps = AgendaItem.objects.visible_to(request.viewer).select_related("passage")
    step = steps.filter(study_session=study_session, pk=pk).first()
    if step:
        step.study_session = study_session
    return step


def _add(
    request: HttpRequest, study_session: StudySession, form, content: dict, **more
) -> HttpResponse:
    try:
        step = add_step(study_session, by=request.user, key=form.cleaned_data["key"], **content)
    except KeyReused:
        refusal = _("This was added before. Press once more for another one.")
        return plan_answer(request, study_session, status=409, refusal=refusal)
    except SessionClosed:
        return plan_answer(request, study_session, status=409, refusal=closed_sentence())
    said = _("Added: %(title)s.") % {"title": step.title}
    return _done(request, study_session, step, added=step.pk, said=said, **more)


def _done(request: HttpRequest, study_session: StudySession, step, **more) -> HttpResponse:
    if wants_fragment(request):
        return plan_answer(request, study_session, **more)
    return redirect(plan_url(study_session, step))


def _gone(request: HttpRequest, study_session: StudySession) -> HttpResponse:
    refusal = _("Someone else has taken this step out.")
    return plan_answer(request, study_session, status=409, refusal=refusal)


def _begun_sentence() -> str:
    return _("A step that has begun keeps its place, and so does everything before it.")
