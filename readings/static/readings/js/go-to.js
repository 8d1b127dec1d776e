/*
 * <go-to><form data-missing="This text has ¶ 1 to 177."><input name="p">…</form></go-to>: typing a
 * paragraph's number leads there at once, without asking the server; a number that is not on the page
 * gets the sentence at the field. Without this module the form asks the server, which does the same.
 */
class GoTo extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("submit", this, { signal });
    this.addEventListener("input", () => this.#field.setCustomValidity(""), { signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    event.preventDefault();
    const number = Number(this.#field.value.trim());
    const place = document.getElementById(`p${number}`);
    if (place) {
      location.hash = `p${number}`;
      this.#field.blur();
    } else {
      this.#field.setCustomValidity(event.target.dataset.missing);
      this.#field.reportValidity();
    }
  }

  get #field() {
    return this.querySelector("[name=p]");
  }
}

customElements.define("go-to", GoTo);
