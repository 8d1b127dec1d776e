/*
 * The markers after blocks, which say how many notes there are and how many are new. Those that a
 * <text-margin> brings take the places of the older ones, and numbers lead to the talk in its layer. With
 * thousands of notes that is a moment's work, so it comes after the marks were painted. Markers take no room
 * in the flow: the text never moves.
 */
import { still } from "../../../site/js/lib/still.js";

const COUNTS = ["count", "fresh"];

/** Where the next block starts on which something is new, after the last one the first. */
export function nextNew(article, here) {
  const fresh = [...article.querySelectorAll(".reading__notes[data-fresh]")];
  const starts = fresh.map(({ id }) => Number(id.slice("notes-".length)));
  return starts.find((one) => one > here) ?? starts[0];
}

export function renew(margin) {
  requestAnimationFrame(() => setTimeout(() => {
    if (!margin.isConnected) return;
    still(() => {
      put(margin);
      document.dispatchEvent(new Event("text-margin"));
    });
  }));
}

function put(margin) {
  const { article } = margin;
  const { query } = margin.dataset;
  const markers = [...margin.querySelector("template").content.children];
  const fresh = new Map(markers.map((marker) => [marker.id, marker]));
  for (const old of article.querySelectorAll(".reading__notes")) replace(old, fresh.get(old.id));
  if (article.querySelector(".reading__number")?.search === query) return;
  for (const link of article.querySelectorAll("a[data-talk]")) link.search = query;
}

function replace(old, marker) {
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
