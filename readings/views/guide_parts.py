"""What a guide is made of: questions, names and events, written, changed, moved and taken out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from readings.forms.guides import (
    EntryForm,
    MovePartForm,
    NewEntryForm,
    NewQuestionForm,
    QuestionForm,
)
from readings.guiding import with_places
from readings.models import Entry, FullGuide, Guide, Question
from readings.people.models import KeyReused, Stale
from readings.permissions import can_edit_guide

from .guides import get_guide_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide_to_edit(request, pk)
    form = NewQuestionForm(request.POST or None, edition=guide.edition)
    return _add(request, guide, Question, form)


@require_http_methods(["GET", "HEAD", "POST"])
def question_edit(request: HttpRequest, pk: int) -> HttpResponse:
    question = _get(request, pk, Question)
    with_places([question], question.guide.edition)
    more = {"edition": question.guide.edition, "question": question}
    if request.method != "POST":
        form = QuestionForm(initial=QuestionForm.values_of(question), **more)
        return _page(request, question.guide, form, question)
    return _edit(request, question, QuestionForm(request.POST, **more))


@require_POST
def question_move(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, _get(request, pk, Question))


@require_POST
def question_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete(_get(request, pk, Question))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in Entry.Kind.values:
        raise Http404
    guide = get_guide_to_edit(request, pk)
    return _add(
        request, guide, Entry, NewEntryForm(request.POST or None, kind=kind, edition=guide.edition)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _get(request, pk, Entry)
    more = {"kind": entry.kind, "edition": entry.guide.edition}
    if request.method != "POST":
        form = EntryForm(initial=EntryForm.values_of(entry), **more)
        return _page(request, entry.guide, form, entry)
    return _edit(request, entry, EntryForm(request.POST, **more))


@require_POST
def entry_move(request: HttpRequest, pk: int) -> HttpResponse:
    return _move(request, _get(request, pk, Entry))


@require_POST
def entry_delete(request: HttpRequest, pk: int) -> HttpResponse:
    return _delete(_get(request, pk, Entry))


# The same for all parts


def _get(request: HttpRequest, pk: int, of: type[Question] | type[Entry]) -> Question | Entry:
    part = get_object_or_404(of.objects.visible_to(request.viewer).with_guide(), pk=pk)
    if not can_edit_guide(request.viewer, part.guide):
        raise PermissionDenied
    return part


def _add(request: HttpRequest, guide: Guide, of, form) -> HttpResponse:
    if request.method != "POST":
        return _page(request, guide, form)
    if form.is_valid():
        try:
            key = form.cleaned_data["key"]
            part = of.add(by=request.user, key=key, guide=guide, **form.content)
            return redirect(part or guide)
        except KeyReused:
            form.refuse_reused_key()
        except FullGuide:
            form.add_error(None, _("This guide is full: %(most)s is the most.") % {"most": of.most})
    return _page(request, guide, form, status=422)


def _edit(request: HttpRequest, part, form) -> HttpResponse:
    if not form.is_valid():
        return _page(request, part.guide, form, part, status=422)
    try:
        part.edit(version=form.cleaned_data["version"], **form.content)
    except Stale as stale:
        form.renew(stale.current.version)
        return _page(request, part.guide, form, part, theirs=stale.current, status=409)
    except type(part).DoesNotExist:
        raise Http404 from None
    return redirect(part)


def _move(request: HttpRequest, part) -> HttpResponse:
    form = MovePartForm(request.POST)
    if form.is_valid():
        part.move(after=form.cleaned_data["after"])
    return redirect(part)


def _delete(part) -> HttpResponse:
    part.discard()
    return redirect(part.guide)


def _page(
    request: HttpRequest, guide: Guide, form, part=None, *, theirs=None, status=200
) -> HttpResponse:
    context = {"guide": guide, "form": form, "part": part, "theirs": theirs}
    return render(request, "readings/guide_part.html", context, status=status)
