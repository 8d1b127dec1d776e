"""What a guide is made of: questions, names and events, written, changed, moved and taken out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms.guide_parts import (
    EntryForm,
    MovePartForm,
    NewEntryForm,
    NewQuestionForm,
    QuestionForm,
)
from readings.guiding import with_places
from readings.models import Entry, FullGuide, Guide, Part, Question, ReadyPlan
from readings.people.models import KeyReused, Stale
from readings.permissions import can_edit_guide

from .guides import get_guide_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide_to_edit(request, pk)
    form = NewQuestionForm(request.POST or None, edition=guide.edition)
    return add_part(request, guide, Question, form)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_part(request, pk, Question)
    with_places([question], question.guide.edition)
    more = {"edition": question.guide.edition, "question": question}
    if request.method != "POST":
        form = QuestionForm(initial=QuestionForm.values_of(question), **more)
        return part_page(request, form, question)
    return edit_part(request, question, QuestionForm(request.POST, **more))


@require_POST
def question_move(request: HttpRequest, pk: int) -> HttpResponse:
    return move_part(request, get_part(request, pk, Question))


@require_POST
def question_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return delete_part(get_part(request, pk, Question))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in Entry.Kind.values:
        raise Http404
    guide = get_guide_to_edit(request, pk)
    return add_part(
        request, guide, Entry, NewEntryForm(request.POST or None, kind=kind, edition=guide.edition)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_part(request, pk, Entry)
    more = {"kind": entry.kind, "edition": entry.guide.edition}
    if request.method != "POST":
        form = EntryForm(initial=EntryForm.values_of(entry), **more)
        return part_page(request, form, entry)
    return edit_part(request, entry, EntryForm(request.POST, **more))


@require_POST
def entry_move(request: HttpRequest, pk: int) -> HttpResponse:
    return move_part(request, get_part(request, pk, Entry))


@require_POST
def entry_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return delete_part(get_part(request, pk, Entry))


# The same for all parts


def part_page(
    request: HttpRequest, form, part=None, *, to=None, theirs=None, status=200
) -> HttpResponse:
    """`to`: the guide that one more is added to."""
    context = {"guide": to or part.guide, "form": form, "part": part, "theirs": theirs}
    return render(request, "readings/guide_part.html", context, status=status)


def get_part(request: HttpRequest, pk: int, of: type[Part]) -> Part:
    part = get_object_or_404(of.objects.visible_to(request.viewer).with_guide(), pk=pk)
    if not can_edit_guide(request.viewer, part.guide):
        raise PermissionDenied
    return part


def add_part(
    request: HttpRequest, to: Guide | ReadyPlan, of: type[Part], form, page=part_page
) -> HttpResponse:
    """One more of these to a guide, or to a plan of one."""
    if request.method != "POST":
        return page(request, form, to=to)
    if form.is_valid():
        try:
            part = of.add(by=request.user, key=form.cleaned_data["key"], to=to, **form.content)
            return redirect(part or to)
        except KeyReused:
            form.refuse_reused_key()
        except FullGuide:
            form.add_error(None, _("This guide is full: %(most)s is the most.") % {"most": of.most})
    return page(request, form, to=to, status=422)


def edit_part(request: HttpRequest, part: Part, form, page=part_page) -> HttpResponse:
    if not form.is_valid():
        return page(request, form, part, status=422)
    try:
        part.edit(version=form.cleaned_data["version"], **form.content)
    except Stale as stale:
        form.renew(stale.current.version)
        return page(request, form, part, theirs=stale.current, status=409)
    except type(part).DoesNotExist:
        raise Http404 from None
    return redirect(part)


def move_part(request: HttpRequest, part) -> HttpResponse:
    form = MovePartForm(request.POST)
    if form.is_valid():
        part.move(after=form.cleaned_data["after"])
    return redirect(part)


def delete_part(part) -> HttpResponse:
    part.discard()
    return redirect(part.guide)
