"""Talks that are asked for before anyone opens them: several at once, each as it would come alone."""

from uuid import uuid4

import pytest

from sessions.models import Draft, Reply
from tests.builders import make_annotation
from tests.pages import HTMX, url
from tests.sessions.test_canaries import without_tokens
from tests.sessions.test_reading import block_of, talk_url

QUERIES = 11


@pytest.fixture
def ahead(study_session, member, login):
    client = login(member)

    def ask(*paragraphs, layer="session", at=None):
        starts = [str(block_of(study_session, number).start) for number in paragraphs]
        address = f"{url('talks', study_session)}?layer={layer}"
        return client.post(address, {"at": at or ",".join(starts)}, headers=HTMX)

    return ask


@pytest.fixture
def notes(study_session, facilitator, member):
    """On two paragraphs, one of them across both."""
    first, second = (block_of(study_session, number) for number in (1, 2))
    across = make_annotation(study_session, by=facilitator, start=first.end - 9, end=second.end)
    Reply.write(by=member, key=uuid4(), parent=across, body="So do I")
    make_annotation(study_session, by=facilitator, tag="question")
    make_annotation(study_session, by=member, paragraph=2)
    slot, words = f"note:{study_session.pk}:{second.start}", {"body": "Begun", "turn": 1}
    Draft.keep(by=member, slot=slot, study_session=study_session, key=uuid4(), version=0, **words)


@pytest.mark.parametrize("layer", ["session", "mine"])
def test_each_comes_as_it_would_alone(study_session, notes, member, login, ahead, layer):
    client = login(member)
    for number in (1, 2):
        alone = client.get(talk_url(study_session, number), {"layer": layer}, headers=HTMX)
        together = ahead(1, 2, layer=layer).json()[str(block_of(study_session, number).start)]
        assert without_tokens(together) == without_tokens(alone.content.decode())
    assert "Begun" in together


def test_several_cost_as_many_queries_as_one(
    study_session, notes, ahead, django_assert_num_queries
):
    first, second = (block_of(study_session, number).start for number in (1, 2))
    for at in (first, f"{first},{second}"):
        with django_assert_num_queries(QUERIES):
            assert ahead(at=at).json()


@pytest.mark.parametrize("at", ["x", "-1", "1,", ",".join("123456789")])
def test_nonsense_and_too_much_bring_nothing(notes, ahead, at):
    assert ahead(at=at).json() == {}


def test_nothing_is_marked_as_read(study_session, notes, ahead, member, login):
    for _twice in range(2):
        assert "data-fresh" in ahead(1).json()[str(block_of(study_session, 1).start)]
    assert "data-fresh" in login(member).get(talk_url(study_session)).content.decode()
