// One review: both sides beside each other, what speaks for and against in words and bars, and the answers.

import { personAddress, reviewsAddress, treeAddress } from "./addresses.js";
import { el, icon, said } from "./dom.js";
import { date, kind, pick, t } from "./words.js";

const MOST_BITS = 12; // evidence beyond this has the longest bar: it decides anyway
const SIDES = ["left", "right"];

/** Who a side is, with the way to the card. */
export function sideName(review, side, linked = true) {
  const one = review[side];
  const address = review.kind === "units" ? treeAddress(one.id) : personAddress(one.id);
  const count = one.records.length;
  return [
    linked ? el("a", { href: address, class: "side-name" }, said(one.name)) : said(one.name, { class: "side-name" }),
    one.about ? el("span", { class: "quiet side-about" }, said(one.about)) : null,
    el("span", { class: "quiet side-count" }, count === 1 ? t("review_record") : t("review_records", { n: count })),
  ];
}

/** The card. `hooks`: answer(verdict, reason), undo(). */
export function reviewCard(card, hooks) {
  return el("article", { class: "review-card", "data-id": card.id, "data-state": card.state },
    el("a", { class: "back", href: reviewsAddress() }, icon("back"), t("reviews")),
    el("h1", { tabindex: "-1" }, said(card.left.name), el("span", { class: "quiet" }, " ↔ "), said(card.right.name)),
    el("p", { class: "review-why" }, likely(card.probability), " ", el("span", { class: "why-not" }, pick(card.why_not))),
    card.state === "open" && !card.asked ? el("p", { class: "notice note" }, t("review_gone")) : null,
    evidence(card), comparison(card), decisions(card.decisions),
    card.state === "open" && card.asked ? answers(hooks) : null,
    card.state !== "open" ? el("div", { class: "answers" }, undoButton(hooks)) : null);
}

/** How likely both are one, as a share. */
export function likely(probability) {
  const share = `${Math.round(probability * 100)}%`;
  return el("span", { class: "likely", title: t("review_likely", { p: share }) },
    el("meter", { min: 0, max: 1, value: probability, "aria-hidden": "true" }), share);
}

function comparison(card) {
  const head = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "hidden-label" }, t("review_field"))),
    SIDES.map((side) => el("th", { scope: "col" }, sideName(card, side))));
  const rows = card.rows.map((row) => el("tr", { class: `row-${row.agrees}` },
    el("th", { scope: "row" }, kind("field", row.field),
      el("span", { class: "agrees", title: t(`review_agrees_${row.agrees}`) },
        el("span", { "aria-hidden": "true" }, { same: "=", differs: "≠", one_side: "" }[row.agrees]),
        el("span", { class: "hidden-label" }, t(`review_agrees_${row.agrees}`)))),
    SIDES.map((side) => el("td", {}, row[side].map(value)))));
  return el("table", { class: "comparison" }, el("thead", {}, head), el("tbody", {}, rows));
}

function value(one) {
  const pieces = one.pieces.map((piece) => (piece.differs ? el("mark", {}, said(piece.text)) : said(piece.text)));
  const sources = [...new Set(one.origins.map((origin) => origin.source))];
  const since = one.origins.map((origin) => origin.since).sort()[0];
  const title = one.origins.map((origin) => `${origin.source} ${origin.key}`).join("\n");
  return el("div", { class: "compared" }, el("span", { class: "compared-text" }, pieces),
    el("span", { class: "quiet compared-source", title }, said(sources.join(", ")), since ? ` · ${date(since)}` : null));
}

function evidence(card) {
  const facts = card.evidence;
  if (facts.length === 0) return null;
  return el("section", { class: "part evidence", "aria-labelledby": "part-evidence" },
    el("h2", { id: "part-evidence" }, t("review_evidence")),
    el("p", { class: "quiet" }, t("review_pair"), " ",
      said(card.pair.map((record) => `${record.source} ${record.key}`).join(" ↔ "))),
    el("ul", { class: "plain" }, facts.map((fact) => {
      const speaks = fact.bits > 0 ? "for" : "against";
      const width = Math.max(2, Math.min(100, Math.round((Math.abs(fact.bits) / MOST_BITS) * 100)));
      const bits = `${fact.bits > 0 ? "+" : "−"}${Math.abs(fact.bits).toFixed(1)}`;
      return el("li", { class: `fact-${speaks}` },
        el("span", { class: "fact-words" }, said(pick(fact.text))),
        el("progress", { class: "bar", max: 100, value: width, "aria-hidden": "true" }),
        el("span", { class: "bits" }, bits, el("span", { class: "hidden-label" }, ` ${t(`review_${speaks}`)}`)));
    })));
}

function decisions(made) {
  if (made.length === 0) return null;
  return el("section", { class: "part", "aria-labelledby": "part-decided" },
    el("h2", { id: "part-decided" }, t("review_decided")),
    el("ul", { class: "plain decided" }, made.map((one) => el("li", { class: one.undone ? "undone" : null },
      el("span", {}, t(`review_act_${one.act}`, { who: one.who })), " ",
      el("span", { class: "quiet" }, date(one.made_at, true)), one.reason ? el("div", {}, said(one.reason)) : null))));
}

function answers(hooks) {
  const reason = el("input", { type: "text", class: "reason", maxlength: "2000", placeholder: t("review_reason"), "aria-label": t("review_reason") });
  const button = (verdict, key) => el("button", {
    type: "button", class: `button answer answer-${verdict}`, "data-answer": verdict, "aria-keyshortcuts": key,
    on: { click: () => hooks.answer(verdict, reason.value.trim()) },
  }, t(`review_${verdict}`), el("kbd", { "aria-hidden": "true" }, key));
  return el("div", { class: "answers" }, reason,
    el("div", { class: "answer-buttons" }, button("same", "s"), button("different", "d"), button("unsure", "u")));
}

function undoButton(hooks) {
  return el("button", { type: "button", class: "button", "data-answer": "undo", "aria-keyshortcuts": "z", on: { click: hooks.undo } },
    t("review_undo"), el("kbd", { "aria-hidden": "true" }, "z"));
}
