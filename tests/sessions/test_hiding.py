"""Facilitators may hide what someone shared, and say why; replies stay, and it can be taken back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.margin import Margin
from sessions.models import Act, Contribution, Prompt, Reply
from sessions.models.accounts import merge
from sessions.recaps import kept
from sessions.strip import strip_of
from sessions.viewer import Viewer
from tests.builders import make_annotation, make_answer
from tests.pages import text, url

REASON = "This names someone who is not here."
HIDDEN = "Hidden by a facilitator."


@pytest.fixture
def note(study_session, member):
    return make_annotation(study_session, by=member, body="Mo's note")


@pytest.fixture
def answer(study_session, member):
    return make_answer(Prompt.objects.first(), by=member, body="Mo's answer")


def address(words, name="hide"):
    return reverse(f"sessions:{name}", args=[words.pk])


def talk(words):
    start = words.study_session.edition.blocks.get(number=1).start
    return url("talk", words.study_session, start)


def test_facilitator_hides_words_and_says_why(note, facilitator, login):
    browser = login(facilitator)
    assert "Mo's note" in text(browser.get(address(note)))
    browser.post(address(note), {"reason": REASON})
    note.refresh_from_db()
    assert (note.hidden_by, note.hidden_reason) == (facilitator, REASON)
    page = text(browser.get(talk(note)))
    assert "Mo's note" in page
    assert REASON in page
    browser.post(address(note, "unhide"))
    note.refresh_from_db()
    assert (note.hidden_at, note.hidden_by, note.hidden_reason) == (None, None, "")


def test_without_a_reason_nothing_is_hidden(note, facilitator, login):
    refused = login(facilitator).post(address(note), {"reason": " "})
    assert refused.status_code == 422
    assert "Say why: its author should not have to guess." in text(refused)
    note.refresh_from_db()
    assert note.hidden_at is None


@pytest.mark.parametrize("who", ["member", "guest"])
def test_others_may_not_hide(request, note, who, login):
    person = request.getfixturevalue(who)
    assert login(person).post(address(note), {"reason": REASON}).status_code == 403


def test_its_author_reads_why_and_keeps_the_words(note, answer, facilitator, member, login):
    for words in (note, answer):
        words.hide(by=facilitator, reason=REASON)
    note.study_session.start()
    for page in (talk(note), url("answer", note.study_session, answer.prompt_id), "/me/"):
        shown = text(login(member).get(page))
        assert "A facilitator has hidden this from the others. Why:" in shown
        assert REASON in shown


def test_others_meet_neither_words_nor_reason_and_replies_stay(
    note, answer, facilitator, guest, login
):
    for words in (note, answer):
        Reply.write(by=facilitator, key=uuid4(), parent=words, body="A reply that stays")
        words.hide(by=facilitator, reason=REASON)
    browser = login(guest)
    pages = [
        talk(note),
        url("passages", note.study_session),
        url("answer", note.study_session, answer.prompt_id),
    ]
    note.study_session.start()
    for page in pages:
        shown = text(browser.get(page))
        assert HIDDEN in shown
        assert "A reply that stays" in shown
        assert "Mo's" not in shown
        assert REASON not in shown
    for name in ("contribution", "reply", "hide"):
        assert browser.get(address(note, name)).status_code == 404


def test_hidden_words_without_replies_leave_nothing(note, facilitator, guest, login):
    note.hide(by=facilitator, reason=REASON)
    shown = text(login(guest).get(talk(note)))
    assert HIDDEN not in shown
    assert "Nobody has written about this yet." in shown


def test_hidden_words_count_nowhere(note, facilitator, guest):
    reply = Reply.write(by=facilitator, key=uuid4(), parent=note, body="A reply")
    study_session = note.study_session
    note.hide(by=facilitator, reason=REASON)
    for viewer in (Viewer(guest), Viewer(facilitator)):
        margin = Margin(viewer, study_session)
        assert list(margin.counts.values()) == [1]
        assert [place.people for place in strip_of(margin).places] == [1]
    reply.hide(by=note.author, reason=REASON)
    margin = Margin(Viewer(guest), study_session)
    assert (margin.marks, strip_of(margin).places) == ([], [])


def test_hidden_words_stay_out_of_the_recap_and_come_back_to_it(answer, facilitator):
    answer.keep()
    answer.hide(by=facilitator, reason=REASON)
    viewer = Viewer(facilitator)
    assert kept(answer.study_session, viewer) == []
    answer.unhide(by=facilitator)
    assert kept(answer.study_session, viewer) == [answer]


def test_deleting_hidden_words_takes_the_reason_along(note, facilitator):
    note.hide(by=facilitator, reason=REASON)
    note.erase()
    note.refresh_from_db()
    assert (note.body, note.hidden_at, note.hidden_reason) == ("", None, "")


def test_private_words_are_not_hidden(study_session, member, facilitator):
    own = make_annotation(study_session, by=member, audience="private")
    own.hide(by=facilitator, reason=REASON)
    own.refresh_from_db()
    assert own.hidden_at is None


def test_hidden_words_stay_hidden_when_a_guest_becomes_an_account(
    study_session, guest, member, facilitator
):
    prompt = Prompt.objects.first()
    make_answer(prompt, by=member, body="Fine words")
    make_answer(prompt, by=guest, body="Hidden words").hide(by=facilitator, reason=REASON)
    merge(guest, into=member)
    words = Contribution.objects.get()
    assert "Hidden words" in words.body
    assert words.hidden_reason == REASON
    assert Act.objects.get().contribution_id == words.pk


def test_facilitators_can_look_up_who_did_what(note, facilitator, guest, member, login):
    browser, session = login(facilitator), note.study_session
    browser.post(address(note), {"reason": REASON})
    browser.post(address(note, "unhide"))
    browser.post(url("guest_remove", session, guest.pk))
    browser.post(url("guest_restore", session, guest.pk))
    acts = Act.objects.visible_to(Viewer(facilitator)).in_session(session)
    assert [(act.kind, act.by, act.who) for act in acts] == [
        ("restore", facilitator, guest),
        ("remove", facilitator, guest),
        ("unhide", facilitator, member),
        ("hide", facilitator, member),
    ]
    page = text(browser.get(url("invite", session)))
    assert "What facilitators did" in page
    assert "Let back in" in page
    assert REASON not in page
    assert not Act.objects.visible_to(Viewer(member)).exists()
