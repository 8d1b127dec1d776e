"""Every form that makes something can be sent again: same key, one row, same page; same key with
other words, 422, the words back in their box and a fresh key; twenty at once, one row."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from readings.models import Entry, Guide, Import, Proposal, Question
from readings.people.forms import KeyedForm
from readings.people.models import CircleInvitation, User
from sessions.models import (
    AgendaItem,
    Annotation,
    Answer,
    Attendance,
    Invitation,
    Note,
    Prompt,
    Reply,
    StudySession,
)
from sessions.starters import MORE
from tests.builders import make_annotation, make_guide
from tests.pages import text, url

OTHER = "Quite other words"


def answer(study_session, member):
    prompt = Prompt.objects.get(agenda_item__position=0)
    return url("answer", study_session, prompt.pk), {"body": "Mine"}, "body", Answer


def annotate(study_session, member):
    block = study_session.edition.blocks.get(number=2)
    data = {
        "edition": study_session.edition.pk,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
        "body": "Mine",
        "tag": "comment",
        "audience": "circle",
    }
    return url("annotate", study_session), data, "body", Annotation


def mark(study_session, member):
    _address, data, _field, model = annotate(study_session, member)
    return url("mark", study_session), data, None, model


def reply(study_session, member):
    parent = make_annotation(study_session, by=member)
    return reverse("sessions:reply", args=[parent.pk]), {"body": "Mine"}, "body", Reply


def note_add(study_session, member):
    return url("note_add", study_session), {"kind": "decision", "body": "Mine"}, "body", Note


def step_add(study_session, member):
    return url("step_add", study_session), {"starter": MORE[0].name}, None, AgendaItem


def link_renew(study_session, member):
    return url("link_renew", study_session), {}, None, Invitation


def new_session(study_session, member):
    data = {
        "source": "later",
        "day": "2030-01-08",
        "time": "19:00",
        "minutes": "90",
        "place": "Hall",
    }
    return reverse("sessions:new"), data, "place", StudySession


def copy(study_session, member):
    data = {
        "circle": study_session.circle_id,
        "title": "Again",
        "day": "2030-01-08",
        "time": "19:00",
        "minutes": "90",
        "place": "Hall",
    }
    return url("copy", study_session), data, "place", StudySession


def add_text(study_session, member):
    data = {"text": "A text.\n\nOf two paragraphs.", "circle": study_session.circle_id}
    return reverse("readings:add"), data, "text", Import


def guide_new(study_session, member):
    reading = study_session.assigned.reading
    data = {"title": "A guide", "circle": study_session.circle_id}
    return reverse("readings:guide_new", args=[reading.pk]), data, "title", Guide


def guide_copy(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    data = {"circle": study_session.circle_id}
    return reverse("readings:guide_copy", args=[guide.pk]), data, None, Guide


def question_add(study_session, member):
    guide = make_guide(study_session.assigned.reading)
    data = {"text": "Why?", "kind": "closing"}
    return reverse("readings:question_add", args=[guide.pk]), data, "text", Question


def entry_add(study_session, member):
    guide = make_guide(study_session.assigned.reading)
    data = {"title": "The lamp", "text": "It hangs there."}
    return reverse("readings:entry_add", args=[guide.pk, "name"]), data, "text", Entry


def propose(study_session, member):
    reading = study_session.assigned.reading
    return reverse("readings:propose", args=[reading.pk]), {"version": 1}, "licence", Proposal


def guide_keep(study_session, member):
    return url("guide_keep", study_session), {}, None, Guide


def guide_pick(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    data = {"questions": [guide.questions.get().pk]}
    return url("guide_pick", study_session, guide.pk), data, None, AgendaItem


def join(study_session, member):
    link = Invitation.for_session(study_session)
    return link.get_absolute_url(), {"name": "Gaby"}, "name", Attendance


def circle_link_renew(study_session, member):
    slug = study_session.circle.slug
    return reverse("sessions:circle_link_renew", args=[slug]), {}, None, CircleInvitation


def circle_join(study_session, member):
    link = CircleInvitation.objects.create(circle=study_session.circle)
    data = {"name": "Nina", "email": "nina@example.org", "password": "long enough 1"}
    return link.get_absolute_url(), data, "name", User


CASES = [answer, annotate, mark, reply, note_add, step_add, link_renew, new_session, add_text, join]
CASES += [
    circle_link_renew,
    circle_join,
    guide_new,
    guide_copy,
    question_add,
    entry_add,
    propose,
    copy,
]
CASES += [guide_keep, guide_pick]
WRITTEN = [annotate, reply, note_add, new_session, add_text, join]
WRITTEN += [circle_join, guide_new, question_add, entry_add, propose, copy]
VISITORS = {join, circle_join}


def browser(case, login, facilitator) -> Client:
    return Client() if case in VISITORS else login(facilitator)


def test_each_keyed_form_is_tried_here():
    """A new form that creates something fails this until it has its case."""

    def below(form):
        return {form.__name__}.union(*(below(sub) for sub in form.__subclasses__()))

    tried = {
        *(
            "WordsForm",
            "AnswerForm",
            "ReplyForm",
            "AnnotationForm",
            "MarkForm",
            "NoteForm",
            "AddStepForm",
        ),
        *(
            "SourceForm",
            "NewSessionForm",
            "CopyForm",
            "ProposeForm",
            "AddForm",
            "JoinForm",
            "NewcomerForm",
        ),
        *("TextChoiceForm", "FillForm"),  # replace; tried with the plan
        *("CircleForm", "NewGuideForm", "CopyGuideForm", "NewQuestionForm", "NewEntryForm"),
        *("KeepForm", "PickForm"),
        *("ReadyPlanForm", "OursForm"),  # fill, and take; tried with the plan
        *("UploadGuideForm", "TakeGuideForm"),  # as the guides they bring; tried with these
    }
    assert below(KeyedForm) - {"KeyedForm"} <= tried


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_same_key_twice_makes_one(case, study_session, facilitator, member, login):
    study_session.start()
    address, data, _field, model = case(study_session, member)
    before = model.objects.count()
    client, data = browser(case, login, facilitator), {**data, "key": uuid4()}
    first = client.post(address, data)
    second = browser(case, login, facilitator).post(address, data)
    assert first.status_code < 400
    assert (second.status_code, second.headers.get("Location")) == (
        first.status_code,
        first.headers.get("Location"),
    )
    assert model.objects.count() == before + 1


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: case.__name__)
def test_same_key_with_other_words_keeps_them_and_offers_a_fresh_key(
    case, study_session, facilitator, member, login
):
    study_session.start()
    address, data, field, model = case(study_session, member)
    client, key = browser(case, login, facilitator), str(uuid4())
    client.post(address, {**data, "key": key})
    after_one = model.objects.count()
    again = browser(case, login, facilitator).post(address, {**data, field: OTHER, "key": key})
    assert again.status_code == 422
    assert OTHER in text(again)
    fresh = re.search(r'name="key" value="([0-9a-f-]{36})"', again.content.decode())
    assert fresh
    assert fresh[1] != key
    assert model.objects.count() == after_one


def test_another_answer_with_the_same_key_is_kept_to_be_saved_over_the_first(
    study_session, facilitator, member, login
):
    study_session.start()
    address, data, field, model = answer(study_session, member)
    client, key = login(facilitator), str(uuid4())
    client.post(address, {**data, "key": key})
    again = client.post(address, {**data, field: OTHER, "key": key})
    assert again.status_code == 409
    assert OTHER in text(again)
    model.objects.get().erase()
    alone = client.post(address, {**data, field: OTHER, "key": key})
    assert alone.status_code == 422
    assert OTHER in text(alone)


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_at_once_are_one(study_session, facilitator, member, login):
    study_session.start()
    address, data, _field, model = answer(study_session, member)
    clients, key = [login(facilitator) for _ in range(20)], uuid4()

    def post(client):
        try:
            return client.post(address, {**data, "key": key}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = set(pool.map(post, clients))
    assert statuses == {302}
    assert model.objects.count() == 1
