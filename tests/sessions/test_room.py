"""Prepare, Now, Recap: a session as its members meet it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from readings.models import Passage
from sessions.models import AgendaItem, Attendance, Contribution, Event, Prompt, StudySession
from tests.builders import make_answer, make_circle, make_step, make_study_session, make_user
from tests.pages import HTMX, text, url

COMMANDS = [StudySession.start, StudySession.end, StudySession.close]


def ask_about(step, edition, *, number=1):
    """Pin the step to a numbered paragraph."""
    block = edition.blocks.get(number=number)
    step.passage = Passage.pin(edition, block.start, block.end)
    step.save()


@pytest.fixture
def running(study_session, reading):
    for number, step in enumerate(AgendaItem.objects.all(), start=1):
        ask_about(step, reading.edition, number=number)
    study_session.start()
    return study_session


def test_prepare_says_when_what_and_how_long(login, study_session, guest):
    page = text(login(guest).get(study_session.get_absolute_url()))
    assert "Read “Reading in company”, about 1 min" in page
    assert "Step 1" in page
    assert "Question 1?" not in page  # asked when its step begins


def test_prepare_asks_what_is_asked_beforehand(login, study_session, guest):
    Prompt.objects.create(study_session=study_session, text="Before you come?", beforehand=True)
    page = text(login(guest).get(study_session.get_absolute_url()))
    assert "Before you come?" in page
    assert "Share with 2 people, and those who join later" in page


def test_prepare_shows_ones_own_time_only_when_it_differs(login, circle, reading, member):
    study_session = make_study_session(circle, reading=reading, timezone="Europe/Paris")
    member.timezone = "Europe/Berlin"
    member.save()
    assert "where you are" not in text(login(member).get(study_session.get_absolute_url()))
    member.timezone = "America/New_York"
    member.save()
    assert "where you are" in text(login(member).get(study_session.get_absolute_url()))


def test_times_are_in_the_zone_of_the_session_and_only_there(login, circle, reading, member):
    starts = timezone.now().replace(hour=12, minute=0) + timedelta(days=1)
    study_session = make_study_session(
        circle, reading=reading, starts_at=starts, timezone="Asia/Tokyo"
    )
    assert "21:00" in text(login(member).get(study_session.get_absolute_url()))
    assert timezone.get_current_timezone_name() == "UTC"


def test_draft_is_not_there_for_members(login, circle, reading, member, facilitator):
    draft = make_study_session(circle, reading=reading, state="draft")
    assert login(member).get(draft.get_absolute_url()).status_code == 404
    assert "This is still a draft" in text(login(facilitator).get(draft.get_absolute_url()))


def test_outsider_and_visitor_do_not_find_it(client, login, study_session, outsider):
    assert login(outsider).get(study_session.get_absolute_url()).status_code == 404
    assert client.get(study_session.get_absolute_url()).status_code == 302


def test_now_shows_the_question_and_its_passage_in_full(login, running, guest):
    page = text(login(guest).get(running.get_absolute_url()))
    assert "Question 1?" in page
    assert "A text read aloud belongs to the room for a while." in page
    assert "¶ 1 in “Reading in company”" in page
    assert "Share with 2 people, and those who join later" in page
    assert "Question 2?" not in page


def test_now_of_a_step_without_a_question(login, running, guest):
    make_step(running, title="Break", position=9)
    running.agenda_items.running().get().finish()
    AgendaItem.objects.get(position=9).begin()
    page = text(login(guest).get(running.get_absolute_url()))
    assert "Break" in page
    assert "Question 1?" in page  # among the earlier ones
    assert 'name="body"' not in page


def test_now_without_any_step(login, circle, reading, member):
    study_session = make_study_session(circle, reading=reading, state="running", steps=0)
    assert "The next question will show here" in text(
        login(member).get(study_session.get_absolute_url())
    )


def test_now_answers_204_until_the_step_changes(login, running, guest):
    browser = login(guest)
    version = browser.get(running.get_absolute_url()).context["version"]
    assert browser.get(url("now", running), {"since": version}).status_code == 204
    make_answer(Prompt.objects.first(), by=running.circle.memberships.first().user)
    assert browser.get(url("now", running), {"since": version}).status_code == 204
    running.next_step(on=AgendaItem.objects.running().get().pk)
    answer = browser.get(url("now", running), {"since": version})
    assert "Question 2?" in text(answer)
    assert "<html" not in text(answer)


def test_now_leads_from_prepare_to_the_first_question_and_to_the_end(login, study_session, guest):
    browser = login(guest)
    version = browser.get(study_session.get_absolute_url()).context["version"]
    study_session.start()
    answer = browser.get(url("now", study_session), {"since": version})
    assert "Question 1?" in text(answer)
    study_session.end()
    answer = browser.get(url("now", study_session), {"since": answer.context["version"]})
    assert "The recap is not out yet" in text(answer)


def test_others_are_folded_before_ones_own_answer(login, running, guest, member):
    prompt = Prompt.objects.first()
    make_answer(prompt, by=member, body="Mo's words")
    browser = login(guest)
    page = text(browser.get(running.get_absolute_url()))
    assert '<details class="fold"> <summary><span>Answers of others' in page
    make_answer(prompt, by=guest)
    page = text(browser.get(running.get_absolute_url()))
    assert '<details class="fold" open> <summary><span>Answers of others' in page
    assert "Mo's words" in page


def test_others_come_with_the_counts_that_stand_elsewhere(login, running, guest, member):
    browser, prompt = login(guest), Prompt.objects.first()
    since = browser.get(running.get_absolute_url()).context["question"].version
    others = url("others", running, prompt.pk)
    assert browser.get(others, {"since": since}).status_code == 204
    make_answer(prompt, by=member, body="Fresh words")
    answer = text(browser.get(others, {"since": since}))
    assert "Fresh words" in answer
    assert f'<span id="count-{prompt.pk}" hx-swap-oob="true">(1)</span>' in answer
    assert f'id="share-{prompt.pk}" hx-swap-oob="true"' in answer


def test_ended_shows_all_questions_and_boxes_closed_none(login, running, guest, member):
    make_answer(Prompt.objects.first(), by=member, body="Said on time")
    running.end()
    browser = login(guest)
    page = text(browser.get(running.get_absolute_url()))
    assert "The recap is not out yet" in page
    assert "Said on time" in page
    assert "Question 2?" in page
    assert page.count('name="body"') == 2
    running.close()
    page = text(browser.get(running.get_absolute_url()))
    assert "This session is closed" in page
    assert 'name="body"' not in page
    assert "The recap is not out yet" not in page  # it need not come any more
    assert page.count("Nobody answered this.") == 1


def test_here_notes_presence_and_coming_while_it_runs(login, study_session, member):
    browser = login(member)
    browser.post(url("here", study_session))
    attendance = Attendance.objects.get(user=member)
    assert attendance.present_at
    assert attendance.came_at is None
    study_session.start()
    browser.post(url("here", study_session))
    attendance.refresh_from_db()
    assert attendance.came_at


def test_a_look_changes_no_rows(login, study_session, member):
    login(member).get(study_session.get_absolute_url())
    assert not Attendance.objects.filter(user=member).exists()
    assert not Event.objects.exclude(kind="opened").exists()


def test_prepared_is_said_and_taken_back(login, study_session, guest):
    browser = login(guest)
    answer = browser.post(url("prepared", study_session), {"prepared": "on"}, headers=HTMX)
    assert "You have read it." in text(answer)
    assert Attendance.objects.get(user=guest).prepared_at
    assert "You have read it." in text(browser.get(study_session.get_absolute_url()))
    assert browser.post(url("prepared", study_session)).status_code == 302
    assert Attendance.objects.get(user=guest).prepared_at is None


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_prepared_is_not_said_where_nothing_can_be_written(
    login, circle, reading, facilitator, state
):
    study_session = make_study_session(circle, reading=reading, state=state)
    login(facilitator).post(url("prepared", study_session), {"prepared": "on"})
    assert not Attendance.objects.filter(study_session=study_session).exists()


@pytest.mark.parametrize("name", ["here", "prepared"])
def test_posts_refuse_get_and_outsiders(login, study_session, guest, outsider, name):
    assert login(guest).get(url(name, study_session)).status_code == 405
    assert login(outsider).post(url(name, study_session)).status_code == 404


def test_words_of_another_session_on_the_same_text_are_in_no_byte(
    login, running, reading, member, guest
):
    canary = "xyzzy-canary"
    for circle in (running.circle, make_circle(members=[member])):
        other = make_study_session(circle, reading=reading, state="running", title=canary)
        prompt = Prompt.objects.filter(study_session=other).first()
        make_answer(prompt, by=member, body=canary)
    assert Contribution.objects.count() == 2
    browser = login(guest)
    assert canary not in text(browser.get(running.get_absolute_url()))
    assert canary not in text(browser.get(url("questions", running)))


@pytest.mark.parametrize("state", ["open", "running", "ended", "closed"])
def test_queries_do_not_grow(login, circle, reading, member, django_assert_max_num_queries, state):
    counts = []
    for rows in (1, 3):
        study_session = make_study_session(circle, reading=reading, steps=0)
        for number in range(1, rows + 1):
            step = make_step(study_session, question=f"Question {number}?")
            ask_about(step, reading.edition, number=number)
        Prompt.objects.filter(study_session=study_session).update(beforehand=True)
        for prompt in Prompt.objects.filter(study_session=study_session):
            for _ in range(rows):
                make_answer(prompt, by=make_user())
        for command in COMMANDS[: ["open", "running", "ended", "closed"].index(state)]:
            command(study_session)
        browser = login(member)
        with django_assert_max_num_queries(12) as queries:
            assert browser.get(study_session.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_more_time_for_a_question_shows_without_touching_its_box(login, running, guest):
    browser, prompt = login(guest), Prompt.objects.first()
    page = browser.get(running.get_absolute_url())
    step = AgendaItem.objects.running().get()
    running.extend(5, on=step.pk, given=0)
    now = browser.get(url("now", running), {"since": page.context["version"]})
    assert now.status_code == 204
    others = url("others", running, prompt.pk)
    answer = text(browser.get(others, {"since": page.context["question"].version}))
    step.refresh_from_db()
    assert 'id="until" hx-swap-oob="true"' in answer
    assert f'data-ends="{timezone.localtime(step.due_at).isoformat()[:16]}' in answer


def test_a_guest_made_member_goes_on_and_sees_the_circle(login, running, guest):
    answer = make_answer(Prompt.objects.first(), by=guest, body="As a guest")
    browser = login(guest)
    assert browser.get(running.circle.get_absolute_url()).status_code == 404
    running.circle.welcome(guest)
    assert browser.get(running.circle.get_absolute_url()).status_code == 200
    assert "As a guest" in text(browser.get(running.get_absolute_url()))
    edit = reverse("sessions:contribution_edit", args=[answer.pk])
    browser.post(edit, {"body": "As a member", "version": 1})
    assert Contribution.objects.get().body == "As a member"
    assert "Keep your place" in text(browser.get(reverse("sessions:me")))
