"""Pages as assistive technology reads them, at 320 CSS px, and in forced colours."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from sessions.models import Prompt
from tests.browser.keys import tab_to, walk
from tests.browser.rig import LAPTOP, assert_fits, picture, refresh
from tests.builders import make_annotation, make_answer, make_user

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 512}  # 1280 by 1024 or 640 by 1024 px, enlarged

SPEAKS = """() => {
  window.spoken = [];
  new MutationObserver((all) => {
    for (const { target } of all) {
      const near = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
      const live = near?.closest('[aria-live], [role=status], [role=alert], [role=log]');
      if (live && live.getAttribute('aria-live') !== 'off' && live.textContent.trim())
        window.spoken.push(live.textContent.trim().slice(0, 60));
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


UNREADABLE = """() => [...document.querySelectorAll('.button')].filter((button) => {
  const { color, backgroundColor } = getComputedStyle(button);
  return button.checkVisibility() && color === backgroundColor;
}).map((button) => button.textContent.trim())"""


@pytest.fixture
def full(study_session, facilitator):
    """People wrote in it."""
    make_answer(Prompt.objects.in_order()[0], by=make_user("Inès"), body="A view")
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    return study_session


def places(study_session) -> list[str]:
    inside = study_session.get_absolute_url()
    parts = (
        *("", "read/", "plan/", "plan/prepare/", "invite/"),
        *("run/", "recap/", "questions/"),
    )
    more = ["/", "/me/", "/me/erase/", "/library/", "/sessions/new/", "/help/", "/help/hosting/"]
    of_circle = study_session.circle.get_absolute_url()
    more += [of_circle + part for part in ("", "people/", "invite/", "settings/")]
    return [*more, *(inside + part for part in parts)]


def assert_in_order(page: Page) -> None:
    """One h1, no level left out, every landmark that is there twice has a name of its own."""
    tree = page.locator("body").aria_snapshot()
    levels = [int(level) for level in re.findall(r"- heading .*\[level=(\d)\]", tree)]
    assert levels.count(1) == 1, f"{page.url}: h1 {levels.count(1)} times"
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not jumps, f"{page.url}: headings jump {jumps}"
    assert tree.count("- main") == 1
    nameless = re.findall(
        r"- (button|link|textbox|combobox|checkbox|radio|spinbutton)(?::|$)", tree
    )
    assert not nameless, f"{page.url}: nameless {nameless}\n{tree}"
    landmarks = re.findall(r"- ((?:navigation|region|complementary)(?: \"[^\"]*\")?)", tree)
    assert len(set(landmarks)) == len(landmarks), f"{page.url}: {landmarks}"


def test_every_page_is_in_order_for_those_who_hear_it(open_page, full, facilitator):
    page = open_page(facilitator, LAPTOP)
    for address in places(full):
        page.goto(address)
        assert_in_order(page)
    full.start()
    for part in ("", "run/"):
        page.goto(full.get_absolute_url() + part)
        assert_in_order(page)


@pytest.mark.parametrize("part", ["", "run/"])
def test_clocks_and_polls_are_not_read_out(open_page, full, facilitator, member, part):
    full.start()
    page = open_page(facilitator, LAPTOP)
    page.clock.install()
    page.goto(full.get_absolute_url() + part)
    page.evaluate(SPEAKS)
    for _time in range(3):
        make_answer(Prompt.objects.in_order()[0], by=make_user())
        with page.expect_response(re.compile("/(live|others)/")):
            refresh(page)
        page.clock.run_for(120_000)
    assert page.evaluate("() => window.spoken") == []


def test_nothing_is_too_wide_or_covered_at_320_px(open_page, full, facilitator):
    page = open_page(facilitator, NARROW)
    for address in places(full):
        page.goto(address)
        assert_fits(page)
        walk(page)
    full.start()
    for part in ("", "run/"):
        page.goto(full.get_absolute_url() + part)
        assert_fits(page)
        walk(page)
        picture(page, f"narrow-{part.strip('/') or 'now'}")


def test_the_talk_over_a_narrow_page_covers_nothing_one_needs(open_page, full, member):
    page = open_page(member, NARROW)
    page.goto(f"{full.get_absolute_url()}read/")
    page.locator("#p2 .reading__number").click()
    talk = page.locator("#talk")
    expect(talk.get_by_text("Why a hand?")).to_be_visible()
    tab_to(page, talk.get_by_label("Write about ¶ 2"))
    page.keyboard.type("At 320 px")
    tab_to(page, talk.get_by_role("button", name="Keep for myself"))
    picture(page, "narrow-talk")
    assert_fits(page)


def test_forced_colours_show_notes_and_states(open_page, full, facilitator):
    full.start()
    page = open_page(facilitator, LAPTOP, forced_colors="active")
    page.goto(f"{full.get_absolute_url()}read/")
    expect(page.locator("#p2 .reading__number")).to_be_visible()
    painted = page.evaluate(
        "() => getComputedStyle(document.querySelector('#p2 [data-start]'), '::highlight(own-comment)')"
        ".textDecorationLine"
    )
    assert painted == "underline"
    picture(page, "forced-text")
    for part in ("", "run/", "plan/"):
        page.goto(full.get_absolute_url() + part)
        assert_fits(page)
        picture(page, f"forced-{part.strip('/') or 'now'}")
        assert page.evaluate(UNREADABLE) == []
    page.goto(f"{full.get_absolute_url()}run/")
    keep = page.get_by_role("button", name="Keep for the recap").first
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    assert "✓" in keep.evaluate("one => getComputedStyle(one, '::before').content")
