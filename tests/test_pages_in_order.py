"""Each page, in each state and for each standing, as assistive technology has it: one h1, headings
in steps, landmarks told apart, every control named, every pointer at something, ids once."""

import pytest
from django.urls import resolve

from tests.crawl import addresses
from tests.outline import Page

pytestmark = pytest.mark.django_db


def pages(world):
    """An address of each view, in each state where it belongs to a session."""
    inside = {stage.study_session.pk: state for state, stage in world.stages.items()}
    seen = set()
    for address in addresses(world):
        match = resolve(address) if address != "/nowhere/" else None
        name = match.view_name if match else address
        pk = match.kwargs.get("pk") if match and "/sessions/" in address else None
        if "/sessions/" in address and pk and pk not in inside:
            continue
        if (name, inside.get(pk)) not in seen:
            seen.add((name, inside.get(pk)))
            yield address


def is_page(response) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and b"<!doctype html>" in response.content[:200].lower()


@pytest.mark.parametrize("standing", ["facilitator", "member", "guest", "editor", "visitor"])
def test_every_page_is_in_order(world, standing):
    browser = world.browser(standing)
    met, faults = 0, {}
    for address in pages(world):
        response = browser.get(address)
        if is_page(response):
            met += 1
            if found := Page(response.content.decode()).faults():
                faults[address] = found
    assert faults == {}
    assert met >= {"facilitator": 60, "member": 40, "guest": 40}.get(standing, 4)
