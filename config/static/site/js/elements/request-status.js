/*
 * <request-status hidden data-offline="…" data-server="…" data-refused="…" data-slow="…"
 *   data-signed-out="…" data-too-large="…" data-closed="…" data-left="…">, once, in base.html. The one listener for htmx requests that failed: it says what happened and that the words
 * are still there, and sends the same thing again when asked. It also says when the page is closed to
 * this person ("page-closed": they were removed, or signed out elsewhere) until it is open again. Forms that save themselves speak for
 * themselves (auto-save), and so do words that wait for a connection (keep-words). No failed answer is ever swapped in, so what was typed stays in its field.
 */
import { freshen } from "../lib/csrf.js";

const REASONS = {
  "htmx:sendError": () => "offline",
  "htmx:timeout": () => "slow",
  "htmx:swapError": () => "server",
  "htmx:responseError": ({ xhr }) => reasonFor(xhr.status),
};
const SIGNED_OUT = 401;
const TOO_LARGE = 413;
const WAITS = new Set(["htmx:sendError", "htmx:timeout"]);
const SAID_FOR_ALL = new Set([SIGNED_OUT, TOO_LARGE]);

function reasonFor(status) {
  if (status === SIGNED_OUT) return "signedOut";
  if (status === TOO_LARGE) return "tooLarge";
  return status < 500 ? "refused" : "server";
}

/** Words that wait, and a place that has something to show without a connection ([data-alone]). */
function speaksForItself(element) {
  return Boolean(element?.matches("[data-alone]") || element?.querySelector("keep-words:defined"));
}

/** What the largest field of a form is called. */
function largest(form) {
  const sizes = [...(form.elements ?? [])].map((field) => [
    field.files?.[0]?.size ?? field.value?.length ?? 0,
    field.labels?.[0]?.textContent.trim() ?? "",
  ]);
  return sizes.reduce((most, one) => (one[0] > most[0] && one[1] ? one : most), [0, ""])[1];
}

class RequestStatus extends HTMLElement {
  #listening;
  #failed;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const name of Object.keys(REASONS)) document.addEventListener(name, this, { signal });
    document.addEventListener("page-closed", ({ detail }) => this.#say(detail, false), { signal });
    document.addEventListener("page-open", () => this.#opened(), { signal });
    document.addEventListener("htmx:beforeRequest", (event) => this.#started(event), { signal });
    this.addEventListener("click", this, { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    if (event.type !== "click") this.#report(event);
    else if (event.target.closest("[data-again]")) this.#again();
    else if (event.target.closest("[data-close]")) this.hidden = true;
  }

  #report({ type, detail }) {
    if (detail.elt?.closest("auto-save") && !SAID_FOR_ALL.has(detail.xhr.status)) return;
    if (WAITS.has(type) && speaksForItself(detail.elt)) return;
    this.#failed = detail;
    this.#say(REASONS[type](detail), true);
  }

  #say(reason, mayTryAgain) {
    const field = reason === "tooLarge" ? largest(this.#failed.elt) : "";
    this.querySelector("[data-sentence]").textContent = this.dataset[reason].replace("{field}", field);
    this.dataset.reason = reason;
    this.querySelector("[data-again]").hidden = !mayTryAgain;
    this.hidden = false;
  }

  #opened() {
    if (["closed", "left"].includes(this.dataset.reason)) this.hidden = true;
  }

  #started({ detail }) {
    if (detail.elt === this.#failed?.elt) this.hidden = true;
  }

  #again() {
    const { elt, requestConfig } = this.#failed;
    const press = requestConfig.triggeringEvent;
    this.hidden = true;
    if (!elt.isConnected) return;
    if (elt instanceof HTMLFormElement) freshen(elt);
    if (press?.submitter?.isConnected) {
      press.submitter.click(); // htmx sends a button's value only after a press: private stays private
    } else {
      window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, event: press });
    }
  }
}

customElements.define("request-status", RequestStatus);
