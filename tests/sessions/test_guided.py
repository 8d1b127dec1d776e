"""Guides in plans: questions ticked into one, ready plans, rows of sessions, a plan kept as a guide."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from readings import builtin_guides
from readings.guide_files import headings_line, read
from readings.models import Guide
from readings.models.bringing import as_file, bring
from sessions.models import AgendaItem, FacilitatorNote, PlanChange, Prompt, StudySession
from sessions.models.plans import set_sections
from tests.builders import (
    make_annotation,
    make_answer,
    make_guide,
    make_question,
    make_reading,
    make_study_session,
)
from tests.pages import text, url

pytestmark = pytest.mark.django_db

FILE = """\
---
title: To read in company
---

## Questions

### What did you expect?
kind: opening
minutes: 10

### Why has a good question several answers?
kind: interpreting
minutes: 30
section: 2
paragraphs: 4

Read ¶ 4 aloud.

### Who spoke least?
kind: closing
minutes: 10
section: 2

## Plans

### One evening
minutes: 90

#### All of it
sections: 2
questions: 1 2 3

Light the lamp.

### Two meetings

#### The first
sections: 1
questions: 1 2

#### The second
sections: 2
questions: 3
"""


@pytest.fixture
def guide(reading):
    file = read(FILE.encode())
    return bring(file, by=None, key=uuid4(), reading=reading, circle=reading.circle)


@pytest.fixture
def draft(circle, reading):
    return make_study_session(
        circle, reading=reading, state="draft", starts_at=datetime(2030, 1, 8, 19, tzinfo=UTC)
    )


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


def texts(study_session):
    prompts = Prompt.objects.filter(study_session=study_session, agenda_item__isnull=False)
    return list(prompts.order_by("agenda_item__position").values_list("text", flat=True))


def fill(browser, study_session, guide, meeting, **more):
    return browser.post(
        url("guide_fill", study_session, guide.pk), {"key": uuid4(), "meeting": meeting, **more}
    )


def test_the_plan_says_that_there_is_a_guide_and_takes_nothing_unasked(browser, draft, guide):
    before = texts(draft)
    page = text(browser.get(url("plan", draft)))
    assert "There is a guide for this text." in page
    assert "One evening · Two meetings" in page
    assert texts(draft) == before


def test_questions_ticked_become_steps_with_minutes_pin_and_note(browser, draft, guide, reading):
    picked = list(guide.questions.all())[1:]
    given = {"key": uuid4(), "questions": [q.pk for q in picked]}
    for _twice in "ab":
        assert browser.post(url("guide_pick", draft, guide.pk), given).status_code == 302
    assert texts(draft)[-2:] == [question.text for question in picked]
    first, second = AgendaItem.objects.filter(study_session=draft).order_by("position")[2:]
    assert (first.minutes, first.passage.exact) == (30, reading.edition.blocks.get(number=4).text)
    assert second.passage.exact.startswith("On asking")
    assert FacilitatorNote.objects.get(agenda_item=first).body == "Read ¶ 4 aloud."


def test_ticked_questions_are_undone_in_one_go(browser, draft, guide):
    before = texts(draft)
    given = {"key": uuid4(), "questions": [q.pk for q in guide.questions.all()]}
    browser.post(url("guide_pick", draft, guide.pk), given)
    assert len(texts(draft)) == 5
    browser.post(url("plan_undo", draft), {"change": PlanChange.objects.get().pk})
    assert texts(draft) == before


def test_a_key_used_for_other_questions_is_refused_with_the_ticks_kept(browser, draft, guide):
    first, second, _third = guide.questions.all()
    given = {"key": uuid4(), "questions": [first.pk]}
    browser.post(url("guide_pick", draft, guide.pk), given)
    again = browser.post(url("guide_pick", draft, guide.pk), given | {"questions": [second.pk]})
    assert again.status_code == 422
    assert f'value="{second.pk}" checked' in text(again)
    assert str(given["key"]) not in text(again)
    assert second.text not in texts(draft)


def test_nothing_ticked_is_told(browser, draft, guide):
    answer = browser.post(url("guide_pick", draft, guide.pk), {"key": uuid4()})
    assert answer.status_code == 422
    assert "Tick at least one question." in text(answer)


def test_a_ready_plan_fills_the_plan_and_the_evening(browser, draft, guide):
    meeting = guide.plans.first().meetings.get()
    fill(browser, draft, guide, meeting.pk)
    steps = list(draft.agenda_items.all())
    assert sum(step.minutes for step in steps) == draft.minutes
    assert [step.title for step in steps[:1] + steps[-1:]] == ["Welcome", "Last words"]
    assert set(texts(draft)) >= {q.text for q in guide.questions.all()}
    assert "Light the lamp." in FacilitatorNote.objects.get(agenda_item=steps[0]).body
    assert draft.assigned_readings.get().sections == [1]
    browser.post(url("plan_undo", draft), {"change": PlanChange.objects.get().pk})
    assert texts(draft) == ["Question 1?", "Question 2?"]
    assert draft.assigned_readings.get().sections == []


@pytest.mark.parametrize("minutes", [20, 45, 60, 75, 90, 120, 180])
def test_a_ready_plan_fits_a_meeting_of_any_length(browser, draft, guide, minutes):
    StudySession.objects.filter(pk=draft.pk).update(minutes=minutes)
    fill(browser, draft, guide, guide.plans.first().meetings.get().pk)
    total = sum(step.minutes for step in draft.agenda_items.all())
    assert (
        total == minutes or minutes < 25
    )  # too short for three questions: they keep their minutes


def test_a_row_of_sessions_is_planned_in_one_press(browser, draft, guide, circle):
    circle.timezone = draft.timezone = "Europe/Paris"
    circle.save()
    draft.starts_at = datetime(2030, 3, 26, 18, tzinfo=UTC)  # the clocks change on the 31st
    draft.save()
    row = guide.plans.last()
    key = uuid4()
    for _twice in "ab":
        fill(browser, draft, guide, f"row-{row.pk}", key=key)
    second = StudySession.objects.exclude(pk=draft.pk).get()
    assert second.is_draft
    assert "1 more draft was made in your circle: 2 April." in text(browser.get(url("plan", draft)))
    assert second.starts_at.astimezone(second.zone).isoformat() == "2030-04-02T19:00:00+02:00"
    assert "Who spoke least?" in texts(second)
    assert "What did you expect?" in texts(draft)
    assert second.assigned_readings.get().sections == [1]


def test_a_row_is_undone_in_one_press_and_made_again(browser, draft, guide):
    before = texts(draft)
    fill(browser, draft, guide, f"row-{guide.plans.last().pk}")
    second = StudySession.objects.exclude(pk=draft.pk).get()
    asked = texts(second)
    assert "With 1 more draft." in text(browser.get(url("plan", draft)))
    change = {"change": PlanChange.objects.get().pk}
    answer = browser.post(url("plan_undo", draft), change, headers={"HX-Request": "true"})
    assert '<span class="small soft">The drafts made with it are gone, too.</span>' in text(answer)
    assert texts(draft) == before
    assert list(StudySession.objects.all()) == [draft]
    browser.post(url("plan_redo", draft), change)
    again = StudySession.objects.exclude(pk=draft.pk).get()
    assert (again.title, again.starts_at, again.created_by) == (
        second.title, second.starts_at, second.created_by,
    )  # fmt: skip
    assert texts(again) == asked
    assert again.assigned_readings.get().sections == [1]
    browser.post(url("plan_undo", draft), change)
    assert list(StudySession.objects.all()) == [draft]


@pytest.mark.parametrize("what", ["title", "step", "sections", "opened", "note"])
def test_a_draft_of_a_row_that_someone_touched_stays(browser, draft, guide, facilitator, what):
    fill(browser, draft, guide, f"row-{guide.plans.last().pk}")
    second = StudySession.objects.exclude(pk=draft.pk).get()
    if what == "title":
        second.replan(version=1, title="Ours")
    elif what == "step":
        AgendaItem.objects.filter(study_session=second).update(version=2)
    elif what == "sections":
        set_sections(second.assigned, [0], by=facilitator, version=1)
    elif what == "opened":
        second.open()
    else:
        make_annotation(second, by=facilitator)
    change = {"change": PlanChange.objects.filter(study_session=draft).get().pk}
    page = text(browser.post(url("plan_undo", draft), change, headers={"HX-Request": "true"}))
    assert "1 draft was changed since, and stays." in page
    assert StudySession.objects.filter(pk=second.pk).exists()


def test_a_ready_plan_leaves_a_plan_with_answers_as_it_is(browser, circle, reading, guide, member):
    study_session = make_study_session(circle, reading=reading)
    prompt = Prompt.objects.filter(study_session=study_session).first()
    make_answer(prompt, by=member)
    answer = fill(browser, study_session, guide, guide.plans.first().meetings.get().pk)
    assert answer.status_code == 409
    assert len(texts(study_session)) == 2


def test_a_plans_questions_are_kept_as_a_guide(browser, draft, guide):
    fill(browser, draft, guide, guide.plans.first().meetings.get().pk)
    answer = browser.post(url("guide_keep", draft), {"key": uuid4()})
    kept = Guide.objects.exclude(pk=guide.pk).get()
    assert answer.url == kept.get_absolute_url()
    file = as_file(kept)
    assert [q.text for q in file.questions] == texts(draft)
    told = {q.text: q for q in file.questions}["Why has a good question several answers?"]
    assert (told.kind, told.section, told.paragraphs) == ("interpreting", 2, "4")
    assert told.note == "Read ¶ 4 aloud."
    assert file.plans[0].meetings[0].sections == [2]
    again = bring(file, by=None, key=uuid4(), reading=kept.reading, circle=kept.circle)
    assert as_file(again) == file


def test_a_guide_of_ours_is_taken_by_one_press(browser, draft, reading, monkeypatch):
    ours = read(FILE.encode())
    ours.headings = headings_line(reading.edition.text.outline)
    monkeypatch.setattr(builtin_guides, "all_guides", lambda: {"lamps.en": ours})
    assert "To read in company" in text(browser.get(url("plan", draft)))
    assert not Guide.objects.exists()
    given = {"key": uuid4(), "name": "lamps.en"}
    answer = browser.post(url("guide_use", draft), given)
    taken = Guide.objects.get()
    assert (taken.circle, taken.builtin) == (draft.circle, "lamps.en")
    assert answer.url == url("plan_guides", draft) + f"?guide={taken.pk}"
    assert "Why has a good question several answers?" in text(browser.get(answer.url))


def test_a_guide_of_another_circle_is_not_offered(browser, draft, outsider):
    site = make_reading(None, title="Of all")
    theirs = make_guide(site, circle=outsider.memberships.get().circle, questions=1)
    assert browser.get(url("plan_guides", draft)).status_code == 200
    meeting = make_guide(theirs.reading, circle=theirs.circle)
    given = {"key": uuid4(), "questions": [theirs.questions.get().pk]}
    assert browser.post(url("guide_pick", draft, meeting.pk), given).status_code == 404


def test_members_meet_nothing_of_a_guide(login, member, study_session, guide):
    browser = login(member)
    assert browser.get(url("plan_guides", study_session)).status_code == 403
    assert browser.get(guide.get_absolute_url()).status_code == 404


def test_plan_and_choice_ask_the_database_the_same_for_any_many(
    browser, circle, reading, draft, django_assert_max_num_queries
):
    counts = []
    for many in (1, 3):
        guide = make_guide(reading, questions=many)
        for position in range(many):
            plan = guide.plans.create(position=position, title="Evening")
            plan.meetings.create(position=0, title="M", questions=[guide.questions.first().pk])
        make_question(guide, paragraphs="1", section=1).move(after=0)
        pages = []
        for page in (url("plan", draft), url("plan_guides", draft) + f"?guide={guide.pk}"):
            with django_assert_max_num_queries(12) as queries:
                browser.get(page)
            pages.append(len(queries))
        counts.append(pages)
    assert counts[0] == counts[1]
