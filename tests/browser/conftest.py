"""A real Chromium against a real server."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import wraps
from threading import Condition

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from sessions.views import worker
from tests.browser.rig import PATIENCE, PHONE, open_context

# Playwright keeps an event loop in this thread; the ORM is still called by this thread alone
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Without windows it takes a third of the time; the rest is the same browser
NAMES = ("chromium-headless-shell", "chromium", "chrome")
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ACTS = (
    "check",
    "click",
    "dblclick",
    "fill",
    "hover",
    "press",
    "press_sequentially",
    "tap",
    "uncheck",
)


def once_it_stands(act):
    """People act on a page that has come. Playwright would press before the scripts of a page stand, on a
    busy machine at least, and meet the page as it is without them."""

    @wraps(act)
    def wait_and_act(locator, *arguments, **options):
        locator.page.wait_for_load_state()
        return act(locator, *arguments, **options)

    return wait_and_act


for act in ACTS:
    setattr(Locator, act, once_it_stands(getattr(Locator, act)))


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
    in_file = Counter(item.path for item in items)
    # Last of all: Playwright leaves an event loop running in this thread, and others start their own.
    # Before that the large files: the small ones make the processes end together.
    items.sort(
        key=lambda item: (
            item.get_closest_marker("browser") is not None,
            -in_file[item.path],
            item.path,
        )
    )


class Answer:
    """A response that says when all is done, its last look at the database too."""

    def __init__(self, response, done) -> None:
        self.response, self.done = response, done

    def __iter__(self):
        return iter(self.response)

    def close(self) -> None:
        try:
            self.response.close()
        finally:
            self.done()


class Server(LiveServer):
    """The whole app, which serves its static files itself: in one piece, as on a real site.

    It answers while a test lasts. What a page still asks as it closes would meet no database.
    """

    def __init__(self) -> None:
        super().__init__("localhost", start=False)
        self.thread.static_handler = self._while_open
        self.is_open, self.serving, self.change = False, 0, Condition()
        self.start()

    def _while_open(self, app):
        def answer(environ, start_response):
            with self.change:
                if not self.is_open:
                    start_response("503 Service Unavailable", [])
                    return []
                self.serving += 1
            try:
                return Answer(app(environ, start_response), self._served)
            except BaseException:
                self._served()
                raise

        return answer

    def _served(self) -> None:
        with self.change:
            self.serving -= 1
            self.change.notify_all()

    def shut(self) -> None:
        """Returns once the last answer is given."""
        with self.change:
            self.is_open = False
            assert self.change.wait_for(lambda: not self.serving, timeout=30)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory) -> Iterator[LiveServer]:
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": "config.storage.StaticFiles"}},
        WHITENOISE_AUTOREFRESH=False,
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        worker._script.cache_clear()  # it knows the names that files had in earlier tests
        server = Server()
        yield server
        server.stop()


@pytest.fixture(autouse=True)
def serving(live_server, _django_db_helper):
    live_server.is_open = True
    yield
    live_server.shut()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert chromium, "Chromium is not installed; .ci/run installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


def session_cookie(user, address: str) -> dict:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


@pytest.fixture
def open_page(browser, live_server):
    """`open_page(member, PHONE, scheme="dark", js=False)` gives a page of a browser of one's own."""
    with ExitStack() as contexts:

        def open_(user=None, viewport=PHONE, **options) -> Page:
            context = contexts.enter_context(
                open_context(browser, live_server.url, viewport, **options)
            )
            if user:
                context.add_cookies([session_cookie(user, live_server.url)])
            return context.new_page()

        yield open_
