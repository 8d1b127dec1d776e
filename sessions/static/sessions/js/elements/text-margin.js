/*
 * <text-margin data-query="?layer=…"><script type="application/json">{"comment": [gap, length, …], …}
 * </script><template>markers</template></text-margin>, inside a poll-fragment. Paints the stretches that
 * bear notes over the untouched text (each begins a gap after the one before in its paint began), where one
 * is near them; the markers that it brings when it has come anew (data-renew) are for markers.js. A
 * "text-margin" event on the document says that all is there, a "text-painted" one that it will show.
 */
import { nearIn } from "../lib/near.js";
import { placesOf } from "../lib/offsets.js";
import { paint } from "../lib/paint.js";

const PAINTS = ["earlier", "comment", "question", "own-comment", "own-question"];

class TextMargin extends HTMLElement {
  #near;
  #paints = PAINTS;
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
    const markers = this.hasAttribute("data-renew") && import("../lib/markers.js");
    if (markers) markers.then(({ renew }) => renew(this)).catch(() => {});
    else document.dispatchEvent(new Event("text-margin"));
  }

  /** Paint no more than these, as long as it is here; without any named, all. */
  keepTo(paints = PAINTS) {
    this.#paints = paints;
    this.#paint();
  }

  #paint() {
    const found = Object.fromEntries(PAINTS.map((name) => [name, []]));
    const near = new Set([...this.#near].flatMap((block) => this.#onBlocks.get(block) ?? []));
    for (const [start, end, , name] of near) if (this.#paints.includes(name)) found[name].push([start, end]);
    for (const [name, stretches] of Object.entries(found)) paint(this.article, name, stretches);
    document.dispatchEvent(new Event("text-painted"));
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
