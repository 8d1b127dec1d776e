/*
 * <text-page data-talk-url="…/at/0/">: the text, the talk on one block of it (`.talk`), and what one may
 * do with chosen words (<text-chosen>). A number, a marker or a marked stretch opens the talk on its
 * block; chosen words open it with those words. Threads and their words show each other. While the
 * page lives, a talk with words in a box is put away and comes back whole (put-away.js).
 */
import { debounce } from "../../../site/js/lib/timers.js";
import { showAbout, showWordsOf, threadIn, writeAbout } from "../lib/about.js";
import { aheadOn, contentOf } from "../lib/ahead.js";
import { nextNew } from "../lib/markers.js";
import { placesOf } from "../lib/offsets.js";
import { paint } from "../lib/paint.js";
import { placeAfter, showPending } from "../lib/pending.js";
import { PutAway, typedIn } from "../lib/put-away.js";
import { putBack, putKeptReplies, replyBox } from "../lib/reply-box.js";
import { pointUnder } from "../lib/selection.js";
import { makeRoom, markOpen, standBeside } from "../lib/stand.js";

const TYPED = "textarea";
const STARTS = /data-start="(\d+)"/;
const CALM = 1000; // ms after one talk was seen: whoever goes on to the next has the line for it
const BEHIND = "talk-behind"; // some threads are not shown yet

class TextPage extends HTMLElement {
  #listening;
  #places;
  #open; // {start, opener; chosen, tag: to write about; at: words one came from, thread: on them, isNext: to what is new}
  #isQuiet = false; // what is loaded takes neither focus nor place
  #carried = []; // what is in boxes while the talk is renewed: [id, words]
  #reply; // where one answers at once, having reacted
  #box; // the box one wrote in last
  #last; // the thread one came to last by pressing its words
  #kept = new PutAway();
  #wasSeen = debounce(() => document.dispatchEvent(new Event("poll-now")), CALM);
  #takeBack = () => {}; // what stands there as being sent
  #ahead; // talks that someone may open next

  connectedCallback() {
    this.article = this.querySelector(".reading");
    this.talk = this.querySelector(".talk");
    this.bar = this.querySelector("text-chosen");
    this.#places = placesOf(this.article);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.article.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.talk.addEventListener("click", (event) => this.#clickedTalk(event), { signal });
    this.talk.addEventListener("htmx:beforeSend", ({ detail }) => {
      this.#takeBack = showPending(detail.elt, this.talk);
    }, { signal });
    this.talk.addEventListener("htmx:beforeSwap", (event) => this.#carry(event), { signal });
    this.talk.addEventListener("htmx:afterSwap", (event) => this.#swapped(event), { signal });
    this.talk.addEventListener("htmx:afterSettle", () => this.#openReply(), { signal });
    this.talk.addEventListener("htmx:afterRequest", (event) => this.#answered(event), { signal });
    this.#ahead = aheadOn(this);
    this.#ahead.isHere = (start) => this.#open?.start === start || this.#hasPutAway(start, {});
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("text-margin", () => this.#compare(), { signal });
    this.talk.addEventListener("seen", () => this.#wasSeen(), { signal });
    this.talk.addEventListener("focusin", ({ target }) => {
      if (target.matches(TYPED)) this.#box = target;
    }, { signal });
    window.visualViewport?.addEventListener("resize", () => {
      if (!this.#open) return;
      this.#place();
      this.writesIn?.closest("form").scrollIntoView({ block: "end" });
      this.writesIn?.scrollIntoView({ block: "nearest" });
    }, { signal });
    addEventListener("online", () => this.#isAlone && !typedIn(this.talk).length && this.#load(), { signal });
    for (const name of ["pointerover", "focusin"]) {
      this.talk.addEventListener(name, ({ target }) => showWordsOf(target, this.talk, this.article), { signal });
    }
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  /** The box in which someone writes about the text, while the talk is open. */
  get writesIn() {
    return this.#box?.offsetParent ? this.#box : undefined;
  }

  /** The marks on some words of the text, the shortest first. */
  notesOn({ start, end }) {
    const found = this.#margin.marks.filter((mark) => mark[0] < end && mark[1] > start);
    return found.sort(shortestFirst);
  }

  /** The ranges and counts of the layer that is shown. */
  get #margin() {
    return document.querySelector("text-margin");
  }

  // Opening and closing

  async open(start, { opener, chosen, tag, at, isNext } = {}) {
    this.#putAway();
    this.#isQuiet = false;
    this.#open = { start, opener, chosen, tag, at, isNext, thread: at && this.#threadOn(at) };
    markOpen(this.article, this.#places.blockAt(start).element);
    this.talk.hidden = false;
    const ahead = this.#ahead.take(start); // older than one that was put away
    if (!this.#hasPutAway(start)) return this.#loadFirst(ahead);
    this.talk.replaceChildren(this.#kept.take(start));
    return this.#ready();
  }

  /** Whether a talk that was put away will do: it counts as the margin does, and has the thread one wants. */
  #hasPutAway(start, { isNext, thread } = this.#open) {
    const holds = (talk) => !isNext && titleIn(talk).dataset.count === String(this.#ahead.countOn(start))
      && (!thread || threadIn(talk, thread));
    return this.#kept.has(start, holds);
  }

  /** What is known before the talk has come. */
  #frame(start) {
    const frame = document.getElementById("talk-frame").content.cloneNode(true);
    const link = this.article.querySelector(`.reading__number[data-talk="${start}"]`);
    frame.querySelector("h2").textContent = link?.dataset.name ?? "";
    this.talk.replaceChildren(frame);
  }

  /** Whether what stands in it is a talk, not the frame for one. */
  get #stands() {
    return Boolean(this.#title);
  }

  close() {
    if (!this.#open) return;
    const { start, opener } = this.#open;
    this.#putAway();
    this.#open = undefined;
    markOpen(this.article);
    this.talk.hidden = true;
    this.talk.replaceChildren();
    paint(this.article, "chosen", []);
    const back = opener?.isConnected ? opener : this.article.querySelector(`[data-talk="${start}"]`);
    back?.focus({ preventScroll: true });
  }

  /** The talk on the next block with something new, after the last one the first; false where there is none. */
  openNextNew(opener) {
    const start = this.#nextNew;
    if (start === undefined) return false;
    const { element } = this.#places.blockAt(start);
    const fold = element.closest("details:not([open])");
    if (fold) fold.open = true;
    element.scrollIntoView({ block: "center" });
    this.open(start, { opener: opener?.closest(".talk") ? this.#open?.opener : opener, isNext: true });
    return true;
  }

  get #nextNew() {
    return nextNew(this.article, this.#open?.start ?? this.#firstInSight - 1);
  }

  get #firstInSight() {
    const { blocks } = this.#places;
    const inSight = ({ element }) => element.getBoundingClientRect().bottom > 0;
    return (blocks.find(inSight) ?? blocks[0]).start;
  }

  /** Beside the talk, the way to what else is new, once it is known that this was seen. */
  #offerNext() {
    const button = this.talk.querySelector("[data-next-new]");
    const next = this.#margin.parentElement.querySelector("[data-next-new]");
    if (this.talk.querySelector("mark-seen")) return;
    button.hidden = !next;
    if (!next) return;
    button.textContent = next.textContent;
    const start = this.#nextNew; // most go on there
    if (start !== this.#open.start) this.#ahead.ask(start);
  }

  /** Put the talk aside while other words are chosen for one of its notes. */
  #chooseFor(button) {
    this.talk.hidden = true;
    this.bar.choose((chosen) => {
      this.talk.hidden = false;
      if (!chosen) return button.focus();
      const { version, edition } = button.dataset;
      const csrfmiddlewaretoken = this.talk.querySelector("[name=csrfmiddlewaretoken]").value;
      const values = { csrfmiddlewaretoken, version, edition, ...chosen };
      this.#open.start = this.#places.blockAt(chosen.start).start;
      markOpen(this.article, this.#places.blockAt(chosen.start).element);
      return window.htmx.ajax("POST", button.dataset.url, { source: this.talk, target: this.talk, values });
    });
  }

  #putAway() {
    if (!this.#open) return;
    const isTyped = typedIn(this.talk).length > 0;
    if (isTyped || this.#stands) this.#kept.put(this.#open.start, this.talk.childNodes, isTyped);
  }

  /** A talk that was asked for before it was opened may be here already, or on its way. */
  async #loadFirst(ahead) {
    const { start, thread } = this.#open;
    if (!ahead?.html) this.#frame(start);
    const html = ahead?.html ?? (await ahead?.coming);
    if (this.#open?.start !== start || this.#stands) return undefined;
    if (!html || (thread && html.includes(BEHIND))) return this.#load();
    return this.#put(ahead?.content ?? contentOf(html));
  }

  /** It shows first; what its buttons do without leaving the page comes right after. */
  #put(content) {
    const parts = [...content.children];
    this.talk.replaceChildren(content);
    this.#ready();
    requestAnimationFrame(() => setTimeout(() => {
      for (const part of parts) window.htmx.process(part);
      document.dispatchEvent(new Event("talk-put"));
    }));
  }

  #load() {
    const { talk } = this;
    const loaded = window.htmx.ajax("GET", this.#url, { source: talk, target: talk, swap: "innerHTML" });
    return loaded.catch(() => {}); // #answered hears of it
  }

  get #url() {
    return this.#ahead.urlOf(this.#open.start, this.#open.thread);
  }

  /** Others wrote here meanwhile: offer it, for nothing moves on its own. In another layer, show that. */
  #compare() {
    const renew = this.talk.querySelector("[data-talk-renew]");
    if (!renew) return;
    if (this.#title.dataset.query !== this.#margin.dataset.query) {
      this.#isQuiet = true;
      this.#load();
      return;
    }
    // after one's own post the talk knows more than the margin, which has yet to hear of it
    renew.hidden = this.#ahead.countOn(this.#open.start) <= Number(this.#title.dataset.count);
    this.#offerNext();
  }

  /** Words in boxes other than the one that was sent outlive the renewal of the talk. */
  #carry({ detail }) {
    if (detail.target !== this.talk) return;
    if (!this.#isOpenIn(detail)) return;
    if (!this.#stands && detail.shouldSwap && detail.requestConfig.verb === "get") {
      detail.shouldSwap = false;
      this.#put(contentOf(detail.serverResponse));
      return;
    }
    const sent = detail.requestConfig.elt;
    const others = typedIn(this.talk).filter((box) => sent === this.talk || !sent.contains(box));
    this.#carried = others.map((box) => [box.id, box.value]);
  }

  /** An answer may come when its talk has been put away: it does not push the open one aside. */
  #isOpenIn(detail) {
    const start = Number(detail.serverResponse.match(STARTS)?.[1]);
    if (start === this.#open?.start) return true;
    if (wasKept(detail)) this.#kept.delete(start);
    if (wasKept(detail)) this.#changed();
    detail.shouldSwap = false;
    return false;
  }

  #swapped({ detail }) {
    const wasPost = detail.requestConfig.verb === "post";
    if (wasPost) this.#changed();
    if (detail.target === this.talk) return this.#ready(wasPost, placeAfter(detail.requestConfig));
    this.#showScripted();
    const form = this.talk.querySelector(`#${detail.target.id}.edit`);
    return form?.scrollIntoView({ block: "nearest" });
  }

  /** What is here of before may not hold any more. */
  #changed() {
    this.#ahead.forget();
    this.#kept.forget();
    document.dispatchEvent(new Event("poll-now"));
  }

  #showScripted() {
    for (const button of this.talk.querySelectorAll("[data-scripts]")) button.hidden = false;
  }

  #answered({ detail }) {
    this.#takeBack();
    if (detail.successful || this.#stands) return;
    if (detail.xhr.status === 0) this.#writeAlone(detail);
    else this.close();
  }

  get #isAlone() {
    return Boolean(this.talk.querySelector("[data-alone-box]"));
  }

  /** Without a connection one cannot read what others said, but one can write. */
  async #writeAlone(detail) {
    const { start } = this.#open;
    const { boxFor } = await import("../offline.js").catch(() => ({}));
    if (this.#open?.start !== start || this.#stands) return;
    const box = boxFor?.(this.#places.blockAt(start));
    if (!box) {
      this.close();
      this.talk.removeAttribute("data-alone"); // so that it is said
      return window.htmx.trigger(document.body, "htmx:sendError", detail);
    }
    this.talk.replaceChildren(box);
    window.htmx.process(this.talk);
    this.#ready();
  }

  /** The talk stands: put in what was chosen, show it beside its words, and lead there. */
  #ready(written = false, place = "") {
    const done = written && this.talk.querySelector("[data-new]");
    if (done) this.#open.chosen = this.#open.tag = undefined; // what one writes next is about all of it again
    const { chosen, tag, thread, isNext } = this.#open;
    for (const [id, words] of this.#carried.splice(0)) putBack(this.talk, id, words);
    putKeptReplies(this.talk);
    this.#showScripted();
    if (chosen) writeAbout(this.talk, this.article, chosen);
    else showAbout(this.talk, this.article);
    if (tag) this.talk.querySelector(`.talk__form [name=tag][value=${tag}]`).checked = true;
    const came = isNext ? this.talk.querySelector("[data-fresh]") : threadIn(this.talk, thread);
    const fresh = done || (place && this.talk.querySelector(place)) || (written ? undefined : came);
    const box = this.talk.querySelector(".talk__form textarea");
    if (fresh) this.#open.isNext = undefined;
    const isQuiet = this.#isQuiet;
    this.#isQuiet = false;
    this.#compare();
    if (isQuiet) return;
    (fresh || (chosen || box?.value ? box : undefined) || this.#title).focus({ preventScroll: true });
    this.#place();
    if (fresh) fresh.scrollIntoView({ block: "nearest" });
  }

  #openReply() {
    if (!this.#reply?.isConnected) return;
    const fold = this.#reply.matches("a") ? replyBox(this.#reply) : this.#reply;
    this.#reply = undefined;
    fold.open = true;
    fold.querySelector("textarea").focus();
    fold.scrollIntoView({ block: "nearest" });
  }

  get #title() {
    return titleIn(this.talk);
  }

  /** The thread on these words; pressed again, the next one that is there as well. */
  #threadOn(at) {
    const marks = this.notesOn(at).map(([start, end, nth]) => `${start}-${end}-${nth}`);
    this.#last = marks[(marks.indexOf(this.#last) + 1) % marks.length];
    return this.#last;
  }

  #place() {
    makeRoom(this.talk);
    const { start, end } = this.#open.chosen ?? this.#open.at ?? this.#places.blockAt(this.#open.start);
    standBeside(this.#places.lines(start, end), this.talk, this);
  }

  // Events

  #clicked(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[data-talk]");
    if (link) {
      event.preventDefault();
      this.open(Number(link.dataset.talk), { opener: link });
    } else if (!event.target.closest("a, summary, button") && getSelection().isCollapsed) {
      this.#clickedWords(event);
    }
  }

  #clickedWords(event) {
    const start = this.#places.placeOf(...pointUnder(event));
    if (start === undefined) return;
    const at = { start, end: start + 1 };
    if (this.notesOn(at).length) this.open(this.#places.blockAt(start).start, { at });
  }

  #clickedTalk(event) {
    if (event.target.closest("[data-talk-close]")) this.close();
    if (event.target.closest("[data-talk-renew]")) this.#load();
    if (event.target.closest("[data-all-notes]")) this.#showAll(event);
    const fold = event.target.closest("summary")?.parentElement;
    if (fold) requestAnimationFrame(() => fold.scrollIntoView({ block: "nearest" }));
    const words = event.target.closest("[data-to-words]")?.closest("[data-words]").dataset.words;
    if (words) this.#leadTo(...words.split(" ").map(Number));
    const choose = event.target.closest("[data-choose]");
    if (choose) this.#chooseFor(choose);
    const replies = event.target.closest("[data-reply], [data-reply-to]");
    this.#reply = replies?.closest(".thread").querySelector("[data-reply-to], .thread__answer");
    if (replies?.matches("a")) {
      event.preventDefault();
      this.#openReply();
    }
    if (event.target.closest("[data-about-whole]")) {
      const block = this.#places.blockAt(this.#open.start);
      this.#open.chosen = undefined;
      writeAbout(this.talk, this.article, { start: block.start, end: block.end, exact: block.text });
      this.talk.querySelector(".talk__form textarea").focus();
    }
  }

  #showAll(event) {
    event.preventDefault();
    document.getElementById("layer-session").click();
  }

  #leadTo(start, end) {
    this.close();
    document.dispatchEvent(new CustomEvent("text-words", { detail: { start, end } }));
  }

  #pressed({ key }) {
    if (key === "Escape" && !this.bar.hide?.()) this.close();
  }
}

function wasKept({ requestConfig, xhr }) {
  return requestConfig.verb === "post" && xhr.status < 300;
}

/** Of two stretches that begin and end so, the one that comes first. */
const shortestFirst = (a, b) => a[1] - a[0] - (b[1] - b[0]);

const titleIn = (talk) => talk.querySelector(".talk__title[data-start]");

customElements.define("text-page", TextPage);
