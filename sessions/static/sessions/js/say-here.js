/*
 * <say-here hidden><form method="post" action="…">…</form></say-here>: says "here" while the page is in
 * view, at once and then every half minute, so that the facilitator sees how many are present. Never in
 * a hidden tab; what does not arrive is not repeated, the next one will.
 */
import { freshen } from "../../site/js/lib/csrf.js";

const EVERY = 30_000;

class SayHere extends HTMLElement {
  #listening;
  #timer;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("visibilitychange", this, { signal });
    this.handleEvent();
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearInterval(this.#timer);
  }

  handleEvent() {
    clearInterval(this.#timer);
    if (document.hidden) return;
    this.#say();
    this.#timer = setInterval(() => this.#say(), EVERY);
  }

  async #say() {
    const form = this.querySelector("form");
    freshen(form);
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
    } catch {
      // offline: the next one tells
    }
  }
}

customElements.define("say-here", SayHere);
