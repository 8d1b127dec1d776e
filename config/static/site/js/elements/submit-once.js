/*
 * <submit-once><form method="post">…</form></submit-once>: a second press on the way is ignored. The
 * button is only marked (aria-disabled), so its value is sent and nothing is lost when the answer
 * never comes: after PATIENCE, a failed request or a return to the page it can be pressed again.
 */
const PATIENCE = 10_000;

class SubmitOnce extends HTMLElement {
  #listening;
  #timer;
  #button;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("submit", this, { capture: true, signal });
    this.addEventListener("htmx:afterRequest", () => this.#release(), { signal });
    addEventListener("pageshow", () => this.#release(), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  handleEvent(event) {
    if (this.#button) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    this.#button = event.submitter ?? event.target.querySelector("button");
    this.#button?.setAttribute("aria-disabled", "true");
    this.#timer = setTimeout(() => this.#release(), PATIENCE);
  }

  #release() {
    clearTimeout(this.#timer);
    this.#button?.removeAttribute("aria-disabled");
    this.#button = undefined;
  }
}

customElements.define("submit-once", SubmitOnce);
