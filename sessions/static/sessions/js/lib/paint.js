/*
 * Painting stretches of the text by name (text.css says how each looks). The browser's own highlights
 * lie over untouched text. Where it has none, the same stretches are drawn as shapes behind the words,
 * in one picture of the whole text, again whenever the text changes its size. No text node is touched.
 */
import { placesOf } from "./offsets.js";

// From the lowest to the one on top
const NAMES = ["comment", "question", "own-comment", "own-question", "cursor", "chosen"];
const SVG = "http://www.w3.org/2000/svg";

/** Paint `stretches`, pairs of a start and an end, and nothing else under this name. */
export function paint(article, name, stretches) {
  if (!CSS.highlights) return drawingOf(article).set(name, stretches);
  const places = placesOf(article);
  const highlight = new Highlight();
  for (const [start, end] of stretches) highlight.add(places.range(start, end));
  highlight.priority = NAMES.indexOf(name);
  CSS.highlights.set(name, highlight);
}

class Drawing {
  #stretches = new Map();
  #waits = false;

  constructor(article) {
    this.article = article;
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", "reading__drawing");
    this.svg.setAttribute("aria-hidden", "true");
    for (const name of NAMES) {
      this.svg.append(pathOf(`reading__drawn--${name}`), pathOf(`reading__drawn-line--${name}`));
    }
    article.classList.add("reading--drawn");
    article.prepend(this.svg);
    new ResizeObserver(() => this.#soon()).observe(article);
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
    const shapes = NAMES.flatMap((name) => {
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

function drawingOf(article) {
  if (!drawings.has(article)) drawings.set(article, new Drawing(article));
  return drawings.get(article);
}
