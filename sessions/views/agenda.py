"""The steps of a plan: each saves itself, moves among the others, can be taken out and put back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.forms.agenda import AddStepForm, MoveForm, RestoreStepForm, StepForm
from sessions.models import AgendaItem, SessionClosed, Stale, StudySession
from sessions.models.agenda import Begun
from sessions.models.plans import (
    Answered,
    add_step,
    remove_step,
    save_step,
    shape_for,
    steps_with_all,
)
from sessions.starters import starter

from .meetings import REMOVED, closed_sentence, plan_answer, plan_url
from .shared import get_session_to_run


@require_POST
def step_save(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    step = _step(request, study_session, step_pk)
    if step is None:
        return _gone(request, study_session)
    form = StepForm.of(step, study_session.edition, request.POST)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, step_form=form)
    status = 409
    try:
        save_step(step, version=form.cleaned_data["version"], **form.content())
    except Stale:
        form.is_stale = True
    except SessionClosed:
        form.add_error(None, closed_sentence())
    except Answered:
        status = 422
        form.add_error("question", _("People have answered this question, so it keeps its words."))
    else:
        return _done(request, study_session, step, saved=step_pk)
    return plan_answer(request, study_session, status=status, step_form=form)


@require_POST
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = AddStepForm(request.POST)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, refusal=_("Choose a step to add."))
    [content] = shape_for(study_session.circle, [starter(form.cleaned_data["starter"])])
    return _add(request, study_session, form, content)


@require_POST
def step_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a removal."""
    study_session = get_session_to_run(request, pk)
    form = RestoreStepForm(request.POST, edition=study_session.edition)
    if not form.is_valid():
        refusal = _("This step could not be put back.")
        return plan_answer(request, study_session, status=422, refusal=refusal)
    after, gone = form.cleaned_data["after"], form.cleaned_data["gone"]
    return _add(request, study_session, form, {**form.content(), "after": after}, gone=gone)


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
        place = step.move(after=form.cleaned_data["after"])
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
    steps = steps_with_all(study_session, request.viewer)
    step = next((each for each in steps if each.pk == step_pk), None)
    if step is None:
        return _done(request, study_session, None, gone=step_pk)
    place = steps.index(step)
    removed = {
        **StepForm.values_of(step, study_session.edition),
        "after": steps[place - 1].pk if place else 0,
        "gone": step_pk,
    }
    try:
        remove_step(step)
    except Begun:
        refusal = _begun_sentence()
    except Answered:
        refusal = _("People have answered the question of “%(title)s”, so it stays.") % {
            "title": step.title
        }
    except SessionClosed:
        refusal = closed_sentence()
    else:
        if not wants_fragment(request):
            request.session[REMOVED] = removed
        return _done(request, study_session, None, gone=step_pk, removed=removed)
    return plan_answer(request, study_session, status=409, refusal=refusal)


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
    """Someone else took the step out while this person wrote in it: their words can come back."""
    removed = {**request.POST.dict(), "after": 0} if "title" in request.POST else None
    refusal = _("Someone else has taken this step out.")
    return plan_answer(request, study_session, status=409, refusal=refusal, removed=removed)


def _begun_sentence() -> str:
    return _("A step that has begun keeps its place, and so does everything before it.")
