"""What a person with a keyboard sees and needs: where the focus is, its ring, and nothing over it."""

import json

from playwright.sync_api import Locator, Page, expect

MOST = 120  # presses of Tab to come anywhere

LOOK = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return { lost: true };
  const painted = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const own = at.matches('input[type=radio], input[type=checkbox]') ? at.closest('label') : null;
  const ring = [at, own, own?.querySelector('span')].filter(Boolean).some((one) =>
    painted(getComputedStyle(one)) || painted(getComputedStyle(one, '::after'))
    || getComputedStyle(one).boxShadow !== 'none');
  const shows = (own ?? at).getBoundingClientRect();
  const left = Math.max(0, shows.left), right = Math.min(innerWidth, shows.right);
  const top = Math.max(0, shows.top), bottom = Math.min(innerHeight, shows.bottom);
  const points = [];
  for (const x of [.1, .5, .9]) for (const y of [.15, .5, .85])
    points.push(document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
  const seen = right > left && bottom > top && points.some((hit) =>
    hit && (hit.contains(at) || at.contains(hit) || hit.closest('label')?.control === at));
  const words = (at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '');
  return { lost: false, ring, seen, keyboard: at.matches(':focus-visible'),
    what: `${at.localName}#${at.id} ${words.trim().replace(/\\s+/g, ' ').slice(0, 50)}` };
}"""


def look(page: Page, *, ring: bool = True) -> dict:
    """The focus is somewhere, nothing covers it, and (`ring`, for what Tab came to) it is drawn."""
    found = page.evaluate(LOOK)
    assert not found["lost"], f"focus is nowhere on {page.url}"
    return judge(page, found, ring=ring)


def judge(page: Page, found: dict, *, ring: bool = True) -> dict:
    assert found["seen"], f"{found['what']} has focus but cannot be seen on {page.url}"
    if ring:
        assert found["ring"], f"{found['what']} has focus without a ring on {page.url}"
    return found


def tab_to(page: Page, target: Locator, *, back: bool = False) -> list[str]:
    """Press Tab until `target` has focus, looking at every stop; gives the stops."""
    expect(target).to_be_visible()
    page.wait_for_load_state()  # nobody's fingers are quicker than the scripts of a page
    stops = []
    for _press in range(MOST):
        if target.evaluate("one => one === document.activeElement"):
            return stops
        page.keyboard.press("Shift+Tab" if back else "Tab")
        stops.append(look_between(page))
    raise AssertionError(
        f"Tab never comes to {target}; it stopped at {json.dumps(stops, indent=1)}"
    )


def still_somewhere(page: Page) -> None:
    """After what the server sent, the focus is not lost, and what has it is in sight."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request') && document.activeElement !== document.body"
    )
    look(page, ring=False)


def look_between(page: Page) -> str:
    """One stop on the way of the Tab key; after the last one the browser's own bar has its turn."""
    found = page.evaluate(LOOK)
    return "(out of the page)" if found["lost"] else judge(page, found)["what"]


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, words: str) -> None:
    tab_to(page, target)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def stays(page: Page, there: Locator) -> None:
    """After what the server sent: the focus is where the eye is."""
    expect(there).to_be_focused()
    # What has just come answers to keys 20 ms later
    expect(page.locator(".htmx-added")).to_have_count(0)
    still_somewhere(page)


def walk(page: Page) -> list[str]:
    """Tab through the whole page and back to its beginning: no trap, no stop unseen."""
    page.evaluate("() => document.activeElement?.blur()")
    stops = []
    for _press in range(MOST):
        page.keyboard.press("Tab")
        stop = look_between(page)
        if stop == "(out of the page)":
            return stops
        stops.append(stop)
    raise AssertionError(f"Tab does not come to an end: {json.dumps(stops[-8:], indent=1)}")
