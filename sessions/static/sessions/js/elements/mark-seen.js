/*
 * <mark-seen><form method="post">…</form></mark-seen>: tells that what stands here was shown, as soon as
 * it is, and takes itself away; inside a fold that is shut, once that is opened; in a page that is
 * only shown, never. A "seen" event on its place says so. What does not arrive leaves its button there.
 */
import { freshen } from "../../../site/js/lib/csrf.js";

class MarkSeen extends HTMLElement {
  connectedCallback() {
    this.hidden = true;
    if (this.closest("fieldset:disabled")) return;
    const fold = this.closest("details:not([open])");
    if (fold) fold.addEventListener("toggle", () => this.#tell(), { once: true });
    else this.#tell();
  }

  async #tell() {
    const form = this.querySelector("form");
    freshen(form);
    const headers = { "HX-Request": "true" };
    try {
      const sent = { method: "POST", body: new FormData(form), headers, redirect: "error" };
      if (!(await fetch(form.action, sent)).ok) throw new Error("refused");
    } catch {
      this.hidden = false;
      return;
    }
    const place = this.parentElement;
    this.remove();
    place?.dispatchEvent(new Event("seen", { bubbles: true }));
  }
}

customElements.define("mark-seen", MarkSeen);
