/*
 * <text-strip>: two pictures of the talk along the text (one lies in the head, one stands at the side of
 * wide screens), beside the same as a list. A press on a picture, or a [data-place] in the list, leads to
 * that place of the text; a frame in the picture shows which part is on the screen.
 */
import { placesOf } from "../lib/offsets.js";

class TextStrip extends HTMLElement {
  #listening;
  #watching;
  #seen = new Set(); // blocks on the screen

  connectedCallback() {
    this.article = document.querySelector(".reading--margin");
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.parentElement.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.#watching = new IntersectionObserver((changes) => this.#showHere(changes));
    for (const { element } of placesOf(this.article).blocks) this.#watching.observe(element);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#watching.disconnect();
  }

  #clicked(event) {
    const picture = event.target.closest(".strip__picture");
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

  #showHere(changes) {
    const { byElement } = placesOf(this.article);
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) this.#seen.add(byElement.get(target));
      else this.#seen.delete(byElement.get(target));
    }
    const from = Math.min(...[...this.#seen].map(({ start }) => start));
    const to = Math.max(...[...this.#seen].map(({ end }) => end));
    const here = this.querySelector(".strip__here");
    here.setAttribute("x", this.#seen.size ? from : 0);
    here.setAttribute("width", this.#seen.size ? to - from : 0);
  }
}

customElements.define("text-strip", TextStrip);
