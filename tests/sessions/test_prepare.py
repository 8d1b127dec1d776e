"""Preparing from what people wrote: passages, questions and disagreement become steps of the plan."""

from uuid import uuid4

import pytest

from sessions.guided import asking_steps
from sessions.models import (
    AgendaItem,
    Attendance,
    PlanChange,
    Prompt,
    Reply,
    delete_account,
)
from sessions.models.copies import copy_session
from sessions.models.plans import remove_step, save_step
from sessions.models.prepare import Gone, take_up
from sessions.models.steps import contents_of, steps_with_all
from sessions.viewer import Viewer
from tests.builders import (
    make_annotation,
    make_answer,
    make_guest,
    make_step,
    make_study_session,
    make_user,
)
from tests.pages import HTMX, text, url

pytestmark = pytest.mark.django_db


def question_of(study_session, by, body="Why slowly?", **fields):
    return make_annotation(study_session, by=by, body=body, tag="question", **fields)


def taken(study_session, words, by, **more):
    given = {"key": uuid4(), "title": "Question", "span": span_of(study_session)} | more
    return take_up(study_session, by=by, words=words, **given)


def span_of(study_session, number=1):
    block = study_session.edition.blocks.get(number=number)
    return [block.start, block.end]


def asked(step):
    prompt = Prompt.objects.filter(agenda_item=step).first()
    return prompt and prompt.text


def titles(study_session):
    return [step.title for step in study_session.agenda_items.all()]


# Where it goes, and once


@pytest.fixture
def evening(circle, reading):
    """Open; a talk, then what closes the meeting."""
    study_session = make_study_session(circle, reading=reading, steps=0)
    for title, minutes in [("Welcome", 5), ("Talk", 25), ("And now", 10), ("Last words", 5)]:
        make_step(study_session, title=title, minutes=minutes)
    return study_session


def test_it_goes_before_what_closes_the_meeting_in_the_order_of_the_presses(
    evening, facilitator, member
):
    taken(evening, question_of(evening, member), facilitator)
    take_up(evening, by=facilitator, key=uuid4(), title="Aloud", span=span_of(evening, 2))
    assert titles(evening) == ["Welcome", "Talk", "Question", "Aloud", "And now", "Last words"]


def test_it_never_goes_before_what_has_begun(evening, facilitator):
    evening.start()
    for _step in range(2):
        evening.next_step(on=AgendaItem.objects.running().get().pk)
    take_up(evening, by=facilitator, key=uuid4(), title="Aloud", span=span_of(evening))
    assert titles(evening) == ["Welcome", "Talk", "And now", "Aloud", "Last words"]


def test_two_presses_and_two_facilitators_make_one_step(evening, facilitator, member):
    other, key, words = make_user("Fred"), uuid4(), question_of(evening, member)
    steps = {
        taken(evening, words, facilitator, key=key),
        taken(evening, words, facilitator, key=key),
        taken(evening, words, other),
    }
    assert len(steps) == 1
    assert PlanChange.objects.get().by == facilitator
    passages = {
        take_up(evening, by=by, key=uuid4(), title="Aloud", span=span_of(evening, 2))
        for by in (facilitator, other)
    }
    assert len(passages) == 1


def test_a_question_becomes_the_question_of_a_step_about_its_passage(evening, facilitator, member):
    step = taken(evening, question_of(evening, member), facilitator)
    assert asked(step) == "Why slowly?"
    assert step.passage.exact == evening.edition.blocks.get(number=1).text


def test_what_was_deleted_or_hidden_meanwhile_is_not_taken_up(evening, facilitator, member):
    gone, hidden = question_of(evening, member), question_of(evening, member)
    gone.erase()
    hidden.hide(by=facilitator, reason="Rude")
    for words in (gone, hidden):
        with pytest.raises(Gone):
            taken(evening, words, facilitator)
    assert len(titles(evening)) == 4


# A question follows the words it is


@pytest.fixture
def words(evening, member):
    return question_of(evening, member)


@pytest.fixture
def step(evening, words, facilitator):
    return taken(evening, words, facilitator)


def save(step, facilitator, **changes):
    step.refresh_from_db()
    content = contents_of(step.study_session, [step])[step.pk]
    content |= {"question": asked(step) or ""}
    del content["words"]
    return save_step(step, by=facilitator, version=step.version, **content | changes)


def test_deleted_by_its_author_it_leaves_the_plan_and_its_undoing(
    evening, words, step, facilitator
):
    before = step.version
    words.erase()
    assert asked(step) is None
    assert AgendaItem.objects.get(pk=step.pk).version == before + 1
    assert not PlanChange.objects.exists()


def test_hidden_by_a_facilitator_it_leaves_the_plan(words, step, facilitator):
    words.hide(by=facilitator, reason="Rude")
    assert asked(step) is None


def test_an_account_that_goes_takes_its_questions_along(words, step, member):
    delete_account(member)
    assert asked(step) is None


def test_answered_it_leaves_a_sentence_where_the_answers_stand(words, step, facilitator):
    make_answer(Prompt.objects.get(agenda_item=step), by=facilitator)
    words.erase()
    assert asked(step) == "(This question was taken back.)"


def test_changed_by_its_author_it_changes(words, step):
    words.edit(body="Why so slowly?", version=words.version)
    assert asked(step) == "Why so slowly?"


def test_reworded_by_a_facilitator_it_is_theirs(words, step, facilitator):
    save(step, facilitator, minutes=20)
    assert Prompt.objects.get(agenda_item=step).taken_from
    save(step, facilitator, question="Why does reading aloud take its time?")
    words.erase()
    assert asked(step) == "Why does reading aloud take its time?"


def test_the_plan_s_memory_holds_no_copy_and_undoing_brings_it_back(
    evening, words, step, facilitator
):
    remove_step(step, by=facilitator)
    assert "Why slowly" not in str(list(PlanChange.objects.values("before", "after")))
    PlanChange.undo(evening, change=PlanChange.objects.last().pk)
    assert asked(step) == "Why slowly?"
    remove_step(step, by=facilitator)
    words.erase()
    PlanChange.undo(evening, change=PlanChange.objects.last().pk)
    assert asked(step) is None


def test_a_save_that_arrives_twice_is_not_refused(step, facilitator):
    content = {"title": "T", "minutes": 15, "question": asked(step), "span": None}
    for _twice in "ab":
        save_step(step, by=facilitator, version=1, **content)
    assert Prompt.objects.get(agenda_item=step).taken_from


def test_neither_a_copy_nor_a_guide_takes_it_along(evening, step, circle, facilitator):
    steps = steps_with_all(evening, Viewer(facilitator))
    assert [each.title for each in steps if each.prompt] == ["Question"]
    assert asking_steps(steps) == []
    copy = copy_session(
        evening,
        by=facilitator,
        key=uuid4(),
        circle=circle,
        with_notes=True,
        title="Again",
        starts_at=evening.starts_at,
        minutes=90,
    )
    assert "Question" in titles(copy)
    assert not Prompt.objects.in_session(copy).exists()


# The page


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


@pytest.fixture
def see(browser, evening):
    return lambda **more: text(browser.get(url("prepare", evening), **more))


def post(browser, evening, **sent):
    return browser.post(url("take_up", evening), {"key": uuid4(), **sent})


def test_beside_the_text_a_question_becomes_a_step_too(browser, evening, member, login):
    note = make_annotation(evening, by=member, body="Why aloud?", tag="question")
    make_annotation(evening, by=member, body="A remark")
    talk = url("talk", evening, note.passage.placements.get().start)
    assert text(browser.get(talk)).count("Make it a step") == 1
    assert "Make it a step" not in text(login(member).get(talk))
    sent = {"key": uuid4(), "thread": note.pk, "in_talk": "1"}
    answer = browser.post(url("take_up", evening), sent, headers=HTMX)
    step = Prompt.objects.get(taken_from=note).agenda_item
    assert f'href="{url("plan", evening)}#step-{step.pk}"' in text(answer)
    assert "<html" not in text(answer)
    note.erase()
    refused = browser.post(url("take_up", evening), sent | {"key": uuid4()}, headers=HTMX)
    assert (refused.status_code, 'role="alert"' in text(refused)) == (409, True)
    evening.close()
    assert "Make it a step" not in text(browser.get(talk))


def test_it_says_how_many_wrote_and_read_it_and_never_who(see, evening, member, guest):
    make_annotation(evening, by=member)
    make_annotation(evening, by=member, paragraph=2)
    evening.admit(guest).say_prepared(True)
    page = see()
    assert "Have written</dt><dd>1 of 3 people" in page
    assert "Have read it</dt><dd>1 of 3 people" in page
    assert member.name not in page
    assert guest.name not in page


@pytest.fixture
def guest(evening):
    user = make_guest("Gus Guest")
    evening.admit(user)
    return user


def test_what_is_private_hidden_or_deleted_counts_for_nobody(see, evening, facilitator, member):
    make_annotation(evening, by=member, audience="private", body="")
    make_annotation(evening, by=facilitator, audience="private", body="Mine alone")
    make_annotation(evening, by=member, body="Gone").erase()
    make_annotation(evening, by=member, body="Rude words").hide(by=facilitator, reason="Rude")
    page = see()
    assert "Have written</dt><dd>0 of 3 people" not in page
    assert "Have written</dt><dd>0 of 2 people" in page
    assert "Nobody has written yet." in page
    assert url("invite", evening) in page
    assert "Mine alone" not in page


def test_who_is_no_longer_in_it_is_not_counted(see, evening, guest):
    make_annotation(evening, by=guest)
    Attendance.objects.get(user=guest).remove(by=guest)
    assert "Have written</dt><dd>0 of 2 people" in see()


def stops(browser, evening):
    found = browser.get(url("prepare", evening)).context["preparation"].stops
    return [(stop.excerpt.label, stop.people, stop.notes) for stop in found]


def test_passages_come_by_how_many_people_stopped_there(
    browser, evening, facilitator, member, guest
):
    for _time in range(3):
        make_annotation(evening, by=member, paragraph=4)
    first = make_annotation(evening, by=member, paragraph=2, start=evening_start(evening, 2) + 3)
    make_annotation(evening, by=guest, paragraph=2)
    Reply.write(by=facilitator, key=uuid4(), parent=first, body="Hm")
    assert stops(browser, evening) == [("¶ 2", 3, 3), ("¶ 4", 1, 3)]


def test_a_picture_shows_where_people_spoke_and_where_the_plan_goes(
    browser, evening, member, guest
):
    for user in [member, guest, *(make_user() for _time in range(4))]:
        make_annotation(evening, by=user)
    make_annotation(evening, by=member, paragraph=2)
    [start, end] = span_of(evening, 2)
    post(browser, evening, start=start, end=end)
    shown = browser.get(url("prepare", evening))
    strengths = [place.strength for place in shown.context["preparation"].strip.places]
    assert strengths == [4, 1]
    assert f'x="{start}" y="12" width="{end - start}" height="3"' in text(shown)


def evening_start(evening, number):
    return evening.edition.blocks.get(number=number).start


def test_paragraphs_in_a_row_with_the_same_notes_are_one_passage(browser, evening, member):
    blocks = evening.edition.blocks
    make_annotation(evening, by=member, end=blocks.get(number=3).end)
    assert stops(browser, evening) == [("¶ 1 to 3", 1, 1)]


def test_first_lines_lead_to_their_threads(see, evening, member):
    note = make_annotation(evening, by=member, body="> quoted\n\nA first line")
    start = evening_start(evening, 1)
    page = see()
    assert f'<a href="{url("talk", evening, start)}#c{note.pk}" dir="auto">A first line</a>' in page


def lists(browser, evening):
    found = browser.get(url("prepare", evening)).context["preparation"]
    return [[each.first_words for each in row] for row in (found.questions, found.differences)]


def test_open_questions_and_what_is_seen_otherwise(browser, evening, facilitator, member, guest):
    question_of(evening, member, body="Alone")
    question_of(evening, guest, body="Wanted").react("me_too", by=member)
    question_of(evening, member, body="Answered").settle(by=facilitator)
    make_annotation(evening, by=member, body="Doubted").react("otherwise", by=guest)
    assert lists(browser, evening) == [["Wanted", "Alone"], ["Doubted"]]


def test_answers_beforehand_are_counted(see, evening, facilitator, member):
    prompt = Prompt.objects.create(study_session=evening, text="And you?", beforehand=True)
    make_answer(prompt, by=member)
    make_answer(prompt, by=facilitator).hide(by=member, reason="Twice")
    page = see()
    assert url("answer", evening, prompt.pk) in page
    assert "1 answer<" in page


def test_a_press_makes_a_step_says_where_and_can_be_undone(see, browser, evening, member):
    note = question_of(evening, member)
    answer = post(browser, evening, thread=note.pk)
    assert answer.url == f"{url('prepare', evening)}#questions-{note.pk}"
    assert titles(evening)[2] == "Question"
    page = see()
    assert "before “And now”" in page
    browser.post(url("take_up_undo", evening), {"change": PlanChange.objects.get().pk})
    assert titles(evening) == ["Welcome", "Talk", "And now", "Last words"]
    assert "before “And now”" not in see()


def test_a_passage_and_a_difference_get_a_title_and_a_question(browser, evening, member, guest):
    make_annotation(evening, by=member, paragraph=2)
    [start, end] = span_of(evening, 2)
    post(browser, evening, start=start, end=end)
    doubted = make_annotation(evening, by=member, paragraph=3)
    doubted.react("otherwise", by=guest)
    post(browser, evening, thread=doubted.pk)
    assert titles(evening)[2:4] == ["Read together: ¶ 2", "Two readings: ¶ 3"]
    assert Prompt.objects.get().text == "What in the text speaks for each of these readings?"


def test_words_of_a_heading_stand_for_their_section(browser, evening):
    heading = evening.edition.blocks.filter(kind="heading").last()
    post(browser, evening, start=heading.start, end=heading.end)
    step = AgendaItem.objects.get(title="Read together: On asking")
    assert step.passage.exact.endswith("whoever has spoken least.")


@pytest.mark.parametrize("sent", [{}, {"thread": 0}, {"start": 5}, {"start": 9, "end": 3}])
def test_what_is_not_there_makes_no_step(browser, evening, sent):
    answer = post(browser, evening, **sent)
    assert answer.status_code == 409
    assert "This is how it stands now." in text(answer)
    assert len(titles(evening)) == 4


def test_neither_private_words_nor_those_of_another_session_become_a_step(
    browser, evening, circle, reading, facilitator, member
):
    other = make_study_session(circle, reading=reading)
    for note in [
        question_of(evening, member, audience="private"),
        question_of(evening, facilitator, audience="private"),
        question_of(other, member),
    ]:
        assert post(browser, evening, thread=note.pk).status_code == 409
    assert len(titles(evening)) == 4


def test_undoing_another_change_than_the_last_is_refused(browser, evening, facilitator, member):
    post(browser, evening, thread=question_of(evening, member).pk)
    seen = PlanChange.objects.get().pk
    post(browser, evening, thread=question_of(evening, member, body="Another").pk)
    answer = browser.post(url("take_up_undo", evening), {"change": seen})
    assert answer.status_code == 409
    assert "The plan has changed meanwhile." in text(answer)


@pytest.mark.parametrize("state", ["open", "running", "ended"])
def test_until_it_is_closed_presses_go_into_the_plan(browser, evening, member, state):
    note = question_of(evening, member)
    if state != "open":
        evening.start()
    if state == "ended":
        evening.end()
    assert "Make it a step" in text(browser.get(url("prepare", evening)))
    assert post(browser, evening, thread=note.pk).status_code == 302


def test_closed_it_is_there_to_be_read(browser, evening, member):
    note = question_of(evening, member)
    evening.close()
    page = text(browser.get(url("prepare", evening)))
    assert "Why slowly?" in page
    assert "Make it a step" not in page
    assert "Reopen it to change its plan." in page
    assert post(browser, evening, thread=note.pk).status_code == 409


def test_the_plan_says_that_a_question_is_somebody_s(browser, evening, member):
    post(browser, evening, thread=question_of(evening, member).pk)
    assert "Someone asked this in the margin" in text(browser.get(url("plan", evening)))


def test_a_draft_says_what_will_be_here(browser, circle, reading):
    draft = make_study_session(circle, reading=reading, state="draft")
    page = text(browser.get(url("prepare", draft)))
    assert "this session is a draft" in page
    assert "Have written" not in page


def test_a_session_without_a_text_has_its_answers(browser, circle, member):
    bare = make_study_session(circle)
    prompt = Prompt.objects.create(study_session=bare, text="And you?", beforehand=True)
    make_answer(prompt, by=member)
    page = text(browser.get(url("prepare", bare)))
    assert "1 answer<" in page
    assert "Nothing was written in the margin yet." in page


def test_the_words_one_may_have_passed_no_gate_for_are_the_facilitators_to_see(
    browser, evening, member
):
    evening.gate = "after_own"
    evening.save(update_fields=["gate"])
    make_annotation(evening, by=member)
    assert stops(browser, evening) == [("¶ 1", 1, 1)]


def test_it_is_a_press_away_before_the_meeting(browser, evening):
    for name in ("plan", "read"):
        assert url("prepare", evening) in text(browser.get(url(name, evening)))
    live = text(browser.get(url("run", evening)))  # it stays open until the meeting is over
    assert url("recap", evening) in live
    assert url("prepare", evening) not in live
    evening.start()
    assert url("prepare", evening) not in text(browser.get(url("read", evening)))
    assert url("prepare", evening) in text(browser.get(url("plan", evening)))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(browser, evening, member, rows, django_assert_num_queries):
    for number in range(1, rows + 1):
        note = question_of(evening, make_user(), paragraph=number)
        note.react("otherwise", by=member)
        Reply.write(by=member, key=uuid4(), parent=note, body="more")
        prompt = Prompt.objects.create(study_session=evening, text="And you?", beforehand=True)
        make_answer(prompt, by=member)
        post(browser, evening, thread=note.pk)
    with django_assert_num_queries(12):
        browser.get(url("prepare", evening))
