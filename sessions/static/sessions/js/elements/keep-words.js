/*
 * <keep-words data-slot="answer:7"><textarea …></textarea></keep-words>, in the form that sends the
 * words: none is lost. What is typed stays in this tab until the server has it, and goes there as a
 * draft at each pause and when the page is left or hidden. The form's `key` and the count of what it
 * sent let saves overtake each other; `drafted`, the version it knows, keeps two devices from writing
 * over each other: what was written elsewhere is put below. `data-stands` are words that were shared
 * before: as long as the box holds them there is nothing to keep, and throwing away brings them back. What
 * was to be shared when there was no connection waits in this tab (lib/waiting.js) until there is one, or
 * until one types on.
 * <template id="kept-words"> holds the line that says how things stand (role="status") and the button
 * that throws the words away, or brings them back.
 */
import { freshen } from "../../../site/js/lib/csrf.js";
import { backoff, debounce } from "../../../site/js/lib/timers.js";
import { forget, keep, keptAs, sendWaitingSoon } from "../lib/waiting.js";

const PAUSE = 1000;
const AGAIN = 2000;
const MOST = 30_000;
const KEEPALIVE_LIMIT = 20_000; // letters; a browser lets go of more than 64 kB when the page ends
const SIGNED_OUT = 401; // may be mended in another tab, so it is tried again
const NO_LINE = ["htmx:sendError", "htmx:timeout"];
const BESIDE = ["tag", "start", "end", "exact", "kind", "owner", "due_on"]; // what is kept with the words

class KeepWords extends HTMLElement {
  #listening;
  #known; // the words as the server has them
  #thrown; // what was thrown away, to be brought back
  #waits; // what was pressed to share it, when there was no connection: {url, name, value}
  #line;
  #turn = 0;
  #heard = 0; // the turn that the last answer was for
  #failures = 0;
  #retry;
  #soon = debounce(() => this.#send(), PAUSE);

  connectedCallback() {
    this.form = this.closest("form");
    this.box = this.querySelector("textarea");
    this.texts = document.getElementById("kept-words");
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["input", "change"]) this.form.addEventListener(name, this, { signal });
    this.form.addEventListener("submit", this, { signal, capture: true });
    for (const name of ["htmx:beforeOnLoad", "htmx:afterRequest", "visibilitychange", ...NO_LINE])
      document.addEventListener(name, this, { signal });
    addEventListener("pagehide", this, { signal });
    addEventListener("online", this, { signal });
    this.#known ??= Number(this.form.elements.drafted.value) ? this.box.defaultValue : "";
    this.#takeUp();
    if (this.#waits) this.#wait();
    else if (this.#isUnsaved) this.#changed();
    else if (this.#known) this.#say("kept");
  }

  disconnectedCallback() {
    this.#leave();
    this.#listening.abort();
    clearTimeout(this.#retry);
  }

  handleEvent({ type, detail, target }) {
    if (type === "input" || type === "change") this.#changed();
    else if (NO_LINE.includes(type)) detail.elt === this.form && this.#couldNotSend(detail.requestConfig);
    else if (type === "submit") this.#submitted();
    else if (type === "htmx:beforeOnLoad") detail.elt === this.form && this.#heardOf(detail.xhr.status);
    else if (type === "htmx:afterRequest") target === this.form && this.#isUnsaved && !this.#waits && this.#soon();
    else if (type === "online") this.#isUnsaved && !this.#waits && this.#send();
    else if (type === "pagehide" || document.hidden) this.#leave();
  }

  /** The name under which its words are kept in this tab. */
  get name() {
    return `${this.dataset.slot}-${this.texts.dataset.user}`;
  }

  /** Share it now, as it was to be shared. */
  send() {
    const { name, value } = this.#waits;
    const buttons = [...this.form.elements].filter(({ type }) => type === "submit");
    freshen(this.form);
    (buttons.find((one) => one.name === name && one.value === value) ?? buttons[0]).click();
  }

  /** What there is to keep. */
  get #words() {
    return this.box.value === this.dataset.stands ? "" : this.box.value;
  }

  get #isUnsaved() {
    return this.#words !== this.#known;
  }

  // In this tab

  /** Words that never left this tab come before those the server gave. */
  #takeUp() {
    const kept = keptAs(this.name);
    if (!kept && this.#waits) this.#posted(""); // it was sent while this box was put away
    this.#waits = kept?.waits;
    if (!kept || (kept.fields.body === this.box.value && !kept.waits)) return;
    const { elements } = this.form;
    for (const name of [...BESIDE, "body", "drafted", ...(kept.waits ? ["key"] : [])])
      if (elements[name] && name in kept.fields) elements[name].value = kept.fields[name];
    this.#known = kept.known;
    this.closest("details")?.setAttribute("open", "");
  }

  #keepInTab() {
    const fields = Object.fromEntries(new FormData(this.form));
    keep(this.name, { fields, known: this.#known, waits: this.#waits });
  }

  #forget() {
    this.#soon.cancel();
    clearTimeout(this.#retry);
    forget(this.name);
  }

  #changed() {
    this.#thrown = this.#waits = undefined;
    if (!this.#words && !this.#known) return this.#forget();
    this.#keepInTab();
    return this.#soon();
  }

  // On the server

  async #send() {
    this.#soon.cancel();
    clearTimeout(this.#retry);
    const body = this.#words;
    const turn = ++this.#turn;
    try {
      const answer = await fetch(this.texts.dataset.url, {
        method: "POST",
        body: this.#all(body, turn),
        headers: { "X-Auto-Save": "1" },
        redirect: "error",
        keepalive: body.length < KEEPALIVE_LIMIT,
      });
      if (turn > this.#heard) await this.#answered(answer, body, turn);
    } catch {
      this.#failed("tab");
    }
  }

  #all(body, turn) {
    freshen(this.form);
    const all = new FormData(this.form);
    all.set("slot", this.dataset.slot);
    all.set("body", body);
    all.set("turn", turn);
    all.set("version", this.form.elements.drafted.value);
    return all;
  }

  async #answered(answer, body, turn) {
    this.#heard = turn;
    if (answer.status === 204) this.#arrived(body, answer.headers.get("X-Version"));
    else if (answer.status === 409) this.#meet(await answer.json());
    else if (answer.status === SIGNED_OUT) this.#failed("out");
    else if (answer.status < 500) this.#say("tab");
    else this.#failed("tab");
  }

  #arrived(body, version) {
    this.#failures = 0;
    this.#known = body;
    this.form.elements.drafted.value = version;
    if (this.#isUnsaved || this.#waits) return this.#keepInTab();
    this.#forget();
    return this.#say(body ? "kept" : "");
  }

  #failed(how) {
    if (!this.isConnected) return;
    this.#say(how);
    this.#retry = setTimeout(() => this.#send(), backoff(AGAIN, this.#failures++, MOST));
  }

  /** It is to be shared, and goes out once there is a connection. */
  #couldNotSend({ path: url, triggeringEvent }) {
    const { name = "", value = "" } = triggeringEvent?.submitter ?? this.#waits ?? {};
    this.#waits = { url, name, value };
    this.#keepInTab();
    this.#wait();
  }

  #wait() {
    this.#say("waits");
    sendWaitingSoon();
  }

  /** Another device wrote more since this one last knew: what is there and what is here, in one box. */
  #meet({ version, body }) {
    const { value: here, selectionStart, selectionEnd } = this.box;
    const added = this.#known && body.startsWith(this.#known) ? body.slice(this.#known.length) : body;
    this.#known = body;
    this.form.elements.drafted.value = version;
    if (!this.#words || body.includes(here)) this.box.value = body;
    else if (!here.includes(body)) this.box.value = `${here}\n\n${added.trim()}`;
    if (document.activeElement === this.box) this.box.setSelectionRange(selectionStart, selectionEnd);
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
    if (this.box.value !== here) this.#say("both");
  }

  /** The page may be gone in a moment. */
  #leave() {
    if (this.#isUnsaved) this.#send();
  }

  #submitted() {
    this.#soon.cancel();
    freshen(this.form);
    if (this.form.hasAttribute("hx-post")) return;
    this.#leave();
    this.#forget();
  }

  #heardOf(status) {
    if (status === 200) return this.#posted(this.box.value);
    this.#waits = undefined; // what was wrong is said, and for a person to mend
    return this.#keepInTab();
  }

  #posted(words) {
    this.box.value = words;
    this.#known = this.#words;
    this.#waits = undefined;
    this.#forget();
  }

  // What is said

  #say(state) {
    this.#line ??= this.#makeLine();
    const { dataset } = this.#line;
    if (dataset.state === "both" && state === "kept") return;
    if (this.#waits && state !== "waits") return;
    dataset.state = state;
    const said = this.#line.querySelector("[role=status]");
    const sentence = said.dataset[state] ?? "";
    if (said.textContent !== sentence) said.textContent = sentence;
    const button = this.#line.querySelector("button");
    button.hidden = !this.#words && !this.#thrown;
    button.textContent = this.#thrown ? button.dataset.back : button.dataset.discard;
  }

  #makeLine() {
    const line = this.texts.content.firstElementChild.cloneNode(true);
    line.querySelector("button").addEventListener("click", () => this.#discard());
    this.append(line);
    return line;
  }

  #discard() {
    const [back, gone] = [this.#thrown, this.box.value];
    this.box.value = back ?? this.dataset.stands ?? "";
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
    this.#thrown = back ? undefined : gone;
    this.#say("");
    this.#send();
    this.box.focus();
  }
}

customElements.define("keep-words", KeepWords);
