/*
 * <text-chosen>: what one may do with chosen words. It stands under them, or under the thumb, clear of
 * the menu that phones open over a selection. Words are chosen by selecting them or by the passage
 * cursor (`offer`). [data-tag] begins a comment or question, form[data-mark] marks at once,
 * [data-open] shows what was written there, [data-quote] puts the words into the box one writes in. `choose(done)` asks for other words for a note:
 * [data-take] gives them to `done`, [data-leave] gives nothing. [data-said] is what was last done.
 */
import { debounce } from "../../../site/js/lib/timers.js";
import { placesOf } from "../lib/offsets.js";
import { chosenWords } from "../lib/selection.js";
import "./text-page.js"; // is asked at once what is noted on the words

const PAUSE = 250;
const GAP = 12;

class TextChosen extends HTMLElement {
  #listening;
  #chosen;
  #done; // whoever asked for other words
  #isSelected = false;
  #isHeld = false; // a mouse button is down
  #byKeyboard = true; // until a pointer says otherwise
  #look = debounce(() => this.#offerSelected(), PAUSE);

  connectedCallback() {
    this.page = this.closest("text-page");
    this.article = this.page.querySelector(".reading");
    this.said = this.page.querySelector("#chosen-said");
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("selectionchange", () => this.#isHeld || this.#look(), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal, capture: true });
    document.addEventListener("pointerdown", (event) => this.#pointed(event), { signal });
    document.addEventListener("pointerup", () => this.#released(), { signal });
    this.addEventListener("pointerdown", (event) => event.preventDefault(), { signal });
    this.addEventListener("click", ({ target }) => this.#act(target.closest("button")), { signal });
    this.addEventListener("submit", (event) => this.#fill(event.target), { signal, capture: true });
    this.addEventListener("htmx:afterSwap", () => this.#marked(), { signal });
    this.#look(); // words may have been chosen before this came
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#look.cancel();
  }

  /** Show what one may do with these words of the text. */
  offer(chosen) {
    this.#chosen = chosen;
    this.removeAttribute("data-done");
    this.#show("[data-take]", true);
    this.#show("[data-open]", !this.#done && (!this.#writes || this.page.notesOn(chosen).length > 0));
    this.#show("[data-quote]", !this.#done && Boolean(this.page.writesIn));
    this.hidden = false;
    this.#place();
  }

  /** Ask for other words; `done` gets them, or nothing. */
  choose(done) {
    this.#done = done;
    this.#chosen = undefined;
    this.toggleAttribute("data-choosing", true);
    this.#show("[data-open], [data-take], [data-quote]", false);
    this.hidden = false;
    this.#say(this.querySelector("[data-hint]").textContent);
    if (this.#byKeyboard) this.enter();
  }

  /** Whether there was something to hide. */
  hide() {
    if (this.hidden || this.#done) return false;
    this.hidden = true;
    this.#chosen = undefined;
    this.removeAttribute("data-done");
    this.said.textContent = "";
    return true;
  }

  get #writes() {
    return Boolean(this.querySelector("[data-tag]"));
  }

  // What is selected

  #offerSelected() {
    if (this.contains(document.activeElement)) return;
    const selection = getSelection();
    const inside = selection.anchorNode && this.article.contains(selection.anchorNode);
    const words = inside && chosenWords(selection, this.article, placesOf(this.article));
    if (words && (this.#writes || this.page.notesOn(words).length)) {
      this.#isSelected = true;
      this.offer(words);
      if (this.#byKeyboard) this.#say(this.said.dataset.words);
    } else if (this.#isSelected && !this.hasAttribute("data-done")) {
      this.#isSelected = false;
      this.hide();
    }
  }

  #pointed({ pointerType, target }) {
    this.#byKeyboard = false;
    this.#isHeld = pointerType === "mouse";
    if (!this.#isSelected && !this.contains(target)) this.hide();
  }

  #released() {
    this.#isHeld = false;
    this.#look();
  }

  #pressed(event) {
    this.#byKeyboard = true;
    if (this.hasAttribute("data-done") && !this.contains(event.target)) this.hide();
    if (event.key === "Escape") {
      const left = this.#done ? this.#leave() : this.#isSelected && this.hide();
      if (left) event.stopPropagation();
    }
    const waits = !this.hidden && !this.contains(event.target) && !event.target.closest(".talk");
    if (event.key === "Tab" && !event.shiftKey && waits) {
      event.preventDefault();
      this.enter();
    }
  }

  /** Lead whoever uses keys to what one may do. */
  enter() {
    [...this.querySelectorAll("button")].find((button) => button.offsetParent)?.focus();
  }

  // What is done with it

  #act(button) {
    if (!button) return;
    if (button.matches("[data-leave]")) this.#leave();
    if (!this.#chosen) return;
    if (button.matches("[data-take]")) this.#leave(this.#chosen);
    if (button.matches("[data-tag]")) this.#open({ chosen: this.#chosen, tag: button.dataset.tag });
    if (button.matches("[data-open]")) this.#open({ at: this.#chosen });
    if (button.matches("[data-quote]")) this.#quote(this.#chosen);
  }

  #quote({ start, exact }) {
    const { element } = placesOf(this.article).blockAt(start);
    const number = element.closest(".reading__block")?.querySelector(".reading__number");
    const where = number ? ` (¶ ${number.dataset.number})` : "";
    const box = this.page.writesIn;
    const caret = box.selectionEnd || box.value.length; // browsers forget it while words are selected
    const before = box.value.slice(0, caret).trimEnd();
    const lines = exact.replaceAll("\n", "\n> ");
    const quote = `${before && "\n\n"}> ${lines}${where}\n\n`;
    box.setRangeText(quote, before.length, caret, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    this.#isSelected = false;
    this.hide();
    getSelection().removeAllRanges();
    box.focus({ preventScroll: true });
  }

  #open(what) {
    const { start } = what.chosen ?? what.at;
    const opener = this.contains(document.activeElement) ? undefined : document.activeElement;
    this.#isSelected = false;
    this.hide();
    getSelection().removeAllRanges();
    this.page.open(placesOf(this.article).blockAt(start).start, { opener, ...what });
  }

  #leave(chosen) {
    const done = this.#done;
    this.#done = undefined;
    this.removeAttribute("data-choosing");
    this.#isSelected = false;
    getSelection().removeAllRanges();
    this.hide();
    done?.(chosen);
    return true;
  }

  #fill(form) {
    const { elements } = form;
    for (const name of ["start", "end", "exact"]) elements[name].value = this.#chosen[name];
  }

  #marked() {
    this.setAttribute("data-done", "");
    this.#isSelected = false;
    getSelection().removeAllRanges();
    this.#say(this.querySelector("[data-said]").textContent);
    document.dispatchEvent(new Event("poll-now"));
  }

  // Where it stands

  #place() {
    const { top: origin, left } = this.page.getBoundingClientRect();
    const last = placesOf(this.article).lines(this.#chosen.start, this.#chosen.end).at(-1);
    if (!last) return;
    const most = this.page.offsetWidth - this.offsetWidth;
    const across = Math.max(0, Math.min(last.right - left - this.offsetWidth / 2, most));
    this.style.setProperty("--chosen-down", `${last.bottom - origin + GAP}px`);
    this.style.setProperty("--chosen-across", `${across}px`);
  }

  #show(selector, visible) {
    for (const part of this.querySelectorAll(selector)) part.hidden = !visible;
  }

  #say(sentence) {
    this.said.textContent = sentence;
  }
}

customElements.define("text-chosen", TextChosen);
