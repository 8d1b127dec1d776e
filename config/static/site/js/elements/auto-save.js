/*
 * <auto-save data-saving="Saving" data-saved="Saved" data-failed="Not saved yet, trying again"
 *   data-refused="Not saved: see below"><form method="post" action="…">…</form>
 *   <p class="save-status" role="status" data-status></p></auto-save>
 * Saves the form while one types: after a pause, on leaving a field or the page, on Ctrl+S. One save at
 * a time; what changed meanwhile goes in the next, so the newest words win. A form with hx-post is
 * sent by htmx and its answer swapped as its attributes say (swap the status or totals, not the fields
 * one types in). Any other is posted with `X-Auto-Save: 1`: answer 204, and `X-Version: 7` to renew
 * its version field. 4xx: refused, says so and waits for the next change. Otherwise: tries again.
 * Without this module the form's own button saves.
 */
import { freshen } from "../lib/csrf.js";
import { backoff, debounce } from "../lib/timers.js";

const PAUSE = 800;
const AGAIN = 2000;
const MOST = 30_000;
const KEEPALIVE_LIMIT = 60_000;
const SIGNED_OUT = 401; // may be mended in another tab, so it is tried again

class AutoSave extends HTMLElement {
  #listening;
  #soon = debounce(() => this.save(), PAUSE);
  #retry;
  #failures = 0;
  #dirty = false;
  #saving = false;
  #woke = false;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of ["input", "change", "focusout", "submit", "keydown", "htmx:afterRequest"])
      this.addEventListener(name, this, { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    document.addEventListener("visibilitychange", () => this.#hide(), { signal });
    addEventListener("online", () => this.#dirty && this.save(), { signal });
    if (!this.#woke && this.#wasTyped) this.#changed(); // before this module had come
    this.#woke = true;
  }

  disconnectedCallback() {
    if (this.#dirty) this.#leave();
    this.#listening.abort();
    this.#soon.cancel();
    clearTimeout(this.#retry);
  }

  handleEvent(event) {
    if (event.type === "input" || event.type === "change") this.#changed();
    else if (event.type === "focusout") this.#dirty && this.save();
    else if (event.type === "keydown") this.#key(event);
    else if (event.type === "submit") this.#submitted(event);
    else if (event.detail.elt === this.#form) this.#done(event.detail.xhr.status);
  }

  /** Saves now; while another save is on its way, once that has arrived. */
  save() {
    this.#soon.cancel();
    clearTimeout(this.#retry);
    if (this.#saving || !this.#form.checkValidity()) return;
    this.#dirty = false;
    this.#saving = true;
    this.#say("saving");
    freshen(this.#form);
    if (this.#byHtmx) this.#form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    else this.#post();
  }

  get #form() {
    return this.querySelector("form");
  }

  get #wasTyped() {
    return [...this.querySelectorAll("textarea, select, input:not([type=hidden])")].some(differs);
  }

  get #byHtmx() {
    return this.#form.matches("[hx-post], [hx-put], [hx-patch]");
  }

  #changed() {
    this.#dirty = true;
    this.#soon();
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.save();
  }

  #submitted(event) {
    if (this.#saving || event.target !== this.#form) return;
    if (this.#byHtmx) {
      this.#saving = true; // pressed by hand: htmx sends it, we wait for its answer
      this.#dirty = false;
      this.#soon.cancel();
      this.#say("saving");
    }
  }

  async #post() {
    const body = new FormData(this.#form);
    const size = [...body.values()].reduce((sum, value) => sum + (value.length ?? value.size), 0);
    try {
      const response = await fetch(this.#form.getAttribute("hx-post") ?? this.#form.action, {
        method: "POST",
        body,
        headers: { "X-Auto-Save": "1", ...(this.#byHtmx && { "HX-Request": "true" }) },
        redirect: "error",
        keepalive: size < KEEPALIVE_LIMIT,
      });
      this.#renew(response.headers.get("X-Version"));
      this.#done(response.status);
    } catch {
      this.#done(0);
    }
  }

  #renew(version) {
    if (version) this.#form.elements.version.value = version;
  }

  #done(status) {
    this.#saving = false;
    const refused = status >= 400 && status < 500 && status !== SIGNED_OUT;
    const failed = !refused && !(status >= 200 && status < 300);
    this.#failures = failed ? this.#failures + 1 : 0;
    if (failed) this.#dirty = true;
    if (failed) this.#retry = setTimeout(() => this.save(), backoff(AGAIN, this.#failures - 1, MOST));
    else if (this.#dirty) this.#soon();
    this.#say(failed ? "failed" : refused ? "refused" : this.#dirty ? "saving" : "saved");
  }

  #hide() {
    if (document.hidden && !this.#saving) this.#leave(); // a phone may never show this page again
  }

  /** The page may be gone in a moment: send what is not saved in a request that outlives it. */
  #leave() {
    if (!this.#dirty || !this.#form?.checkValidity()) return;
    this.#soon.cancel();
    this.#dirty = false;
    this.#saving = true;
    this.#post();
  }

  #say(state) {
    const place = this.querySelector("[data-status]");
    if (!place) return;
    place.dataset.state = state;
    place.textContent = this.dataset[state] ?? "";
  }
}

/** Whether a field holds something else than the page came with. */
function differs(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const first = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(first, 0);
}

customElements.define("auto-save", AutoSave);
