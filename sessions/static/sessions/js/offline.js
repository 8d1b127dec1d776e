/*
 * <text-page data-offline="/sessions/3/read/offline/?v=…" data-worker="…" data-user="7">: once the page
 * stands, its text is kept on this device, for this person alone, so that it can be read without a
 * connection; [data-kept] says that it is. Where a talk cannot be shown for want of one,
 * <template id="talk-alone"> is a box to write in all the same.
 */
import "./elements/keep-words.js";
import { newKey } from "./lib/new-key.js";

const PREFIX = "colloquy-text-";
const MOST = 5; // texts on one device; the one opened longest ago goes first
const FILE = /\.(?:css|js|svg)$/;
const AS_IT_IS = { ignoreSearch: true, ignoreVary: true };

const page = document.querySelector("text-page");
const { offline, worker, user } = page.dataset;

async function keepText() {
  await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready; // it has kept our scripts by now
  const own = PREFIX + user;
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== own) await caches.delete(name);
  const cache = await caches.open(own);
  const kept = await cache.match(offline, { ignoreVary: true });
  const answer = kept ?? (await fetch(offline, { redirect: "error", priority: "low" }));
  if (!answer.ok) return;
  await cache.delete(offline, AS_IT_IS);
  await cache.put(offline, answer);
  for (const name of filesOfPage()) if (!(await caches.match(name, AS_IT_IS))) await cache.add(name);
  await dropOldest(cache);
  page.setAttribute("data-kept", "");
}

/** What it has loaded, and the sheets that it will ask for (text.js). */
function filesOfPage() {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  const later = [page.dataset.styles, page.querySelector("[data-drawn]").dataset.drawn];
  return new Set([...loaded, ...later].filter((name) => FILE.test(name)));
}

async function dropOldest(cache) {
  const texts = (await cache.keys()).filter(({ url }) => !FILE.test(new URL(url).pathname));
  for (const text of texts.slice(0, -MOST)) await cache.delete(text);
}

async function forgetText() {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(offline, AS_IT_IS);
}

/** A box to write in about a block, which knows nothing of what others said there. */
export function boxFor({ start, end, text }) {
  const template = document.getElementById("talk-alone");
  if (!template) return undefined;
  const talk = template.content.cloneNode(true);
  const form = talk.querySelector("form");
  const values = { at: start, start, end, exact: text, key: newKey() };
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.dataset.at = start;
  form.querySelector("keep-words").dataset.slot = template.dataset.slot + start;
  const { name } = page.querySelector(`.reading__number[data-talk="${start}"]`)?.dataset ?? {};
  const title = talk.querySelector(".talk__title");
  title.dataset.start = start;
  if (name) title.textContent = name;
  return talk;
}

if (offline && navigator.serviceWorker && window.caches) {
  document.addEventListener("page-closed", forgetText);
  keepText().catch(() => {}); // the line was lost: the next time one opens it
}
