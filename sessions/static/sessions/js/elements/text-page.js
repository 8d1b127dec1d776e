/*
 * <text-page data-talk-url="…/at/0/">: the text, the talk on one block of it (`.talk`), and the two
 * buttons for chosen words (`.text-chosen`). A number, a marker or a highlighted stretch opens the talk
 * on its block; selected words open it with those words. What someone typed stays with its block while
 * the page lives: a talk with words in a box is put away whole and comes back whole.
 */
import { debounce } from "../../../site/js/lib/timers.js";
import { placesOf } from "../lib/offsets.js";
import { paint } from "../lib/paint.js";
import { chosenWords } from "../lib/selection.js";

const PAUSE = 250;
const GAP = 12;
const TYPED = "textarea";
const STARTS = /data-start="(\d+)"/;

class TextPage extends HTMLElement {
  #listening;
  #places;
  #open; // {start, opener, chosen}
  #chosen; // what is selected now
  #carried = []; // what is in boxes while the talk is renewed: [id, words]
  #kept = new Map(); // start of a block -> its talk, with words in a box
  #byKeyboard = false;
  #look = debounce(() => this.#offer(), PAUSE);

  connectedCallback() {
    this.article = this.querySelector(".reading");
    this.talk = this.querySelector(".talk");
    this.bar = this.querySelector(".text-chosen");
    this.#places = placesOf(this.article);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.article.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.talk.addEventListener("click", (event) => this.#clickedTalk(event), { signal });
    this.talk.addEventListener("htmx:beforeSwap", (event) => this.#carry(event), { signal });
    this.talk.addEventListener("htmx:afterSwap", (event) => this.#swapped(event), { signal });
    this.talk.addEventListener("htmx:afterRequest", (event) => this.#answered(event), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("text-margin", () => this.#compare(), { signal });
    if (this.bar) this.#watchSelection(signal);
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#look.cancel();
  }

  // Opening and closing

  async open(start, { opener, chosen, tag } = {}) {
    this.#putAway();
    this.#open = { start, opener, chosen, tag };
    this.#markOpen(start);
    this.talk.hidden = false;
    if (this.#kept.has(start)) {
      this.talk.replaceChildren(this.#kept.get(start));
      this.#kept.delete(start);
      this.#ready();
    } else {
      this.talk.replaceChildren();
      await this.#load();
    }
  }

  close() {
    if (!this.#open) return;
    const { start, opener } = this.#open;
    this.#putAway();
    this.#open = undefined;
    this.#markOpen();
    this.talk.hidden = true;
    this.talk.replaceChildren();
    paint(this.article, "chosen", []);
    const back = opener?.isConnected ? opener : this.article.querySelector(`[data-talk="${start}"]`);
    back?.focus({ preventScroll: true });
  }

  /** Keep the talk that is open if there are words in one of its boxes. */
  #putAway() {
    if (!this.#open || !this.#typed.length) return;
    const talk = document.createDocumentFragment();
    talk.append(...this.talk.childNodes);
    this.#kept.set(this.#open.start, talk);
  }

  /** Boxes that hold words nobody has yet; an answer that refused them holds them as its own. */
  get #typed() {
    return [...this.talk.querySelectorAll(TYPED)].filter(
      (box) => box.value !== box.defaultValue || (box.value && box.closest(".talk__form")),
    );
  }

  #load() {
    const url = this.dataset.talkUrl.replace(/0\/$/, `${this.#open.start}/`);
    return window.htmx.ajax("GET", url, { source: this.talk, target: this.talk, swap: "innerHTML" });
  }

  /** Others wrote here meanwhile: offer it, for nothing moves on its own. */
  #compare() {
    const renew = this.talk.querySelector("[data-talk-renew]");
    if (!renew) return;
    const marker = this.article.querySelector(`#notes-${this.#open.start}`);
    renew.hidden = (marker?.dataset.count ?? "0") === this.#title.dataset.count;
  }

  /** Words in boxes other than the one that was sent outlive the renewal of the talk. */
  #carry({ detail }) {
    if (detail.target !== this.talk) return;
    if (!this.#isOpenIn(detail)) return;
    const sent = detail.requestConfig.elt;
    const others = this.#typed.filter((box) => sent === this.talk || !sent.contains(box));
    this.#carried = others.map((box) => [box.id, box.value]);
  }

  /** An answer may come when its talk has been put away: it does not push the open one aside. */
  #isOpenIn(detail) {
    const start = Number(detail.serverResponse.match(STARTS)?.[1]);
    if (start === this.#open?.start) return true;
    if (wasKept(detail)) this.#kept.delete(start);
    if (wasKept(detail)) document.dispatchEvent(new Event("poll-now"));
    detail.shouldSwap = false;
    return false;
  }

  #swapped({ detail }) {
    const wasPost = detail.requestConfig.verb === "post";
    if (wasPost) document.dispatchEvent(new Event("poll-now"));
    if (detail.target === this.talk) this.#ready(wasPost);
  }

  #answered({ detail }) {
    if (!detail.successful && !this.talk.childElementCount) this.close();
  }

  /** The talk stands: put in what was chosen, show it beside its words, and lead there. */
  #ready(written = false) {
    const { chosen, tag } = this.#open;
    for (const [id, words] of this.#carried.splice(0)) this.#putBack(id, words);
    for (const button of this.talk.querySelectorAll("[data-talk-close]")) button.hidden = false;
    if (chosen) this.#about(chosen);
    else this.#showAbout();
    if (tag) this.talk.querySelector(`[name=tag][value=${tag}]`).checked = true;
    this.#place();
    const fresh = written && this.talk.querySelector("[data-new]");
    const box = this.talk.querySelector(".talk__form textarea");
    if (fresh) this.#open.chosen = this.#open.tag = undefined;
    (fresh || (chosen || box?.value ? box : undefined) || this.#title).focus({ preventScroll: true });
    if (fresh) fresh.scrollIntoView({ block: "nearest" });
  }

  #putBack(id, words) {
    const box = document.getElementById(id);
    if (!box) return;
    box.value = words;
    box.closest("details")?.setAttribute("open", "");
  }

  get #title() {
    return this.talk.querySelector(".talk__title");
  }

  // The words it is about

  #about({ start, end, exact }) {
    const form = this.talk.querySelector(".talk__form");
    if (!form) return;
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.elements.exact.value = exact;
    this.#showAbout();
  }

  #showAbout() {
    const form = this.talk.querySelector(".talk__form");
    if (!form) return;
    const block = this.#places.blockAt(Number(form.dataset.at));
    const [start, end] = [Number(form.elements.start.value), Number(form.elements.end.value)];
    const whole = start === block.start && end === block.end;
    form.querySelector("[data-about]").hidden = whole;
    form.querySelector("[data-about-words]").textContent = form.elements.exact.value;
    paint(this.article, "chosen", whole ? [] : [[start, end]]);
  }

  // Where the talk stands: in the margin beside its block, or over the lower part of a phone

  #place() {
    const block = this.#places.blockAt(this.#open.start).element;
    const { top, bottom } = block.getBoundingClientRect();
    if (getComputedStyle(this.talk).position === "sticky") {
      const room = innerHeight - this.talk.offsetHeight - GAP;
      const offset = Math.min(top, Math.max(room, GAP)) - this.getBoundingClientRect().top;
      this.talk.style.setProperty("--talk-offset", `${Math.max(0, offset)}px`);
      return;
    }
    const ends = innerHeight - this.talk.offsetHeight - GAP;
    if (bottom > ends) scrollBy({ top: Math.min(bottom - ends, top - GAP) });
    else if (top < 0) scrollBy({ top: top - GAP });
  }

  #markOpen(start) {
    this.article.querySelector("[data-open]")?.removeAttribute("data-open");
    if (start !== undefined) this.#places.blockAt(start).element.setAttribute("data-open", "");
  }

  // Events

  #clicked(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[data-talk]");
    if (link) {
      event.preventDefault();
      this.open(Number(link.dataset.talk), { opener: link });
    } else if (!event.target.closest("a, summary, button") && getSelection().isCollapsed) {
      this.#clickedWords(event);
    }
  }

  #clickedWords(event) {
    const place = this.#places.placeOf(...pointUnder(event));
    const margin = document.querySelector("text-margin");
    if (place === undefined || !margin.marksAt(place).length) return;
    this.open(this.#places.blockAt(place).start);
  }

  #clickedTalk(event) {
    if (event.target.closest("[data-talk-close]")) this.close();
    if (event.target.closest("[data-talk-renew]")) this.#load();
    if (event.target.closest("[data-about-whole]")) {
      const block = this.#places.blockAt(this.#open.start);
      this.#open.chosen = undefined;
      this.#about({ start: block.start, end: block.end, exact: block.text });
      this.talk.querySelector(".talk__form textarea").focus();
    }
  }

  #pressed(event) {
    if (event.key === "Escape" && this.bar && !this.bar.hidden) this.#hideBar();
    else if (event.key === "Escape") this.close();
    const waits = this.bar && !this.bar.hidden && this.#byKeyboard && !this.bar.contains(event.target);
    if (event.key === "Tab" && !event.shiftKey && waits) {
      event.preventDefault();
      this.bar.querySelector("button").focus();
    }
  }

  // Chosen words

  #watchSelection(signal) {
    let held = false;
    document.addEventListener("selectionchange", () => held || this.#look(), { signal });
    document.addEventListener("keydown", () => (this.#byKeyboard = true), { signal });
    document.addEventListener("pointerdown", ({ pointerType }) => {
      this.#byKeyboard = false;
      held = pointerType === "mouse";
    }, { signal });
    document.addEventListener("pointerup", () => {
      held = false;
      this.#look();
    }, { signal });
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    this.bar.addEventListener("click", ({ target }) => this.#choose(target), { signal });
  }

  #offer() {
    if (this.bar.contains(document.activeElement)) return;
    const selection = getSelection();
    const inside = selection.anchorNode && this.article.contains(selection.anchorNode);
    this.#chosen = inside ? chosenWords(selection, this.article, this.#places) : undefined;
    if (!this.#chosen) {
      this.#hideBar();
      return;
    }
    const { top: origin, left } = this.getBoundingClientRect();
    const lines = [...selection.getRangeAt(0).getClientRects()];
    const last = lines.at(-1);
    this.bar.hidden = false;
    const most = this.offsetWidth - this.bar.offsetWidth;
    const across = Math.max(0, Math.min(last.right - left - this.bar.offsetWidth / 2, most));
    this.bar.style.setProperty("--chosen-down", `${last.bottom - origin + GAP}px`);
    this.bar.style.setProperty("--chosen-across", `${across}px`);
    if (this.#byKeyboard) this.#say();
  }

  #say() {
    const said = this.querySelector("#chosen-said");
    said.textContent = said.dataset.words;
  }

  #hideBar() {
    this.bar.hidden = true;
    this.querySelector("#chosen-said").textContent = "";
  }

  #choose(target) {
    const tag = target.closest("[data-tag]")?.dataset.tag;
    const chosen = this.#chosen;
    if (!tag || !chosen) return;
    this.#hideBar();
    getSelection().removeAllRanges();
    this.open(this.#places.blockAt(chosen.start).start, { chosen, tag });
  }
}

function wasKept({ requestConfig, xhr }) {
  return requestConfig.verb === "post" && xhr.status < 300;
}

/** The text node under a pointer, and the offset in it. */
function pointUnder({ clientX, clientY }) {
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(clientX, clientY);
    return [caret?.offsetNode, caret?.offset];
  }
  const range = document.caretRangeFromPoint(clientX, clientY);
  return [range?.startContainer, range?.startOffset];
}

customElements.define("text-page", TextPage);
