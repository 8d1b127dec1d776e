"""The review: does the draft look right? Nothing is published unseen."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from readings.forms import KindForm, PlaceForm, PublishForm
from readings.models import AlreadyPublished, Block, Edition, Import, NothingToRead, Reading
from readings.people.requests import wants_fragment
from readings.reviewing import Draft

from .keeping import get_reading_to_edit

GUESSES_A_PAGE = 60
PIECES = {"part", "guesses"}  # of the page, which its links ask for alone


@require_GET
def review(request, pk):
    reading = get_reading_to_edit(request, pk)
    if not (edition := reading.draft()):
        return redirect(reading if reading.edition_id else _latest_import(request, reading))
    context = _looking_at(edition, PlaceForm.place(request.GET))
    if wants_fragment(request) and request.htmx.target in PIECES:
        return render(request, f"readings/review.html#{request.htmx.target}", context)
    context |= {"form": PublishForm(instance=reading), "notices": _notices(request, reading)}
    return render(request, "readings/review.html", context)


@require_POST
def block_kind(request, pk):
    block = get_object_or_404(
        Block.objects.visible_to(request.viewer).select_related("edition__reading__circle"), pk=pk
    )
    form, status = KindForm(request.POST), 200
    if not form.is_valid():
        status = 422
    else:
        try:
            block.become(**form.cleaned_data)
        except AlreadyPublished:
            return _already_published(request, block.edition.reading)
    place = PlaceForm.place(request.POST)
    if wants_fragment(request):
        context = _looking_at(block.edition, place) | {"changed": block}
        return render(request, "readings/_block_changed.html", context, status=status)
    section = Draft.of(block.edition).part_at(block.position).number
    which = "guess" if "in_guesses" in request.POST else "block"
    address = f"?section={section}&guesses={place['guesses'] or 1}#{which}-{block.pk}"
    return redirect(block.edition.reading.get_review_url() + address)


@require_POST
def publish(request, pk):
    reading = get_reading_to_edit(request, pk)
    if not (edition := reading.draft()):
        return redirect(_page_after(request, reading))  # pressed twice
    form = PublishForm(request.POST, instance=reading)
    if form.is_valid():
        try:
            edition.publish(**form.cleaned_data)
        except NothingToRead:
            form.add_error(None, _("Everything is left out. Keep at least one line, then publish."))
        else:
            return redirect(_page_after(request, reading))
    context = _looking_at(edition, PlaceForm.place(request.GET))
    context |= {"form": form, "notices": _notices(request, reading)}
    return render(request, "readings/review.html", context, status=422)


def _latest_import(request, reading: Reading) -> Import:
    latest = Import.objects.visible_to(request.viewer).latest_of(reading)
    if not latest:
        raise Http404
    return latest


def _notices(request, reading: Reading) -> list[str]:
    latest = Import.objects.visible_to(request.viewer).latest_of(reading)
    return latest.notices if latest else []


def _page_after(request, reading: Reading) -> str:
    """Where the way leads on: to the page that sent for this text, else to the text."""
    latest = Import.objects.visible_to(request.viewer).latest_of(reading)
    return (latest and latest.next) or reading.get_absolute_url()


def _already_published(request, reading: Reading):
    template = "readings/already_published.html"
    if wants_fragment(request):
        template += "#sentence"
    return render(request, template, {"reading": reading}, status=409)


def _looking_at(edition: Edition, place: dict) -> dict:
    """What the review shows of a draft: all in counts, its guesses by the page, its text by the part."""
    draft = Draft.of(edition)
    part = draft.part(place["section"] or 1)
    if place["first"] is not None and place["last"] is not None:
        part = draft.stretch(place["first"], place["last"]) or part
    guesses = Paginator(edition.blocks.guessed(), GUESSES_A_PAGE).get_page(place["guesses"])
    return {
        "reading": edition.reading,
        "draft": draft,
        "part": part,
        "before": part and draft.before(part),
        "after": part and draft.after(part),
        "blocks": edition.blocks.between(part.first, part.last) if part else [],
        "guesses": guesses,
    }
