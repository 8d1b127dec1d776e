"""What browser tests ask of any page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {
    "preload": False,
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}
# What the browser and htmx log when a test provokes a 404, 409, 422, 503 or a lost connection
PROVOKED = [
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:sendError",
    "htmx:afterRequest",
]
PATIENCE = 10_000  # ms; a busy machine is no failure
FOLLOWS_WITHIN = 15_000  # ms; a page that asks by itself for what is new


@contextmanager
def open_context(
    browser: Browser, url: str, viewport: dict, *, scheme: str = "light", js: bool = True, **options
) -> Iterator[BrowserContext]:
    """A browser of one's own, watched: no script error, no breach of the content policy, no request
    to another origin. Service workers only where a test is about them: they hide requests from it."""
    options.setdefault("service_workers", "block")
    context = browser.new_context(
        base_url=url,
        viewport=viewport,
        color_scheme=scheme,
        java_script_enabled=js,
        has_touch=viewport["width"] < 600,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Paris",
        **options,
    )
    watch = Watch(context, url)
    try:
        yield context
    finally:
        context.close()
    assert watch.faults == [], watch.faults


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


def refresh(page: Page) -> None:
    """What the next tick of the clock would do: the page asks for what is new."""
    page.evaluate("document.dispatchEvent(new Event('poll-now'))")


def attends(page: Page) -> None:
    """All that answers a press on the page of a text has come, as it does at the first sign of a reader."""
    page.mouse.move(1, 1)
    for name in ("text-chosen", "text-page", "text-tools"):
        page.wait_for_function("name => customElements.get(name)", arg=name)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    excess = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert excess <= 0, f"{page.url} is {excess}px too wide"


def assert_accessible(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate("options => axe.run(options)", AXE_OPTIONS))
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    assert_fits(page)


def assert_looks(page: Page, name: str) -> None:
    """On phone and laptop, light and dark, axe finds nothing; a picture of each."""
    for viewport in (PHONE, LAPTOP):
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)
            picture(page, f"{name}-{scheme}")


def picture(page: Page, name: str) -> None:
    """Keep a picture where SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = "phone" if page.viewport_size["width"] < 600 else "laptop"
        path = Path(folder) / f"{name}-{size}.png"
        page.screenshot(path=path, full_page=True, caret="initial")  # hiding it needs inline style
