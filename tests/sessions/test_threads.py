"""Reactions, and questions that got their answer."""

import re

import pytest
from django.urls import reverse

from sessions.models import Event, Reaction
from tests.builders import make_annotation, make_user
from tests.pages import HTMX
from tests.sessions.test_reading import marks_in


@pytest.fixture
def note(study_session, facilitator):
    return make_annotation(study_session, by=facilitator, body="Slowly", tag="question")


def press(client, name, note, headers=None, **data):
    return client.post(reverse(f"sessions:{name}", args=[note.pk]), data, headers=headers)


def talk_url(note) -> str:
    return reverse("sessions:talk", args=[note.study_session_id, note.passage.start])


def talk(client, note) -> str:
    return client.get(talk_url(note)).content.decode()


def test_reactions_are_counted_and_not_signed(note, member, guest, facilitator, login):
    for person in (member, guest):
        press(login(person), "react", note, add="me_too")
    html = talk(login(facilitator), note)
    assert re.search(r'Me too <span class="reaction__count">2</span>', html)
    assert member.name not in html
    assert "Thanks" not in html  # nobody chose it, and one does not thank oneself


def test_one_reacts_once_and_takes_it_back(note, member, login):
    client = login(member)
    for _twice in range(2):
        response = press(client, "react", note, HTMX, add="thanks")
    assert 'name="drop" value="thanks" aria-pressed="true"' in response.content.decode()
    assert Reaction.objects.count() == 1
    press(client, "react", note, drop="thanks")
    assert not Reaction.objects.exists()


def test_seeing_it_otherwise_leads_to_a_reply(note, member, login):
    response = press(login(member), "react", note, add="otherwise")
    assert response.url == reverse("sessions:reply", args=[note.pk])


@pytest.mark.parametrize("data", [{}, {"add": "love"}, {"drop": ""}])
def test_nonsense_is_no_reaction(note, member, login, data):
    assert press(login(member), "react", note, HTMX, **data).status_code == 422
    assert not Reaction.objects.exists()


def test_nobody_reacts_to_their_own_words_or_to_private_ones(study_session, note, member, login):
    own = make_annotation(study_session, by=member)
    private = make_annotation(study_session, by=member, audience="private")
    assert press(login(member), "react", own, add="me_too").status_code == 403
    assert press(login(note.author), "react", private, add="me_too").status_code == 404
    assert not Reaction.objects.exists()


def test_event_of_a_reaction_names_the_words_only(note, member):
    note.react("me_too", by=member)
    event = Event.objects.latest("seq")
    assert (event.kind, event.object_id) == ("reacted", note.pk)


def test_reactions_go_with_the_words(note, member):
    note.react("me_too", by=member)
    note.erase()
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("reactions", [1, 3])
def test_talk_makes_as_many_queries_with_any_number_of_reactions(
    note, member, login, django_assert_num_queries, reactions
):
    for _each in range(reactions):
        person = make_user()
        note.study_session.circle.welcome(person)
        note.react("me_too", by=person)
    client, url = login(member), talk_url(note)
    with django_assert_num_queries(10):
        client.get(url)


def test_question_is_answered_when_its_asker_or_a_facilitator_says_so(
    study_session, facilitator, member, guest, login
):
    question = make_annotation(study_session, by=member, tag="question")
    assert press(login(guest), "settle", question, settled="1").status_code == 403
    press(login(member), "settle", question, settled="1")
    question.refresh_from_db()
    assert (question.settled_by, question.is_question) == (member, True)
    assert "Question, answered" in talk(login(guest), question)
    response = press(login(facilitator), "settle", question, HTMX, at=question.passage.start)
    assert "Mark as answered" in response.content.decode()
    question.refresh_from_db()
    assert question.settled_at is None


def test_comments_are_not_answered(study_session, member, login):
    comment = make_annotation(study_session, by=member)
    assert press(login(member), "settle", comment, settled="1").status_code == 403


def test_answered_question_is_painted_as_one_no_longer(study_session, member, login):
    question = make_annotation(study_session, by=member, tag="question")
    client, url = login(member), reverse("sessions:read_margin", args=[study_session.pk])

    def paints():
        return [paint for _start, _end, paint in marks_in(client.get(url).content.decode())]

    assert paints() == ["own-question"]
    question.settle(by=member)
    assert paints() == ["own-comment"]
