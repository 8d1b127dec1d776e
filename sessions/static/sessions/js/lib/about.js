/*
 * Which words a talk is about: those that the box to write in it names, and those of a thread. They stand
 * out in the text.
 */
import { placesOf } from "./offsets.js";
import { paint } from "./paint.js";

/** What one writes is about these words. */
export function writeAbout(talk, article, { start, end, exact }) {
  const form = talk.querySelector(".talk__form");
  if (!form) return;
  form.elements.start.value = start;
  form.elements.end.value = end;
  form.elements.exact.value = exact;
  showAbout(talk, article);
}

/** The words of the box are quoted above it, unless they are the whole block. */
export function showAbout(talk, article) {
  const form = talk.querySelector(".talk__form");
  if (!form) return;
  const block = placesOf(article).blockAt(Number(form.dataset.at));
  const [start, end] = [Number(form.elements.start.value), Number(form.elements.end.value)];
  const whole = start === block.start && end === block.end;
  form.querySelector("[data-about]").hidden = whole;
  form.querySelector("[data-about-words]").textContent = form.elements.exact.value;
  paint(article, "chosen", whole ? [] : [[start, end]]);
}

/** Beside a thread, or the box, its words stand out in the text. */
export function showWordsOf(target, talk, article) {
  const thread = target.closest("[data-words]");
  if (thread) paint(article, "chosen", [thread.dataset.words.split(" ").map(Number)]);
  else if (target.closest(".talk__form")) showAbout(talk, article);
}

/** The thread in a talk that is known by its words, and which of several on them it is. */
export function threadIn(talk, mark) {
  const [start, end, nth] = mark?.split("-") ?? [];
  return talk.querySelectorAll(`[data-words="${start} ${end}"]`)[nth];
}
