/*
 * Talks that were put away: with words in a box, for as long as the page lives; others for a moment, so that
 * whoever closed one by mistake, or looks from one to another, has it back at once.
 */
const LASTS = 30_000; // ms
const BOXES = "textarea";

/** Boxes that hold words nobody has yet; an answer that refused them holds them as its own. */
export function typedIn(talk) {
  return [...talk.querySelectorAll(BOXES)].filter(
    (box) => box.value !== box.defaultValue || (box.value && box.closest(".talk__form")),
  );
}

export class PutAway {
  #talks = new Map(); // where its block starts -> {talk, until}

  put(start, nodes, isTyped) {
    this.#drop((each) => each.until < performance.now());
    const talk = document.createDocumentFragment();
    talk.append(...nodes);
    talk.querySelector(".talk__said")?.remove(); // it was said
    this.#talks.set(start, { talk, until: isTyped ? Infinity : performance.now() + LASTS });
  }

  /** Whether there is one on this block: with words in a box, or one that `holds` what is wanted. */
  has(start, holds) {
    this.#drop((each) => each.until < performance.now());
    const { talk, until } = this.#talks.get(start) ?? {};
    return Boolean(talk) && (until === Infinity || holds(talk));
  }

  /** It stands there again. */
  take(start) {
    const { talk } = this.#talks.get(start);
    this.#talks.delete(start);
    return talk;
  }

  delete(start) {
    this.#talks.delete(start);
  }

  /** Something was written: what has no words in a box is of before. */
  forget() {
    this.#drop((each) => each.until < Infinity);
  }

  #drop(isOver) {
    for (const [start, each] of this.#talks) if (isOver(each)) this.#talks.delete(start);
  }
}
