/*
 * <time-left data-ends="ISO" data-now="ISO, the server's clock" data-left="{n} min left"
 *   data-left-one="1 min left" data-less="less than a minute left" data-over="{n} min over"
 *   data-over-one="1 min over"><time datetime="…">12 min left</time></time-left>
 * Counts down in minutes by the server's clock, whatever the phone believes. The words change once a
 * minute and are not announced: who wants to know looks.
 */
import { sentence } from "../lib/format.js";

const TICK = 1000;
const MINUTE = 60_000;

class TimeLeft extends HTMLElement {
  #timer;
  #ahead = 0;

  connectedCallback() {
    if (this.dataset.now) this.#ahead = Date.parse(this.dataset.now) - Date.now();
    this.#timer = setInterval(() => this.#show(), TICK);
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    const place = this.querySelector("time") ?? this;
    const words = this.#words(Date.parse(this.dataset.ends) - Date.now() - this.#ahead);
    if (place.textContent !== words) place.textContent = words;
    this.toggleAttribute("data-is-over", Date.parse(this.dataset.ends) < Date.now() + this.#ahead);
  }

  #words(rest) {
    if (rest >= MINUTE) return sentence(this.dataset, "left", Math.round(rest / MINUTE));
    if (rest > 0) return this.dataset.less ?? sentence(this.dataset, "left", 1);
    return sentence(this.dataset, "over", Math.max(1, Math.round(-rest / MINUTE)));
  }
}

customElements.define("time-left", TimeLeft);
