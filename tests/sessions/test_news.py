"""What is new for one person: the same on the text, in the talk, on the session's page and on Home."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.margin import Margin
from sessions.models import (
    Contribution,
    Event,
    Gate,
    Prompt,
    ReadMark,
    Reply,
    delete_account,
    merge,
)
from sessions.news import concerns_of, news_in
from sessions.viewer import Viewer
from tests.builders import make_annotation, make_answer, make_circle, make_study_session, make_user
from tests.pages import HTMX, text, url


def reply(parent, by, body="A reply"):
    return Reply.write(by=by, key=uuid4(), parent=parent, body=body)


def new_for(user):
    rows = Contribution.objects.visible_to(Viewer(user)).unread_by(user)
    return set(rows.values_list("body", flat=True))


def read(user, *words):
    rows = Contribution.objects.visible_to(Viewer(user)).told()
    rows.filter(pk__in=[one.pk for one in words]).mark_read(user)


def question_of(study_session):
    return Prompt.objects.in_session(study_session).in_order().first()


@pytest.fixture
def notes(study_session, facilitator, guest):
    """By others: two in the first paragraph, one with a reply, one in the third."""
    first = make_annotation(study_session, by=facilitator, body="First")
    return [
        first,
        reply(first, guest, "Reply"),
        make_annotation(study_session, by=guest, body="Second"),
        make_annotation(study_session, by=guest, body="Third", paragraph=3),
    ]


# The ledger


def test_words_of_others_are_new_until_they_were_shown(notes, member):
    assert new_for(member) == {"First", "Reply", "Second", "Third"}
    read(member, notes[1])
    assert new_for(member) == {"Second", "Third"}
    reply(notes[0], notes[2].author, "Later")
    assert new_for(member) == {"Second", "Third", "Later"}


def test_ones_own_words_are_not_new_and_nobodys_private_ones_are(
    study_session, notes, member, guest
):
    make_annotation(study_session, by=member, body="Mine")
    make_annotation(study_session, by=member, body="For myself", audience="private")
    assert new_for(member) == {"First", "Reply", "Second", "Third"}
    assert new_for(guest) == {"First", "Mine"}


def test_private_note_that_is_shared_later_is_new(study_session, member, guest):
    note = make_annotation(study_session, by=member, audience="private", body="Kept")
    read(guest, make_annotation(study_session, by=member, body="Newer"))
    note.share()
    assert new_for(guest) == {"Kept"}


def test_edited_is_not_new_again_and_deleted_is_not_new(notes, member):
    read(member, notes[0])
    notes[0].edit(body="First, said better", version=1)
    notes[3].erase()
    assert new_for(member) == {"Reply", "Second"}


def test_hidden_words_are_new_to_nobody(notes, facilitator, member, guest):
    notes[3].hide(by=facilitator, reason="Not here")
    assert "Third" not in new_for(member) | new_for(facilitator) | new_for(guest)
    notes[3].unhide(by=facilitator)
    assert "Third" in new_for(member)


def test_a_question_marked_as_answered_is_new_to_its_asker_once(study_session, member, facilitator):
    note = make_annotation(study_session, by=member, body="Why?", tag="question")
    note.settle(by=member)
    assert new_for(member) == set()
    note.settle(False, by=member)
    note.settle(by=facilitator)
    assert new_for(member) == {"Why?"}
    read(member, note)
    assert new_for(member) == set()


def test_a_mark_never_goes_back(notes, member):
    read(member, notes[1])
    read(member, notes[0])  # from another tab, which was slower
    assert ReadMark.objects.get().upto == notes[1].pk
    assert "Reply" not in new_for(member)


def test_what_a_gate_reveals_later_is_still_new(study_session, member, guest):
    study_session.gate = Gate.AFTER_OWN
    study_session.save(update_fields=["gate"])
    Prompt.objects.filter(pk=question_of(study_session).pk).update(beforehand=True)
    early = make_annotation(study_session, by=member, body="Early")
    make_answer(question_of(study_session), by=member, body="Answer")
    assert new_for(guest) == set()
    read(guest, early)  # nothing that they may see
    assert not ReadMark.objects.exists()
    read(guest, make_annotation(study_session, by=guest, body="Mine"))
    assert new_for(guest) == {"Early"}
    make_answer(question_of(study_session), by=guest, body="Mine, too")
    assert new_for(guest) == {"Early", "Answer"}


def test_marks_go_with_the_thread_and_with_the_person(study_session, notes, member, guest):
    read(member, *notes)
    read(guest, *notes)
    delete_account(guest)  # and with it two of its threads
    assert set(ReadMark.objects.values_list("user", "thread")) == {(member.pk, notes[0].pk)}
    study_session.delete()
    assert not ReadMark.objects.exists()


def test_what_a_guest_has_read_the_account_has(notes, guest, member):
    read(member, notes[0])
    read(guest, notes[1])
    merge(guest, into=member)
    assert new_for(member) == set()


# Telling what was shown


def talk_of(study_session, number=1):
    start = study_session.edition.blocks.get(number=number).start
    return reverse("sessions:talk", args=[study_session.pk, start])


def unread_in(html):
    return {int(pk) for pk in re.findall(r'name="seen" value="(\d+)"', html)}


def test_a_talk_says_what_is_new_and_what_to_mark(study_session, notes, member, login):
    client = login(member)
    html = client.get(talk_of(study_session)).content.decode()
    assert html.count(">new</span>") == 3
    assert unread_in(html) == {notes[1].pk, notes[2].pk}
    assert not ReadMark.objects.exists()
    before = Event.objects.count()
    sent = {"seen": list(unread_in(html)), "next": talk_of(study_session)}
    assert client.post(url("seen", study_session), sent).url == talk_of(study_session)
    assert client.post(url("seen", study_session), sent, headers=HTMX).status_code == 204
    assert new_for(member) == {"Third"}
    assert Event.objects.count() == before  # nobody is told who read
    html = client.get(talk_of(study_session)).content.decode()
    assert (html.count(">new</span>"), unread_in(html)) == (0, set())


def test_what_comes_while_one_reads_stays_new(study_session, notes, member, login):
    client = login(member)
    shown = unread_in(client.get(talk_of(study_session)).content.decode())
    reply(notes[2], notes[0].author, "Meanwhile")
    client.post(url("seen", study_session), {"seen": list(shown)})
    assert new_for(member) == {"Meanwhile", "Third"}


@pytest.mark.parametrize(
    "sent",
    [{}, {"seen": ["x", "-1", "9" * 30, ""]}, {"upto": "x"}, {"upto": "9" * 40}, {"seen": 1}],
)
def test_nonsense_marks_nothing(study_session, notes, member, login, sent):
    answer = login(member).post(url("seen", study_session), sent)
    assert answer.url == url("read", study_session)
    assert not ReadMark.objects.exists()


def test_nobody_marks_what_they_may_not_see(study_session, circle, reading, member, guest, login):
    other = make_study_session(circle, reading=reading)
    elsewhere = make_annotation(other, by=member)
    private = make_annotation(study_session, by=member, audience="private")
    sent = {"seen": [elsewhere.pk, private.pk], "upto": 2**40}
    login(guest).post(url("seen", study_session), sent)
    login(guest).post(reverse("sessions:all_seen"), sent)
    assert not ReadMark.objects.exists()


def test_all_in_the_text_is_marked_up_to_what_the_page_showed(study_session, notes, member, login):
    client = login(member)
    html = client.get(url("read", study_session)).content.decode()
    upto = re.search(r'name="upto" value="(\d+)"', html)[1]
    reply(notes[0], notes[3].author, "Meanwhile")
    make_answer(question_of(study_session), by=notes[3].author, body="An answer")
    client.post(url("seen", study_session), {"upto": upto})
    assert new_for(member) == {"Meanwhile", "An answer"}
    client.post(reverse("sessions:all_seen"), {"upto": 2**40})
    assert new_for(member) == set()


def test_answers_are_marked_where_they_stand(study_session, member, guest, login):
    prompt = question_of(study_session)
    study_session.start()
    mine = make_answer(prompt, by=member, body="Mine")
    theirs = make_answer(prompt, by=guest, body="Theirs")
    back = reply(mine, guest, "To you")
    html = login(member).get(url("answer", study_session, prompt.pk)).content.decode()
    assert html.count(">new</span>") == 2
    assert unread_in(html) == {theirs.pk, back.pk}


@pytest.mark.parametrize(("page", "replies"), [("passages", True), ("run", False)])
def test_what_stands_together_on_one_page_is_marked_there(
    study_session, notes, member, guest, facilitator, login, page, replies
):
    """By passage, with the replies; at the desk of a meeting, where only what was said first stands."""
    reader = facilitator if page == "run" else member
    mine = make_annotation(study_session, by=member, body="Of a member")
    client = login(reader)
    html = client.get(url(page, study_session)).content.decode()
    heads = {notes[2].pk, notes[3].pk}
    expected = heads | ({notes[1].pk} if replies else {mine.pk})
    assert unread_in(html) == expected
    client.post(url("seen", study_session), {"seen": list(expected)})
    assert new_for(reader) == (set() if replies else {"Reply"})
    assert unread_in(client.get(url(page, study_session)).content.decode()) == set()


def test_the_desk_marks_answers_where_they_stand(study_session, facilitator, member, guest, login):
    prompt = question_of(study_session)
    study_session.start()
    answers = [make_answer(prompt, by=one) for one in (member, guest)]
    html = login(facilitator).get(url("run", study_session)).content.decode()
    assert unread_in(html) == {answer.pk for answer in answers}


# The pages agree


def markers_in(html):
    """What the markers say, along the text."""
    return re.findall(r'data-count="\d+"(?: data-fresh="\d+")? dir="auto"><a [^>]*>([^<]*)<', html)


def test_the_text_shows_where_something_is_new(study_session, notes, member, login):
    client = login(member)
    html = client.get(url("read", study_session)).content.decode()
    assert markers_in(html) == ["3 notes, 3 new", "1 note, 1 new"]
    assert 'aria-label="Paragraph 1, 3 notes, 3 new"' in html
    assert "Next new (4)" in html
    assert f'href="{talk_of(study_session)}" data-next-new' in html
    read(member, notes[1])
    version = re.search(r'data-version="(\w+)"', html)[1]
    margin = client.get(url("read_margin", study_session), {"since": version}).content.decode()
    assert markers_in(margin) == ["3 notes, 1 new", "1 note, 1 new"]
    read(member, *notes)
    html = client.get(url("read", study_session)).content.decode()
    assert markers_in(html) == ["3 notes", "1 note"]
    assert "Next new" not in html
    assert "Nothing new" in html


def test_margin_asks_again_only_when_something_changed(study_session, notes, member, guest, login):
    client = login(member)
    address = url("read_margin", study_session)
    html = client.get(url("read", study_session)).content.decode()
    since = {"since": re.search(r'data-version="(\w+)"', html)[1]}
    read(guest, *notes)
    assert client.get(address, since).status_code == 204
    read(member, notes[1])
    assert client.get(address, since).status_code == 200


def test_layers_count_what_they_hold(study_session, notes, member, login):
    reply(notes[2], member, "Mine")
    html = login(member).get(url("read", study_session), {"layer": "mine"}).content.decode()
    assert "Next new (1)" in html
    html = login(member).get(url("read", study_session), {"layer": "off"}).content.decode()
    assert "Next new" not in html


def test_all_pages_tell_the_same(study_session, notes, member, login):
    make_answer(question_of(study_session), by=notes[0].author)
    Prompt.objects.filter(pk=question_of(study_session).pk).update(beforehand=True, gate="at_once")
    client = login(member)
    for page in ("/", study_session.get_absolute_url()):
        html = text(client.get(page))
        assert "4 new notes in 2 places of the text" in html
        assert "1 new answer or reply to the questions" in html
        assert f'href="{url("read", study_session)}#p1"' in html
    margin = Margin(Viewer(member), study_session)
    news = news_in(Viewer(member), study_session)
    assert (news.notes, len(news.places)) == (margin.fresh_count, len(margin.fresh)) == (4, 2)
    read(member, *notes)
    assert "new note" not in text(client.get("/"))


def test_without_scripts_a_talk_leads_to_the_next_one(study_session, notes, member, login):
    client = login(member)
    assert f'href="{talk_of(study_session, 3)}"' in text(client.get(talk_of(study_session, 1)))
    assert f'href="{talk_of(study_session, 1)}"' in text(client.get(talk_of(study_session, 3)))
    read(member, *notes)
    assert "Next new" not in text(client.get(talk_of(study_session, 1)))


def test_a_question_that_nobody_sees_any_more_counts_nowhere(study_session, notes, member, login):
    make_answer(question_of(study_session), by=notes[0].author)  # its step has not begun
    assert not news_in(Viewer(member), study_session).answers
    assert "new answer" not in text(login(member).get("/"))


# New for me


def concerns(user):
    return [(one.head.body, one.replies, one.is_answered) for one in concerns_of(Viewer(user))]


def test_home_tells_of_replies_and_answered_questions(study_session, member, facilitator, login):
    note = make_annotation(study_session, by=member, body="My note")
    asked = make_annotation(study_session, by=member, body="Why?", tag="question", paragraph=2)
    assert "New for me" not in text(login(member).get("/"))
    first = reply(note, facilitator, "secret words")
    reply(note, facilitator, "more of them")
    asked.settle(by=facilitator)
    page = text(login(member).get("/"))
    assert "2 replies to your note" in page
    assert "Your question was marked as answered" in page
    assert f'href="{reverse("sessions:annotation", args=[study_session.pk, first.pk])}"' in page
    assert "secret words" not in page
    assert concerns(member) == [("My note", 2, False), ("Why?", 0, True)]
    assert concerns(facilitator) == []
    login(member).post("/seen/", {"upto": re.search(r'name="upto" value="(\d+)"', page)[1]})
    assert "New for me" not in text(login(member).get("/"))


def test_home_leads_to_a_reply_to_an_answer(study_session, member, facilitator, login):
    study_session.start()
    prompt = question_of(study_session)
    first = reply(make_answer(prompt, by=member, body="Mine"), facilitator)
    page = text(login(member).get("/"))
    assert "1 reply to your answer" in page
    assert f'href="{url("answer", study_session, prompt.pk)}#c{first.pk}"' in page


def test_a_reply_that_is_hidden_leaves_home(study_session, member, guest, facilitator, login):
    first = reply(make_annotation(study_session, by=member, body="My note"), guest)
    assert concerns(member) == [("My note", 1, False)]
    first.hide(by=facilitator, reason="Unkind")
    assert concerns(member) == []
    assert "New for me" not in text(login(member).get("/"))


def test_other_circles_and_closed_doors_change_no_count(
    circle, study_session, reading, member, login
):
    elsewhere = make_circle(members=[member])
    other = make_study_session(elsewhere, reading=reading, starts_at=timezone.now())
    theirs = make_annotation(other, by=make_user(), body="Elsewhere")
    assert not news_in(Viewer(member), study_session)
    note = make_annotation(other, by=member, body="Mine")
    reply(note, theirs.author)
    assert concerns(member) == [("Mine", 1, False)]
    elsewhere.memberships.get(user=member).leave()
    assert concerns(member) == []
    assert "New for me" not in text(login(member).get("/"))


@pytest.mark.parametrize("page", ["home", "detail", "talk", "read"])
def test_queries_do_not_grow(
    login, circle, reading, member, facilitator, django_assert_max_num_queries, page
):
    counts = []
    for many in (1, 3):
        study_session = make_study_session(circle, reading=reading, starts_at=timezone.now())
        for _ in range(many):
            own = make_annotation(study_session, by=member, tag="question")
            reply(own, facilitator)
            make_annotation(study_session, by=facilitator, paragraph=3).settle(by=facilitator)
            make_annotation(study_session, by=member, tag="question").settle(by=facilitator)
            ReadMark.objects.all().delete()
        addresses = {
            "home": "/",
            "detail": study_session.get_absolute_url(),
            "talk": talk_of(study_session),
            "read": url("read", study_session),
        }
        browser = login(member)
        browser.get("/me/")
        with django_assert_max_num_queries(12) as queries:
            assert browser.get(addresses[page]).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0]  # the text itself is read once
