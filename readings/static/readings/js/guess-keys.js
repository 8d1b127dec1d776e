/*
 * <guess-keys> around a list of .guess items: j and k (or the arrows) move between them, and the key
 * that a button names in data-key presses it. Keys act only while an item, or something in it, has the
 * focus; on the head of a group, those of the group do. The list takes one stop on the way of the Tab key: the item one was at last.
 */
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

class GuessKeys extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.addEventListener("focusin", ({ target }) => this.#stopAt(target.closest(".guess")), { signal });
    this.#stopAt(this.#items[0]);
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  get #items() {
    return [...this.querySelectorAll(".guess-group[open] .guess")];
  }

  #press(event) {
    const place = event.target.closest(".guess, .guess-group > summary");
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const item = place.closest(".guess");
    const button = step ? null : this.#button(place, event.key);
    if (!step && !button) return;
    event.preventDefault();
    if (!step) button.click();
    else if (item) this.#items[this.#items.indexOf(item) + step]?.focus();
    else place.parentElement.querySelector(".guess")?.focus();
  }

  /** What a key presses: a kind of this guess, or the answer to its whole group. */
  #button(place, key) {
    const named = `[data-key="${CSS.escape(key)}"]`;
    return place.closest(".guess")?.querySelector(named)
      ?? place.closest(".guess-group").querySelector(`:scope > form ${named}`);
  }

  #stopAt(item) {
    if (!item) return;
    for (const other of this.#items) other.tabIndex = other === item ? 0 : -1;
  }
}

customElements.define("guess-keys", GuessKeys);
