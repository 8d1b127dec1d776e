/*
 * <hold-typing><p data-moved-on hidden>…</p><form>…</form></hold-typing>: while someone types here, no
 * answer from the server takes the field away. Instead [data-moved-on] says that there is a newer one.
 */
class HoldTyping extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("htmx:oobBeforeSwap", this, { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    const { target } = event.detail;
    if (!target.contains(this) || !this.contains(document.activeElement)) return;
    event.detail.shouldSwap = false;
    this.querySelector("[data-moved-on]").hidden = false;
  }
}

customElements.define("hold-typing", HoldTyping);
