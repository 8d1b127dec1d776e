/*
 * <text-margin data-query="?layer=…"><script type="application/json">{"comment": [gap, length, …], …}
 * </script><template>a marker</template>…</text-margin>, inside a poll-fragment. Paints the stretches that
 * bear notes over the untouched text (each begins a gap after the one before in its paint began), where one
 * is near them, and, when it has come anew (data-renew), puts the markers it brings in the places of the
 * older ones and has numbers lead to the talk in its layer. A "text-margin" event on the document says that
 * it did. Markers take no room in the flow: the text never moves.
 */
import { still } from "../../../site/js/lib/still.js";
import { nearIn } from "../lib/near.js";
import { placesOf } from "../lib/offsets.js";
import { paint } from "../lib/paint.js";

const PAINTS = ["earlier", "comment", "question", "own-comment", "own-question"];
const COUNTS = ["count", "fresh"];

class TextMargin extends HTMLElement {
  #near;
  #onBlocks = new Map(); // block -> the marks on it

  connectedCallback() {
    this.article = document.querySelector(".reading--margin");
    const packed = JSON.parse(this.querySelector("script").textContent);
    this.marks = numbered(PAINTS.flatMap((name) => unpacked(packed[name] ?? [], name)));
    const places = placesOf(this.article);
    for (const mark of this.marks) {
      for (const block of places.touched(mark[0], mark[1])) {
        if (!this.#onBlocks.has(block)) this.#onBlocks.set(block, []);
        this.#onBlocks.get(block).push(mark);
      }
    }
    this.#near = nearIn(this.article, () => this.#paint());
    if (this.#near.size) this.#paint();
    if (this.hasAttribute("data-renew")) requestAnimationFrame(() => setTimeout(() => this.#renew()));
    else this.#tell();
  }

  #tell() {
    document.dispatchEvent(new Event("text-margin"));
  }

  #paint() {
    const found = Object.fromEntries(PAINTS.map((name) => [name, []]));
    const near = new Set([...this.#near].flatMap((block) => this.#onBlocks.get(block) ?? []));
    for (const [start, end, , name] of near) found[name].push([start, end]);
    for (const [name, stretches] of Object.entries(found)) paint(this.article, name, stretches);
  }

  /** After the marks: with thousands of notes each of the two is a moment's work. */
  #renew() {
    if (!this.isConnected) return;
    still(() => {
      this.#renewMarkers();
      this.#tell();
    });
  }

  #renewMarkers() {
    const fresh = new Map();
    for (const template of this.querySelectorAll("template")) {
      const marker = template.content.firstElementChild;
      fresh.set(marker.id, marker);
    }
    for (const old of this.article.querySelectorAll(".reading__notes")) {
      this.#replace(old, fresh.get(old.id));
    }
    if (this.article.querySelector(".reading__number")?.search === this.dataset.query) return;
    for (const link of this.article.querySelectorAll("a[data-talk]")) link.search = this.dataset.query;
  }

  #replace(old, marker) {
    if (COUNTS.every((name) => old.dataset[name] === marker?.dataset[name])) return;
    const hadFocus = old.contains(document.activeElement);
    old.replaceChildren(...(marker?.childNodes ?? []));
    for (const name of COUNTS) {
      delete old.dataset[name];
      if (marker && name in marker.dataset) old.dataset[name] = marker.dataset[name];
    }
    if (hadFocus) old.firstElementChild?.focus();
    const number = old.parentElement.querySelector(":scope > .reading__number");
    if (!number) return;
    const name = old.firstElementChild?.getAttribute("aria-label");
    number.setAttribute("aria-label", name ?? number.dataset.name);
  }
}

/** Marks as [start, end, 0, paint]. */
function unpacked(numbers, name) {
  const marks = [];
  for (let nth = 0, start = 0; nth < numbers.length; nth += 2) {
    start += numbers[nth];
    marks.push([start, start + numbers[nth + 1], 0, name]);
  }
  return marks;
}

/** Where several are on the same words, the third number tells them apart. */
function numbered(marks) {
  const before = new Map();
  for (const mark of marks) {
    const words = `${mark[0]} ${mark[1]}`;
    mark[2] = before.get(words) ?? 0;
    before.set(words, mark[2] + 1);
  }
  return marks;
}

customElements.define("text-margin", TextMargin);
