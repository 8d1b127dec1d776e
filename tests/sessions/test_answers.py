"""Answering a question: nothing typed is ever lost, nothing is written twice."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.models import Contribution, Prompt
from tests.builders import make_answer, make_study_session
from tests.pages import HTMX, text


@pytest.fixture
def prompt(study_session):
    study_session.start()
    return Prompt.objects.get(agenda_item__position=0)


def address(prompt) -> str:
    return reverse("sessions:answer", args=[prompt.study_session_id, prompt.pk])


def send(browser, prompt, body="My view", key=None, **more):
    return browser.post(address(prompt), {"body": body, "key": key or uuid4()}, **more)


def test_answer_is_written_and_shown(login, prompt, guest):
    browser = login(guest)
    answer = send(browser, prompt)
    assert answer.url == f"{prompt.study_session.get_absolute_url()}#question-{prompt.pk}"
    written = Contribution.objects.get()
    assert (written.body, written.author, written.prompt) == ("My view", guest, prompt)
    page = text(browser.get(prompt.study_session.get_absolute_url()))
    assert "My view" in page
    assert 'name="body"' not in page


def test_htmx_gets_the_question_with_what_others_wrote(login, prompt, guest, member):
    make_answer(prompt, by=member, body="Another view")
    page = text(send(login(guest), prompt, headers=HTMX))
    assert "<html" not in page
    assert "Shared." in page
    assert "My view" in page
    assert "Another view" in page


def test_empty_and_endless_answers_are_refused_with_the_text_kept(login, prompt, guest):
    browser = login(guest)
    assert send(browser, prompt, body="  ").status_code == 422
    answer = send(browser, prompt, body="word " * 3000, headers=HTMX)
    assert answer.status_code == 422
    assert "word word word" in text(answer)
    assert not Contribution.objects.exists()


def test_same_key_twice_writes_once(login, prompt, guest):
    browser, key = login(guest), uuid4()
    for _ in range(2):
        assert send(browser, prompt, key=key).status_code == 302
    assert Contribution.objects.count() == 1


def test_same_key_with_other_words_keeps_them_under_a_fresh_key(login, prompt, guest):
    browser, key = login(guest), uuid4()
    send(browser, prompt, key=key)
    Contribution.objects.get().erase()
    answer = send(browser, prompt, body="Other words", key=key)
    assert answer.status_code == 422
    assert "Other words" in text(answer)
    assert str(key) not in text(answer)


def test_second_answer_offers_to_replace_the_first(login, prompt, guest):
    browser = login(guest)
    send(browser, prompt, body="First words")
    answer = send(browser, prompt, body="Second words", headers=HTMX)
    assert answer.status_code == 409
    assert "Second words" in text(answer)
    assert "You have answered this question before." in text(answer)
    mine = Contribution.objects.get()
    assert mine.body == "First words"
    assert reverse("sessions:contribution_edit", args=[mine.pk]) in text(answer)


def test_answer_that_comes_after_closing_is_kept_on_the_page(login, prompt, guest):
    prompt.study_session.close()
    for headers in ({}, HTMX):
        answer = send(login(guest), prompt, body="Too late", headers=headers)
        assert answer.status_code == 409
        assert "Too late" in text(answer)
        assert "closed before your words arrived" in text(answer)
    assert not Contribution.objects.exists()


def test_question_that_was_left_can_still_be_answered(login, prompt, guest):
    prompt.study_session.next_step(on=prompt.agenda_item_id)
    assert send(login(guest), prompt).status_code == 302
    assert Contribution.objects.get().prompt == prompt


def test_question_still_to_come_is_not_there_for_members(login, prompt, guest):
    later = Prompt.objects.get(agenda_item__position=1)
    browser = login(guest)
    assert browser.get(address(later)).status_code == 404
    assert send(browser, later).status_code == 404
    others = reverse("sessions:others", args=[later.study_session_id, later.pk])
    assert browser.get(others).status_code == 404


def test_question_of_another_session_is_not_there(login, prompt, circle, guest, reading):
    other = make_study_session(circle, reading=reading, state="running")
    foreign = Prompt.objects.filter(study_session=other).first()
    mixed = reverse("sessions:answer", args=[prompt.study_session_id, foreign.pk])
    assert login(guest).post(mixed, {"body": "x", "key": uuid4()}).status_code == 404
    assert not Contribution.objects.exists()


def test_outsider_finds_nothing(login, prompt, outsider):
    assert send(login(outsider), prompt).status_code == 404
    assert login(outsider).get(address(prompt)).status_code == 404
    assert not Contribution.objects.exists()


def test_page_of_one_question_works_alone(login, prompt, guest):
    page = text(login(guest).get(address(prompt)))
    assert "Question 1?" in page
    assert 'name="body"' in page
    assert login(guest).delete(address(prompt)).status_code == 405


def test_words_with_markup_are_shown_as_words(login, prompt, guest):
    browser = login(guest)
    send(browser, prompt, body="<img src=x onerror=alert(1)>")
    page = browser.get(address(prompt)).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
