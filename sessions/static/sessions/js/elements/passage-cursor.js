/*
 * <passage-cursor><details>… the list of keys, input[data-single] …</details><button data-start-here>
 * <p role="status" data-…></p></passage-cursor>: go through the text by paragraph and sentence without
 * selecting, and do there what one may do with chosen words. Single keys work anywhere but in a field,
 * unless they are turned off (a preference kept in this browser); arrow keys work while the focus is in
 * <text-chosen>. What one comes to is said, and where marked passages begin and end in it.
 */
import { placesOf } from "../lib/offsets.js";
import { paint } from "../lib/paint.js";
import { sentencesOf } from "../lib/sentences.js";
import "./text-chosen.js"; // does what keys ask for

const OFF = "single-keys-off";
const FIELDS = "input, textarea, select, [contenteditable]";
const NEXT = "n"; // goes on from an open talk as well
const ARROWS = { ArrowDown: "j", ArrowUp: "k", ArrowRight: "l", ArrowLeft: "h" };

class PassageCursor extends HTMLElement {
  #listening;
  #at; // {start, end} of the passage
  #trail = []; // where one leapt from
  #opener;

  connectedCallback() {
    this.page = document.querySelector("text-page");
    this.article = this.page.querySelector(".reading");
    this.bar = this.page.querySelector("text-chosen");
    this.list = this.querySelector("details");
    this.single = this.querySelector("[data-single]");
    this.status = this.querySelector("[role=status]");
    this.single.checked = !localStorage.getItem(OFF);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["keydown", "text-words"]) document.addEventListener(name, this, { signal });
    this.single.addEventListener("change", () => this.#remember(), { signal });
    this.addEventListener("click", this, { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    if (event.type === "keydown") this.#pressed(event);
    else if (event.type === "text-words") this.#enter(event.detail);
    else if (event.target.closest("[data-start-here]")) this.#enter(this.#at ?? this.#firstInSight());
  }

  get #places() {
    return placesOf(this.article);
  }

  /** Blocks one can see, or hear: not those of folded sections. */
  get #blocks() {
    return this.#places.blocks.filter((block) => block.text.trim() && !block.isFolded);
  }

  // Keys

  #keys = {
    j: () => this.#goToBlock(1),
    k: () => this.#goToBlock(-1),
    l: () => this.#goToSentence(1),
    h: () => this.#goToSentence(-1),
    J: () => this.#stretchTo(this.#blocks.map(placesOfBlock), 1),
    K: () => this.#stretchTo(this.#blocks.map(placesOfBlock), -1),
    L: () => this.#stretchTo(this.#sentences(), 1),
    H: () => this.#stretchTo(this.#sentences(), -1),
    n: () => this.#goToNew(),
    f: () => this.#goToNotes(1),
    d: () => this.#goToNotes(-1),
    b: () => this.#goBack(),
    c: () => this.#press("[data-tag=comment]"),
    q: () => this.#press("[data-tag=question]"),
    m: () => this.#press("[data-mark] button"),
    o: () => this.#press("[data-open]:not([hidden])"),
    g: () => this.#askWhere(),
    "?": () => this.#toggleList(),
  };

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return this.#leave(event);
    if (event.target.closest(FIELDS) || (event.key !== NEXT && event.target.closest(".talk"))) return;
    const arrow = this.bar.contains(event.target) && ARROWS[event.key];
    const key = arrow && event.shiftKey ? arrow.toUpperCase() : arrow || event.key;
    if (!this.#keys[key] || !(arrow || this.single.checked)) return;
    event.preventDefault();
    this.#keys[key]();
  }

  #leave(event) {
    if (this.list.open && this.list.contains(event.target)) return this.#toggleList();
    if (!this.#at || event.target.closest(".talk")) return undefined;
    paint(this.article, "cursor", []);
    if (this.bar.contains(event.target)) this.#backTo(this.#opener);
    this.bar.hide();
    return undefined;
  }

  #askWhere() {
    const input = document.getElementById("go");
    input.closest("details").open = true;
    input.focus();
  }

  #toggleList() {
    this.list.open = !this.list.open;
    if (!this.list.open) return this.#backTo(this.#opener);
    this.#opener = document.activeElement;
    this.list.querySelector("summary").focus();
    return undefined;
  }

  #backTo(element) {
    const shut = element?.closest("details:not([open])");
    if (shut) shut.querySelector("summary").focus();
    else if (element?.isConnected && element !== document.body) element.focus();
    else document.activeElement.blur();
  }

  #remember() {
    if (this.single.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  }

  // Going

  #firstInSight() {
    const blocks = this.#blocks;
    return placesOfBlock(
      blocks.find(({ element }) => element.getBoundingClientRect().top >= 0) ?? blocks.at(-1),
    );
  }

  #goToBlock(step) {
    if (!this.#at) return this.#goTo(this.#firstInSight());
    return this.#goTo(next(this.#blocks.map(placesOfBlock), this.#at, step));
  }

  #goToSentence(step) {
    if (!this.#at) return this.#goTo(this.#firstInSight());
    const isWhole = this.#at.end === this.#places.blockAt(this.#at.start).end;
    const sentences = this.#sentences();
    const first = sentences.find(({ start }) => start === this.#at.start);
    const isMore = first && first.end < this.#at.end;
    return this.#goTo(step > 0 && isWhole && isMore ? first : next(sentences, this.#at, step));
  }

  #goToNotes(step) {
    const start = this.#at?.start ?? this.#firstInSight().start - step;
    const ordered = this.page.notesOn({ start: 0, end: Infinity }).sort((a, b) => (a[0] - b[0]) * step);
    const isFolded = (place) => this.#places.blockAt(place).isFolded;
    const found = ordered.find(([from]) => (from - start) * step > 0 && !isFolded(from));
    if (found) this.#leapTo({ start: found[0], end: found[1] });
    else this.#say(this.dataset.noMore);
  }

  #goToNew() {
    if (!this.page.openNextNew()) this.#say(this.dataset.nothingNew);
  }

  #goBack() {
    const before = this.#trail.pop();
    if (before) this.#goTo(before);
  }

  #leapTo(place) {
    if (this.#at) this.#trail.push(this.#at);
    this.#goTo(place);
  }

  #stretchTo(pieces, step) {
    if (!this.#at) return this.#goTo(this.#firstInSight());
    const { start, end } = this.#at;
    const ends = pieces.map((piece) => piece.end).filter((place) => place > start);
    const to = step > 0 ? ends.find((place) => place > end) : ends.findLast((place) => place < end);
    return this.#goTo(to && { start, end: to });
  }

  /** Those of the block one is in and of its neighbours. */
  #sentences() {
    const blocks = this.#blocks;
    const first = blocks.findIndex(({ end }) => end > this.#at.start);
    const last = blocks.findLastIndex(({ start }) => start < this.#at.end);
    const near = blocks.slice(Math.max(0, first - 1), last + 2);
    return near.flatMap((block) => sentencesOf(block, this.article.lang));
  }

  #enter(place) {
    if (!this.bar.contains(document.activeElement)) this.#opener = document.activeElement;
    this.#leapTo(place);
    this.bar.enter();
  }

  #goTo(place) {
    if (!place) return this.#say(this.dataset.noMore);
    const { start, end } = place;
    this.#at = { start, end };
    paint(this.article, "cursor", [[start, end]]);
    this.#bringIntoSight();
    this.bar.offer(this.#chosen);
    this.#say(this.#heard());
    return undefined;
  }

  get #chosen() {
    return { ...this.#at, exact: this.#places.exact(this.#at.start, this.#at.end) };
  }

  #bringIntoSight() {
    const lines = this.#places.lines(this.#at.start, this.#at.end);
    const [top, bottom] = [lines[0]?.top ?? 0, lines.at(-1)?.bottom ?? 0];
    const [first, last] = [innerHeight * 0.15, innerHeight * 0.7];
    if (top < first || bottom > last) scrollBy({ top: Math.min(top - first, Math.max(bottom - last, top - first)) });
  }

  #press(selector) {
    if (!this.#at) return;
    this.bar.offer(this.#chosen);
    this.bar.querySelector(selector)?.click();
  }

  // What is said

  #heard() {
    const { start, end } = this.#at;
    const block = this.#places.blockAt(start);
    const number = block.element.closest(".reading__block")?.querySelector(".reading__number");
    const where = number && block.start !== this.#last ? `${number.dataset.name}. ` : "";
    this.#last = block.start;
    return where + this.#withMarks([...this.#places.exact(start, end)], start, end);
  }

  #last; // block that was named last

  #withMarks(letters, start, end) {
    const turns = [];
    for (const [from, to] of this.page.notesOn({ start, end })) {
      turns.push([Math.max(from, start), this.dataset.begins]);
      if (to <= end) turns.push([to, this.dataset.ends]);
    }
    turns.sort((a, b) => a[0] - b[0]);
    let [said, at] = ["", start];
    for (const [nth, [place, words]] of turns.entries()) {
      if (String(turns[nth - 1]) === String([place, words])) continue;
      said += `${letters.slice(at - start, place - start).join("")} ${words} `;
      at = place;
    }
    return said + letters.slice(at - start).join("");
  }

  #say(sentence) {
    this.status.textContent = sentence;
  }
}

const placesOfBlock = ({ start, end }) => ({ start, end });

/** The piece that comes after a passage, or before it. */
function next(pieces, { start, end }, step) {
  if (step > 0) return pieces.find((piece) => piece.start >= end);
  return pieces.findLast((piece) => piece.start < start);
}

customElements.define("passage-cursor", PassageCursor);
