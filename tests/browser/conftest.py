"""A real Chromium against a real server. Every page is watched: no script error, no breach of the
content policy, no request to another origin, no sideways scroll."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.rig import PHONE

# Playwright keeps an event loop in this thread; the ORM is still called by this thread alone
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# What the browser and htmx log when a test provokes a 404, 409, 422, 503 or a lost connection
PROVOKED = [
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:sendError",
    "htmx:afterRequest",
]
PATIENCE = 10_000  # ms; a busy machine is no failure


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    assert chromium, "Chromium is not installed; .ci/run installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


def session_cookie(user, address: str) -> dict:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


class Watch:
    """What went wrong on the pages of one browser context."""

    def __init__(self, context, origin: str) -> None:
        self.faults: list[str] = []
        self.origin = urlsplit(origin).netloc
        context.on("page", self._follow)
        context.on("request", self._request)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("console", self._console)
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error("
            "'policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile));"
        )

    def _follow(self, page) -> None:
        page.set_default_timeout(PATIENCE)

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws"} and parts.netloc != self.origin:
            self.faults.append(f"other origin: {request.url}")

    def _console(self, message) -> None:
        expected = any(part in message.text for part in PROVOKED)
        if message.type == "error" and not expected:
            self.faults.append(f"console: {message.text}")


@pytest.fixture
def open_page(browser, live_server):
    """`open_page(member, PHONE, scheme="dark", js=False)` gives a page of a browser of one's own."""
    watches, contexts = [], []

    def open_(user=None, viewport=PHONE, *, scheme="light", js=True, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            color_scheme=scheme,
            java_script_enabled=js,
            has_touch=viewport["width"] < 600,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        watches.append(Watch(context, live_server.url))
        if user:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
