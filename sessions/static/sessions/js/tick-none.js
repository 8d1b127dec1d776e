/*
 * <tick-none hidden data-boxes="#id"><button type="button">Untick all</button></tick-none>: unticks every
 * box inside `boxes` and leads to the first, so that one ticks the few one wants. It changes the page
 * only: what is saved changes with the first tick.
 */
class TickNone extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    if (!event.target.closest("button")) return;
    const boxes = document.querySelectorAll(`${this.dataset.boxes} input[type=checkbox]`);
    for (const box of boxes) box.checked = false;
    boxes[0]?.focus();
  }
}

customElements.define("tick-none", TickNone);
