/* Words in a box are kept: <keep-words> comes where there is a box, when the page has one. */
const waking = new AbortController();

function look() {
  if (!document.querySelector("keep-words")) return;
  waking.abort();
  import("./elements/keep-words.js");
}

document.addEventListener("htmx:afterSwap", look, waking);
look();
