/*
 * Where the talk stands: in the margin beside the lines it is about, or over the lower part of a phone, from
 * under which they are brought into sight. Where little can be seen (large letters, an open keyboard) it is
 * `data-low`, and scrolls as one.
 */
const GAP = 12;
const LOW = 36; // rem

/** Shows on which block of the text it is open; on none, where none is given. */
export function markOpen(article, element) {
  for (const open of article.querySelectorAll("[data-open]")) open.removeAttribute("data-open");
  const number = element?.parentElement.querySelector(":scope > .reading__number");
  for (const open of [element, number]) open?.setAttribute("data-open", "");
}

export function standBeside(lines, talk, page) {
  if (!lines.length) return;
  const [{ top }, { bottom }] = [lines[0], lines.at(-1)];
  if (getComputedStyle(talk).position === "sticky") {
    const room = innerHeight - talk.offsetHeight - GAP;
    const offset = Math.min(top, Math.max(room, GAP)) - page.getBoundingClientRect().top;
    talk.style.setProperty("--talk-offset", `${Math.max(0, offset)}px`);
    const below = talk.getBoundingClientRect().bottom + GAP - innerHeight;
    if (below > 0) scrollBy({ top: Math.max(0, Math.min(below, top - GAP)) });
    return;
  }
  const ends = talk.getBoundingClientRect().top - GAP;
  if (bottom > ends) scrollBy({ top: Math.min(bottom - ends, top - GAP) });
  else if (top < 0) scrollBy({ top: top - GAP });
}

/** A keyboard that opens over the page covers what stands at its foot. */
export function makeRoom(talk) {
  const { height, offsetTop, scale } = window.visualViewport;
  const under = scale === 1 ? Math.max(0, innerHeight - height - offsetTop) : 0;
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  talk.style.setProperty("--under", `${under}px`);
  talk.toggleAttribute("data-low", innerHeight - under <= LOW * letter);
}
