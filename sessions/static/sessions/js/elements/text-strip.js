/*
 * <text-strip>: two pictures of the talk along the text (one lies in the head, one stands at the side of
 * wide screens) and the same as a list. A press on a picture leads to that place of the text; a frame
 * in it shows which part is on the screen.
 */
import { placesOf } from "../lib/offsets.js";

class TextStrip extends HTMLElement {
  #listening;
  #waits = false;

  connectedCallback() {
    this.article = document.querySelector(".reading--margin");
    this.here = this.querySelector(".strip__here");
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    addEventListener("scroll", () => this.#soon(), { signal, passive: true });
    addEventListener("resize", () => this.#soon(), { signal });
    this.#soon();
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  #clicked(event) {
    const picture = event.target.closest("svg");
    const link = event.target.closest("[data-place]");
    if (picture) this.#goTo(this.#placeUnder(picture, event));
    if (!link) return;
    event.preventDefault();
    this.#goTo(Number(link.dataset.place))?.focus({ preventScroll: true });
  }

  #placeUnder(picture, event) {
    const { left, top, width, height } = picture.getBoundingClientRect();
    const isUpright = height > width;
    const part = isUpright ? (event.clientY - top) / height : (event.clientX - left) / width;
    return part * picture.dataset.length;
  }

  /** Show the block at this place; gives the link on it that leads to its talk. */
  #goTo(place) {
    const { element } = placesOf(this.article).blockAt(place);
    const fold = element.closest("details:not([open])");
    if (fold) fold.open = true;
    element.scrollIntoView({ block: "center" });
    return element.closest(".reading__block, .reading__section").querySelector("[data-talk]");
  }

  #soon() {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.#showHere();
    });
  }

  #showHere() {
    const seen = placesOf(this.article).blocks.filter((block) => {
      const { top, bottom, height } = block.element.getBoundingClientRect();
      return height && bottom > 0 && top < innerHeight;
    });
    this.here.setAttribute("x", seen[0]?.start ?? 0);
    this.here.setAttribute("width", seen.length ? seen.at(-1).end - seen[0].start : 0);
  }
}

customElements.define("text-strip", TextStrip);
