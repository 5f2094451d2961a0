// The queue of reviews, and the cards in it one after the other: an answer leads to the next question.

import { reviewsAddress } from "./addresses.js";
import { Newest, get, post } from "./api.js";
import { el, fill, said } from "./dom.js";
import { likely, reviewCard, sideName } from "./review_card.js";
import { notice, waiting } from "./trouble.js";
import { tell } from "./values.js";
import { pick, t } from "./words.js";

const STATES = ["open", "same", "different", "unsure"];
const KEYS = { s: "same", d: "different", u: "unsure" };

export class ReviewsView {
  #view;
  #newest = new Newest();
  #place = { id: "", state: "open", all: false };
  #card = null;
  #last = null; // the answer that the undo bar takes back: {id, verdict, applied}
  #onKey = (event) => this.#key(event);
  #busy = false;

  constructor(view) {
    this.#view = view;
  }

  /** Shows the queue, or the review of this id. */
  async show(place) {
    document.removeEventListener("keydown", this.#onKey);
    document.addEventListener("keydown", this.#onKey);
    this.#place = place;
    this.#card = null;
    document.title = `${t("reviews")} · ${t("brand")}`;
    fill(this.#view, this.#bar(), waiting());
    try {
      if (place.id) await this.#showCard(place.id);
      else await this.#showQueue();
    } catch (wrong) {
      fill(this.#view, this.#bar(), notice(wrong, () => this.show(place)));
    }
  }

  stop() {
    document.removeEventListener("keydown", this.#onKey);
    this.#newest.stop();
    this.#last = null;
  }

  async #showQueue() {
    const { state, all } = this.#place;
    const page = await this.#newest.run((signal) => get("/v1/reviews", { state, all }, signal));
    if (page === undefined) return;
    const list = el("ol", { class: "queue" }, page.reviews.map(line));
    fill(this.#view, this.#bar(),
      el("h1", { tabindex: "-1" }, t("reviews_title")), el("p", { class: "quiet" }, t("reviews_hint")),
      this.#states(page.counts), page.reviews.length > 0 ? list : none(), this.#more(page, list), this.#beyond(page));
    tell(`${t(`review_state_${state}`)} ${page.counts[state]}`);
  }

  #states(counts) {
    return el("nav", { class: "tabs review-states", "aria-label": t("reviews") }, STATES.map((state) => el("a", {
      href: reviewsAddress("", state), "aria-current": state === this.#place.state ? "page" : null,
    }, t(`review_state_${state}`), el("span", { class: "count" }, String(counts[state])))));
  }

  #more(page, list) {
    if (page.more === null) return null;
    let { more } = page;
    const button = el("button", { type: "button", class: "button more", on: { click: async () => {
      const { state, all } = this.#place;
      const next = await this.#newest.run((signal) => get("/v1/reviews", { state, all, after: more }, signal));
      if (next === undefined) return;
      const lines = next.reviews.map(line);
      list.append(...lines);
      more = next.more;
      if (more === null) button.remove();
      lines[0]?.querySelector("a")?.focus();
    } } }, t("more"));
    return button;
  }

  #beyond(page) {
    if (page.beyond_budget === 0 || this.#place.all || this.#place.state !== "open") return null;
    return el("p", { class: "quiet" }, t("review_beyond", { n: page.beyond_budget }), " ",
      el("a", { href: reviewsAddress("", "open", true) }, t("review_show_all")));
  }

  async #showCard(id) {
    const card = await this.#newest.run((signal) => get(`/v1/reviews/${encodeURIComponent(id)}`, {}, signal));
    if (card === undefined) return;
    this.#card = card;
    const hooks = { answer: (verdict, reason) => this.#answer(verdict, reason), undo: () => this.#undo(card.id) };
    fill(this.#view, this.#bar(), reviewCard(card, hooks));
    window.scrollTo(0, 0);
    this.#view.querySelector("h1").focus({ preventScroll: true });
  }

  async #answer(verdict, reason) {
    if (this.#busy || this.#card === null) return;
    const { id, seen } = this.#card;
    await this.#write(`/v1/reviews/${encodeURIComponent(id)}/answer`, { answer: verdict, reason, seen }, async (told) => {
      this.#last = { id, verdict, applied: told.applied };
      tell(t(`review_kept_${verdict}`));
      const next = await get("/v1/reviews", { limit: 1 });
      location.hash = next.reviews.length > 0 ? reviewsAddress(next.reviews[0].id) : reviewsAddress();
    });
  }

  async #undo(id) {
    if (this.#busy) return;
    await this.#write(`/v1/reviews/${encodeURIComponent(id)}/undo`, {}, async (told) => {
      this.#last = { id, verdict: "undo", applied: told.applied };
      tell(t("review_kept_undo"));
      if (location.hash === reviewsAddress(id)) await this.show({ ...this.#place, id });
      else location.hash = reviewsAddress(id);
    });
  }

  async #write(path, body, then) {
    this.#busy = true;
    for (const button of this.#view.querySelectorAll("button")) button.disabled = true;
    try {
      await then(await post(path, body));
    } catch (wrong) {
      for (const button of this.#view.querySelectorAll("button")) button.disabled = false;
      this.#view.querySelector(".trouble")?.remove();
      this.#view.prepend(notice(wrong, wrong.kind === "conflict" ? () => this.show(this.#place) : null));
      window.scrollTo(0, 0);
    } finally {
      this.#busy = false;
    }
  }

  /** What was just answered, with the way back. */
  #bar() {
    if (this.#last === null) return null;
    const { id, verdict, applied } = this.#last;
    return el("div", { class: "undo-bar" },
      el("span", {}, el("a", { href: reviewsAddress(id) }, t(`review_kept_${verdict}`)), " ", el("span", { class: "quiet" }, t(`review_${applied}`))),
      verdict !== "undo" ? el("button", { type: "button", class: "button undo-last", on: { click: () => this.#undo(id) } }, t("review_undo")) : null);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, textarea") || document.querySelector("dialog[open]") !== null) return;
    if (event.key === "z") {
      const id = this.#card?.state !== "open" && this.#card !== null ? this.#card.id : this.#last?.verdict !== "undo" ? this.#last?.id : null;
      if (id) this.#undo(id);
    } else if (KEYS[event.key] !== undefined && this.#card?.state === "open") {
      this.#view.querySelector(`[data-answer="${KEYS[event.key]}"]`)?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#move(event);
    }
  }

  #move(event) {
    const links = [...this.#view.querySelectorAll(".queue a")];
    if (links.length === 0) return;
    const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at))].focus();
  }
}

function none() {
  return el("div", { class: "notice" }, el("strong", {}, t("reviews_none")), el("p", {}, t("reviews_none_more")));
}

function line(review) {
  return el("li", { class: "queued", "data-id": review.id },
    el("a", { href: reviewsAddress(review.id) }, likely(review.probability),
      el("span", { class: "queued-sides" },
        el("span", { class: "queued-side" }, sideName(review, "left", false)),
        el("span", { class: "queued-side" }, sideName(review, "right", false))),
      el("span", { class: "why-not" }, said(pick(review.why_not)))));
}
