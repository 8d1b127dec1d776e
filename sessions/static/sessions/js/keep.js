/*
 * Words in a box are kept: <keep-words> comes when the page has a box, and what waits in this tab to be
 * shared goes out from whatever page it shows.
 */
const waking = new AbortController();

function look() {
  if (!document.querySelector("keep-words")) return;
  waking.abort();
  import("./elements/keep-words.js").catch(() => addEventListener("online", look, { once: true }));
}

async function sendWaiting() {
  const waits = Object.values(sessionStorage).some((kept) => kept.includes('"waits":{'));
  if (waits) (await import("./lib/waiting.js")).sendWaiting();
}

/** What was pressed without a connection before <keep-words> came waits as well. */
async function hadNoLine(event) {
  const words = event.detail.elt.querySelector("keep-words:not(:defined)");
  if (!words) return;
  await customElements.whenDefined("keep-words");
  words.handleEvent(event);
}

for (const name of ["htmx:afterSwap", "talk-put"]) document.addEventListener(name, look, waking);
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, hadNoLine);
look();
addEventListener("online", sendWaiting);
sendWaiting();
