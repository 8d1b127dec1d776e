"""Planning: a new session, its plan on one page, opening it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.models import Import, Reading
from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from readings.text import reading_minutes
from sessions.clock import forecast
from sessions.forms.agenda import AddStepForm, StepForm, section_name
from sessions.forms.meetings import (
    DetailsForm,
    NewSessionForm,
    SectionsForm,
    TextChoiceForm,
)
from sessions.models import (
    AgendaItem,
    Invitation,
    PlanChange,
    SessionClosed,
    Stale,
    StudySession,
)
from sessions.models.plans import (
    TextInUse,
    choose_text,
    guess_title,
    plan_session,
    replan,
    set_sections,
    shape_for,
)
from sessions.models.steps import steps_with_all
from sessions.permissions import can_facilitate
from sessions.starters import EMPTY, MORE, SHAPES, steps_for

from .guide_offers import guides_context
from .shared import get_session_to_run, session_context

# A new session


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    circles = [circle for circle in viewer.circles if can_facilitate(viewer, circle)]
    if not circles:
        raise PermissionDenied
    readings = Reading.objects.visible_to(viewer).published().in_order()
    if request.method == "POST":
        form = NewSessionForm(request.POST, request.FILES, circles=circles, readings=readings)
        if study_session := form.is_valid() and _create(request, form):
            return redirect(_import_of(request, study_session) or plan_url(study_session))
        return render(request, "sessions/new.html", {"form": form, "shapes": SHAPES}, status=422)
    form = NewSessionForm(circles=circles, readings=readings)
    form.suggest(request.GET.get("reading", ""))
    return render(request, "sessions/new.html", {"form": form, "shapes": SHAPES})


def _create(request: HttpRequest, form: NewSessionForm) -> StudySession | None:
    circle, data = form.for_circle, form.cleaned_data
    try:
        return plan_session(
            by=request.user,
            key=data["key"],
            circle=circle,
            steps=shape_for(circle, steps_for(data["minutes"])),
            source=form.text_source,
            title=guess_title(form.text_title, data["day"], circle.language),
            **form.details(ZoneInfo(circle.timezone)),
        )
    except KeyReused:
        form.refuse_reused_key()
        return None


def _import_of(request: HttpRequest, study_session: StudySession) -> Import | None:
    """Where the text of this session is being read and looked over, if that is still to do."""
    assigned = study_session.assigned
    if not assigned or assigned.edition:
        return None
    return Import.objects.visible_to(request.viewer).latest_of(assigned.reading)


# The plan


@require_http_methods(["GET", "HEAD"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    return plan_answer(request, study_session)


def plan_url(study_session: StudySession, step: AgendaItem | None = None) -> str:
    url = reverse("sessions:plan", args=[study_session.pk])
    return f"{url}#step-{step.pk}" if step else url


def plan_answer(
    request: HttpRequest,
    study_session: StudySession,
    *,
    status: int = 200,
    step_form: StepForm | None = None,
    **more,
) -> HttpResponse:
    """The plan; to htmx only what changes around the fields one is typing in.

    `step_form`: one step as it was sent, for what it has to say about it.
    """
    context = plan_context(request, study_session, step_form) | more
    for step in context["steps"]:
        if step.pk == more.get("added"):
            step.form.fields["title"].widget.attrs["autofocus"] = True
    is_part = wants_fragment(request)
    if not is_part:
        context = guides_context(request, study_session) | context
    template = "sessions/plan_answer.html" if is_part else "sessions/plan.html"
    return render(request, template, context, status=status)


def plan_context(request, study_session: StudySession, step_form: StepForm | None = None) -> dict:
    steps = steps_with_all(study_session, request.viewer)
    if step_form and step_form.is_gone and step_form.step_pk not in {step.pk for step in steps}:
        steps.append(_gone_step(study_session, step_form))
    expected = forecast(study_session, steps, timezone.now())
    edition = study_session.edition
    ids = [0, 0, *(step.pk for step in steps)]  # 0: before the first
    for place, step in enumerate(steps):
        step.up_after, step.before = ids[place : place + 2]
        step.down_after = ids[min(place + 3, len(ids) - 1)]
        step.at = step.started_at or expected.begins.get(step.pk)
        is_sent = step_form is not None and step_form.step_pk == step.pk
        step.form = step_form if is_sent else StepForm.of(step, edition)
    changes = PlanChange.objects.visible_to(request.viewer).of_plan(study_session)
    last_change, next_change = changes.last_and_next()
    return session_context(
        request,
        study_session,
        steps=steps,
        last_change=last_change,
        next_change=next_change,
        expected=expected,
        assigned=study_session.assigned,
        edition=edition,
        sections=sections_of(study_session),
        all_minutes=edition and reading_minutes(edition.text.words),
        details_form=DetailsForm(
            initial=DetailsForm.values_of(study_session), auto_id="details-%s"
        ),
        add_form=AddStepForm(auto_id=False),  # its key stands twice
        empty=EMPTY,
        starters=MORE,
        shapes=SHAPES,
        is_untouched=last_change is None or last_change.kind == PlanChange.Kind.FILL,
    )


def _gone_step(study_session: StudySession, step_form: StepForm) -> AgendaItem:
    """A row for what someone typed into a step that another person took out meanwhile."""
    step = AgendaItem(pk=step_form.step_pk, study_session=study_session, minutes=0)
    step.prompt = step.note = step.excerpt = None
    return step


def sections_of(study_session: StudySession, ticked: list[int] | None = None) -> list[dict]:
    """The outline, each with its minutes and whether it is set to read.

    `ticked`: as someone else would have it, who read an earlier version.
    """
    assigned = study_session.assigned
    if not assigned:
        return []
    return [
        {
            "place": place,
            "name": section_name(section),
            "level": section["level"],
            "minutes": reading_minutes(section["words"]),
            "is_set": assigned.sets(place) if ticked is None else place in ticked,
            "is_set_by_others": ticked is not None and assigned.sets(place),
        }
        for place, section in enumerate(assigned.outline)
    ]


@require_POST
def plan_save(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    form = DetailsForm(request.POST, auto_id="details-%s")
    refused = {"details_form": form}
    if not form.is_valid():
        return plan_answer(request, study_session, status=422, **refused)
    try:
        replan(
            study_session,
            by=request.user,
            version=form.cleaned_data["version"],
            **form.details(study_session.zone),
        )
    except Stale as stale:
        form.current = stale.current
        return plan_answer(request, study_session, status=409, **refused)
    except SessionClosed:
        study_session.refresh_from_db()
        form.add_error(None, closed_sentence())
        return plan_answer(request, study_session, status=409, **refused)
    return saved(request, study_session, details_saved=True)


@require_POST
def sections_save(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    if not study_session.assigned:
        return saved(request, study_session)
    form = SectionsForm(request.POST, outline=study_session.assigned.outline)
    if not form.is_valid():
        [[sentence]] = [form.errors[name][:1] for name in list(form.errors)[:1]]
        return plan_answer(request, study_session, status=422, sections_error=sentence)
    try:
        set_sections(
            study_session.assigned,
            form.cleaned_data["sections"],
            by=request.user,
            version=form.cleaned_data["version"],
        )
    except Stale:
        fresh = get_session_to_run(request, pk)
        ticked = form.cleaned_data["sections"]
        return plan_answer(
            request, fresh, status=409, sections=sections_of(fresh, ticked), sections_stale=True
        )
    except SessionClosed:
        fresh = get_session_to_run(request, pk)
        return plan_answer(request, fresh, status=409, sections_error=closed_sentence())
    return saved(request, study_session, sections_saved=True)


def saved(request: HttpRequest, study_session: StudySession, **more) -> HttpResponse:
    if wants_fragment(request):
        return plan_answer(request, study_session, **more)
    return redirect(plan_url(study_session))


@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the text of a session that has none yet, or another one."""
    study_session = get_session_to_run(request, pk)
    circle = study_session.circle
    readings = Reading.objects.visible_to(request.viewer).published().for_circle(circle).in_order()
    status = 200
    form = TextChoiceForm(
        request.POST or None, request.FILES or None, circle=circle, readings=readings
    )
    if request.method == "POST":
        if form.is_valid() and _choose(request, study_session, form):
            return redirect(_import_of(request, study_session) or plan_url(study_session))
        status = 422
    context = session_context(request, study_session, form=form)
    return render(request, "sessions/text_choice.html", context, status=status)


def _choose(request: HttpRequest, study_session: StudySession, form: TextChoiceForm) -> bool:
    key = form.cleaned_data["key"]
    try:
        choose_text(study_session, by=request.user, key=key, source=form.text_source)
    except TextInUse:
        form.add_error(
            None, _("People have written about the text, or the meeting has begun: it stays.")
        )
    except SessionClosed:
        form.add_error(None, closed_sentence())
    except KeyReused:
        form.refuse_reused_key()
    return not form.errors


@require_POST
def open(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session_to_run(request, pk)
    if not study_session.is_draft:
        return redirect("sessions:invite", pk=pk)
    assigned = study_session.assigned
    if assigned and not assigned.edition:
        return plan_answer(request, study_session, status=422, is_unpublished=True)
    if study_session.ends_at < timezone.now():
        sentence = _("The day is past. On which day do you meet?")
        form = DetailsForm.bound_to(study_session)
        form.add_error("day", sentence)
        return plan_answer(request, study_session, status=422, details_form=form)
    if study_session.open():
        Invitation.for_session(study_session)
    return redirect("sessions:invite", pk=pk)


def closed_sentence() -> str:
    return _("The session is closed. Reopen it to change its plan.")
