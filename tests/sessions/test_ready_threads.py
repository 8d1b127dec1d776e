"""Threads and boxes of a talk that are ready: everyone gets what they would get if nothing were kept."""

import re
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from readings.people.models import Membership
from sessions import patterns, ready_threads
from sessions.models import Annotation, Reaction, Reply, StudySession
from sessions.ready import Shelf
from sessions.talk import box_on
from sessions.viewer import Viewer
from sessions.views import talk as views
from tests.builders import make_annotation, make_circle, make_reading, make_study_session
from tests.pages import HTMX
from tests.sessions.test_canaries import without_tokens
from tests.sessions.test_reading import talk_url


@pytest.fixture
def drawn(monkeypatch):
    """The threads that are drawn anew, on an empty shelf."""
    found, draw = [], ready_threads._draw
    monkeypatch.setattr(patterns, "SHELF", Shelf())
    monkeypatch.setattr(
        ready_threads,
        "_draw",
        lambda it, *rest, **told: found.append(it.pk) or draw(it, *rest, **told),
    )
    return found


@pytest.fixture
def as_drawn(monkeypatch):
    """What is asked for inside is drawn for each by itself, from its own rows."""

    @contextmanager
    def nothing_ready():
        with monkeypatch.context() as patch:
            patch.setattr(patterns, "SHELF", Shelf())
            patch.setattr(ready_threads, "_is_as_written", lambda *_: False)
            patch.setattr(views, "draw_box", draw_box_of_its_own)
            yield

    return nothing_ready


def draw_box_of_its_own(block, where, token):
    room = StudySession.objects.with_room().get(pk=where.room.pk)
    form = box_on(block, room)
    context = {"form": form, "study_session": room, "text_block": block, "layer": where.layer}
    context |= {"can_write": True, "csrf_token": token}
    return mark_safe(render_to_string("sessions/_talk_form.html", context))  # noqa: S308


@pytest.fixture
def talk(study_session, login):
    clients = {}

    def ask(user, query=""):
        if user not in clients:
            clients[user] = login(user)
        return clients[user].get(talk_url(study_session) + query, headers=HTMX).content.decode()

    return ask


def lead_the_circle(me):
    Membership.objects.of(me).update(role=Membership.Role.FACILITATOR)


CHANGES = [
    lambda s, note, me, lead: note.react(Reaction.Kind.THANKS, by=me),
    lambda s, note, me, lead: Reply.write(by=lead, key=uuid4(), parent=note, body="So"),
    lambda s, note, me, lead: Annotation.objects.visible_to(Viewer(me)).told().mark_read(me),
    lambda s, note, me, lead: note.settle(by=lead),
    lambda s, note, me, lead: type(lead).objects.update(name="Renamed"),
    lambda s, note, me, lead: type(me).objects.filter(pk=me.pk).update(language="fr"),
    lambda s, note, me, lead: note.hide(by=lead, reason="Not here"),
    lambda s, note, me, lead: lead_the_circle(me),
]


def test_what_changes_shows_at_once_to_everyone(
    study_session, member, guest, facilitator, talk, drawn, as_drawn
):
    """Those with more rights and words come first: what was drawn for them is given to nobody else."""
    note = make_annotation(study_session, by=facilitator, tag="question", body="Why slowly?")
    Reply.write(by=member, key=uuid4(), parent=note, body="So do I")
    make_annotation(study_session, by=member, audience="private", body="For me")
    people = (facilitator, member, guest)
    before = [talk(person) for person in people]
    for nth, change in enumerate(CHANGES):
        change(study_session, note, member, facilitator)
        kept = [without_tokens(talk(person)) for person in people]
        with as_drawn():
            assert [without_tokens(talk(person)) for person in people] == kept, nth
        assert kept != before, nth
        before = kept


def test_a_thread_is_drawn_once_for_all_who_see_the_same(
    study_session, facilitator, member, guest, talk, drawn
):
    written = make_annotation(study_session, by=facilitator)
    Reply.write(by=facilitator, key=uuid4(), parent=written, body="And more")
    for person in (member, guest, member):
        assert 'name="csrfmiddlewaretoken"' in talk(person)
    assert drawn == [written.pk]
    talk(facilitator)
    assert drawn == [written.pk] * 2
    talk(member, "?layer=questions")  # which does not hold it
    talk(member, f"?layer=questions&shown={written.pk}")  # whose addresses keep the layer
    assert drawn == [written.pk] * 3


def test_tokens_and_keys_are_new_in_each_answer(study_session, member, facilitator, talk, drawn):
    make_annotation(study_session, by=member, tag="question")
    make_annotation(study_session, by=member, tag="question")
    keys, tokens = set(), set()
    for _ in range(2):
        html = talk(facilitator)
        forms = re.findall(r'(?:class="thread__step"|data-reply-box).*?</form>', html, re.DOTALL)
        keys |= {re.search(r'name="key" value="([0-9a-f-]{36})"', form)[1] for form in forms}
        found = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', html))
        assert not found & tokens
        tokens |= found
        assert not re.search(r"9\d{24}", html)
    assert len(keys) == 2 * (2 + 1)  # the box to reply is one for all threads
    assert len(drawn) == 1  # of two questions nobody has answered


WRITTEN = [
    {"body": 'A <b>thought</b> & "more"'},
    {"body": "Why?", "tag": "question"},
    {"body": "For me", "audience": "private"},
    {"body": "", "tag": "", "audience": "private"},
    {"body": "On a word", "start": 0, "end": 4},
]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_notes_as_they_were_written_are_one_pattern(
    study_session, member, guest, facilitator, talk, drawn, as_drawn, language
):
    """Whoever reads them, and whosever they are."""
    people = (facilitator, member, guest)
    for person in people:
        person.name = f"{person.name} <&> O’Neil"
        person.language, person.timezone = language, "Asia/Tokyo"
        person.save()
        for fields in WRITTEN:
            make_annotation(study_session, by=person, **fields)
    kept = [without_tokens(talk(person)) for person in people]
    assert len(drawn) < len(people) * len(WRITTEN)
    made = len(drawn)
    make_annotation(study_session, by=member, body="One more")
    kept += [without_tokens(talk(person)) for person in people]
    assert len(drawn) == made
    written = Annotation.objects.visible_to(Viewer(member)).get(body="One more")
    with as_drawn():
        again = [without_tokens(talk(person)) for person in people]
    assert again == kept[3:]
    assert f'id="c{written.pk}"' in again[0]
    assert kept[:3] != kept[3:]


def test_what_comes_after_the_meeting_says_so(study_session, member, facilitator, talk, as_drawn):
    make_annotation(study_session, by=member)
    StudySession.objects.filter(pk=study_session.pk).update(
        started_at=timezone.now(), ended_at=timezone.now()
    )
    make_annotation(study_session, by=member)
    kept = without_tokens(talk(facilitator))
    assert kept.count("added after the meeting") == 1
    with as_drawn():
        assert without_tokens(talk(facilitator)) == kept


def test_an_empty_box_is_drawn_once_for_all_blocks(facilitator, member, login, as_drawn):
    blocks = [
        ("heading", 'Of <b> & "such"'),
        ("paragraph", "It’s 'one' & <i>two</i> \"three\""),
        ("paragraph", "Another one"),
    ]
    circle = make_circle(facilitator=facilitator, members=[member])
    study_session = make_study_session(circle, reading=make_reading(circle, blocks=blocks))
    browser = login(member)

    def boxes():
        starts = study_session.edition.blocks.values_list("start", flat=True)
        urls = [f"/sessions/{study_session.pk}/read/at/{start}/" for start in starts]
        return [without_tokens(browser.get(url, headers=HTMX).content.decode()) for url in urls]

    with as_drawn():
        drawn = boxes()
    assert boxes() == drawn
    assert "&lt;i&gt;two&lt;/i&gt; &quot;three&quot;" in drawn[1]
    assert "Write about ¶ 2" in drawn[2]
    StudySession.objects.filter(pk=study_session.pk).update(gate="after_own")
    with as_drawn():
        drawn = boxes()
    assert "once they have shared a note of their own" in drawn[0]
    assert boxes() == drawn
