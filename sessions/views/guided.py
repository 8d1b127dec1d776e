"""Guides in a plan: questions ticked into it, ready plans that fill it, its questions kept as a guide."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from readings.builtin_guides import guides_for
from readings.guiding import by_section
from readings.models import Guide, Question
from readings.models.bringing import bring
from readings.people.days import write_day
from readings.people.models import KeyReused
from sessions.forms.guided import KeepForm, OursForm, PickForm, ReadyPlanForm
from sessions.guided import (
    asking_steps,
    file_from,
    filling_of,
    named,
    plans_to_use,
    questions_of,
    steps_from,
)
from sessions.models import SessionClosed, StudySession
from sessions.models.agenda import Begun
from sessions.models.guided import add_questions, plan_row
from sessions.models.plans import fill_plan
from sessions.models.steps import Answered, steps_with_all
from sessions.permissions import can_plan, can_run

from .guide_offers import guides_for_plan, ours_for_plan
from .meetings import closed_sentence, plan_answer, plan_url
from .shared import get_session_to_run, session_context


@require_GET
def plan_guides(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_session_to_run(request, pk))


def _page(request: HttpRequest, study_session: StudySession, *, status=200, **more) -> HttpResponse:
    assigned = study_session.assigned
    if not assigned or not assigned.edition:
        return redirect(plan_url(study_session))
    guides = list(guides_for_plan(request, study_session).with_plans())
    context = {"guides": guides, "ours": ours_for_plan(study_session, guides)}
    if guide := more.pop("guide", None) or _asked_for(request, guides):
        guide.reading = assigned.reading  # with its outline, as it is loaded already
        questions = questions_of(guide, study_session)
        ticked = request.POST.getlist("questions")
        for question in questions:
            question.is_ticked = str(question.pk) in ticked
        context |= {
            "guide": guide,
            "groups": by_section(questions, assigned.outline),
            "plans": plans_to_use(guide, questions, study_session),
            "pick_form": PickForm(questions=questions, auto_id=False),
            "ready_form": ReadyPlanForm(guide=guide, auto_id=False),
        }
    context = session_context(request, study_session, **context | more)
    return render(request, "sessions/plan_guides.html", context, status=status)


def _asked_for(request: HttpRequest, guides) -> Guide | None:
    """The guide that the address names, else the first."""
    named = request.GET.get("guide", "")
    return next((g for g in guides if str(g.pk) == named), next(iter(guides), None))


def _guide(request: HttpRequest, study_session: StudySession, pk: int) -> Guide:
    guides = guides_for_plan(request, study_session).with_reading().with_plans()
    return get_object_or_404(guides, pk=pk)


@require_POST
def guide_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a guide of ours for this circle, and choose from it."""
    study_session = get_session_to_run(request, pk)
    assigned = study_session.assigned
    ours = guides_for(assigned.outline) if assigned else {}
    form = OursForm(request.POST, names=ours)
    if not form.is_valid():
        return redirect(plan_url(study_session))
    name = form.cleaned_data["name"]
    try:
        guide = bring(
            ours[name],
            by=request.user,
            key=form.cleaned_data["key"],
            reading=assigned.reading,
            circle=study_session.circle,
            builtin=name,
        )
    except KeyReused:
        return redirect("sessions:plan_guides", pk)
    return redirect(guides_url(study_session, guide))


def guides_url(study_session: StudySession, guide: Guide | None) -> str:
    url = reverse("sessions:plan_guides", args=[study_session.pk])
    return f"{url}?guide={guide.pk}" if guide else url


@require_POST
def guide_pick(request: HttpRequest, pk: int, guide_pk: int) -> HttpResponse:
    """The questions ticked, each as a step."""
    study_session = get_session_to_run(request, pk)
    guide = _guide_of(request, study_session, guide_pk)
    form = PickForm(request.POST, questions=questions_of(guide, study_session))
    if not form.is_valid():
        return _page(request, study_session, guide=guide, pick_form=form, status=422)
    return _answer(
        request,
        study_session,
        guide,
        add_questions,
        key=form.cleaned_data["key"],
        title=named(guide.title),
        steps=steps_from(form.picked, study_session),
    )


@require_POST
def guide_fill(request: HttpRequest, pk: int, guide_pk: int) -> HttpResponse:
    """A ready plan: one meeting here, or a row of sessions."""
    study_session = get_session_to_run(request, pk)
    guide = _guide_of(request, study_session, guide_pk)
    form = ReadyPlanForm(request.POST, guide=guide)
    if not form.is_valid():
        return redirect(guides_url(study_session, guide))
    questions = questions_of(guide, study_session)
    fillings = [filling_of(each, questions, study_session, guide) for each in form.chosen]
    key = form.cleaned_data["key"]
    if len(fillings) > 1:
        return _answer(request, study_session, guide, plan_row, key=key, fillings=fillings)
    [filling] = fillings
    return _answer(
        request,
        study_session,
        guide,
        fill_plan,
        key=key,
        title=filling.name,
        steps=filling.steps,
        sections=filling.sections,
    )


def _guide_of(request: HttpRequest, study_session: StudySession, pk: int) -> Guide:
    if not study_session.edition:
        raise PermissionDenied
    return _guide(request, study_session, pk)


def _answer(
    request: HttpRequest, study_session: StudySession, guide: Guide, command, **given
) -> HttpResponse:
    """The plan after a command that gives it steps, or why it stays as it is."""
    try:
        made = command(study_session, by=request.user, **given)
    except Begun:
        refusal = _("The meeting has begun, so its steps stay.")
    except Answered:
        refusal = _("People have answered a question of it, so it stays.")
    except KeyReused:
        refusal = _("This was sent before. Press once more to do it again.")
        return _page(request, study_session, guide=guide, refusal=refusal, status=422)
    except SessionClosed:
        refusal = closed_sentence()
    else:
        if command is plan_row and made:
            messages.success(request, _row_sentence(made))
        return redirect(f"{plan_url(study_session)}#plan-steps")
    return plan_answer(request, study_session, status=409, refusal=refusal)


def _row_sentence(drafts: list[StudySession]) -> str:
    days = ", ".join(write_day(each.starts_at.astimezone(each.zone), "j F") for each in drafts)
    sentence = ngettext(
        "%(n)s more draft was made in your circle: %(days)s.",
        "%(n)s more drafts were made in your circle: %(days)s.",
        len(drafts),
    )
    return sentence % {"n": len(drafts), "days": days}


@require_POST
def guide_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """A guide of the plan's questions."""
    study_session = get_session_to_run(request, pk)
    steps = steps_with_all(study_session, request.viewer)
    form = KeepForm(request.POST)
    if not study_session.edition or not asking_steps(steps):
        refusal = _("There is no question yet to keep, or no text.")
        return plan_answer(request, study_session, status=422, refusal=refusal)
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, refusal=_("Nothing was kept."))
    known = Question.objects.visible_to(request.viewer).of_reading(study_session.assigned.reading)
    file = file_from(study_session, steps, dict(known.values_list("text", "kind")))
    reading = study_session.assigned.reading
    try:
        guide = bring(
            file,
            by=request.user,
            key=form.cleaned_data["key"],
            reading=reading,
            circle=study_session.circle,
        )
    except KeyReused:
        refusal = _("This was sent before. Press once more to do it again.")
        return plan_answer(request, study_session, status=409, refusal=refusal)
    return redirect(guide or reading)


def beside_guide(request: HttpRequest, guide: Guide) -> SafeString:
    """On the page of a guide: the plans it can be used in."""
    if not can_plan(request.viewer):
        return SafeString("")
    coming = StudySession.objects.visible_to(request.viewer).on_reading(guide.reading)
    coming = [each for each in coming.coming().with_circle() if can_run(request.viewer, each)]
    if guide.circle_id:
        coming = [each for each in coming if each.circle_id == guide.circle_id]
    context = {"guide": guide, "coming": coming[:3]}
    return render_to_string("sessions/_use_guide.html", context, request)
