/*
 * <step-list><ol>…</ol></step-list>: the steps of a plan change places: dragged by [data-grip] with
 * mouse, pen or finger, by their buttons [data-move="up|down"], or by Alt and the arrow keys. A move is
 * shown at once, then posted by the step's own form (`#step-5-move`), which names the step it comes
 * after; if that fails, the step goes back. What the server says about it is announced by the page.
 * It is the neighbours that are moved in the document, never the step one holds: an element that is
 * taken out, if only for a moment, loses focus and pointer.
 */
const EDGE = 72; // px from the edge of the window where the page begins to scroll
const PACE = 12; // px a frame, at most
const STILL = 5; // px a pointer may tremble before it drags

class StepList extends HTMLElement {
  #listening;
  #drag;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["pointerdown", "click", "keydown"])
      this.addEventListener(name, this, { signal });
  }

  disconnectedCallback() {
    this.#drop(false);
    this.#listening.abort();
  }

  handleEvent(event) {
    if (event.type === "pointerdown") this.#grip(event);
    else if (event.type === "click") this.#click(event);
    else this.#key(event);
  }

  // Buttons and keys

  #click(event) {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    this.#step(button.closest("[data-step]"), button.dataset.move);
  }

  #key(event) {
    if (event.key === "Escape") this.#drop(false);
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const step = event.target.closest("[data-step]");
    if (!step) return;
    event.preventDefault();
    this.#step(step, event.key === "ArrowUp" ? "up" : "down");
  }

  #step(step, way) {
    const other = way === "up" ? before(step) : after(step);
    if (!other) return;
    const home = place(step);
    if (way === "up") step.after(other);
    else step.before(other);
    step.scrollIntoView({ block: "nearest" });
    this.#send(step, home);
  }

  // Dragging

  #grip(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button || this.#drag) return;
    event.preventDefault();
    const step = grip.closest("[data-step]");
    const stop = new AbortController();
    this.#drag = { step, stop, home: place(step), from: event.clientY, at: event.clientY };
    grip.setPointerCapture(event.pointerId);
    const on = (name, act) => grip.addEventListener(name, act, { signal: stop.signal });
    on("pointermove", (move) => this.#move(move));
    on("pointerup", () => this.#drop(true));
    on("pointercancel", () => this.#drop(false));
    document.addEventListener("keydown", (key) => key.key === "Escape" && this.#drop(false), {
      signal: stop.signal,
    });
  }

  #move(event) {
    const drag = this.#drag;
    if (!drag) return;
    drag.at = event.clientY;
    if (!drag.moving && Math.abs(drag.at - drag.from) < STILL) return;
    if (!drag.moving) {
      drag.moving = true;
      drag.step.dataset.dragging = "";
      this.#scroll();
    }
    this.#settle();
  }

  /** Lets neighbours pass once the pointer has crossed their middle. */
  #settle() {
    const { step, at } = this.#drag;
    for (let other = before(step); other && at < middle(other); other = before(step))
      step.after(other);
    for (let other = after(step); other && at > middle(other); other = after(step))
      step.before(other);
  }

  #scroll() {
    if (!this.#drag) return;
    const { at } = this.#drag;
    const above = EDGE - at;
    const below = at - (innerHeight - EDGE);
    const push = above > 0 ? -above : Math.max(below, 0);
    if (push) {
      scrollBy(0, Math.max(-PACE, Math.min(PACE, push)));
      this.#settle();
    }
    requestAnimationFrame(() => this.#scroll());
  }

  #drop(keep) {
    const drag = this.#drag;
    if (!drag) return;
    this.#drag = undefined;
    drag.stop.abort();
    delete drag.step.dataset.dragging;
    if (!drag.moving) return;
    if (keep) this.#send(drag.step, drag.home);
    else drag.home();
  }

  // Saying so to the server

  #send(step, home) {
    const form = this.querySelector(`#step-${step.dataset.step}-move`);
    const values = { after: before(step)?.dataset.step ?? "0" };
    form.addEventListener(
      "htmx:afterRequest",
      ({ detail }) => isDone(detail.xhr) || home(),
      { once: true },
    );
    window.htmx.ajax("POST", form.action, { source: form, values, swap: "none" });
  }
}

const isDone = ({ status }) => status >= 200 && status < 400;
const isStep = (element) => element?.matches("[data-step]");

function before(step) {
  let other = step.previousElementSibling;
  while (other && !isStep(other)) other = other.previousElementSibling;
  return other;
}

function after(step) {
  let other = step.nextElementSibling;
  while (other && !isStep(other)) other = other.nextElementSibling;
  return other;
}

function middle(step) {
  const { top, height } = step.getBoundingClientRect();
  return top + height / 2;
}

/** How to put a step back to where it is now. */
function place(step) {
  const { parentElement, nextElementSibling } = step;
  return () => parentElement.insertBefore(step, nextElementSibling);
}

customElements.define("step-list", StepList);
