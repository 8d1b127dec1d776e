/*
 * Painting stretches of the text by name (text.css says how each looks). The browser's own highlights
 * lie over untouched text; where it has none, drawing.js draws the same stretches behind the words.
 */
import { placesOf } from "./offsets.js";

// From the lowest to the one on top
const NAMES = ["earlier", "comment", "question", "own-comment", "own-question", "cursor", "chosen"];

const painted = new Map(); // name -> the stretches that bear it now

/**
 * Paint `stretches`, pairs of a start and an end, and nothing else under this name. Browsers go through
 * every highlight of the page when one of them changes: what is painted already is left alone.
 */
export function paint(article, name, stretches) {
  if (String(stretches) === (painted.get(name) ?? "")) return undefined;
  painted.set(name, String(stretches));
  if (!CSS.highlights) return draw(article, name, stretches);
  const places = placesOf(article);
  const highlight = new Highlight();
  for (const [start, end] of stretches) highlight.add(places.range(start, end));
  highlight.priority = NAMES.indexOf(name);
  CSS.highlights.set(name, highlight);
}

async function draw(article, name, stretches) {
  const { drawingOf } = await import("./drawing.js");
  drawingOf(article, NAMES).set(name, stretches);
}
