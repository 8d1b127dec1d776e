"""What browser tests ask of any page."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    excess = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert excess <= 0, f"{page.url} is {excess}px too wide"


def assert_accessible(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    results = Axe().run(
        page, options={"preload": False, "runOnly": {"type": "tag", "values": RULES}}
    )
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    assert_fits(page)


def picture(page: Page, name: str) -> None:
    """Keep a picture where SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = "phone" if page.viewport_size["width"] < 600 else "laptop"
        page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
