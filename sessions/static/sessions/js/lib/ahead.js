/*
 * Talks that someone may open next, asked for before the press: one when a finger comes down, a pointer or
 * the focus rests on the way to it; those of the blocks on the screen, in one request, when the page stands
 * still. None twice while it is fresh, none in a hidden tab, none where data is to be saved, and for a while
 * none after a request that failed. What others say meanwhile is not missed: a talk is dropped when the
 * margin counts other than it does, or when it is not fresh any more. Asking marks nothing as read, and
 * says what is on the screen in its body, not in its address: addresses are what servers keep lists of.
 */
import { token } from "../../../site/js/lib/csrf.js";
import { nearIn } from "./near.js";

const HOVERS = 80; // ms; a pointer that only passes by asks for nothing
const RESTS = 80; // ms without a scroll
const FRESH = 60_000; // ms; the margin asks for news every few seconds
const LOST = 30_000; // ms
const MOST = 8; // blocks; the server gives no more at once
const COUNT = /data-count="(\d+)"/;
const SIGNS = ["pointerdown", "pointerover", "focusin"];

export class Ahead {
  #article;
  #page;
  #known = new Map(); // address of a talk -> {until, count, html, coming: a promise of it}
  #timer;
  #rest;
  #notBefore = 0;

  /** Of a block, by where it starts: `urlOf` its talk, whether that `isHere`, and the margin's `count`. */
  constructor(article, page, signal) {
    this.#article = article;
    this.#page = page;
    for (const name of SIGNS) article.addEventListener(name, (event) => this.#foresee(event), { signal });
    addEventListener("scroll", () => this.#moved(), { signal, passive: true });
    document.addEventListener("visibilitychange", () => this.#moved(), { signal });
    document.addEventListener("text-margin", () => this.#moved(), { signal });
    document.addEventListener("page-closed", () => this.forget(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#rest));
    this.#moved();
  }

  /** The talk on a block that is opened now, if it is here or on its way: {html, coming}; once. */
  take(start) {
    clearTimeout(this.#timer);
    const url = this.#page.urlOf(start);
    const found = this.#holds(start, url) ? this.#known.get(url) : undefined;
    this.#known.delete(url);
    return found;
  }

  /** Nothing that is here holds any more. */
  forget() {
    this.#known.clear();
  }

  /** The talk on this block, now. */
  ask(start) {
    clearTimeout(this.#timer);
    const url = this.#page.urlOf(start);
    if (!this.#page.isHere(start) && !this.#holds(start, url)) this.#know(start, fetchPart(url, "text"));
  }

  #foresee({ target, type }) {
    clearTimeout(this.#timer);
    const link = target.closest("a[data-talk]");
    if (!link) return;
    const ask = () => this.ask(Number(link.dataset.talk));
    if (type === "pointerdown") ask();
    else this.#timer = setTimeout(ask, HOVERS);
  }

  #moved() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#askInSight(), RESTS);
  }

  #askInSight() {
    const isBad = document.hidden || !navigator.onLine || navigator.connection?.saveData;
    if (isBad || performance.now() < this.#notBefore) return;
    const urls = new Map(this.#inSight.map((start) => [start, this.#page.urlOf(start)]));
    for (const [start, url] of urls) if (this.#holds(start, url)) urls.delete(start);
    if (!urls.size) return;
    const [[, one]] = urls;
    const all = new URL("../../ahead/", one);
    all.search = new URL(one).search;
    const at = [...urls.keys()].join();
    const body = new URLSearchParams({ at, csrfmiddlewaretoken: token() });
    const coming = fetchPart(all, "json", { method: "POST", body });
    for (const start of urls.keys()) this.#know(start, coming.then((talks) => talks?.[start]));
  }

  /** Where the blocks start that have notes and are on the screen, the nearest to its middle first. */
  get #inSight() {
    const found = [];
    for (const { element, start } of nearIn(this.#article)) {
      if (!this.#page.count(start) || this.#page.isHere(start)) continue;
      const { top, bottom } = element.getBoundingClientRect();
      const isOn = bottom > 0 && top < innerHeight && bottom > top;
      if (isOn) found.push([Math.abs(top + bottom - innerHeight), start]);
    }
    return found.sort((a, b) => a[0] - b[0]).slice(0, MOST).map(([, start]) => start);
  }

  /** Whether what is known of a talk is fresh, and the margin counts as it does, or as when it was asked for. */
  #holds(start, url) {
    const { until, html, count } = this.#known.get(url) ?? {};
    if (!(until > performance.now())) return false;
    const counted = this.#page.count(start);
    return count === counted || Number(html?.match(COUNT)?.[1]) === counted;
  }

  async #know(start, coming) {
    const url = this.#page.urlOf(start);
    const now = performance.now();
    for (const [each, { until }] of this.#known) if (until < now) this.#known.delete(each);
    const talk = { coming, until: now + FRESH, count: this.#page.count(start) };
    this.#known.set(url, talk);
    talk.html = await coming;
    if (talk.html) return;
    if (this.#known.get(url) === talk) this.#known.delete(url);
    this.#notBefore = performance.now() + LOST;
  }
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
