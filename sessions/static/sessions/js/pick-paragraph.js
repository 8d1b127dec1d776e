/*
 * <pick-paragraph data-field="step-5-paragraphs" data-instead-of="step-5-section">…<button
 * data-pick="34">…</pick-paragraph>: writes the number pressed into the field, in place of what the
 * other field says; a later number pressed next reaches to there, "34-36". The field hears of it as if
 * it had been typed.
 */
class PickParagraph extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent({ target }) {
    const button = target.closest("[data-pick]");
    const field = document.getElementById(this.dataset.field);
    if (!button || !field) return;
    document.getElementById(this.dataset.insteadOf).value = "";
    const picked = button.dataset.pick;
    const [, first] = /^\s*(\d+)\s*$/.exec(field.value) ?? [];
    field.value = first && Number(first) < Number(picked) ? `${first}-${picked}` : picked;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

customElements.define("pick-paragraph", PickParagraph);
