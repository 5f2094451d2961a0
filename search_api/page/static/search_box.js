// The search box: a combobox (ARIA Authoring Practices) that lets input methods finish before it asks anything.

import { personAddress } from "./addresses.js";
import { Newest, get } from "./api.js";
import { el, fill, said } from "./dom.js";
import { language } from "./words.js";

const PAUSE_MS = 120; // shorter asks for every letter, longer is felt
const OFFERED = 6;
const COMPOSING = 229; // the key code that stands for "the input method has it"

// The detail of a function is its English word.
function hasDetail(line) {
  return line.detail !== "" && line.detail !== line.label && (line.kind !== "function" || language() === "en");
}

export class SearchBox {
  #input = document.getElementById("question");
  #options = document.getElementById("options");
  #clear = document.getElementById("clear");
  #newest = new Newest();
  #timer = 0;
  #composing = false;
  #pressed = false;
  #lines = [];
  #chosen = -1;
  #asked = "";
  #hooks;

  /** `hooks`: ask(question, committed), leave() for the step out of an empty box, down() into the results. */
  constructor(hooks) {
    this.#hooks = hooks;
    const input = this.#input;
    input.addEventListener("compositionstart", () => { this.#composing = true; clearTimeout(this.#timer); });
    input.addEventListener("compositionend", () => { this.#composing = false; this.#later(); });
    input.addEventListener("input", (event) => {
      this.#showClear();
      if (!event.isComposing && !this.#composing) this.#later();
    });
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => { if (!this.#pressed) this.close(); });
    // Lines that go away under a press move what was pressed, and the click is lost: so they wait for its end.
    document.addEventListener("pointerdown", () => { this.#pressed = true; }, true);
    for (const end of ["click", "pointercancel"]) {
      document.addEventListener(end, () => setTimeout(() => this.#released()), true);
    }
    document.getElementById("search").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.#composing) this.#commit();
    });
    this.#clear.addEventListener("click", () => { this.#empty(); this.focus(); });
    // A press on an option must not take the focus from the box before the click arrives.
    this.#options.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** Puts a question into the box without asking it. */
  set question(text) {
    clearTimeout(this.#timer);
    if (this.#input.value !== text) this.#input.value = text;
    this.#asked = text.trim();
    this.#showClear();
    this.close();
  }

  get question() {
    return this.#input.value.trim();
  }

  focus(select = false) {
    this.#input.focus();
    if (select) this.#input.select();
  }

  get isOpen() {
    return !this.#options.hidden;
  }

  /** Puts the offered lines away, and drops those on their way. */
  close() {
    this.#newest.stop();
    this.#offer([]);
  }

  #released() {
    this.#pressed = false;
    if (document.activeElement !== this.#input && this.isOpen) this.close();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  #ask() {
    const question = this.question;
    if (question === this.#asked) return;
    this.#asked = question;
    this.#hooks.ask(question, false);
    this.#suggest(question);
  }

  #commit() {
    clearTimeout(this.#timer);
    this.close();
    this.#asked = this.question;
    this.#hooks.ask(this.question, true);
  }

  #empty() {
    this.#input.value = "";
    this.#showClear();
    this.close();
    this.#ask();
  }

  async #suggest(question) {
    if (question === "") {
      this.close();
      return;
    }
    try {
      const lines = await this.#newest.run((signal) => get("/v1/suggest", { q: question, limit: OFFERED }, signal));
      // Without the focus nobody types here any more; a line that says what is typed already offers nothing.
      if (lines === undefined || document.activeElement !== this.#input || this.#composing) return;
      this.#offer(lines.filter((line) => line.person_id !== null || line.question !== question));
    } catch {
      this.close(); // the answer below says what is wrong
    }
  }

  #offer(lines) {
    this.#lines = lines;
    this.#choose(-1);
    fill(this.#options, lines.map((line, place) => el("li", {
      id: `option-${place}`, role: "option", "aria-selected": "false", class: "option", "data-kind": line.kind,
      on: { click: () => this.#take(line) },
    }, said(line.label), hasDetail(line) ? said(line.detail, { class: "option-detail" }) : null)));
    this.#options.hidden = lines.length === 0;
    this.#input.setAttribute("aria-expanded", String(lines.length > 0));
  }

  #choose(place) {
    this.#chosen = place;
    [...this.#options.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === place));
      if (at === place) option.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    if (place >= 0) this.#input.setAttribute("aria-activedescendant", `option-${place}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #take(line) {
    this.close();
    if (line.person_id !== null) {
      location.hash = personAddress(line.person_id);
      return;
    }
    this.#input.value = line.question;
    this.#showClear();
    this.#commit();
  }

  #key(event) {
    if (event.isComposing || event.keyCode === COMPOSING || this.#composing) return; // the input method's keys
    const keys = { ArrowDown: () => this.#down(), ArrowUp: () => this.#up(), Enter: () => this.#enter(), Escape: () => this.#escape() };
    if (keys[event.key] === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  #down() {
    if (this.#chosen < this.#lines.length - 1) this.#choose(this.#chosen + 1);
    else this.#hooks.down();
  }

  #up() {
    if (this.#lines.length > 0) this.#choose(this.#chosen < 0 ? this.#lines.length - 1 : this.#chosen - 1);
  }

  #enter() {
    if (this.#chosen >= 0) this.#take(this.#lines[this.#chosen]);
    else this.#commit();
  }

  #escape() {
    if (this.isOpen) this.close();
    else if (this.#input.value !== "") this.#empty();
    else this.#hooks.leave();
  }

  #showClear() {
    this.#clear.hidden = this.#input.value === "";
  }
}
