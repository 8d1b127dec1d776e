/*
 * <remember-open id="…"><details>…</details></remember-open>: what someone opened stays open when the
 * server sends the same part of the page again.
 */
const opened = new Set();

class RememberOpen extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    this.#details.open = opened.has(this.id);
    this.#details.addEventListener("toggle", this, { signal: this.#listening.signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent() {
    if (this.#details.open) opened.add(this.id);
    else opened.delete(this.id);
  }

  get #details() {
    return this.querySelector("details");
  }
}

customElements.define("remember-open", RememberOpen);
