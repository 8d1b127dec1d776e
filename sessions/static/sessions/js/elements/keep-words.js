/*
 * <keep-words data-slot="answer:7"><textarea …></textarea></keep-words>, in the form that sends the
 * words: none is lost. What is typed stays in this tab until the server has it, and goes there as a
 * draft at each pause and when the page is left or hidden. The form's `key` and the count of what it
 * sent let saves overtake each other; `drafted`, the version it knows, keeps two devices from writing
 * over each other: what was written elsewhere is put below. <template id="kept-words"> holds the line
 * that says what is kept (role="status") and the button that throws it away, or brings it back.
 */
import { freshen } from "../../../site/js/lib/csrf.js";
import { backoff, debounce } from "../../../site/js/lib/timers.js";

const PREFIX = "colloquy-";
const PAUSE = 1000;
const AGAIN = 2000;
const MOST = 30_000;
const KEEPALIVE_LIMIT = 20_000; // letters; a browser lets go of more than 64 kB when the page ends
const SIGNED_OUT = 401; // may be mended in another tab, so it is tried again

class KeepWords extends HTMLElement {
  #listening;
  #known; // the words as the server has them
  #thrown; // what was thrown away, to be brought back
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
    for (const name of ["input", "change", "submit"]) this.form.addEventListener(name, this, { signal });
    for (const name of ["htmx:beforeOnLoad", "htmx:afterRequest", "visibilitychange"])
      document.addEventListener(name, this, { signal });
    addEventListener("pagehide", this, { signal });
    addEventListener("online", this, { signal });
    this.#known ??= this.box.defaultValue;
    this.#takeUp();
    if (this.#isUnsaved) this.#changed();
    else if (this.#known) this.#say("kept");
  }

  disconnectedCallback() {
    this.#leave();
    this.#listening.abort();
    clearTimeout(this.#retry);
  }

  handleEvent({ type, detail, target }) {
    if (type === "input" || type === "change") this.#changed();
    else if (type === "submit") this.#submitted();
    else if (type === "htmx:beforeOnLoad") detail.elt === this.form && detail.xhr.status === 200 && this.#posted();
    else if (type === "htmx:afterRequest") target === this.form && this.#isUnsaved && this.#soon();
    else if (type === "online") this.#isUnsaved && this.#send();
    else if (type === "pagehide" || document.hidden) this.#leave();
  }

  get #isUnsaved() {
    return this.box.value !== this.#known;
  }

  get #key() {
    return `${PREFIX}${this.dataset.slot}-${this.texts.dataset.user}`;
  }

  // In this tab

  /** Words that never left this tab come before those the server gave. */
  #takeUp() {
    const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
    if (!kept || kept.body === this.box.value) return;
    this.box.value = kept.body;
    this.#known = kept.known;
    this.form.elements.drafted.value = kept.drafted;
    this.closest("details")?.setAttribute("open", "");
  }

  #keepInTab() {
    const { value: body } = this.box;
    const kept = { body, known: this.#known, drafted: this.form.elements.drafted.value };
    sessionStorage.setItem(this.#key, JSON.stringify(kept));
  }

  #forget() {
    this.#soon.cancel();
    clearTimeout(this.#retry);
    sessionStorage.removeItem(this.#key);
  }

  #changed() {
    this.#thrown = undefined;
    if (!this.box.value && !this.#known) return this.#forget();
    this.#keepInTab();
    return this.#soon();
  }

  // On the server

  async #send() {
    this.#soon.cancel();
    clearTimeout(this.#retry);
    const { value: body } = this.box;
    const turn = ++this.#turn;
    try {
      const answer = await fetch(this.texts.dataset.url, {
        method: "POST",
        body: this.#all(turn),
        headers: { "X-Auto-Save": "1" },
        redirect: "error",
        keepalive: body.length < KEEPALIVE_LIMIT,
      });
      if (turn > this.#heard) await this.#answered(answer, body, turn);
    } catch {
      this.#failed("tab");
    }
  }

  #all(turn) {
    freshen(this.form);
    const all = new FormData(this.form);
    all.set("slot", this.dataset.slot);
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
    if (this.#isUnsaved) return this.#keepInTab();
    this.#forget();
    return this.#say(body ? "kept" : "");
  }

  #failed(how) {
    if (!this.isConnected) return;
    this.#say(how);
    this.#retry = setTimeout(() => this.#send(), backoff(AGAIN, this.#failures++, MOST));
  }

  /** Another device wrote more since this one last knew: what is there and what is here, in one box. */
  #meet({ version, body }) {
    const { value: here, selectionStart, selectionEnd } = this.box;
    const added = this.#known && body.startsWith(this.#known) ? body.slice(this.#known.length) : body;
    this.#known = body;
    this.form.elements.drafted.value = version;
    if (body.includes(here)) this.box.value = body;
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
    if (this.form.hasAttribute("hx-post")) return;
    this.#leave();
    this.#forget();
  }

  #posted() {
    this.#known = this.box.value;
    this.#forget();
  }

  // What is said

  #say(state) {
    this.#line ??= this.#makeLine();
    const { dataset } = this.#line;
    if (dataset.state === "both" && state === "kept") return;
    dataset.state = state;
    const said = this.#line.querySelector("[role=status]");
    const sentence = said.dataset[state] ?? "";
    if (said.textContent !== sentence) said.textContent = sentence;
    const button = this.#line.querySelector("button");
    button.hidden = !this.box.value && !this.#thrown;
    button.textContent = this.#thrown ? button.dataset.back : button.dataset.discard;
  }

  #makeLine() {
    const line = this.texts.content.firstElementChild.cloneNode(true);
    line.querySelector("button").addEventListener("click", () => this.#discard());
    this.append(line);
    return line;
  }

  #discard() {
    const [back, gone] = [this.#thrown ?? "", this.box.value];
    this.box.value = back;
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
    this.#thrown = back ? undefined : gone;
    this.#say("");
    this.#send();
    this.box.focus();
  }
}

customElements.define("keep-words", KeepWords);
