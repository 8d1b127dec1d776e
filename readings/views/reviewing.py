"""The review: does the draft look right? Nothing is published unseen."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from readings.forms import AgainForm, KindForm, PlaceForm, PublishForm, SeenForm
from readings.models import (
    AlreadyPublished,
    Annotated,
    Block,
    Edition,
    Import,
    NothingToRead,
    Placement,
    Reading,
)
from readings.people.requests import wants_fragment
from readings.reviewing import Draft, groups_of

from .keeping import get_reading_to_edit

GUESSES_A_PAGE = 60
PIECES = {"part", "guesses"}  # of the page, which its links ask for alone


@require_GET
def review(request, pk):
    reading = get_reading_to_edit(request, pk)
    if not (edition := reading.draft()):
        return redirect(reading if reading.edition_id else _latest_import(request, reading))
    if wants_fragment(request) and request.htmx.target in PIECES:
        context = _looking_at(edition, PlaceForm.place(request.GET))
        return render(request, f"readings/review.html#{request.htmx.target}", context)
    return _page(request, reading, edition, _publish_form(reading))


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
def seen(request, pk):
    """These guesses, those of one group on the page, are all right as they are."""
    reading = get_reading_to_edit(request, pk)
    if not (edition := reading.draft()):
        return _already_published(request, reading)
    form = SeenForm(request.POST)
    if form.is_valid():
        edition.blocks.filter(pk__in=form.cleaned_data["block"]).mark_seen()
    place = PlaceForm.place(request.POST)
    if wants_fragment(request):
        context = _looking_at(edition, place) | {"goes_on": True}
        return render(request, "readings/review.html#guesses", context)
    address = f"?section={place['section'] or 1}&guesses={place['guesses'] or 1}#guesses"
    return redirect(reading.get_review_url() + address)


@require_POST
def publish(request, pk):
    reading = get_reading_to_edit(request, pk)
    if not (edition := reading.draft()):
        return redirect(_page_after(request, reading))  # pressed twice
    form = _publish_form(reading, request.POST)
    if not form.is_valid():
        return _page(request, reading, edition, form, status=422)
    try:
        edition.publish(**form.cleaned_data)
    except NothingToRead:
        form.add_error(None, _("Everything is left out. Keep at least one line, then publish."))
        return _page(request, reading, edition, form, status=422)
    except Annotated:
        form.add_error(
            None, _("Someone has written about this text meanwhile, so it stays as it is.")
        )
        return _page(request, reading, edition, form, status=409)
    if edition.number > 1:
        _say_what_moved(request, edition)
        return redirect(reading)
    return redirect(_page_after(request, reading))


@require_POST
def again(request, pk):
    """Review a published text once more, as long as nobody has written about it."""
    reading = get_reading_to_edit(request, pk)
    if not reading.edition_id:
        return redirect(reading.get_review_url())
    try:
        Edition.again(reading, by=request.user)
    except Annotated:
        return render(request, "readings/annotated.html", {"reading": reading}, status=409)
    return redirect(reading.get_review_url())


@require_POST
def drop(request, pk):
    """Give up the new version; readers keep the one they have."""
    reading = get_reading_to_edit(request, pk)
    if draft := reading.draft():
        draft.drop()
    return redirect(reading)


def _publish_form(reading: Reading, data=None) -> PublishForm | AgainForm:
    """A text is described once, when it is new; later that has a page of its own."""
    return AgainForm(data) if reading.edition_id else PublishForm(data, instance=reading)


def _page(request, reading: Reading, edition: Edition, form, *, status: int = 200):
    context = _looking_at(edition, PlaceForm.place(request.GET))
    context |= {"form": form, "notices": _notices(request, reading)}
    return render(request, "readings/review.html", context, status=status)


def _say_what_moved(request, edition: Edition) -> None:
    messages.success(request, _("The new version is published."))
    if lost := Placement.objects.visible_to(request.viewer).lost_in(edition).count():
        sentence = ngettext(
            "%(n)d passage that a question or step was about is not in it any more. "
            "It is marked there.",
            "%(n)d passages that questions or steps were about are not in it any more. "
            "They are marked there.",
            lost,
        )
        messages.warning(request, sentence % {"n": lost})


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
        "groups": groups_of(guesses),
    }
