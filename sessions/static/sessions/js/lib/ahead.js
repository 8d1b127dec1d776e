/*
 * Pages that someone is about to open, asked for a moment before the press. One waits at a time, and not
 * for long: what others say meanwhile should be on it.
 */
const RESTS = 80; // ms; a pointer that only passes by asks for nothing
const FRESH = 5000; // ms
const LASTS = 30_000; // ms, where one reads something else first

export class Ahead {
  #url;
  #answer;
  #timer;

  ask(url, { isSure, lasts }) {
    clearTimeout(this.#timer);
    if (url === this.#url) return;
    if (isSure) this.#send(url, lasts ? LASTS : FRESH);
    else this.#timer = setTimeout(() => this.#send(url), RESTS);
  }

  rest() {
    clearTimeout(this.#timer);
  }

  /** The page, if it was asked for and comes; once. */
  take(url) {
    clearTimeout(this.#timer);
    const answer = url === this.#url ? this.#answer : undefined;
    this.#forget(this.#url);
    return answer;
  }

  #send(url, fresh = FRESH) {
    this.#url = url;
    this.#answer = fetchPart(url);
    setTimeout(() => this.#forget(url), fresh);
  }

  #forget(url) {
    if (url === this.#url) this.#url = this.#answer = undefined;
  }
}

async function fetchPart(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error", cache: "no-store" });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}
