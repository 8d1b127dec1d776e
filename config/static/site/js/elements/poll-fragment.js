/*
 * <poll-fragment id="now" data-src="/sessions/3/now/" data-every="10" data-version="41">…</poll-fragment>
 * Asks for data-src?since=<version> every data-every seconds (at once on coming back to the tab, never
 * in a hidden one) and puts the answer, a <poll-fragment> with the same id, in its own place. 204:
 * nothing new. While someone writes inside it nothing is swapped: a [data-poll-held] button inside, if
 * there is one, appears and lets them go on when they are ready. [data-poll-lost] shows when the line
 * is down. Where the server refuses it (signed out, removed) it asks again on coming back to the tab,
 * and once a minute, as that may be mended elsewhere. With data-page it speaks for its page: a
 * "page-closed" event on the document says so (detail: the reason), "page-open" once it goes on. What a
 * [data-plain] in it holds is emptied before an answer takes its place: htmx, which would take leave of each
 * element on its own, made nothing of it.
 * `element.refresh()` asks now; a "poll-now" event on the document does so for every one. While an answer
 * is still on its way, that happens again after it: what it tells may be older than the event.
 */
import { still } from "../lib/still.js";
import { backoff } from "../lib/timers.js";

const MOST = 60_000;
const GAP = 1000;
const LOST_AFTER = 2;
const SIGNED_OUT = 401;
const GONE = new Set([SIGNED_OUT, 403, 404, 410]);
const TEXT = 'textarea, input:not([type="hidden"], [type="checkbox"], [type="radio"], [type="submit"])';

class PollFragment extends HTMLElement {
  #listening;
  #timer;
  #failures = 0;
  #isClosed = false;
  #asked = 0;
  #asking = false;
  #again = false; // asked to ask while it asked
  #pressed = 0; // presses under way whose answer will stand here

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("visibilitychange", this, { signal });
    document.addEventListener("poll-now", this, { signal });
    for (const name of ["online", "focus", "pageshow"]) addEventListener(name, this, { signal });
    this.addEventListener("click", this, { signal });
    for (const [name, more] of [["htmx:beforeSend", 1], ["htmx:afterRequest", -1]]) {
      const count = ({ detail }) => { if (detail.target === this) this.#pressed += more; };
      document.addEventListener(name, count, { signal });
    }
    document.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (detail.target === this && detail.shouldSwap) this.#empty();
    }, { signal });
    this.#asked = Date.now();
    this.#wait();
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  handleEvent(event) {
    if (event.type === "click") {
      if (event.target.closest("[data-poll-held]")) this.refresh({ force: true });
    } else if (document.hidden) {
      clearTimeout(this.#timer);
    } else if (event.type === "poll-now" || this.#isClosed) {
      if (this.#asking) this.#again = true;
      else this.refresh();
    } else if (Date.now() - this.#asked > GAP) {
      this.refresh();
    }
  }

  async refresh({ force = false } = {}) {
    if (this.#asking) return;
    this.#asking = true;
    this.#asked = Date.now();
    clearTimeout(this.#timer);
    try {
      await this.#take(await fetch(this.#address, this.#options), force);
    } catch {
      this.#fail();
    } finally {
      this.#asking = false;
    }
    if (this.#again) return this.#askAgain();
    if (this.isConnected) this.#wait();
  }

  /** Whatever stands in this place by now. */
  #askAgain() {
    this.#again = false;
    return document.getElementById(this.id)?.refresh();
  }

  get #address() {
    const address = new URL(this.dataset.src, location.href);
    if (this.dataset.version) address.searchParams.set("since", this.dataset.version);
    return address;
  }

  get #options() {
    const { signal } = this.#listening;
    return { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "error", signal };
  }

  async #take(response, force) {
    if (GONE.has(response.status)) return this.#close(response.status);
    if (!response.ok) return this.#fail();
    if (this.#isClosed) this.#open();
    const html = response.status === 204 ? "" : await response.text();
    this.#failures = 0;
    this.#show("[data-poll-lost]", false);
    if (!html || this.#pressed) return; // the answer to a press is newer, and must find its place
    if (!force && this.#busy) return this.#show("[data-poll-held]", true);
    still(() => {
      this.#empty();
      window.htmx.swap(this, html, { swapStyle: "outerHTML" });
    });
  }

  #empty() {
    for (const part of this.querySelectorAll("[data-plain]")) part.replaceChildren();
  }

  #close(status) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tell("page-closed", status === SIGNED_OUT ? "left" : "closed");
  }

  #open() {
    this.#isClosed = false;
    this.#tell("page-open");
  }

  #tell(name, detail) {
    if ("page" in this.dataset) document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #fail() {
    if (this.#listening.signal.aborted) return;
    this.#failures += 1;
    this.#show("[data-poll-lost]", this.#failures >= LOST_AFTER);
  }

  #wait() {
    clearTimeout(this.#timer);
    if (document.hidden || this.#listening.signal.aborted) return;
    const every = this.#isClosed ? MOST : Number(this.dataset.every || 10) * 1000;
    this.#timer = setTimeout(() => this.refresh(), backoff(every, this.#failures, MOST));
  }

  get #busy() {
    return [...this.querySelectorAll(TEXT)].some(
      (field) => field === document.activeElement || field.value !== field.defaultValue,
    );
  }

  #show(selector, visible) {
    const parts = this.querySelectorAll(selector);
    still(() => { for (const part of parts) part.hidden = !visible; });
  }
}

customElements.define("poll-fragment", PollFragment);
