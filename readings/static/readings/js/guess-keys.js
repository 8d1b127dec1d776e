/*
 * <guess-keys> around a list of .guess items: j and k (or the arrows) move between them, and the key
 * that a button names in data-key presses it. Keys act only while an item, or something in it, has the
 * focus. The list takes one stop on the way of the Tab key: the item one was at last.
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
    return [...this.querySelectorAll(".guess")];
  }

  #press(event) {
    const item = event.target.closest(".guess");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const button = step ? null : item.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!step && !button) return;
    event.preventDefault();
    if (step) this.#items[this.#items.indexOf(item) + step]?.focus();
    else button.click();
  }

  #stopAt(item) {
    if (!item) return;
    for (const other of this.#items) other.tabIndex = other === item ? 0 : -1;
  }
}

customElements.define("guess-keys", GuessKeys);
