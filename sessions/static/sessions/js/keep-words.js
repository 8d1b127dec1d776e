/*
 * <keep-words data-name="answer-7-12"><textarea …></textarea></keep-words>: what is typed outlives a
 * reload, a swap or a page that moved on, in this tab only, until the server has it.
 */
const PREFIX = "colloquy-";

class KeepWords extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("input", this, { signal });
    document.addEventListener("htmx:beforeOnLoad", this, { signal });
    const kept = sessionStorage.getItem(this.#key);
    if (kept && !this.#box.value) this.#box.value = kept;
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    if (event.type === "input") this.#keep();
    else if (event.detail.elt === this.closest("form") && event.detail.xhr.status === 200) this.#forget();
  }

  get #box() {
    return this.querySelector("textarea");
  }

  get #key() {
    return PREFIX + this.dataset.name;
  }

  #keep() {
    if (this.#box.value) sessionStorage.setItem(this.#key, this.#box.value);
    else this.#forget();
  }

  #forget() {
    sessionStorage.removeItem(this.#key);
  }
}

customElements.define("keep-words", KeepWords);
