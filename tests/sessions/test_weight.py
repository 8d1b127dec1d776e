"""How much of a text's page goes over the line."""

import gzip
import re

from tests.benchmarks.room import annotate, long_text
from tests.builders import make_reading, make_study_session
from tests.pages import url

GZIPPED = {"Accept-Encoding": "gzip"}


def test_a_long_text_with_many_notes_is_light(login, circle, facilitator, member):
    reading = make_reading(circle, blocks=long_text(12_000))
    study_session = make_study_session(circle, reading=reading)
    annotate(study_session, [facilitator, member], 5000)
    page = login(member).get(url("read", study_session), headers=GZIPPED)
    assert page.headers["Content-Encoding"] == "gzip"
    assert len(page.content) < 60_000
    assert gzip.decompress(page.content).count(b"data-start") > 160


def test_sizes_tell_nothing_of_the_form_token(login, member, study_session):
    """It is masked anew in each page, and a pad of random length blurs the rest."""
    browser = login(member)
    pages = [browser.get(url("read", study_session), headers=GZIPPED) for _ in range(5)]
    tokens = [
        re.search(rb'csrfmiddlewaretoken" value="(\w+)"', gzip.decompress(page.content))[1]
        for page in pages
    ]
    assert len(set(tokens)) == 5
    assert len({len(page.content) for page in pages}) > 1
