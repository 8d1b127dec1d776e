"""After the meeting all that was written can be read again: by question, by passage; late words say so."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.models import Prompt, Recap, Reply, StudySession
from tests.builders import make_annotation, make_answer, make_study_session, make_user
from tests.pages import text, url

LATE = "added after the meeting"


@pytest.fixture
def ended(circle, reading, member, facilitator):
    """Something was written on two passages and to a question while the clock ran."""
    study_session = make_study_session(circle, reading=reading, state="running")
    make_annotation(study_session, by=member, paragraph=3, body="on the third")
    first = make_annotation(study_session, by=facilitator, paragraph=1, body="on the first")
    Reply.write(by=member, key=uuid4(), parent=first, body="a reply")
    make_annotation(study_session, by=member, paragraph=2, body="his own", audience="private")
    make_answer(Prompt.objects.in_order()[0], by=member, body="an answer")
    study_session.end()
    return study_session


@pytest.mark.parametrize("state", ["ended", "closed"])
def test_by_passage_along_the_text_each_with_its_talk(ended, login, guest, member, state):
    if state == "closed":
        ended.close()
    ended.admit(guest)
    page = text(login(guest).get(url("passages", ended)))
    order = ["¶ 1", "A text read aloud", "on the first", "a reply", "¶ 3", "on the third"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "his own" not in page
    assert "his own" in text(login(member).get(url("passages", ended)))


def test_passages_of_another_session_on_the_text_are_not_there(
    ended, circle, reading, login, member
):
    other = make_study_session(circle, reading=reading, state="ended")
    assert "Nothing was written" in text(login(member).get(url("passages", other)))


def test_a_session_without_a_text_has_no_passages(circle, login, member):
    bare = make_study_session(circle, state="ended")
    assert "Nothing was written" in text(login(member).get(url("passages", bare)))


def test_both_pages_are_a_press_away(ended, login, member, facilitator):
    page = text(login(member).get(url("detail", ended)))
    assert url("passages", ended) in page
    Recap.of(ended).share(by=facilitator)
    page = text(login(member).get(url("detail", ended)))
    assert url("passages", ended) in page
    assert url("questions", ended) in page


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ended, login, member, rows, django_assert_num_queries):
    for number in range(rows):
        note = make_annotation(ended, by=make_user(), paragraph=1 + number)
        Reply.write(by=member, key=uuid4(), parent=note, body="more")
    client = login(member)
    with django_assert_num_queries(9):
        client.get(url("passages", ended))


# Late words


@pytest.fixture
def late(ended, member, facilitator):
    """The meeting is an hour over when someone adds an answer and a note."""
    earlier = ended.ended_at - timedelta(hours=1)
    StudySession.objects.update(opened_at=earlier, started_at=earlier, ended_at=earlier)
    ended.refresh_from_db()
    ended.agenda_items.update(started_at=None, ended_at=None)
    return ended


def test_what_comes_late_is_marked_wherever_it_stands(late, login, member, facilitator):
    note = make_annotation(late, by=facilitator, paragraph=4, body="afterthought")
    note.keep()
    make_answer(Prompt.objects.in_order()[1], by=facilitator, body="late answer").keep()
    Recap.of(late).share(by=facilitator)
    start = note.study_session.edition.blocks.get(number=4).start
    for name, *more in [("questions",), ("passages",), ("recap",), ("talk", start)]:
        page = text(login(member).get(url(name, late, *more)))
        assert LATE in page, name
    assert LATE in text(login(facilitator).get(url("run", late)))
    assert LATE in text(login(facilitator).get(reverse("sessions:me")))


def test_what_came_in_time_is_not(ended, login, member, facilitator):
    for name in ("questions", "passages"):
        assert LATE not in text(login(member).get(url(name, ended)))
    assert LATE not in text(login(facilitator).get(url("run", ended)))
    assert LATE not in text(login(member).get(reverse("sessions:me")))
