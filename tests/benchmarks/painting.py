"""The browser: how soon a text shows, its notes are marked and a talk opens, and what painting costs.

`uv run python -m tests.benchmarks.painting` takes two minutes and writes JSON to stdout. The page is
opened as on a first visit at 1.6 Mb/s, 150 ms and a processor four times slower; highlights are painted
on the unhindered page and set beside the same number of bare StaticRanges.
"""

import argparse
import json
import shutil
import statistics

from playwright.sync_api import Page, sync_playwright

from . import room
from .serving import served

LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
PHONE = {"width": 360, "height": 740}
ROUNDS = 5
# Set down by the page itself, so that asking does not disturb what is measured
WATCH = """() => {
  window.seen = { tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    if (CSS.highlights.size) setTimeout(() => (seen.marks = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}"""
FIRST_TEXT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
# What goes over the line for the page, and our own style sheets and scripts as the browser reads them,
# as far as they are asked for before its notes are marked
WEIGHTS = """() => {
  const files = performance.getEntriesByType("resource")
    .filter(({ name, startTime }) => !name.includes("htmx") && startTime < seen.marks);
  const sum = (end) => files.filter(({ name }) => name.endsWith(end))
    .reduce((total, { decodedBodySize }) => total + decodedBodySize, 0);
  const [{ encodedBodySize }] = performance.getEntriesByType("navigation");
  return { html_compressed: encodedBodySize, css: sum(".css"), js: sum(".js") };
}"""
# A finger rests on the number a moment; from when it lifts to the frame in which the sheet shows, and to
# that in which what people wrote stands there
FINGER = 80
OPEN_TALK = """([number, finger]) => new Promise((resolve) => {
  const link = document.querySelector(`#p${number} .reading__number`);
  link.scrollIntoView({ block: "center" });
  const talk = document.querySelector("#talk");
  const found = {};
  const painted = (name) => requestAnimationFrame(() => setTimeout(() => {
    found[name] ??= performance.now() - begun;
    if (!found.threads) return;
    watching.disconnect();
    resolve(found);
  }));
  const look = () => {
    const start = talk.querySelector(".talk__title")?.dataset.start;
    if (!talk.hidden && talk.getClientRects().length) painted("sheet");
    if (start === link.dataset.talk && talk.querySelector(".thread, .talk__empty")) painted("threads");
  };
  const watching = new MutationObserver(look);
  let begun;
  const touched = new PointerEvent("pointerdown", { bubbles: true, pointerType: "touch" });
  requestAnimationFrame(() => setTimeout(() => {
    link.dispatchEvent(touched);
    setTimeout(() => {
      begun = performance.now();
      watching.observe(talk, { childList: true, subtree: true, attributes: true });
      link.click();
    }, finger);
  }, 300));
})"""
PAINT = """async ([many, isOurs]) => {
  const article = document.querySelector(".reading--margin");
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const { paint } = await import(loaded.find((name) => name.includes("/paint.")));
  const { placesOf } = await import(loaded.find((name) => name.includes("/offsets.")));
  const blocks = placesOf(article).blocks.filter(({ text }) => text.length > 100);
  const stretches = Array.from({ length: many }, (_, n) => {
    const block = blocks[(n * 7919) % blocks.length];
    const start = block.start + (n * 31) % (block.text.length - 40);
    return [start, start + 10 + (n % 30)];
  });
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  paint(article, "comment", []); // what is painted already is not painted again
  CSS.highlights.clear();
  await frame();
  const bare = stretches.map(([start, end]) => {
    const block = placesOf(article).blockAt(start);
    const node = block.element.firstChild;
    return [node, start - block.start, end - block.start];
  });
  const begun = performance.now();
  if (isOurs) paint(article, "comment", stretches);
  else {
    const highlight = new Highlight();
    for (const [node, from, to] of bare) {
      highlight.add(new StaticRange(
        { startContainer: node, startOffset: from, endContainer: node, endOffset: to }));
    }
    CSS.highlights.set("comment", highlight);
  }
  await frame();
  return performance.now() - begun;
}"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--words", type=int, default=room.WORDS)
    parser.add_argument("--paint", type=int, nargs="*", default=[100, 1000, 5000])
    parser.add_argument("--talks", type=int, default=20)
    print(json.dumps(measured(**vars(parser.parse_args())), indent=2))


def measured(notes: int, words: int, paint: list[int], talks: int) -> dict:
    room.begin()
    people = room.make_people(4)
    study_session = room.make_room(people, words=words, notes=notes)
    cookies = [
        {"name": name, "value": value, "url": room.ADDRESS}
        for name, value in room.cookies(people[1]).items()
    ]
    address = f"{room.ADDRESS}/sessions/{study_session.pk}/read/"
    with served("app"), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )

        def page() -> Page:
            context = browser.new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce")
            context.add_cookies(cookies)
            page = context.new_page()
            page.set_default_timeout(60_000)
            return page

        warm(page(), address)
        return {
            "words": words,
            "notes": notes,
            "first_visit": first_visit(page(), address, talks),
            "paint_ms": painting(page(), address, paint),
        }


def warm(page: Page, address: str) -> None:
    """The server has read its templates; the browser starts anew."""
    page.goto(address)
    page.context.close()


def first_visit(page: Page, address: str, talks: int) -> dict:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    page.wait_for_function("() => seen.marks")  # a string would be eval, which our pages refuse
    weights = page.evaluate(WEIGHTS)
    opened = [page.evaluate(OPEN_TALK, [1 + place * 7 % 100, FINGER]) for place in range(talks)]
    seen = page.evaluate(f"({{...seen, text: {FIRST_TEXT}, loaded: {LOADED}}})")
    page.context.close()
    after = [length for begun, length in seen["tasks"] if begun > seen["loaded"]]
    return {
        "first_text_ms": round(seen["text"]),
        "marks_ms": round(seen["marks"]),
        "first_talk_ms": round(opened[0]["threads"]),
        **{
            f"{name}_{part}": ms
            for name in ("sheet", "threads")
            for part, ms in spread(opened, name)
        },
        "longest_task_ms": round(max((length for _, length in seen["tasks"]), default=0)),
        "longest_task_after_load_ms": round(max(after, default=0)),
        "bytes": weights,
    }


def spread(opened: list[dict], name: str) -> list[tuple[str, int]]:
    times = sorted(each[name] for each in opened)
    return [
        ("p50_ms", round(statistics.median(times))),
        ("p95_ms", round(times[int(0.95 * (len(times) - 1))])),
    ]


def painting(page: Page, address: str, sizes: list[int]) -> dict:
    page.goto(address)
    page.wait_for_function("() => CSS.highlights.size")
    found = {}
    for many in sizes:
        ways = {"ours": [], "bare": []}
        for _ in range(ROUNDS):  # in turns, so that a busy moment meets both
            for name, times in ways.items():
                times.append(page.evaluate(PAINT, [many, name == "ours"]))
        ours, bare = (statistics.median(times) for times in ways.values())
        found[many] = {
            "ours": round(ours, 1),
            "floor": round(bare, 1),
            "ratio": round(ours / bare, 2),
        }
    page.context.close()
    return found


if __name__ == "__main__":
    main()
