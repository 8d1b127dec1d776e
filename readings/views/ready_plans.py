"""Ready plans of a guide and their meetings: written, changed, moved and taken out, as its other parts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms.ready_plans import MeetingForm, NewMeetingForm, NewPlanForm, PlanForm
from readings.guiding import neighbours
from readings.models import Guide, ReadyMeeting, ReadyPlan

from .guide_parts import add_part, delete_part, edit_part, get_part, move_part, part_page
from .guides import get_guide_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def plan_add(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide_to_edit(request, pk)
    return add_part(request, guide, ReadyPlan, NewPlanForm(request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_part(request, pk, ReadyPlan)
    if request.method != "POST":
        return part_page(request, PlanForm(initial=PlanForm.values_of(plan)), plan)
    return edit_part(request, plan, PlanForm(request.POST))


@require_POST
def plan_move(request: HttpRequest, pk: int) -> HttpResponse:
    return move_part(request, get_part(request, pk, ReadyPlan))


@require_POST
def plan_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return delete_part(get_part(request, pk, ReadyPlan))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_part(request, pk, ReadyPlan)
    form = NewMeetingForm(request.POST or None, **_of(plan.guide))
    return add_part(request, plan, ReadyMeeting, form, _meeting_page)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_part(request, pk, ReadyMeeting)
    more = _of(meeting.guide) | {"meeting": meeting}
    if request.method != "POST":
        form = MeetingForm(initial=MeetingForm.values_of(meeting), **more)
        return _meeting_page(request, form, meeting)
    return edit_part(request, meeting, MeetingForm(request.POST, **more), _meeting_page)


@require_POST
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    return move_part(request, get_part(request, pk, ReadyMeeting))


@require_POST
def meeting_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return delete_part(get_part(request, pk, ReadyMeeting))


def _of(guide: Guide) -> dict:
    questions = list(guide.questions.all())
    neighbours(questions)
    return {"guide": guide, "questions": questions}


def _meeting_page(
    request: HttpRequest, form, part=None, *, to=None, theirs=None, status=200
) -> HttpResponse:
    """`to`: the plan that one more is added to."""
    number_of = {each.pk: each.number for each in form.guide_questions}
    context = {
        "plan": to or part.plan,
        "form": form,
        "part": part,
        "theirs": theirs,
        "their_numbers": [number_of[pk] for pk in theirs.questions if pk in number_of]
        if theirs
        else [],
    }
    return render(request, "readings/ready_meeting.html", context, status=status)
