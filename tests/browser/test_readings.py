"""A text's way through the browser: paste, review by key and by press, publish, read."""

import re

import pytest
from playwright.sync_api import expect

from readings.models import Edition, Reading
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, assert_fits, assert_looks, picture
from tests.builders import Block, Document

TEXT = """On lamps

The lamp in the hall was lit by whoever came first, and it was never the same person twice.

She said so herself:

We lit it because it was dark. Nobody had told us to, and nobody had told us not to.

On oil

Oil came up the river on Thursdays, and whoever had a hand free carried the cans to the shed.
"""
SIZES = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
# A member's and an outsider's words, long, in another direction, and without a space
RTL = "قرأنا النص معا في المساء، ثم سأل كل واحد منا سؤالا."
LONG = "Donaudampfschifffahrt" * 20


@SIZES
def test_from_paste_to_page(open_page, facilitator, circle, run_jobs, size):
    page = open_page(facilitator, size)
    page.goto("/library/")
    picture(page, "library-empty")
    assert_accessible(page)
    page.get_by_role("link", name="Add a text").click()
    page.get_by_label("Paste the text here").fill(TEXT)
    picture(page, "add")
    assert_accessible(page)
    page.get_by_role("button", name="Check the text").click()
    expect(page.get_by_role("heading", name="Reading the text")).to_be_visible()
    assert_accessible(page)
    run_jobs()
    expect(page.get_by_role("heading", name="Does it look right?")).to_be_visible()
    picture(page, "review")
    assert_accessible(page)
    page.get_by_role("button", name="Looks right: publish").first.click()
    expect(page.get_by_label("Title")).to_be_focused()
    page.get_by_label("Title").fill("Lamps")
    page.get_by_role("button", name="Looks right: publish").first.click()
    expect(page.get_by_role("heading", name="Lamps", level=1)).to_be_visible()
    picture(page, "reading")
    assert_accessible(page)


def review(open_page, facilitator, circle, size=LAPTOP, **options):
    blocks = [
        Block("heading", "On lamps", 2, proposal={"kind": "heading", "why": "short_line"}),
        Block("paragraph", "The lamp in the hall was lit by whoever came first."),
        Block("caption", "Photo: a lamp", proposal={"kind": "caption", "why": "credit"}),
        Block("paragraph", f"{RTL} {LONG}"),
    ]
    reading = Reading.objects.create(circle=circle)
    edition = Edition.draft_from(reading, Document(blocks))
    page = open_page(facilitator, size, **options)
    page.goto(reading.get_review_url())
    return page, edition


def kinds(edition):
    return list(edition.blocks.order_by("position").values_list("kind", flat=True))


def test_guesses_are_changed_by_key(open_page, facilitator, circle):
    page, edition = review(open_page, facilitator, circle)
    first, second = page.locator(".guess").all()
    first.focus()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("q")
    expect(page.locator("#found")).to_contain_text("3 paragraphs and quotations")
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("x")
    expect(first.get_by_role("button", name="Leave out")).to_have_attribute("aria-pressed", "true")
    assert kinds(edition) == ["left_out", "paragraph", "quotation", "paragraph"]


def test_a_group_that_is_right_is_folded_by_one_key(open_page, facilitator, circle):
    page, edition = review(open_page, facilitator, circle)
    page.locator(".guess").first.focus()
    page.keyboard.press("a")
    expect(page.get_by_text("1 guess to look at")).to_be_visible()
    expect(page.locator("summary", has_text="1 caption")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".guess-group[open] .guess")).to_be_focused()
    assert_accessible(page)
    assert kinds(edition) == ["heading", "paragraph", "caption", "paragraph"]


def test_keys_do_nothing_while_one_types_the_title(open_page, facilitator, circle):
    page, edition = review(open_page, facilitator, circle)
    page.get_by_label("Title").press_sequentially("hpqclx")
    expect(page.get_by_label("Title")).to_have_value("hpqclx")
    assert kinds(edition) == ["heading", "paragraph", "caption", "paragraph"]


@SIZES
def test_any_block_is_changed_in_the_text_and_the_title_stays(open_page, facilitator, circle, size):
    page, edition = review(open_page, facilitator, circle, size)
    page.get_by_label("Title").fill("Lamps")
    block = page.locator(".draft-block").nth(1)
    block.locator("summary").click()
    block.get_by_role("button", name="Heading").click()
    expect(block.get_by_role("button", name="Heading")).to_be_focused()
    block.get_by_role("button", name="Second level").click()
    expect(block.get_by_role("button", name="Second level")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_label("Title")).to_have_value("Lamps")
    assert_accessible(page)
    assert edition.blocks.get(position=1).level == 3


def test_review_works_without_scripts(open_page, facilitator, circle):
    page, edition = review(open_page, facilitator, circle, PHONE, js=False)
    page.locator(".guess").nth(1).get_by_role("button", name="Paragraph").click()
    expect(page).to_have_url(re.compile(r"section=1&guesses=1#guess-\d+$"))
    assert kinds(edition)[2] == "paragraph"
    page.get_by_label("Title").fill("Lamps")
    page.get_by_role("button", name="Looks right: publish").first.click()
    expect(page.get_by_role("heading", name="Lamps", level=1)).to_be_visible()


@SIZES
def test_long_words_and_other_directions_fit(open_page, facilitator, circle, size):
    page, edition = review(open_page, facilitator, circle, size)
    picture(page, "review-long")
    assert_fits(page)
    edition.publish(title=f"{RTL} {LONG}"[:300], authors=LONG[:300], source=LONG)
    page.goto(edition.reading.get_absolute_url())
    assert_looks(page, "reading-long")
    words = page.locator("#p2 .reading__words")
    assert words.evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.goto("/library/")
    assert_looks(page, "library-long")


def test_go_to_leads_to_a_paragraph_at_once(open_page, member, reading):
    page = open_page(member, PHONE)
    page.goto(reading.get_absolute_url())
    requests = []
    page.on("request", lambda request: requests.append(request.is_navigation_request()))
    field = page.get_by_label("Go to ¶")
    field.fill("4")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"#p4$"))
    expect(page.locator("#p4")).to_be_in_viewport()
    field.fill("99")
    field.press("Enter")
    assert field.evaluate("field => field.validationMessage") == "This text has ¶ 1 to 5."
    assert True not in requests


def test_a_file_that_is_too_large_is_refused_before_it_travels(open_page, facilitator, circle):
    page = open_page(facilitator, PHONE)
    page.goto("/library/add/")
    field = page.get_by_label("Or choose a file")
    large = {"name": "large.txt", "mimeType": "text/plain", "buffer": b"a" * (4 * 1024**2 + 1)}
    field.set_input_files(large)
    assert "more than 4 MB" in field.evaluate("field => field.validationMessage")
    field.set_input_files(large | {"buffer": b"words"})
    assert field.evaluate("field => field.validationMessage") == ""


def test_what_cannot_be_read_says_why(open_page, facilitator, circle, run_jobs):
    page = open_page(facilitator, PHONE)
    page.goto("/library/add/")
    binary = {"name": "photo.txt", "mimeType": "text/plain", "buffer": b"\x00\x01\xff" * 99}
    page.get_by_label("Or choose a file").set_input_files(binary)
    page.get_by_role("button", name="Check the text").click()
    expect(page.get_by_role("heading", name="Reading the text")).to_be_visible()
    run_jobs()
    expect(page.get_by_role("heading", name="This could not be read")).to_be_visible()
    picture(page, "import-failed")
    assert_accessible(page)
