/*
 * <text-tools>: the line of folds above a text. What a fold holds lies over the text, so it goes again
 * when something in it was chosen, when one presses or moves elsewhere, and by Escape. Of the marks on the
 * text those that a chosen layer cannot hold (data-paints) go at once; the answer brings what it holds.
 */
class TextTools extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    this.addEventListener("click", ({ target }) => this.#chose(target.closest("a, [hx-post] button")), { signal });
    this.addEventListener("htmx:beforeSend", ({ target }) => this.#keepTo(target.dataset.paints), { signal });
    this.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful || this.#keepTo(), { signal });
    for (const name of ["click", "focusin"]) {
      document.addEventListener(name, ({ target }) => this.#closeAllBut(target), { signal });
    }
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #open() {
    return [...this.querySelectorAll(".fold[open]")];
  }

  #closeAllBut(target) {
    for (const fold of this.#open) if (!fold.contains(target)) fold.open = false;
  }

  /** A link to a place leads the focus there by itself; anything else leaves it with its fold. */
  #chose(pressed) {
    const fold = pressed?.closest(".fold__body")?.parentElement;
    if (!fold) return;
    if (!pressed.matches("a:not([hx-get])")) fold.querySelector("summary").focus();
    else if (pressed === document.activeElement) pressed.blur(); // it is about to be hidden
    fold.open = false;
  }

  #keepTo(paints) {
    this.querySelector("text-margin").keepTo(paints?.split(","));
  }

  #pressed(event) {
    const fold = event.key === "Escape" && event.target.closest(".fold[open]");
    if (!fold || fold.id === "keys") return; // <passage-cursor> knows where one was
    fold.open = false;
    fold.querySelector("summary").focus();
    event.stopPropagation();
  }
}

customElements.define("text-tools", TextTools);
