/*
 * The service worker of a session's text. What it keeps is opened only when there is no connection: the
 * scripts and sheets of the page, and each text that was opened on this device (offline.js puts it
 * there), without a word that people wrote about it. A text that is closed to this person goes.
 */
const FILES = `colloquy-files-${self.VERSION}`;
const OTHER_FILES = /^colloquy-files-/;
const TEXT = /^\/sessions\/\d+\/read\/$/;
const FILE = /\.(?:css|js|svg)$/;
const GONE = new Set([401, 403, 404, 410]);
const AS_IT_IS = { ignoreSearch: true, ignoreVary: true };

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && TEXT.test(pathname)) event.respondWith(text(request, `${pathname}offline/`));
  else if (FILE.test(pathname)) event.respondWith(file(request));
});

async function keepFiles() {
  const cache = await caches.open(FILES);
  await cache.addAll(self.FILES);
  await self.skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) if (OTHER_FILES.test(name) && name !== FILES) await caches.delete(name);
  await self.clients.claim();
}

async function text(request, kept) {
  try {
    const answer = await fetch(request);
    if (GONE.has(answer.status)) await forget(kept);
    return answer;
  } catch {
    return (await caches.match(kept, AS_IT_IS)) ?? Response.error();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, AS_IT_IS)) ?? Response.error();
  }
}

async function forget(kept) {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(kept, AS_IT_IS);
}
