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

document.addEventListener("htmx:afterSwap", look, waking);
look();
addEventListener("online", sendWaiting);
sendWaiting();
