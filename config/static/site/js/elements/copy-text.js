/*
 * <copy-text data-target="#message" data-copied="Copied" data-failed="Selected: press Ctrl+C">
 *   <button type="button" class="button">Copy message</button></copy-text>
 * Copies data-text, or the value or text of data-target, and says so. Plain http has no clipboard in
 * most browsers: then the old command is tried, and failing that the words are left selected.
 */
const SAY_FOR = 4000;

class CopyText extends HTMLElement {
  #listening;
  #timer;

  connectedCallback() {
    this.#listening = new AbortController();
    this.addEventListener("click", this, { signal: this.#listening.signal });
  }

  disconnectedCallback() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  async handleEvent(event) {
    if (!event.target.closest("button")) return;
    const copied = (await this.#byClipboard()) || this.#byCommand();
    this.#say(copied ? this.dataset.copied : this.dataset.failed);
  }

  get #target() {
    return this.dataset.target && document.querySelector(this.dataset.target);
  }

  get #text() {
    return this.dataset.text ?? this.#target?.value ?? this.#target?.textContent.trim() ?? "";
  }

  async #byClipboard() {
    try {
      await navigator.clipboard.writeText(this.#text);
      return true;
    } catch {
      return false;
    }
  }

  #byCommand() {
    const words = this.#target ?? this.appendChild(this.#standIn());
    if (words.select) {
      words.focus();
      words.select();
    } else {
      getSelection().selectAllChildren(words);
    }
    const copied = document.execCommand("copy");
    if (!this.#target && copied) words.remove();
    return copied;
  }

  #standIn() {
    const area = document.createElement("textarea");
    area.readOnly = true;
    area.value = this.#text;
    return area;
  }

  #say(words) {
    this.#status.textContent = words ?? "";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#status.textContent = ""), SAY_FOR);
  }

  get #status() {
    const there = this.querySelector('[role="status"]');
    if (there) return there;
    const made = document.createElement("span");
    made.setAttribute("role", "status");
    made.className = "copy-status";
    return this.appendChild(made);
  }
}

customElements.define("copy-text", CopyText);
