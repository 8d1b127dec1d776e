"""The talk on one block of a text: what was written about it, and what one may do there."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from readings.excerpts import block_html
from readings.models import Block
from readings.models.passages import WordsMoved
from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.forms.reading import (
    AheadForm,
    AnnotationForm,
    BringUpForm,
    ChooseForm,
    LayerForm,
    MarkForm,
    PartForm,
    PlaceForm,
)
from sessions.layers import Layer
from sessions.models import (
    Annotation,
    Contribution,
    Draft,
    SessionClosed,
    Stale,
    StudySession,
)
from sessions.news import News
from sessions.patterns import Where
from sessions.permissions import can_edit, can_write
from sessions.ready_boxes import draw_box, draw_reply_box
from sessions.ready_threads import draw_threads
from sessions.talk import PAGE, Talk, box_on, talks_on

from .shared import get_session, layer_of, offer_own_link, place_of_annotation, session_context

TYPED = ("body", "tag", "audience", "at", "drafted")
NOT_MOVED = _(
    "It stays where it was: the text or the note has changed meanwhile. Please look again."
)


@require_GET
def talk(request: HttpRequest, pk: int, start: int) -> HttpResponse:
    """What was written about one block, and the box to write in."""
    study_session = get_session(request, pk, news=not wants_fragment(request))
    block = study_session.edition and study_session.edition.block_from(start)
    if not block or not block.text:
        raise Http404
    return talk_page(request, study_session, block)


@require_POST
def talks(request: HttpRequest, pk: int) -> HttpResponse:
    """The talks that someone may open next, each by where its block starts; nothing is marked as read.

    It changes nothing. It is a POST since what is on someone's screen has no place in an address.
    """
    study_session, layer = get_session(request, pk), layer_of(request)
    if not study_session.edition:
        raise Http404
    blocks = study_session.edition.blocks.filter(start__in=AheadForm.starts_in(request.POST))
    found = talks_on(
        list(blocks.exclude(text="")),
        viewer=request.viewer,
        study_session=study_session,
        layer=layer,
    )
    ahead = {}
    for talk, form in zip(found, _boxes(request, found), strict=True):
        context = _talk_context(request, talk, layer, form)
        ahead[talk.block.start] = render_to_string("sessions/talk.html#talk", context, request)
    return JsonResponse(ahead)


@require_POST
def annotate(request: HttpRequest, pk: int) -> HttpResponse:
    study_session = get_session(request, pk)
    form = AnnotationForm(request.POST)
    form.full_clean()
    block = block_at(study_session, form.cleaned_data.get("at") or 0)
    note, status = write_about(request, study_session, form, Annotation.write, *TYPED)
    if note is None:
        return talk_page(request, study_session, block, form=form, status=status)
    return show_written(request, study_session, block, note)


def show_written(
    request: HttpRequest, study_session: StudySession, block: Block, note: Annotation
) -> HttpResponse:
    """The talk with what was just written in it."""
    own_link = offer_own_link(request)
    if wants_fragment(request):
        return talk_page(request, study_session, block, written=note, own_link=own_link)
    return redirect(place_in_talk(study_session, block, note, layer_of(request)))


@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark words for oneself; what comes back is the form for the next mark, and what happened."""
    study_session = get_session(request, pk)
    if not study_session.edition:
        raise Http404
    form = MarkForm(request.POST, auto_id=False)
    note, status = write_about(request, study_session, form, Annotation.mark)
    if note and not wants_fragment(request):
        return redirect(place_of_annotation(note, layer_of(request)))
    context = {
        "study_session": study_session,
        "form": mark_form(study_session) if note else form,
        "marked": note,
    }
    return render(request, "sessions/_mark.html", context, status=status)


def write_about(request: HttpRequest, study_session: StudySession, form, command, *more: str):
    """Pin something to the words chosen: what was written, or None and the status of the refusal."""
    if not can_write(request.viewer, study_session) and not study_session.is_closed:
        raise PermissionDenied
    if not form.is_valid():
        return None, 422
    words = form.cleaned_data
    try:
        if words["edition"] != study_session.edition.pk:
            raise WordsMoved
        note = command(
            by=request.user,
            key=words["key"],
            study_session=study_session,
            edition=study_session.edition,
            **form.chosen,
            **{name: words[name] for name in more},
        )
    except KeyReused:
        form.refuse_reused_key()
        return None, 422
    except (WordsMoved, SessionClosed) as refusal:
        form.refuse(refusal)
        return None, 409
    request.viewer.look_again()
    return note, 200


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin an annotation of one's own to other words."""
    note = get_object_or_404(Annotation.objects.visible_to(request.viewer).told(), pk=pk)
    study_session = get_session(request, note.study_session_id)
    note.study_session = study_session
    if not can_edit(request.viewer, note) or not study_session.edition:
        raise PermissionDenied
    form = ChooseForm(request.POST)
    status = 200 if form.is_valid() else 422
    if status == 200:
        try:
            if form.cleaned_data["edition"] != study_session.edition.pk:
                raise WordsMoved
            version = form.cleaned_data["version"]
            note.choose(study_session.edition, version=version, **form.chosen)
        except (WordsMoved, Stale, SessionClosed):
            status = 409
    block = block_at(study_session, form.cleaned_data.get("start") or 0)
    if status == 200 and not wants_fragment(request):
        return redirect(place_in_talk(study_session, block, note, layer_of(request)))
    more = {"written": note, "has_moved": True} if status == 200 else {"refusal": NOT_MOVED}
    return talk_page(request, study_session, block, status=status, **more)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everyone in the session what one had kept for oneself."""
    note = get_object_or_404(Annotation.objects.visible_to(request.viewer).told(), pk=pk)
    study_session = get_session(request, note.study_session_id)
    note.study_session = study_session
    if note.is_private:
        if not can_edit(request.viewer, note):
            raise PermissionDenied
        note.share()
        request.viewer.look_again()
    return open_talk(request, note, written=note)


def open_talk(request: HttpRequest, note: Annotation, **more) -> HttpResponse:
    """After a press in a thread: the talk as it stands now, on the block it was open on."""
    block = open_block(request, note.study_session)
    if wants_fragment(request):
        return talk_page(request, note.study_session, block, shown=note, **more)
    return redirect(place_in_talk(note.study_session, block, note, layer_of(request)))


def mark_form(study_session: StudySession) -> MarkForm:
    return MarkForm(initial={"edition": study_session.edition.pk}, auto_id=False)


def boxes_on(study_session: StudySession) -> dict:
    """What the page of the text has to write in, besides the talk: to mark, and without a connection."""
    edition = {"edition": study_session.edition.pk}
    return {
        "mark_form": mark_form(study_session),
        "alone_form": AnnotationForm(initial=edition),
    }


def open_block(request: HttpRequest, study_session: StudySession) -> Block:
    """The block whose talk the form stood in; the first one, if that makes no sense."""
    form = PlaceForm(request.POST)
    return block_at(study_session, (form.is_valid() and form.cleaned_data["at"]) or 0)


def block_at(study_session: StudySession, place: int) -> Block:
    """The block that holds this place of the text."""
    block = study_session.edition and study_session.edition.block_at(place)
    if not block:
        raise Http404
    return block


def place_in_talk(
    study_session: StudySession, block: Block, words: Contribution, layer: Layer
) -> str:
    """Where these words stand in the talk; they are shown there, whatever the layer holds."""
    talk = reverse("sessions:talk", args=[study_session.pk, block.start])
    shown = f"&shown={words.parent_id or words.pk}" if layer.query else ""
    return f"{talk}{layer.query}{shown}#c{words.pk}"


def talk_page(
    request: HttpRequest,
    study_session: StudySession,
    block: Block,
    *,
    form: AnnotationForm | None = None,
    written: Contribution | None = None,
    shown: Contribution | None = None,
    refused: BringUpForm | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    layer, done = Layer.EARLIER if refused else layer_of(request), written or shown
    part = PartForm.part_in(request.GET, PAGE)
    [talk] = talks_on(
        [block],
        viewer=request.viewer,
        study_session=study_session,
        layer=layer,
        shown=done.pk if done else LayerForm.shown_in(request.GET),
        words=LayerForm.words_in(request.GET),
        part=part,
    )
    if refused:
        talk.put_back(refused)
    [form] = _boxes(request, [talk], form)
    more |= {"written": written, "is_more": part.start > 0}
    context = _talk_context(request, talk, layer, form, **more)
    template = "sessions/talk.html#more" if part.start else "sessions/talk.html#talk"
    if not wants_fragment(request):  # in a part of the text's page, that offers it
        template = "sessions/talk.html"
        context["block_html"] = block_html(block)
        news = News.of(study_session)
        if next_new := news.after(block.start):
            context["next_new"] = news.talk_url(next_new) + layer.query
    return render(request, template, context, status=status)


def _boxes(
    request: HttpRequest, talks: list[Talk], form: AnnotationForm | None = None
) -> list[AnnotationForm | None]:
    """What was begun in the box of each talk, if anything, and in those of its threads; one query.

    `form` is what was just refused in the only one.
    """
    drafts = Draft.in_boxes(request.viewer, (slot for talk in talks for slot in talk.slots))
    forms = []
    for talk in talks:
        talk.take_up(drafts)
        draft, box = drafts.get(talk.slot), form
        if draft and not box:
            box = box_on(talk.block, talk.study_session)
        if box:
            box.take_up(talk.slot, draft)
        if draft:
            box.initial |= draft.words_on(talk.block)
        forms.append(box)
    return forms


def _talk_context(
    request: HttpRequest,
    talk: Talk,
    layer: Layer,
    form: AnnotationForm | None,
    *,
    written: Contribution | None = None,
    is_more: bool = False,
    **more,
) -> dict:
    study_session, block = talk.study_session, talk.block
    context = session_context(
        request,
        study_session,
        here="text",
        text_block=block,  # in a template, "block" is the one of `{% block %}`
        layer=layer,
        talk=talk,
        is_held_back=study_session.pk in request.viewer.margins_held_back,
        form=form,
        written=written,
        **more,
    )
    rights = {name: context[name] for name in ("can_write", "can_run")}
    where = Where.at(study_session, layer=layer, **rights)
    token = context["csrf_token"] = get_token(request)
    told = {"me": request.user.pk, "written": written and written.pk, "is_more": is_more}
    context["threads"] = draw_threads(talk.threads, block.start, where, token=token, **told)
    if where.can_write and not form:
        context["box"] = draw_box(block, where, token)
    if where.can_write and talk.threads:
        context["reply_box"] = draw_reply_box(block, where, token)
    return context
