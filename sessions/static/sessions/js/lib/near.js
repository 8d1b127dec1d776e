/*
 * Which blocks of a text are on the screen or not far from it. Of thousands of notes only those are painted
 * there: browsers go through all that is painted whenever some of it changes.
 */
import { placesOf } from "./offsets.js";

const FAR = "150% 0px"; // of the screen's height, above and below

class Near {
  blocks = new Set();
  changed = () => {};

  constructor(article) {
    const { blocks, byElement } = placesOf(article);
    const watching = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) this.blocks.add(byElement.get(target));
        else this.blocks.delete(byElement.get(target));
      }
      this.changed();
    }, { rootMargin: FAR });
    for (const { element } of blocks) watching.observe(element);
  }
}

let near;

/** Watched once, as long as the page lives; `changed` is called whenever it is not the same any more. */
export function nearIn(article, changed) {
  near ??= new Near(article);
  if (changed) near.changed = changed;
  return near.blocks;
}
