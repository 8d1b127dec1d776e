"""The first path, whole: a circle studies a text, from paste to recap, on the real app.

`manage.py serve` runs as people run it, with its own database and worker. Facilitator and guest each
have a browser; every page on the way is looked at by axe.
"""

import re
from datetime import date
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import (
    FOLLOWS_WITHIN,
    LAPTOP,
    PHONE,
    assert_accessible,
    open_context,
    picture,
    refresh,
)
from tests.config.conftest import ROOT, Site, processes_of, var_folder, wait_for

SEED = ROOT.parent / "shared" / "corpus" / "files" / "seed.txt"
SMALL = """The lamp on the table

A circle that meets in winter needs a lamp, and someone who remembers to bring it. The rest can be
settled on the way.

Who speaks first

The first to speak sets the pace for all who follow. The notebook of one such circle says:

We let the youngest begin, and the evening was never dull.

It is a small rule. It costs nothing, and it moves the weight of the talk from those who know to
those who ask.

Nine chairs around one lamp / Image: from the notebook

What to take home

Nobody takes home the whole of a text. One sentence is enough, if it is still there on Friday.

Share this article!

Leave a Reply

Your email address will not be published.
"""
NARROW = {"width": 320, "height": 740}  # 640 px wide, enlarged to 200%
E_MAIL, PASSWORD = "vera@example.org", "a lamp on the table"
visits = count(1)


@pytest.fixture(scope="module")
def site():
    with var_folder() as folder:
        site = Site(folder).wait_until_ready()
        yield site
        site.process.terminate()
        site.process.wait(30)
        wait_for(lambda: not processes_of(folder))


@pytest.fixture(scope="module")
def first_person(site, browser):
    """The first facilitator, by the link in the terminal; gives her cookies."""
    link = re.search(r"http\S+/setup/\S+/", site.said)[0]
    with open_context(browser, site.url, LAPTOP) as context:
        page = context.new_page()
        page.goto(link)
        assert_accessible(page)
        picture(page, "01-setup")
        page.get_by_label("Your name").fill("Vera")
        page.get_by_label("E-mail").fill(E_MAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("circle").fill("Winter Circle")
        page.get_by_label("Time zone").select_option("Europe/Paris")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What will you read, and when?")
        page.goto(link)
        expect(page.get_by_label("Password")).to_have_count(0)  # it works once
        return context.storage_state()


@pytest.mark.parametrize(
    ("viewport", "text"),
    [(NARROW, "small"), (PHONE, "seed"), (LAPTOP, "seed")],
    ids=["narrow-small", "phone-seed", "laptop-seed"],
)
def test_from_paste_to_recap(site, first_person, browser, viewport, text):
    if not SEED.exists():  # the project stands alone (../shared)
        text = "small"
    words = SEED.read_text() if text == "seed" else SMALL
    zoom = {"device_scale_factor": 2 if viewport is NARROW else 1}
    with (
        open_context(browser, site.url, viewport, storage_state=first_person, **zoom) as hers,
        open_context(browser, site.url, viewport, **zoom) as his,
    ):
        vera, malik = hers.new_page(), his.new_page()
        read_a_text(vera, words, text)
        plan(vera)
        link = invite(vera)
        come_in(malik, link)
        prepare(malik)
        meet(vera, malik)
        recap(vera, malik)


def read_a_text(vera: Page, words: str, text: str) -> None:
    vera.goto("/sessions/new/")
    vera.get_by_label("A new text").check()
    vera.get_by_label("Paste the text here").fill(words)
    vera.get_by_label("Place").fill("Union hall, upstairs")
    assert_accessible(vera)
    picture(vera, f"02-new-{text}")
    vera.get_by_role("button", name="Continue").click()
    vera.wait_for_url("**/review/**", timeout=30_000)
    found = vera.locator("#found")
    if text == "seed":
        for expected in ("177 paragraphs and quotations", "17 headings", "5 captions", "10 lines"):
            expect(found).to_contain_text(expected)
    else:
        for expected in ("3 headings", "1 caption", "3 lines"):
            expect(found).to_contain_text(expected)
        expect(vera.locator(".guess", has_text="the youngest begin")).to_contain_text("uotation")
    assert_accessible(vera)
    picture(vera, f"03-review-{text}")
    publish = vera.get_by_role("button", name="Looks right: publish").first
    publish.click()  # without a title: said at the field
    expect(vera.get_by_label("Title", exact=True)).to_be_focused()
    vera.get_by_label("Title", exact=True).fill(f"The lamp, visit {next(visits)}")
    publish.click()


def plan(vera: Page) -> None:
    expect(vera.get_by_role("heading", level=1)).to_have_text("Plan")
    assert_accessible(vera)
    picture(vera, "04-plan")
    vera.locator("summary", has_text="Choose sections").click()
    vera.get_by_role("button", name="Untick all").click()
    for place in range(2):
        vera.locator("#sections-list").get_by_role("checkbox").nth(place).check()
    expect(vera.locator("#plan-sum")).to_contain_text("What is ticked takes about")
    steps = vera.locator("#steps > li")
    expect(steps).to_have_count(7)
    title = steps.nth(0).get_by_label("Title")
    title.fill("Welcome, and the lamp")
    steps.nth(0).get_by_label("Minutes").fill("0")
    expect(steps.nth(0)).to_contain_text("at least one minute")
    steps.nth(0).get_by_label("Minutes").fill("10")
    expect(vera.locator("#plan-end")).to_contain_text("5 minutes late")
    steps.nth(0).get_by_label("Minutes").fill("5")
    expect(vera.locator("#plan-end")).to_contain_text("as planned")
    first_question = steps.nth(2)
    first_question.locator("summary").click()
    first_question.get_by_label("Question").fill("Who brings the lamp?")
    first_question.get_by_label("Paragraphs").fill("2-3")
    first_question.get_by_label("Note for facilitators").fill("Ask Ines first")
    expect(first_question.locator("[data-status]")).to_contain_text("Saved")
    first_question.get_by_label("Title").press("Alt+ArrowUp")
    expect(steps.nth(1).get_by_label("Title")).to_have_value("Question")
    steps.nth(1).get_by_label("Title").press("Alt+ArrowDown")
    expect(steps.nth(2).get_by_label("Title")).to_have_value("Question")
    expect(vera.locator("#plan-said")).to_contain_text("place 3 of 7")
    vera.reload()
    expect(steps.nth(0).get_by_label("Title")).to_have_value("Welcome, and the lamp")
    expect(steps.nth(2).get_by_label("Question")).to_have_value("Who brings the lamp?")
    vera.get_by_role("button", name="Open and invite").click()


def invite(vera: Page) -> str:
    expect(vera.get_by_role("heading", level=1)).to_have_text("Invite")
    assert_accessible(vera)
    picture(vera, "05-invite")
    message = vera.get_by_label("Message to send").input_value()
    assert "19:00" in message
    assert "Union hall, upstairs" in message
    assert re.search(r"\d+ minutes?", message)
    return re.search(r"http://\S+", message)[0]


def come_in(malik: Page, link: str) -> None:
    malik.goto(link)
    assert_accessible(malik)
    picture(malik, "06-join")
    malik.get_by_label("Your name").fill("Malik")
    malik.get_by_role("button", name="Come in").click()
    expect(malik.get_by_role("link", name="Read", exact=True)).to_be_visible()
    assert_accessible(malik)
    picture(malik, "07-prepare")


def prepare(malik: Page) -> None:
    malik.get_by_role("button", name="I have read it").click()
    expect(malik.locator("#prepared")).to_contain_text("You have read it")
    malik.get_by_role("link", name="Read", exact=True).click()
    assert_accessible(malik)
    picture(malik, "08-text")
    annotate(malik, paragraph=2, words="I would bring it", press="Share with 1 person")
    annotate(malik, paragraph=3, words="Nobody reads this but me", press="Keep for myself")


def annotate(page: Page, *, paragraph: int, words: str, press: str) -> None:
    page.locator(f"#p{paragraph} .reading__number").click()
    talk = page.locator("#talk")
    talk.get_by_label(f"Write about ¶ {paragraph}").fill(words)
    talk.locator(".talk__form").get_by_role("button", name=press).click()
    expect(talk.locator(".thread__body", has_text=words)).to_be_visible()
    picture(page, f"08-talk-{paragraph}")
    talk.get_by_role("button", name="Close").click()
    expect(talk).to_be_hidden()


def meet(vera: Page, malik: Page) -> None:
    malik.get_by_role("link", name="Session", exact=True).click()
    vera.get_by_role("link", name="Run", exact=True).click()
    expect(vera.get_by_text("1 says: I have read it")).to_be_visible()
    assert "Nobody reads this but me" not in vera.content()
    assert_accessible(vera)
    picture(vera, "09-run-before")
    vera.get_by_role("button", name="Start the meeting").click()
    for _step in range(2):
        title = vera.locator(".run__title").text_content()
        vera.get_by_role("button", name=re.compile("^Next step")).click()
        expect(vera.locator(".run__title")).not_to_have_text(title)
    expect(vera.get_by_text("Ask Ines first")).to_be_attached()
    refresh(malik)
    expect(malik.get_by_role("heading", level=1)).to_have_text(
        "Who brings the lamp?", timeout=FOLLOWS_WITHIN
    )
    assert_accessible(malik)
    picture(malik, "10-now")
    assert "Ask Ines first" not in malik.content()
    malik.get_by_label("Your answer").fill("Whoever comes first brings it")
    malik.get_by_role("button", name="Share with 1 person").click()
    expect(malik.get_by_text("Shared.")).to_be_visible()
    picture(malik, "11-answered")
    answer = vera.locator(".run__answer", has_text="Whoever comes first")
    refresh(vera)
    expect(answer).to_be_visible(timeout=FOLLOWS_WITHIN)
    answer.get_by_role("button", name="Keep").click()
    expect(answer.get_by_role("button", name="Keep")).to_have_attribute("aria-pressed", "true")
    note(vera, "Decision", "We buy a second lamp")
    note(vera, "Action", "Ask for the price", who="Malik", due="2026-12-01")
    note(vera, "Open question", "Who keeps the key?")
    assert_accessible(vera)
    picture(vera, "12-run")
    spare = minutes_to_spare(vera)
    vera.get_by_role("button", name="5 minutes more").click()
    a_minute_may_pass = "|".join(str(spare - 5 - passed) for passed in range(3))
    expect(vera.locator(".run__end")).to_have_text(
        re.compile(rf"\b({a_minute_may_pass}) minutes? to spare")
    )
    vera.get_by_role("button", name="End the meeting").click()
    expect(vera.get_by_text("The clock stopped")).to_be_visible()


def minutes_to_spare(vera: Page) -> int:
    return int(re.search(r"(\d+) minutes to spare", vera.locator(".run__end").text_content())[1])


def note(vera: Page, kind: str, words: str, *, who: str = "", due: str = "") -> None:
    box = vera.locator("#note-box")
    box.get_by_label(kind, exact=True).check()
    box.get_by_role("textbox", name="Note").fill(words)
    if who:
        box.get_by_label("Who").fill(who)
        box.get_by_label("By when").fill(date.fromisoformat(due).isoformat())
    box.get_by_role("button", name="Note it").click()
    expect(vera.locator("#run-notes, .run__notes").get_by_text(words)).to_be_visible()


def recap(vera: Page, malik: Page) -> None:
    malik.reload()
    expect(malik.get_by_text("The recap is not out yet")).to_be_visible()
    assert "We buy a second lamp" not in malik.content()
    vera.get_by_role("link", name="Recap", exact=True).click()
    assert_accessible(vera)
    expect(vera.locator(".facts")).to_contain_text("2 people")
    picture(vera, "13-recap-draft")
    vera.get_by_role("button", name="Share with 1 person").click()
    expect(vera.get_by_text("The recap is out")).to_be_visible()
    malik.reload()
    for words in ("We buy a second lamp", "Ask for the price", "Who keeps the key?"):
        expect(malik.get_by_text(words)).to_be_visible()
    expect(malik.get_by_text("Whoever comes first brings it").first).to_be_visible()
    assert_accessible(malik)
    picture(malik, "14-recap")
