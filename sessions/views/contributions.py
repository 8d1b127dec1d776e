"""One's own words: change them, delete them; and a reply to someone else's."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from readings.people.compiled import compiled
from readings.people.models import KeyReused
from readings.people.requests import own_address, wants_fragment
from sessions.drafting import take_up_drafts
from sessions.forms.contributions import EditForm, ReplyForm
from sessions.layers import Layer
from sessions.models import Contribution, Reply, SessionClosed, Stale
from sessions.models.drafts import EDIT, slot_of
from sessions.permissions import can_edit, can_write
from sessions.questions import threads
from sessions.viewer import Viewer

from .answers import get_prompt, question_page
from .shared import get_session, offer_own_link, place_of_annotation, session_context


@require_safe
def contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands; for htmx the words themselves (what Cancel brings back)."""
    words = _get(request, pk)
    if wants_fragment(request):
        return _fragment(request, words)
    return redirect(place_of(words))


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    words = _get(request, pk)
    if words.author_id != request.user.pk:
        raise PermissionDenied
    auto_id = f"edit-{pk}-%s"
    if request.method != "POST":
        form = EditForm(initial={"body": words.body, "version": words.version}, auto_id=auto_id)
        take_up_drafts(request.viewer, {slot_of(EDIT, pk): form})
        return _edit_page(request, words, form)
    form = EditForm(request.POST, auto_id=auto_id)
    form.slot = slot_of(EDIT, pk)
    if not form.is_valid():
        return _edit_page(request, words, form, status=422)
    if not can_edit(request.viewer, words):
        return _closed(request, words, form)
    try:
        words.edit(**form.cleaned_data)
    except Stale as stale:
        form.meet(stale.current)
        return _edit_page(request, words, form, current=stale.current, status=409)
    except KeyReused:
        form.refuse_reused_key()
        return _edit_page(request, words, form, status=422)
    except SessionClosed:
        return _closed(request, words, form)
    return _show(request, words)


@require_POST
def contribution_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own words: always, also when the session is closed or one has left."""
    words = Contribution.written_by(request.user).filter(pk=pk).first()
    if words is None:
        _refuse_to_delete(request, pk)
    where = place_of(words)
    words.erase()
    if _next(request) or not wants_fragment(request):
        return redirect(_next(request) or where)
    if words.kind == Contribution.Kind.ANSWER:
        study_session = get_session(request, words.study_session_id)
        return question_page(
            request, study_session, get_prompt(request, study_session, words.prompt_id)
        )
    return _fragment(request, words)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    parent = _get(request, pk)
    if parent.kind == Contribution.Kind.REPLY or parent.is_private:
        raise Http404
    auto_id = f"reply-{pk}-%s"
    if request.method != "POST":
        return _reply_page(request, parent, ReplyForm(auto_id=auto_id))
    form = ReplyForm(request.POST, auto_id=auto_id)
    if not form.is_valid():
        return _reply_page(request, parent, form, status=422)
    try:
        if not can_write(request.viewer, parent.study_session):
            raise SessionClosed
        Reply.write(by=request.user, parent=parent, **form.cleaned_data)
    except KeyReused:
        form.refuse_reused_key()
        return _reply_page(request, parent, form, status=422)
    except SessionClosed as refusal:
        form.refuse(refusal)
        return _reply_page(request, parent, form, status=409)
    offer_own_link(request)
    return _show(request, parent)


def place_of(words: Contribution, layer: Layer = Layer.SESSION) -> str:
    """The page where it stands, at its place; in the text, with the notes of this layer."""
    if words.prompt_id:
        page = reverse("sessions:answer", args=[words.study_session_id, words.prompt_id])
        return f"{page}#c{words.pk}"
    return place_of_annotation(words, layer)


def _get(request: HttpRequest, pk: int) -> Contribution:
    found = words_told_to(request.viewer, pk)
    if not found:
        raise Http404
    [words] = found
    timezone.activate(words.study_session.zone)
    return words


@compiled
def words_told_to(viewer: Viewer, pk: int) -> QuerySet[Contribution]:
    rows = Contribution.objects.visible_to(viewer).told().with_author()
    return rows.select_related("study_session__circle").filter(pk=pk)


@compiled
def thread_told_to(viewer: Viewer, head: int) -> QuerySet[Contribution]:
    return Contribution.objects.visible_to(viewer).thread_of(head).with_author().in_order()


def _refuse_to_delete(request: HttpRequest, pk: int) -> None:
    if Contribution.objects.visible_to(request.viewer).told().filter(pk=pk).exists():
        raise PermissionDenied
    raise Http404


def _next(request: HttpRequest) -> str:
    """The page of ours that the form asks to go back to; htmx follows there as well."""
    return own_address(request, request.POST.get("next") or request.GET.get("next", ""))


def _show(request: HttpRequest, words: Contribution) -> HttpResponse:
    """After a change: back where the form says, else the words themselves, or the page they are on."""
    if _next(request) or not wants_fragment(request):
        return redirect(_next(request) or place_of(words))
    return _fragment(request, words)


def _fragment(request: HttpRequest, words: Contribution) -> HttpResponse:
    """The words with their replies, as they stand now."""
    shown = words
    if words.kind != Contribution.Kind.REPLY:
        shown = next(iter(threads(thread_told_to(request.viewer, words.pk))), words)
    shown.study_session = words.study_session
    context = session_context(request, words.study_session, words=shown)
    return render(request, "sessions/_words.html", context)


def _form_page(
    request: HttpRequest,
    name: str,
    words: Contribution,
    form: Form,
    *,
    place: str,
    status: int = 200,
    **more,
) -> HttpResponse:
    """The form, on a page of its own or at its place; refused, it stays in that place."""
    is_part = wants_fragment(request)
    context = session_context(
        request,
        words.study_session,
        words=words,
        form=form,
        next=_next(request),
        in_talk=is_part and bool(_next(request)),
        **more,
    )
    template = f"sessions/{name}.html#form" if is_part else f"sessions/{name}.html"
    response = render(request, template, context, status=status)
    if status != 200:
        response.headers["HX-Retarget"] = f"#{place}"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def _edit_page(request: HttpRequest, words: Contribution, form: EditForm, **more) -> HttpResponse:
    return _form_page(request, "contribution_edit", words, form, place=f"c{words.pk}", **more)


def _reply_page(
    request: HttpRequest, parent: Contribution, form: ReplyForm, **more
) -> HttpResponse:
    place = f"reply-to-{parent.pk}"
    take_up_drafts(request.viewer, {slot_of("reply", parent.pk): form})
    return _form_page(request, "contribution_reply", parent, form, place=place, **more)


def _closed(request: HttpRequest, words: Contribution, form: EditForm) -> HttpResponse:
    form.add_error(None, _("The session is closed, so these words stay as they were."))
    return _edit_page(request, words, form, status=409)
