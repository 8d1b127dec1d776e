/*
 * Talks that someone may open next, asked for before the press: one when a finger comes down, a pointer or
 * the focus rests on the way to it; those of the blocks on the screen, in one request, when the page stands
 * still. None twice while it is fresh, none in a hidden tab, none where data is to be saved, and for a while
 * none after a request that failed. What others say meanwhile is not missed: a talk is dropped when the
 * margin counts other than it does, or when it is not fresh any more. Asking marks nothing as read, and
 * says what is on the screen in its body, not in its address: addresses are what servers keep lists of.
 */
import { token } from "../../../site/js/lib/csrf.js";
import { placesOf } from "./offsets.js";

const HOVERS = 80; // ms; a pointer that only passes by asks for nothing
const RESTS = 80; // ms without a scroll
const ENDED = 20; // ms, where a browser says when scrolling has ended: what it shows comes first
const FRESH = 60_000; // ms; the margin asks for news every few seconds
const LOST = 30_000; // ms
const MOST = 8; // blocks; the server gives no more at once
const COUNT = /data-count="(\d+)"/;
const SIGNS = ["pointerdown", "pointerover", "focusin"];

class Ahead {
  /** Whether the talk on the block that starts here needs no asking: it is open, or was put away. */
  isHere = () => false;
  #page;
  #article;
  #known = new Map(); // address of a talk -> {until, count, html, coming: a promise of it; content: it, read}
  #timer;
  #rest;
  #notBefore = 0;

  constructor(page) {
    this.#page = page;
    this.#article = page.querySelector(".reading");
    for (const name of SIGNS) this.#article.addEventListener(name, (event) => this.#foresee(event));
    addEventListener("scroll", () => this.#moved(), { passive: true });
    if ("onscrollend" in window) addEventListener("scrollend", () => this.#moved(ENDED));
    for (const name of ["visibilitychange", "text-margin"]) document.addEventListener(name, () => this.#moved());
    document.addEventListener("page-closed", () => this.forget());
    this.#askInSight();
  }

  /** Where the talk on a block is, in the layer that is shown; `thread` is one that it shall hold. */
  urlOf(start, thread) {
    const url = new URL(this.#page.dataset.talkUrl.replace(/0\/$/, `${start}/`), location);
    url.search = document.querySelector("text-margin").dataset.query;
    if (thread) url.searchParams.set("words", thread);
    return String(url);
  }

  /** How many notes the margin counts on a block. */
  countOn(start) {
    return Number(document.getElementById(`notes-${start}`)?.dataset.count ?? 0);
  }

  /** The talk on a block that is opened now, if it is here or on its way: {html, coming, content}; once. */
  take(start) {
    clearTimeout(this.#timer);
    const url = this.urlOf(start);
    const found = this.#holds(start, url) ? this.#known.get(url) : undefined;
    this.#known.delete(url);
    return found;
  }

  /** Nothing that is here holds any more. */
  forget() {
    this.#known.clear();
  }

  /** The talk on this block, now; one that is here is read while the finger still rests. */
  ask(start) {
    clearTimeout(this.#timer);
    const url = this.urlOf(start);
    if (this.isHere(start)) return;
    if (!this.#holds(start, url)) this.#know(start, fetchPart(url, "text"));
    const talk = this.#known.get(url);
    if (talk.html) talk.content ??= contentOf(talk.html);
  }

  #foresee({ target, type }) {
    clearTimeout(this.#timer);
    const link = target.closest("a[data-talk]");
    if (!link) return;
    const ask = () => this.ask(Number(link.dataset.talk));
    if (type === "pointerdown") ask();
    else this.#timer = setTimeout(ask, HOVERS);
  }

  #moved(rests = RESTS) {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#askInSight(), rests);
  }

  #askInSight() {
    const isBad = document.hidden || !navigator.onLine || navigator.connection?.saveData;
    if (isBad || performance.now() < this.#notBefore) return;
    const starts = this.#inSight.filter((start) => !this.#holds(start, this.urlOf(start)));
    if (!starts.length) return;
    const all = new URL("../../ahead/", this.urlOf(0));
    all.search = document.querySelector("text-margin").dataset.query;
    const body = new URLSearchParams({ at: starts.join(), csrfmiddlewaretoken: token() });
    const coming = fetchPart(all, "json", { method: "POST", body });
    for (const start of starts) this.#know(start, coming.then((talks) => talks?.[start]));
  }

  /** Where the blocks start that have notes and are on the screen, the nearest to its middle first. */
  get #inSight() {
    const found = [];
    for (const { element, start } of placesOf(this.#article).blocks) {
      const { top, bottom } = element.getBoundingClientRect();
      if (top >= innerHeight) break;
      const isOn = bottom > 0 && bottom > top && this.countOn(start) && !this.isHere(start);
      if (isOn) found.push([Math.abs(top + bottom - innerHeight), start]);
    }
    return found.sort((a, b) => a[0] - b[0]).slice(0, MOST).map(([, start]) => start);
  }

  /** Whether what is known of a talk is fresh, and the margin counts as it does, or as when it was asked for. */
  #holds(start, url) {
    const { until, html, count } = this.#known.get(url) ?? {};
    if (!(until > performance.now())) return false;
    const counted = this.countOn(start);
    return count === counted || Number(html?.match(COUNT)?.[1]) === counted;
  }

  async #know(start, coming) {
    const url = this.urlOf(start);
    const now = performance.now();
    for (const [each, { until }] of this.#known) if (until < now) this.#known.delete(each);
    const talk = { coming, until: now + FRESH, count: this.countOn(start) };
    this.#known.set(url, talk);
    talk.html = await coming;
    if (talk.html) return;
    if (this.#known.get(url) === talk) this.#known.delete(url);
    this.#notBefore = performance.now() + LOST;
  }
}

let ahead;

/** One, from when it is first asked for, as long as the page lives. */
export function aheadOn(page) {
  ahead ??= new Ahead(page);
  return ahead;
}

/** HTML as nodes, read but not on the page yet. */
export function contentOf(html) {
  return Object.assign(document.createElement("template"), { innerHTML: html }).content;
}

async function fetchPart(url, kind, sent) {
  const headers = { "HX-Request": "true" };
  try {
    const answer = await fetch(url, { headers, redirect: "error", cache: "no-store", ...sent });
    return answer.ok ? await answer[kind]() : undefined;
  } catch {
    return undefined;
  }
}
