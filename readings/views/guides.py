"""Guides: the page of one, and how they come to be: written, brought as a file, copied, taken."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from readings.beside import beside_guide
from readings.builtin_guides import guides_for
from readings.forms.guides import (
    CopyGuideForm,
    GuideForm,
    NewGuideForm,
    TakeGuideForm,
    UploadGuideForm,
)
from readings.guide_files import GuideFile, headings_line, write
from readings.guiding import by_section, guides_on, neighbours, plans_of, with_places
from readings.models import Entry, Guide, Proposal, Question, Reading
from readings.models.bringing import as_file, bring
from readings.people.models import KeyReused, Stale
from readings.people.viewer import Viewer
from readings.permissions import (
    can_edit_guide,
    can_guide,
    can_guide_for_site,
    can_propose_guide,
    circles_to_guide,
)


@require_GET
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide(request, pk, Guide.objects.visible_to(request.viewer).with_plans())
    questions = with_places(guide.questions.select_related("passage"), guide.edition)
    neighbours(questions)
    entries = list(guide.entries.all())
    owners = _owners(request.viewer, guide.reading)
    context = {
        "guide": guide,
        "questions": questions,
        "groups": by_section(questions, guide.outline),
        "lost": [question for question in questions if question.is_lost],
        "kinds": [(kind.label, Question.SENTENCES[kind]) for kind in Question.Kind],
        "plans": plans_of(guide, questions),
        "names": [entry for entry in entries if entry.kind == Entry.Kind.NAME],
        "timeline": [entry for entry in entries if entry.kind == Entry.Kind.EVENT],
        "can_edit": can_edit_guide(request.viewer, guide),
        "copy_form": CopyGuideForm(**owners) if any(owners.values()) else None,
        "beside": beside_guide(request, guide),
    }
    if can_propose_guide(request.viewer, guide):
        proposal = Proposal.objects.visible_to(request.viewer).of_guide(guide).latest()
        context |= {"can_propose": True, "proposal": proposal}
    return render(request, "readings/guide.html", context)


@require_GET
def guides(request: HttpRequest, pk: int) -> HttpResponse:
    """The guides of a text, those of ours that fit it, and how to write or bring another."""
    return _offer(request, get_guided(request, pk))


@require_POST
def guide_new(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_guided(request, pk)
    form = NewGuideForm(request.POST, **_owners(request.viewer, reading))
    if form.is_valid():
        data = form.cleaned_data
        file = GuideFile(
            title=data["title"],
            language=data["language"],
            intro=data["intro"],
            reading=reading.title,
            headings=headings_line(reading.edition.text.outline),
        )
        if made := _bring(request, reading, form, file):
            return redirect(made)
    return _offer(request, reading, new_form=form)


@require_POST
def guide_upload(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_guided(request, pk)
    form = UploadGuideForm(request.POST, request.FILES, **_owners(request.viewer, reading))
    if form.is_valid() and (made := _bring(request, reading, form, form.cleaned_data["guide"])):
        return redirect(made)
    return _offer(request, reading, upload_form=form)


@require_POST
def guide_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of ours the circle's own, or the site's."""
    reading = get_guided(request, pk)
    ours = guides_for(reading.edition.text.outline)
    form = TakeGuideForm(request.POST, names=ours, **_owners(request.viewer, reading))
    if form.is_valid():
        name = form.cleaned_data["name"]
        if made := _bring(request, reading, form, ours[name], builtin=name):
            return redirect(made)
    return _offer(request, reading, take_form=form)


@require_POST
def guide_copy(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide(request, pk)
    owners = _owners(request.viewer, guide.reading)
    if not any(owners.values()):
        raise PermissionDenied
    form = CopyGuideForm(request.POST, **owners)
    if form.is_valid():
        copied = {"forked_from": guide, "builtin": guide.builtin}
        if made := _bring(request, guide.reading, form, as_file(guide), **copied):
            return redirect(made)
    return render(request, "readings/guide_copy.html", {"guide": guide, "form": form}, status=422)


@require_POST
def guide_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a guide of the site to every circle."""
    guide = get_guide_to_edit(request, pk)
    if guide.circle_id is not None:
        raise PermissionDenied
    guide.list(by=request.user)
    return redirect(guide)


def _owners(viewer: Viewer, reading: Reading) -> dict:
    """Whose a guide to this text may be, as forms ask for it."""
    return {
        "circles": circles_to_guide(viewer, reading),
        "for_site": can_guide_for_site(viewer, reading),
    }


def _bring(request: HttpRequest, reading: Reading, form, file: GuideFile, **facts) -> Guide | None:
    data = form.cleaned_data
    try:
        return bring(
            file, by=request.user, key=data["key"], reading=reading, circle=data["circle"], **facts
        )
    except KeyReused:
        form.refuse_reused_key()
        return None


def _offer(request: HttpRequest, reading: Reading, **forms) -> HttpResponse:
    """`forms`: one that was sent and refused."""
    owners = _owners(request.viewer, reading)
    found = guides_on(reading, request.viewer)
    taken = {guide.builtin for guide in found}
    ours = guides_for(reading.edition.text.outline, language=reading.language)
    context = {
        "reading": reading,
        "guides": found,
        "ours": [
            (
                file,
                TakeGuideForm(names=ours, initial={"name": name}, auto_id=False, **owners),
            )
            for name, file in ours.items()
            if name not in taken
        ],
        "new_form": NewGuideForm(initial={"language": reading.language}, **owners),
        "upload_form": UploadGuideForm(auto_id="upload_%s", **owners),
        **forms,
    }
    return render(request, "readings/guides.html", context, status=422 if forms else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def guide_edit(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide_to_edit(request, pk)
    if request.method != "POST":
        form = GuideForm(initial=GuideForm.values_of(guide))
        return _edit_page(request, guide, form)
    form = GuideForm(request.POST, initial={"language": guide.language})
    if not form.is_valid():
        return _edit_page(request, guide, form, status=422)
    try:
        guide.edit(version=form.cleaned_data["version"], **form.details)
    except Stale as stale:
        form.renew(stale.current.version)
        return _edit_page(request, guide, form, theirs=stale.current, status=409)
    return redirect(guide)


def _edit_page(
    request: HttpRequest, guide: Guide, form, *, theirs=None, status=200
) -> HttpResponse:
    context = {"guide": guide, "form": form, "theirs": theirs}
    return render(request, "readings/guide_edit.html", context, status=status)


@require_POST
def guide_delete(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide_to_edit(request, pk)
    guide.discard()
    return redirect("readings:guides", guide.reading_id)


@require_GET
def guide_file(request: HttpRequest, pk: int) -> HttpResponse:
    guide = get_guide(request, pk)
    name = slugify(guide.title)[:60] or "guide"
    return HttpResponse(
        write(as_file(guide)),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.md"'},
    )


@require_GET
def guide_format(request: HttpRequest) -> HttpResponse:
    """How a guide is written as a file, for people."""
    kinds = [(kind.value, Question.SENTENCES[kind]) for kind in Question.Kind]
    return render(request, "readings/guide_format.html", {"kinds": kinds})


def get_guided(request: HttpRequest, pk: int) -> Reading:
    """A published text whose guides this person may see; 403 for its other readers."""
    readings = Reading.objects.visible_to(request.viewer).published().with_page()
    reading = get_object_or_404(readings, pk=pk)
    if not can_guide(request.viewer, reading):
        raise PermissionDenied
    return reading


def get_guide(request: HttpRequest, pk: int, guides=None) -> Guide:
    if guides is None:
        guides = Guide.objects.visible_to(request.viewer)
    return get_object_or_404(guides.with_reading(), pk=pk)


def get_guide_to_edit(request: HttpRequest, pk: int) -> Guide:
    guide = get_guide(request, pk)
    if not can_edit_guide(request.viewer, guide):
        raise PermissionDenied
    return guide
