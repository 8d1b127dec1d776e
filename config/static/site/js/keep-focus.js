/*
 * The focus is never lost. When an answer of the server, or a poll, takes away what had it, it goes to
 * the same thing in the new part of the page: the same id, else the same link, button or fold inside
 * the nearest ancestor with an id that is still there. What is gone for good leaves it to that
 * ancestor's heading, and whoever uses keys goes on from there. An element that sets the focus
 * itself, or `autofocus` in the answer, comes first.
 */
import { debounce } from "./lib/timers.js";

const SETTLED = 60; // ms; htmx gives [autofocus] its turn after 20
const MOMENTS = ["htmx:afterSettle", "htmx:afterRequest", "htmx:oobAfterSwap"];
const STOPS = 'a[href], button, summary, select, textarea, input:not([type="hidden"]), [tabindex]';

let last;

function remember(element) {
  const trail = [];
  for (let one = element.parentElement; one; one = one.parentElement) if (one.id) trail.push(one.id);
  last = { element, trail, key: keyOf(element), byKeys: element.matches(":focus-visible") };
}

/** What makes it the same thing for a person: what it does, not how it is worded today. */
function keyOf(element) {
  const words = element.localName === "summary" ? element.textContent.replace(/[\d\s]+/g, " ") : "";
  const { name, localName } = element;
  return [localName, name, element.getAttribute("href"), element.form?.getAttribute("action"), words].join();
}

const isThere = (element) =>
  element?.isConnected && !element.disabled && !element.closest("[hidden]");

function find() {
  const { element, key, trail, byKeys } = last;
  const same = element.id ? document.getElementById(element.id) : element;
  if (isThere(same)) return same;
  for (const id of trail) {
    const place = document.getElementById(id);
    if (!isThere(place)) continue;
    const stops = [...place.querySelectorAll(STOPS)].filter(isThere);
    return stops.find((stop) => keyOf(stop) === key) ?? landing(place, byKeys && stops[0]);
  }
  return undefined;
}

function landing(place, stop) {
  const heading = place.querySelector("h1, h2, h3");
  const there = (isThere(heading) && heading) || stop || place;
  if (!there.matches(STOPS)) there.tabIndex = -1;
  return there;
}

function bringBack() {
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  const there = find();
  for (let fold = there?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    if (!fold.firstElementChild.contains(there)) fold.open = true;
  }
  there?.focus({ preventScroll: !last.byKeys });
}

const soon = debounce(bringBack, SETTLED);

document.addEventListener("focusin", ({ target }) => remember(target));
document.addEventListener("focusout", ({ target }) => {
  // left on purpose, by a press elsewhere; what was taken away or disabled is remembered
  queueMicrotask(() => {
    if (isThere(target) && last?.element === target) last = undefined;
  });
});
for (const moment of MOMENTS) document.addEventListener(moment, soon);
