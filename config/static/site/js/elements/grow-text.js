/*
 * <grow-text><textarea …></textarea></grow-text>: the box grows with the words, so that one sees what
 * one writes. Browsers that size fields by their content do it alone (field.css); others get a height.
 */
class GrowText extends HTMLElement {
  #listening;

  connectedCallback() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#listening = new AbortController();
    this.addEventListener("input", this, { signal: this.#listening.signal });
    this.handleEvent();
  }

  disconnectedCallback() {
    this.#listening?.abort();
  }

  handleEvent() {
    const area = this.querySelector("textarea");
    if (!area) return;
    area.style.blockSize = "auto";
    const borders = area.offsetHeight - area.clientHeight;
    area.style.blockSize = `${area.scrollHeight + borders}px`;
  }
}

customElements.define("grow-text", GrowText);
