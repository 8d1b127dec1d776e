/*
 * <guess-zone><select>…</select></guess-zone>: chooses the browser's time zone, if nothing is chosen yet
 * and it is among the choices.
 */
class GuessZone extends HTMLElement {
  connectedCallback() {
    const select = this.querySelector("select");
    if (select.value) return;
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if ([...select.options].some((option) => option.value === timeZone)) select.value = timeZone;
  }
}

customElements.define("guess-zone", GuessZone);
