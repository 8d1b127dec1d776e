"""A talk with many threads: some of them at once, and one box to reply for all."""

import re

import pytest
from django.urls import reverse

from sessions.models import Contribution, Draft
from sessions.viewer import Viewer
from tests.builders import make_annotation
from tests.pages import HTMX, text
from tests.sessions.test_reading import talk_url


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch):
    for module in ("sessions.talk", "sessions.views.talk"):
        monkeypatch.setattr(f"{module}.PAGE", 2)


@pytest.fixture
def notes(study_session, facilitator):
    return [make_annotation(study_session, by=facilitator, body=f"Note {n}") for n in range(5)]


@pytest.fixture
def ask(study_session, member, login):
    client = login(member)
    return lambda headers=None, **asked: client.get(
        talk_url(study_session), asked, headers=headers
    ).content.decode()


def shown(html: str) -> list[str]:
    return re.findall(r"<p>(Note \d)</p>", html)


def test_some_at_once_and_a_way_to_the_others(notes, ask):
    html = ask()
    assert shown(html) == ["Note 0", "Note 1"]
    assert "Show 2 more" in html
    assert "3 threads are not shown yet" in html
    assert 'data-count="5"' in html
    more = re.search(r'href="([^"]*upto[^"]*)"', html)[1]
    assert more.endswith("?layer=session&amp;upto=4")
    assert shown(ask(upto=4)) == ["Note 0", "Note 1", "Note 2", "Note 3"]


def test_with_scripts_the_next_come_alone(notes, ask):
    html = ask(HTMX, after=2)
    assert shown(html) == ["Note 2", "Note 3"]
    assert "Show 1 more" in html
    assert html.count("autofocus") == 1
    assert "talk-title" not in html
    last = ask(HTMX, after=4)
    assert shown(last) == ["Note 4"]
    assert "more</a>" not in last


@pytest.mark.parametrize("asked", [{"upto": "x"}, {"after": -1}, {"upto": 10**9}])
def test_nonsense_asks_for_the_beginning(notes, ask, asked):
    assert shown(ask(**asked)) == ["Note 0", "Note 1"]


def test_what_one_comes_for_is_among_them(notes, ask, member):
    assert shown(ask(shown=notes[3].pk)) == ["Note 0", "Note 1", "Note 2", "Note 3"]
    words = notes[3].passage
    assert len(shown(ask(words=f"{words.start}-{words.end}-3"))) == 4  # the fourth on these words
    for nonsense in ("", "1-2", "1-2-3", f"{words.start}-{words.end}-99"):
        assert len(shown(ask(words=nonsense))) == 2
    rows = Contribution.objects.visible_to(Viewer(member))
    rows.filter(pk__in=[note.pk for note in notes[:2]]).mark_read(member)
    assert shown(ask()) == ["Note 0", "Note 1", "Note 2"]  # the first that is new


def test_only_what_is_shown_is_marked_as_read(notes, ask):
    html = ask()
    assert re.findall(r'name="seen" value="(\d+)"', html) == [str(n.pk) for n in notes[:2]]


def test_one_box_to_reply_for_all_threads(notes, ask):
    html = ask(HTMX, upto=5)
    assert html.count("<textarea") == 2  # to write about the paragraph, and to reply
    reply = reverse("sessions:reply", args=[notes[0].pk])
    assert f'href="{reply}?next=' in html


def test_a_reply_that_is_begun_stands_open_in_its_own_box(notes, ask, study_session, member):
    slot = f"reply:{notes[1].pk}"
    Draft.objects.create(
        user=member,
        slot=slot,
        study_session=study_session,
        body="Half a thou",
        key="12345678123456781234567812345678",
        turn=1,
    )
    html = ask()
    assert html.count("<textarea") == 3
    assert f'data-slot="{slot}"' in html
    assert "Half a thou" in html


def test_the_link_to_reply_leads_to_a_box_and_back_to_the_talk(
    notes, ask, study_session, member, login
):
    link = re.search(r'href="([^"]*reply/\?next=[^"]*)"', ask())[1]
    client = login(member)
    assert "Your reply" in text(client.get(link))
    key = "12345678123456781234567812345678"
    sent = {"body": "Because", "key": key, "next": talk_url(study_session)}
    address = reverse("sessions:reply", args=[notes[0].pk])
    assert client.post(address, sent).url == talk_url(study_session)
    assert "Because" in ask()


def test_queries_do_not_grow_with_threads(notes, ask, django_assert_max_num_queries):
    counts = []
    ask()
    for upto in (1, 5):
        with django_assert_max_num_queries(12) as queries:
            ask(upto=upto)
        counts.append(len(queries))
    assert counts[0] == counts[1]
