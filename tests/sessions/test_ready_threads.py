"""Threads that are ready: everyone gets what they would get if nothing were kept."""

import re
from uuid import uuid4

import pytest

from readings.people.models import Membership
from sessions import ready_threads
from sessions.models import Annotation, Reaction, Reply
from sessions.ready import Shelf
from sessions.viewer import Viewer
from tests.builders import make_annotation
from tests.pages import HTMX
from tests.sessions.test_canaries import without_tokens
from tests.sessions.test_reading import talk_url


@pytest.fixture
def drawn(monkeypatch):
    """The threads that are drawn anew, on an empty shelf."""
    found, draw = [], ready_threads._draw
    monkeypatch.setattr(ready_threads, "SHELF", Shelf())
    monkeypatch.setattr(
        ready_threads, "_draw", lambda it, *rest: found.append(it.pk) or draw(it, *rest)
    )
    return found


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
    study_session, member, guest, facilitator, talk, drawn, monkeypatch
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
        with monkeypatch.context() as patch:
            patch.setattr(ready_threads, "SHELF", Shelf())
            assert [without_tokens(talk(person)) for person in people] == kept, nth
        assert kept != before, nth
        before = kept


def test_a_thread_is_drawn_once_for_all_who_see_the_same(
    study_session, facilitator, member, guest, talk, drawn
):
    written = make_annotation(study_session, by=facilitator)
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
        assert "hole-" not in html
    assert len(keys) == 2 * (2 + 1)  # the box to reply is one for all threads
    assert len(drawn) == 2
