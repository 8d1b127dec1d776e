/*
 * The box to reply in, put under a thread when it is asked for: a talk may have hundreds of threads. The
 * talk brings one, in <template data-reply-box>, as it would be for the thread of number 0; a link with
 * data-reply-to="7" gives way to it.
 */
import { newKey } from "./new-key.js";

const NUMBERED = ["id", "for", "aria-describedby", "data-slot", "action", "hx-post"];
const NOBODY = /(contributions\/|reply-to-|reply[-:])0\b/;

const BOX = /^reply-(\d+)-/; // the id of one
const KEPT = /^colloquy-reply:(\d+)-/; // words that never left this tab (waiting.js)

/** Where something was typed and is in this tab alone, its box stands there again. */
export function putKeptReplies(talk) {
  for (const name of Object.keys(sessionStorage)) {
    const link = talk.querySelector(`[data-reply-to="${name.match(KEPT)?.[1]}"]`);
    if (link) replyBox(link);
  }
}

/** Words that were in the box with this id are in it again. */
export function putBack(talk, id, words) {
  const link = talk.querySelector(`[data-reply-to="${id.match(BOX)?.[1]}"]`);
  if (link) replyBox(link);
  const box = document.getElementById(id);
  if (!box) return;
  box.value = words;
  box.closest("details")?.setAttribute("open", "");
}

export function replyBox(link) {
  const { content } = link.closest(".talk").querySelector("template[data-reply-box]");
  const fold = content.querySelector("details").cloneNode(true);
  for (const part of fold.querySelectorAll("*")) {
    for (const name of NUMBERED.filter((one) => part.hasAttribute(one))) {
      part.setAttribute(name, part.getAttribute(name).replace(NOBODY, `$1${link.dataset.replyTo}`));
    }
  }
  fold.querySelector("[name=key]").value = newKey();
  link.replaceWith(fold);
  window.htmx.process(fold);
  return fold;
}
