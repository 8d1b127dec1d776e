/*
 * The page of a session's text. What shows at first is here at once; what one does with it, and how that
 * looks, comes right after that was painted, the talks of what is on the screen first, or with the first
 * sign that someone reads. What was pressed meanwhile is pressed again then; what cannot be had leaves links
 * as they are, and is asked for again at the next sign. The passage cursor comes with the first key, the list
 * of keys, or on the way from a note to its words. What is for times without a connection comes last, when
 * the line is not wanted for anything else.
 */
import "./elements/text-go.js";
import "./elements/text-margin.js";
import "./remember-open.js";
import { debounce } from "../../site/js/lib/timers.js";
import { wear } from "./lib/wear.js";

const SIGNS = ["pointerover", "pointerdown", "focusin", "keydown", "selectionchange"];
const STIRS = ["pointerdown", "keydown", "scroll"];
const QUIET = 3000; // ms without any of these
const LATEST = 30_000; // ms
const AGAIN = 2000; // ms before what could not be had is asked for anew
const page = document.querySelector("text-page");
const cursor = document.querySelector("passage-cursor");
// Who listens until it is here: what opens a talk, all of it, the passage cursor, what comes last
const [opens, coming, waking, stirring] = Array.from({ length: 4 }, () => new AbortController());

/** What opens a talk, in the order in which it is wanted: a browser asks for a few files at a time. */
const opening = had(opens, () => [
  import("./lib/ahead.js").then(({ aheadOn }) => aheadOn(page)),
  import("./elements/text-page.js"),
  dress(),
  // What these will ask for
  import("./lib/about.js"),
  import("./lib/markers.js"),
  import("./lib/put-away.js"),
  import("./lib/reply-box.js"),
  import("./lib/new-key.js"),
  import("./lib/stand.js"),
  import("./lib/selection.js"),
  import("./lib/pending.js"),
]);

/** And what else one may do. */
const attend = had(coming, () => [
  opening().then(() => Promise.all([
    import("./elements/text-chosen.js"),
    import("./elements/mark-seen.js"),
    import("./elements/text-tools.js"),
  ])),
]);

/** Asks for it once; what could not be had is asked for again at the next sign. */
function had(waiting, ask) {
  let all;
  return () => {
    all ??= Promise.all(ask()).then(
      () => waiting.abort(),
      (error) => {
        setTimeout(() => (all = undefined), AGAIN);
        throw error;
      },
    );
    return all;
  };
}

async function dress() {
  if (!(await wear(page.dataset.styles))) throw new Error("no style sheet");
}

/** A press on the text before it can be answered. */
async function pressed(event) {
  const { target, metaKey, ctrlKey, shiftKey } = event;
  const link = target.closest("a, summary, button");
  if (metaKey || ctrlKey || shiftKey || (link && !link.matches("a[data-talk]"))) return;
  event.preventDefault();
  event.stopPropagation(); // one part of what answers may be here before the others
  try {
    await opening();
    target.dispatchEvent(new MouseEvent("click", event));
  } catch {
    if (link) location.assign(link.href);
  }
}

/** The next place with something new: a link above the text, a button in the talk. */
async function goOn(event) {
  const link = event.target.closest("[data-next-new]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await opening();
    page.openNextNew(link);
  } catch {
    location.assign(link.href);
  }
}

async function wake(event) {
  try {
    await Promise.all([attend(), import("./elements/passage-cursor.js")]);
    waking.abort();
    cursor.handleEvent(event);
  } catch {
    // no connection: keys do what they do anywhere
  }
}

/** For times without a connection: once nobody wants the line for anything else. */
function keepSoon() {
  const last = debounce(() => {
    stirring.abort();
    import("./offline.js").catch(() => {});
  }, page.dataset.offline ? QUIET : 0);
  const stirs = { capture: true, passive: true, signal: stirring.signal };
  for (const name of STIRS) addEventListener(name, last, stirs);
  last();
  setTimeout(last.now, LATEST);
}

/** Right after what was painted shows. */
function soon() {
  requestAnimationFrame(() => setTimeout(() => {
    attend().catch(() => {});
    import("./elements/text-strip.js").catch(() => {});
  }));
}

if (page) {
  const meanwhile = { capture: true, signal: coming.signal };
  for (const name of SIGNS) document.addEventListener(name, () => attend().catch(() => {}), meanwhile);
  page.addEventListener("click", pressed, { capture: true, signal: opens.signal });
  document.addEventListener("click", goOn);
  document.addEventListener("text-painted", soon, { once: true });
  addEventListener("load", keepSoon);
}

if (cursor) {
  const meanwhile = { capture: true, signal: waking.signal };
  cursor.querySelector("[data-keys]").hidden = false;
  for (const name of ["toggle", "click"]) cursor.addEventListener(name, wake, meanwhile);
  for (const name of ["keydown", "text-words"]) document.addEventListener(name, wake, { signal: waking.signal });
}
