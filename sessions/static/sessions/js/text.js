/*
 * The page of a session's text. The passage cursor comes with the first key, with the list of keys, or
 * on the way from a note to its words; whoever reads by touch never loads it.
 */
import "./elements/text-go.js";
import "./elements/text-margin.js";
import "./elements/text-page.js";
import "./elements/text-chosen.js";
import "./elements/text-strip.js";
import "./remember-open.js";

const cursor = document.querySelector("passage-cursor");
const waking = new AbortController();

async function wake(event) {
  await import("./elements/passage-cursor.js");
  waking.abort();
  cursor.handleEvent(event);
}

if (cursor) {
  cursor.hidden = false;
  for (const name of ["toggle", "click"]) {
    cursor.addEventListener(name, wake, { capture: true, signal: waking.signal });
  }
  for (const name of ["keydown", "text-words"]) document.addEventListener(name, wake, waking);
}
