/*
 * <text-go data-missing="… {n} …" data-last="177"><form>…<input>…</form><p role="status"></p></text-go>
 * Leads to the paragraph whose number is typed, or says that there is none. Here, too: an address
 * that leads into a folded section opens it, and printing opens them all.
 */
class TextGo extends HTMLElement {
  #listening;

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.addEventListener("submit", this, { signal });
    addEventListener("hashchange", () => unfold(location.hash), { signal });
    addEventListener("beforeprint", () => unfoldAll(), { signal });
    unfold(location.hash);
  }

  disconnectedCallback() {
    this.#listening.abort();
  }

  handleEvent(event) {
    event.preventDefault();
    const input = this.querySelector("input");
    const number = Number.parseInt(input.value, 10);
    const target = document.getElementById(`p${number}`);
    this.#say(target ? "" : this.dataset.missing.replace("{n}", this.dataset.last));
    input.setAttribute("aria-invalid", String(!target));
    if (!target) return;
    unfold(`#p${number}`);
    location.hash = `p${number}`;
    target.querySelector(".reading__number").focus({ preventScroll: true });
  }

  #say(sentence) {
    this.querySelector("[role=status]").textContent = sentence;
  }
}

function unfold(hash) {
  const target = document.getElementById(decodeURIComponent(hash.slice(1)));
  const fold = target?.closest(".reading__fold") ?? target?.querySelector(":scope > .reading__fold");
  if (!fold || fold.open) return;
  fold.open = true;
  target.scrollIntoView();
}

function unfoldAll() {
  for (const fold of document.querySelectorAll(".reading__fold:not([open])")) {
    fold.open = true;
    addEventListener("afterprint", () => (fold.open = false), { once: true });
  }
}

customElements.define("text-go", TextGo);
