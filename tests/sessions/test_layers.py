"""Layers of notes on a text: the page, its markers and strip, the polled margin and the talk agree."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.layers import Layer
from sessions.models import Annotation, Reply
from tests.builders import make_annotation
from tests.pages import HTMX
from tests.sessions.test_reading import (
    annotate_url,
    block_of,
    marks_in,
    note_url,
    read_url,
    talk_url,
    words_on,
)

LAYERS = [layer.value for layer in Layer]


@pytest.fixture
def notes(study_session, member, facilitator):
    """A note of the facilitator's that the member replied to, one of the member's, and two questions."""
    make = {
        "answered": {"by": facilitator, "paragraph": 1, "tag": "question"},
        "open": {"by": facilitator, "paragraph": 2, "tag": "question"},
        "talked": {"by": facilitator, "paragraph": 3},
        "own": {"by": member, "paragraph": 4},
        "others": {"by": facilitator, "start": 17, "end": 23},
    }
    notes = {
        name: make_annotation(study_session, body=f"CANARY-{name}", **one)
        for name, one in make.items()
    }
    notes["answered"].settle(by=facilitator)
    Reply.write(by=member, key=uuid4(), parent=notes["talked"], body="And")
    return notes


HELD = {  # by the layers of the member
    "session": {"answered", "open", "talked", "own", "others"},
    "mine": {"talked", "own"},
    "questions": {"open"},
    "off": set(),
}


def margin_url(study_session):
    return reverse("sessions:read_margin", args=[study_session.pk])


def marked(notes, html):
    places = [(start, end) for start, end, _paint in marks_in(html)]
    return {name for name, note in notes.items() if words_of(note) in places}


def words_of(note):
    return note.passage.start, note.passage.end


@pytest.mark.parametrize("layer", HELD)
def test_page_margin_and_talk_hold_the_same(study_session, member, login, notes, layer):
    client, held = login(member), {"layer": layer}
    page = client.get(read_url(study_session), held).content.decode()
    margin = client.get(margin_url(study_session), held).content.decode()
    talks = {
        number: client.get(talk_url(study_session, number), held).content.decode()
        for number in range(1, 5)
    }
    assert marked(notes, page) == marked(notes, margin) == HELD[layer]
    for name in notes:
        is_told = any(f"CANARY-{name}" in talk for talk in talks.values())
        assert is_told == (name in HELD[layer]), name
    for number, talk in talks.items():
        start = block_of(study_session, number).start
        marker = re.search(rf'id="notes-{start}" data-count="(\d)"', page)
        assert re.search(r'data-count="(\d)"', talk)[1] == (marker[1] if marker else "0")
        renewed = re.search(rf'id="notes-{start}" data-count="(\d)"', margin)
        assert bool(renewed) == bool(marker)


@pytest.mark.parametrize("layer", HELD)
def test_what_stays_painted_when_it_is_chosen_is_in_it(study_session, member, login, notes, layer):
    """Scripts take the rest away at once; where one replied is known when the answer is there."""
    html = login(member).get(read_url(study_session)).content.decode()
    paints = re.search(rf'id="layer-{layer}"[^>]* data-paints="([^"]*)"', html)[1].split(",")
    staying = {(start, end) for start, end, paint in marks_in(html) if paint in paints}
    stay = {name for name, note in notes.items() if words_of(note) in staying}
    assert stay == HELD[layer] - ({"talked"} if layer == "mine" else set())


@pytest.mark.parametrize("layer", HELD)
def test_the_chosen_layer_is_current_and_stays_in_every_way(
    study_session, member, login, notes, layer
):
    html = login(member).get(read_url(study_session), {"layer": layer}).content.decode()
    query = "" if layer == "session" else f"?layer={layer}"
    current = re.findall(r'id="layer-(\w+)" href="([^"]*)"[^>]*aria-current="true"', html)
    assert current == [(layer, read_url(study_session) + query)]
    assert f'href="{talk_url(study_session, 2)}{query}" data-number="2"' in html
    assert f'data-src="{margin_url(study_session)}{query}"' in html


def test_strip_shows_where_people_spoke_in_the_layer(study_session, member, login, notes):
    places = {}
    for layer in LAYERS:
        html = login(member).get(read_url(study_session), {"layer": layer}).content.decode()
        places[layer] = re.findall(r'href="#(p\d)" data-place', html)
    assert places["session"] == ["p1", "p2", "p3", "p4"]
    assert places["mine"] == ["p3", "p4"]
    assert places["questions"] == ["p2"]
    assert places["off"] == []


def test_off_is_the_bare_text(study_session, member, login, notes):
    client = login(member)
    html = client.get(read_url(study_session), {"layer": "off"}).content.decode()
    assert "<text-strip" not in html
    assert "data-count" not in html
    since = {"layer": "off", "since": re.search(r'data-version="(\w+)"', html)[1]}
    make_annotation(study_session, by=member)
    assert client.get(margin_url(study_session), since).status_code == 204


@pytest.mark.parametrize("layer", ["", "rosa", "mine?", "9" * 5000])
def test_nonsense_is_the_usual_layer(study_session, member, login, notes, layer):
    html = login(member).get(read_url(study_session), {"layer": layer}).content.decode()
    assert marked(notes, html) == HELD["session"]


def test_nobody_gathers_what_another_wrote(study_session, guest, facilitator, login, notes):
    """What a guest who wrote nothing finds under *Mine* is nothing; layers name no person."""
    client = login(guest)
    for more in ({"layer": "mine"}, {"layer": "mine", "author": facilitator.pk}):
        html = client.get(read_url(study_session), more).content.decode()
        assert marked(notes, html) == set()


def test_deleted_question_waits_for_nothing(study_session, member, facilitator, login, notes):
    Reply.write(by=facilitator, key=uuid4(), parent=notes["open"], body="Well")
    notes["open"].erase()
    client = login(member)
    assert (
        marks_in(client.get(read_url(study_session), {"layer": "questions"}).content.decode()) == []
    )
    talk = client.get(talk_url(study_session, 2), {"layer": "questions"}).content.decode()
    assert "Well" not in talk


def test_layer_holds_nothing_that_a_gate_holds_back(study_session, guest, login, notes):
    study_session.gate = "after_own"
    study_session.save(update_fields=["gate"])
    for layer in LAYERS:
        html = login(guest).get(talk_url(study_session, 2), {"layer": layer}).content.decode()
        assert "CANARY" not in html


# What one does in a layer


@pytest.mark.parametrize("layer", ["mine", "questions", "off"])
def test_what_one_writes_shows_at_once_and_the_layer_stays(study_session, member, login, layer):
    url = f"{annotate_url(study_session)}?layer={layer}"
    response = login(member).post(url, words_on(study_session), headers=HTMX)
    html = response.content.decode()
    assert "Slowly, then." in html
    assert f'data-query="?layer={layer}"' in html
    count = re.search(r'data-count="(\d)"', html)[1]
    assert count == ("1" if layer == "mine" else "0")


@pytest.mark.parametrize("layer", ["mine", "questions", "off"])
def test_without_scripts_one_comes_back_to_the_layer_and_ones_words(
    study_session, member, login, layer
):
    client = login(member)
    response = client.post(f"{annotate_url(study_session)}?layer={layer}", words_on(study_session))
    note = Annotation.objects.get()
    shown = f"?layer={layer}&shown={note.pk}"
    assert response.url == f"{talk_url(study_session)}{shown}#c{note.pk}"
    assert "Slowly, then." in client.get(response.url).content.decode()


def test_answered_question_stays_where_it_was_marked(study_session, facilitator, login, notes):
    url = reverse("sessions:settle", args=[notes["open"].pk]) + "?layer=questions"
    data = {"settled": "1", "at": block_of(study_session, 2).start}
    html = login(facilitator).post(url, data, headers=HTMX).content.decode()
    assert "CANARY-open" in html
    assert "Not answered yet" in html
    assert 'data-count="0"' in html


def test_shown_words_are_those_one_may_see(study_session, member, guest, login):
    note = make_annotation(study_session, by=member, body="CANARY", audience="private")
    address = {"layer": "off", "shown": note.pk}
    assert "CANARY" not in login(guest).get(talk_url(study_session), address).content.decode()
    assert "CANARY" in login(member).get(talk_url(study_session), address).content.decode()


def test_links_and_forms_of_a_talk_keep_the_layer(study_session, member, login, notes):
    make_annotation(study_session, by=member, body="See ¶ 4")
    html = login(member).get(talk_url(study_session), {"layer": "mine"}).content.decode()
    text = read_url(study_session)
    assert f'href="{text}?layer=mine#p4"' in html
    assert f'href="{text}?layer=mine#p1"' in html  # back to the text
    forms = re.findall(r'action="(/sessions/\d+/annotate/|/contributions/\d+/\w+/)([^"]*)"', html)
    named = {re.sub(r"\d+", "0", path): query for path, query in forms}
    assert named["/sessions/0/annotate/"] == "?layer=mine"
    assert f'value="{talk_url(study_session)}?layer=mine"' in html  # where a reply leads back to


def test_way_to_words_and_to_a_paragraph_keeps_the_layer(study_session, member, login, notes):
    client = login(member)
    note = notes["talked"]
    shown = f"?layer=mine&shown={note.pk}#c{note.pk}"
    assert (
        client.get(note_url(note), {"layer": "mine"}).url == f"{talk_url(study_session, 3)}{shown}"
    )
    go = client.get(read_url(study_session), {"layer": "mine", "go": "4"})
    assert go.url == f"{read_url(study_session)}?layer=mine#p4"


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("many", [1, 3])
def test_layers_cost_no_query_more(
    study_session, member, facilitator, login, django_assert_max_num_queries, layer, many
):
    for _each in range(many):
        note = make_annotation(study_session, by=facilitator, tag="question")
        Reply.write(by=member, key=uuid4(), parent=note, body="And")
    client, talk = login(member), talk_url(study_session)
    with django_assert_max_num_queries(12):
        client.get(read_url(study_session), {"layer": layer})
    with django_assert_max_num_queries(11):
        client.get(talk, {"layer": layer})
