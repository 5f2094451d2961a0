// The search: asks as somebody types, shows the newest answer, and remembers answers for the way back.

import { searchAddress } from "./addresses.js";
import { countOf, showAnswer } from "./answer.js";
import { Newest, get } from "./api.js";
import { documentCount, showDocuments } from "./documents.js";
import { el, fill, said } from "./dom.js";
import { hitCard } from "./hit_card.js";
import { showStart } from "./start.js";
import { notice } from "./trouble.js";
import { tell } from "./values.js";
import { t } from "./words.js";

const REMEMBERED = 20; // answers kept for the back button

export class SearchView {
  #view;
  #answers = new Newest();
  #documents = new Newest();
  #remembered = new Map();
  #place = { question: "", tab: "people" };
  #ask;

  /** `view` is the element to fill; `ask(question)` asks another question as if it had been typed and sent. */
  constructor(view, ask) {
    this.#view = view;
    this.#ask = ask;
  }

  /** Shows the place {question, tab}; from memory if it was answered before and `fresh` is false. */
  async show(place, { fresh = false, focusFirst = false } = {}) {
    this.#place = place;
    document.title = place.question ? `${place.question} · ${t("brand")}` : t("brand");
    const known = this.#remembered.get(place.question);
    if (place.question === "") {
      this.stop();
      await showStart(this.#view, this.#ask);
      return;
    }
    if (known !== undefined && !fresh) {
      this.#draw(known);
      return;
    }
    this.#view.setAttribute("aria-busy", "true");
    try {
      const answer = await this.#answers.run((signal) => get("/v1/people", { q: place.question }, signal));
      if (answer === undefined) return;
      const state = { answer, documents: null };
      this.#remember(place.question, state);
      this.#draw(state);
      this.#view.removeAttribute("aria-busy");
      this.#count(state);
      if (focusFirst) this.focusFirst();
      await this.#look(state);
    } catch (wrong) {
      this.#documents.stop();
      fill(this.#view, notice(wrong, () => this.show(this.#place, { fresh: true })));
    } finally {
      // An answer that came too late leaves the mark to the newer one.
      if (place === this.#place) this.#view.removeAttribute("aria-busy");
    }
  }

  /** Drops what is on its way: another view is shown. */
  stop() {
    this.#answers.stop();
    this.#documents.stop();
    this.#view.removeAttribute("aria-busy");
  }

  focusFirst() {
    this.#view.querySelector("a.hit-name")?.focus();
  }

  async #look(state) {
    const { question } = this.#place;
    try {
      const found = await this.#documents.run((signal) => get("/v1/documents", { q: question }, signal));
      if (found === undefined) return;
      state.documents = found;
      if (found.hits.length > 0 && this.#place.question === question) this.#drawTabs(state);
      if (this.#place.tab === "documents") this.#draw(state);
    } catch (wrong) {
      if (this.#place.tab === "documents") fill(this.#view, notice(wrong, () => this.show(this.#place, { fresh: true })));
    }
  }

  #draw(state) {
    const shown = this.#place.tab === "documents" && state.documents !== null
      ? showDocuments(state.documents)
      : showAnswer(state.answer, { ask: this.#ask, showMore: (list, button) => this.#more(state, list, button) });
    fill(this.#view, el("h1", { class: "hidden-label" }, said(this.#place.question)), el("div", { id: "tabs" }), shown);
    this.#drawTabs(state);
  }

  #drawTabs(state) {
    const slot = this.#view.querySelector("#tabs");
    if (slot === null) return;
    const { answer, documents } = state;
    const count = answer.hits.length > 0 ? countOf(answer.hits.length, answer.more) : "";
    if (documents === null || documents.hits.length === 0) {
      fill(slot, count ? el("p", { class: "count quiet" }, count) : null);
      return;
    }
    const people = `${answer.hits.length}${answer.more ? "+" : ""}`;
    fill(slot, el("nav", { class: "tabs", "aria-label": `${t("people")} / ${t("documents")}` },
      this.#tab("people", t("people"), people), this.#tab("documents", t("documents"), documentCount(documents))));
  }

  #tab(name, label, count) {
    const current = this.#place.tab === name;
    return el("a", { class: "tab", href: searchAddress(this.#place.question, name), "aria-current": current ? "page" : null },
      label, " ", el("span", { class: "tab-count" }, count));
  }

  async #more(state, list, button) {
    button.disabled = true;
    try {
      const next = await this.#answers.run((signal) => (
        get("/v1/people", { q: state.answer.question, after: state.answer.more }, signal)));
      if (next === undefined) return;
      const first = state.answer.hits.length;
      state.answer = { ...state.answer, hits: [...state.answer.hits, ...next.hits], more: next.more };
      list.append(...next.hits.map((hit) => hitCard(hit)));
      button.disabled = false;
      if (next.more === null) button.remove();
      this.#drawTabs(state);
      this.#count(state);
      list.children[first]?.querySelector("a.hit-name")?.focus();
    } catch (wrong) {
      button.replaceWith(notice(wrong, () => this.show(this.#place, { fresh: true })));
    }
  }

  #count(state) {
    const { answer } = state;
    tell(answer.no_match ? t("nobody") : countOf(answer.hits.length, answer.more));
  }

  #remember(question, state) {
    this.#remembered.delete(question);
    this.#remembered.set(question, state);
    if (this.#remembered.size > REMEMBERED) this.#remembered.delete(this.#remembered.keys().next().value);
  }
}
