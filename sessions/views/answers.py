"""Answering a question: on the Now page, beforehand, or afterwards."""

from uuid import uuid4

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from readings.people.models import KeyReused
from readings.people.requests import wants_fragment
from sessions.drafting import take_up_drafts
from sessions.forms.contributions import AnswerForm, EditForm
from sessions.models import Answer, Prompt, SessionClosed, StudySession
from sessions.models.drafts import EDIT, slot_of
from sessions.models.prompts import asked_in
from sessions.permissions import can_write
from sessions.questions import Question, questions

from .shared import get_session, offer_own_link, session_context


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, prompt_pk: int) -> HttpResponse:
    """One question on a page of its own, and the box to answer it."""
    study_session = get_session(request, pk)
    prompt = get_prompt(request, study_session, prompt_pk)
    if request.method != "POST":
        return question_page(request, study_session, prompt)
    form = AnswerForm(request.POST, auto_id=f"answer-{prompt.pk}-%s")
    if not form.is_valid():
        return question_page(request, study_session, prompt, form=form, status=422)
    if not can_write(request.viewer, study_session):
        return _too_late(request, study_session, prompt, form)
    try:
        Answer.write(by=request.user, prompt=prompt, **form.cleaned_data)
        request.viewer.look_again()
    except SessionClosed:
        return _too_late(request, study_session, prompt, form)
    except (IntegrityError, KeyReused):
        return _answered_already(request, study_session, prompt, form)
    own_link = offer_own_link(request)
    if wants_fragment(request):
        return question_page(request, study_session, prompt, is_fresh=True, own_link=own_link)
    return redirect(f"{study_session.get_absolute_url()}#question-{prompt.pk}")


@require_GET
def others(request: HttpRequest, pk: int, prompt_pk: int) -> HttpResponse:
    """What the others answered since, for those who wait on it."""
    study_session = get_session(request, pk)
    since = request.GET.get("since")
    is_held_back = prompt_pk in request.viewer.answers_held_back
    if since == str(study_session.event_count.last) and not is_held_back:
        return HttpResponse(status=204)
    prompt = get_prompt(request, study_session, prompt_pk)
    question = question_of(request, study_session, prompt)
    if since == question.version:
        return HttpResponse(status=204)
    context = {"question": question, "is_update": True}
    return render(
        request,
        "sessions/_question.html#others",
        session_context(request, study_session, **context),
    )


def get_prompt(request: HttpRequest, study_session: StudySession, pk: int) -> Prompt:
    for prompt in asked_in(request.viewer, study_session, pk):
        prompt.study_session = study_session
        return prompt
    raise Http404


def question_of(request: HttpRequest, study_session: StudySession, prompt: Prompt) -> Question:
    return questions(request.viewer, study_session, [prompt])[0]


def question_page(
    request: HttpRequest,
    study_session: StudySession,
    prompt: Prompt,
    *,
    form: AnswerForm | None = None,
    edit_form: EditForm | None = None,
    is_fresh: bool = False,
    own_link: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The question with its answers, as a page or as the fragment that stands in its place."""
    question = question_of(request, study_session, prompt)
    if form or (can_write(request.viewer, study_session) and not question.mine):
        question.form = form or AnswerForm(auto_id=f"answer-{prompt.pk}-%s")
        take_up_drafts(request.viewer, {slot_of("answer", prompt.pk): question.form})
    context = session_context(
        request,
        study_session,
        here="session",
        question=question,
        edit_form=edit_form,
        is_fresh=is_fresh,
        own_link=own_link,
    )
    template = (
        "sessions/_question.html#question" if wants_fragment(request) else "sessions/answer.html"
    )
    return render(request, template, context, status=status)


def _too_late(
    request: HttpRequest, study_session: StudySession, prompt: Prompt, form: AnswerForm
) -> HttpResponse:
    if study_session.is_draft:
        form.add_error(None, _("The session is not open yet. Your words are still here."))
    else:
        form.refuse(SessionClosed())
    return question_page(request, study_session, prompt, form=form, status=409)


def _answered_already(
    request: HttpRequest, study_session: StudySession, prompt: Prompt, sent: AnswerForm
) -> HttpResponse:
    """Answered before, in another tab perhaps: keep the new words, to be saved over the old ones.

    If that answer is deleted since, only its key is used up, and they are sent with a fresh one.
    """
    mine = question_of(request, study_session, prompt).mine
    if not mine:
        sent.refuse_reused_key()
        return question_page(request, study_session, prompt, form=sent, status=422)
    again = {"body": sent.cleaned_data["body"], "version": mine.version, "key": uuid4()}
    form = EditForm(again, auto_id=f"edit-{mine.pk}-%s")
    form.slot = slot_of(EDIT, mine.pk)
    form.add_error(
        None,
        _("You have answered this question before. Save, and these words take the place of those."),
    )
    return question_page(request, study_session, prompt, edit_form=form, status=409)
