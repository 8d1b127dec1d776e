"""Every form that makes something, as a case: where it is sent, with what, and what it makes.

A new form needs its case here; tests/test_creating_posts.py walks them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model
from django.urls import reverse

from readings.forms.adding import AddForm
from readings.forms.guide_parts import NewEntryForm, NewQuestionForm
from readings.forms.guides import CopyGuideForm, NewGuideForm, TakeGuideForm, UploadGuideForm
from readings.forms.proposing import ProposeForm, ProposeGuideForm
from readings.forms.ready_plans import NewMeetingForm, NewPlanForm
from readings.guide_files import read
from readings.models import Entry, Guide, Import, Proposal, Question, ReadyMeeting, ReadyPlan
from readings.models.bringing import bring
from readings.people.forms import KeyedForm
from readings.people.models import CircleInvitation, Receipt, User
from sessions.forms.agenda import AddStepForm, FillForm
from sessions.forms.contributions import AnswerForm, ReplyForm
from sessions.forms.copies import CopyForm
from sessions.forms.guided import KeepForm, OursForm, PickForm, ReadyPlanForm
from sessions.forms.joining import JoinForm, NewcomerForm
from sessions.forms.meetings import NewSessionForm, TextChoiceForm
from sessions.forms.notes import NoteForm
from sessions.forms.prepare import TakeUpForm
from sessions.forms.reading import AnnotationForm, BringUpForm, MarkForm
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
from sessions.starters import MORE, SHAPES
from tests.builders import make_annotation, make_guide, make_reading, make_study_session
from tests.pages import url

GUIDE = b"""\
---
title: For an evening
---

## Questions

### What did you expect?
kind: opening

## Plans

### One evening
minutes: 90

#### All of it
questions: 1
"""
OUR_GUIDE = "lamps.en"  # comes with the app, as the tests have it


@dataclass(frozen=True)
class Case:
    prepare: Callable  # (study_session, member) -> address, what is sent
    form: type[KeyedForm]
    makes: type[Model]  # one row of these; Receipt, where it replaces something
    words: str = ""  # the field in which people write
    by_visitor: bool = False
    before_the_meeting: bool = False

    @property
    def __name__(self) -> str:
        return self.prepare.__name__


CASES: list[Case] = []


def case(form: type[KeyedForm], makes: type[Model], **more):
    def add(prepare):
        CASES.append(Case(prepare, form, makes, **more))
        return CASES[-1]

    return add


# What people write


@case(AnswerForm, Answer, words="body")
def answer(study_session, member):
    prompt = Prompt.objects.get(agenda_item__position=0)
    return url("answer", study_session, prompt.pk), {"body": "Mine"}


def passage_of(study_session):
    block = study_session.edition.blocks.get(number=2)
    return {
        "edition": study_session.edition.pk,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
        "tag": "comment",
        "audience": "circle",
    }


@case(AnnotationForm, Annotation, words="body")
def annotate(study_session, member):
    return url("annotate", study_session), passage_of(study_session) | {"body": "Mine"}


@case(BringUpForm, Annotation, words="body")
def bring_up(study_session, member):
    earlier = make_study_session(
        study_session.circle,
        reading=study_session.assigned.reading,
        state="ended",
        starts_at=study_session.starts_at - timedelta(days=7),
    )
    note = make_annotation(earlier, by=member)
    data = passage_of(study_session) | {"body": "Mine"}
    return url("bring_up", study_session, note.pk), data


@case(MarkForm, Annotation)
def mark(study_session, member):
    return url("mark", study_session), passage_of(study_session)


@case(ReplyForm, Reply, words="body")
def reply(study_session, member):
    parent = make_annotation(study_session, by=member)
    return reverse("sessions:reply", args=[parent.pk]), {"body": "Mine"}


@case(NoteForm, Note, words="body")
def note_add(study_session, member):
    return url("note_add", study_session), {"kind": "decision", "body": "Mine"}


# Sessions and their plans

A_DAY = {"day": "2030-01-08", "time": "19:00", "minutes": "90", "place": "Hall"}


@case(NewSessionForm, StudySession, words="place")
def new_session(study_session, member):
    return reverse("sessions:new"), {"source": "later", **A_DAY}


@case(CopyForm, StudySession, words="place")
def copy(study_session, member):
    return url("copy", study_session), {
        "circle": study_session.circle_id,
        "title": "Again",
        **A_DAY,
    }


@case(TextChoiceForm, Receipt, words="text", before_the_meeting=True)
def text_choice(study_session, member):
    data = {"source": "new", "text": "A text.\n\nOf two paragraphs."}
    return url("plan_text", study_session), data


@case(AddStepForm, AgendaItem)
def step_add(study_session, member):
    return url("step_add", study_session), {"starter": MORE[0].name}


@case(FillForm, Receipt, before_the_meeting=True)
def fill(study_session, member):
    return url("fill", study_session), {"shape": SHAPES[0].name}


@case(TakeUpForm, AgendaItem)
def take_up(study_session, member):
    note = make_annotation(study_session, by=member, tag="question")
    return url("take_up", study_session), {"thread": note.pk}


@case(PickForm, AgendaItem)
def guide_pick(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    data = {"questions": [guide.questions.get().pk]}
    return url("guide_pick", study_session, guide.pk), data


@case(ReadyPlanForm, Receipt, before_the_meeting=True)
def guide_fill(study_session, member):
    reading = study_session.assigned.reading
    guide = bring(read(GUIDE), by=None, key=uuid4(), reading=reading, circle=reading.circle)
    meeting = guide.plans.get().meetings.get()
    return url("guide_fill", study_session, guide.pk), {"meeting": meeting.pk}


# Texts and guides


@case(AddForm, Import, words="text")
def add_text(study_session, member):
    data = {"text": "A text.\n\nOf two paragraphs.", "circle": study_session.circle_id}
    return reverse("readings:add"), data


@case(ProposeForm, Proposal, words="licence")
def propose(study_session, member):
    reading = study_session.assigned.reading
    return reverse("readings:propose", args=[reading.pk]), {"version": 1}


def of_text(name, study_session):
    return reverse(f"readings:{name}", args=[study_session.assigned.reading_id])


@case(NewGuideForm, Guide, words="title")
def guide_new(study_session, member):
    data = {"title": "A guide", "circle": study_session.circle_id}
    return of_text("guide_new", study_session), data


@case(UploadGuideForm, Guide)
def guide_upload(study_session, member):
    data = {"file": ContentFile(GUIDE, "guide.md"), "circle": study_session.circle_id}
    return of_text("guide_upload", study_session), data


@case(TakeGuideForm, Guide)
def guide_take(study_session, member):
    data = {"name": OUR_GUIDE, "circle": study_session.circle_id}
    return of_text("guide_take", study_session), data


@case(OursForm, Guide)
def guide_use(study_session, member):
    return url("guide_use", study_session), {"name": OUR_GUIDE}


@case(KeepForm, Guide)
def guide_keep(study_session, member):
    return url("guide_keep", study_session), {}


@case(CopyGuideForm, Guide)
def guide_copy(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    data = {"circle": study_session.circle_id}
    return reverse("readings:guide_copy", args=[guide.pk]), data


@case(NewQuestionForm, Question, words="text")
def question_add(study_session, member):
    guide = make_guide(study_session.assigned.reading)
    data = {"text": "Why?", "kind": "closing"}
    return reverse("readings:question_add", args=[guide.pk]), data


@case(NewEntryForm, Entry, words="text")
def entry_add(study_session, member):
    guide = make_guide(study_session.assigned.reading)
    data = {"title": "The lamp", "text": "It hangs there."}
    return reverse("readings:entry_add", args=[guide.pk, "name"]), data


@case(NewPlanForm, ReadyPlan, words="text")
def plan_add(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    return reverse("readings:plan_add", args=[guide.pk]), {"title": "One evening"}


@case(NewMeetingForm, ReadyMeeting, words="text")
def meeting_add(study_session, member):
    guide = make_guide(study_session.assigned.reading, questions=1)
    plan = guide.plans.create(position=0, title="Three meetings")
    data = {"title": "The first", "questions": [guide.questions.get().pk]}
    return reverse("readings:meeting_add", args=[plan.pk]), data


@case(ProposeGuideForm, Proposal, words="licence")
def guide_propose(study_session, member):
    text = make_reading(None, listed_at="2030-01-01T00:00Z")
    guide = make_guide(text, circle=study_session.circle)
    return reverse("readings:guide_propose", args=[guide.pk]), {"version": 1}


# Links, and coming in by them


@case(KeyedForm, Invitation)
def link_renew(study_session, member):
    return url("link_renew", study_session), {}


@case(KeyedForm, CircleInvitation)
def circle_link_renew(study_session, member):
    return reverse("sessions:circle_link_renew", args=[study_session.circle.slug]), {}


@case(JoinForm, Attendance, words="name", by_visitor=True)
def join(study_session, member):
    return Invitation.for_session(study_session).get_absolute_url(), {"name": "Gaby"}


@case(NewcomerForm, User, words="name", by_visitor=True)
def circle_join(study_session, member):
    link = CircleInvitation.objects.create(circle=study_session.circle)
    data = {"name": "Nina", "email": "nina@example.org", "password": "long enough 1"}
    return link.get_absolute_url(), data
