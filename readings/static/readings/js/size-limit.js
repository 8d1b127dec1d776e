/*
 * <size-limit data-most="4194304" data-too-large="This is more than 4 MB…">fields</size-limit>: says
 * at the field that a file or a pasted text is too large, before it travels. The server checks again.
 */
class SizeLimit extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    this.addEventListener("change", this, { signal: this.#listening.signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent({ target }) {
    const size = target.files ? (target.files[0]?.size ?? 0) : new Blob([target.value]).size;
    target.setCustomValidity(size > Number(this.dataset.most) ? this.dataset.tooLarge : "");
    target.reportValidity();
  }
}

customElements.define("size-limit", SizeLimit);
