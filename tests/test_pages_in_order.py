"""Each page, in each state and for each standing, as assistive technology has it: one h1, headings
in steps, landmarks told apart, every control named, every pointer at something, ids once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.crawl import pages
from tests.outline import Page

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12  # session and user included


def is_page(response) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and b"<!doctype html>" in response.content[:200].lower()


@pytest.mark.parametrize("standing", ["facilitator", "member", "guest", "editor", "visitor"])
def test_every_page_is_in_order(world, standing):
    browser = world.browser(standing)
    met, faults = 0, {}
    for address in pages(world):
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address)
        if is_page(response):
            met += 1
            found = Page(response.content.decode()).faults()
            asked = sum("SAVEPOINT" not in query["sql"] for query in queries)
            if asked > MOST_QUERIES:
                found.append(f"{asked} queries")
            if found:
                faults[address] = found
    assert faults == {}
    assert met >= {"facilitator": 60, "member": 40, "guest": 40}.get(standing, 4)
