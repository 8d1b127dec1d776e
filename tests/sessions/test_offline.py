"""A text on a device without a connection: what is kept there, for whom, and how it ends."""

import re

import pytest

from sessions.models import Prompt
from tests.builders import make_annotation, make_answer
from tests.pages import text, url


@pytest.fixture
def written(study_session, facilitator):
    """Someone asked, marked and said something."""
    Prompt.objects.update(beforehand=True)
    make_annotation(study_session, by=facilitator, body="canaryword", paragraph=2)
    make_answer(Prompt.objects.first(), by=facilitator, body="canaryword")
    return study_session


def test_it_is_the_text_and_nothing_that_people_wrote(written, member, facilitator, login):
    page = text(login(member).get(url("read_offline", written)))
    assert "the others can lift a hand" in page
    assert "There is no connection." in page
    for theirs in ("canaryword", "Question 1?", facilitator.name, "data-count", "1 note"):
        assert theirs not in page, theirs
    assert '<script type="application/json">{}</script>' in page


def test_where_one_may_not_write_it_has_no_box(written, member, login):
    written.start()
    written.end()
    written.close()
    page = text(login(member).get(url("read_offline", written)))
    assert "the others can lift a hand" in page
    assert "<form" not in page.partition("</text-tools>")[2]


def test_it_takes_no_message_away_from_the_page_one_looks_at(study_session, member, login):
    client = login(member)
    client.post("/me/save/", {"name": "Momo", "language": "", "timezone": ""})
    assert "Saved." not in text(client.get(url("read_offline", study_session)))
    assert "Saved." in text(client.get("/me/"))


def test_the_page_names_another_one_whenever_it_would_read_otherwise(study_session, member, login):
    def named():
        page = text(login(member).get(url("read", study_session)))
        return re.search(r'data-offline="([^"]+)"', page)[1]

    first = named()
    assert first.startswith(url("read_offline", study_session))
    assert login(member).get(first).status_code == 200
    assert named() == first
    member.language = "fr"
    member.save()
    second = named()
    study_session.close()
    assert len({first, second, named()}) == 3


def test_queries_do_not_grow(written, member, login, facilitator, django_assert_max_num_queries):
    client, counts = login(member), []
    for _time in range(2):
        with django_assert_max_num_queries(12) as queries:
            client.get(url("read_offline", written))
        counts.append(len(queries))
        make_annotation(written, by=facilitator, paragraph=3)
    assert counts[1] <= counts[0]  # the text itself is read once


def test_the_worker_has_the_pages_of_sessions_and_what_they_load(client, db):
    answer = client.get("/sessions/worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    script = answer.content.decode()
    assert 'importScripts("/static/sessions/js/worker.js")' in script
    for late in ("elements/keep-words.js", "elements/passage-cursor.js", "offline.js"):
        assert f'"/static/sessions/js/{late}"' in script


def test_signing_out_leaves_nothing_in_the_browser(study_session, member, login):
    client = login(member)
    assert "Clear-Site-Data" not in client.get(url("read", study_session)).headers
    assert "forget-texts.js" not in text(client.get("/me/"))
    answer = client.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert "forget-texts.js" in text(client.get("/"))
    assert "Clear-Site-Data" not in client.get("/").headers
