/*
 * What this tab keeps: words that the server does not have yet, by the name of their box. Some of them
 * were to be shared when there was no connection: those go out once when it is back, on whatever page
 * of ours this tab then shows. The key they carry keeps them from being stored twice.
 */
import { token } from "../../../site/js/lib/csrf.js";
import { backoff } from "../../../site/js/lib/timers.js";

const PREFIX = "colloquy-";
const AGAIN = 2000;
const MOST = 30_000;
const SIGNED_OUT = 401;

let failures = 0;
let timer;

/** {fields, known, waits} of a box, or nothing. */
export function keptAs(name) {
  return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null") ?? undefined;
}

export function keep(name, kept) {
  sessionStorage.setItem(PREFIX + name, JSON.stringify(kept));
}

export function forget(name) {
  sessionStorage.removeItem(PREFIX + name);
}

export function sendWaitingSoon() {
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, backoff(AGAIN, failures++, MOST));
}

/** A box that is on the page sends its words itself, and shows what came of it. */
export async function sendWaiting() {
  clearTimeout(timer);
  const { user } = document.getElementById("kept-words").dataset;
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && key.endsWith(`-${user}`));
  const boxes = [...document.querySelectorAll("keep-words")];
  for (const name of keys.map((key) => key.slice(PREFIX.length))) {
    const kept = keptAs(name);
    const box = boxes.find((one) => one.name === name);
    if (kept.waits && box) box.send();
    else if (kept.waits) await send(name, kept);
  }
}

async function send(name, { fields, known, waits }) {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  if (waits.name) body.set(waits.name, waits.value);
  body.set("csrfmiddlewaretoken", token());
  try {
    const headers = { "HX-Request": "true" };
    const { ok, status } = await fetch(waits.url, { method: "POST", body, headers });
    if (status >= 500 || status === SIGNED_OUT) return sendWaitingSoon();
    failures = 0;
    if (ok) forget(name);
    else keep(name, { fields, known }); // refused: it stays in its box, to be looked at
    return document.dispatchEvent(new Event("poll-now"));
  } catch {
    return sendWaitingSoon();
  }
}
