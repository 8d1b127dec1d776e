/*
 * Painting by drawing: the stretches of each name as shapes behind the words, in one picture of the
 * whole text, again whenever the text changes its size. No text node is touched.
 */
import { placesOf } from "./offsets.js";
import { wear } from "./wear.js";

const SVG = "http://www.w3.org/2000/svg";

class Drawing {
  #stretches = new Map();
  #waits = false;

  constructor(article, names) {
    this.article = article;
    this.names = names; // from the lowest to the one on top
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "reading__drawing");
    this.svg.setAttribute("aria-hidden", "true");
    for (const name of names) {
      this.svg.append(pathOf(`reading__drawn--${name}`), pathOf(`reading__drawn-line--${name}`));
    }
    article.classList.add("reading--drawn");
    this.#appear();
  }

  async #appear() {
    if (!(await wear(this.article.dataset.drawn))) return;
    this.article.prepend(this.svg);
    new ResizeObserver(() => this.#soon()).observe(this.article);
  }

  set(name, stretches) {
    this.#stretches.set(name, stretches);
    this.#soon();
  }

  #soon() {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.#draw();
    });
  }

  /** All lines are measured before anything is drawn: the page is laid out once. */
  #draw() {
    const places = placesOf(this.article);
    const { left, top } = this.svg.getBoundingClientRect();
    const shapes = this.names.flatMap((name) => {
      const lines = (this.#stretches.get(name) ?? []).flatMap((stretch) => places.lines(...stretch));
      const found = lines.map((line) => shapesOf(line, left, top));
      return [0, 1].map((which) => found.map((both) => both[which]).join(""));
    });
    shapes.forEach((shape, place) => this.svg.children[place].setAttribute("d", shape));
  }
}

function pathOf(name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("class", name);
  return path;
}

/** What lies behind a line of words, and the line under them. */
function shapesOf({ x, y, width, height }, left, top) {
  const [across, down, wide, high] = [x - left, y - top, width, height].map((one) => one.toFixed(1));
  const below = (y - top + height).toFixed(1);
  return [`M${across} ${down}h${wide}v${high}h-${wide}z`, `M${across} ${below}h${wide}`];
}

const drawings = new WeakMap();

/** The drawing of an article, made once. */
export function drawingOf(article, names) {
  if (!drawings.has(article)) drawings.set(article, new Drawing(article, names));
  return drawings.get(article);
}
