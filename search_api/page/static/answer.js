// An answer on the page: what was understood, how it ended, who was found, and what is only near.

import { personAddress, treeAddress, searchAddress } from "./addresses.js";
import { el, said } from "./dom.js";
import { hitCard, postTags, whereabouts } from "./hit_card.js";
import { chips } from "./understood.js";
import { date, pick, t } from "./words.js";

const ASKED_FOR_A_POST = ["function", "rank", "relation"];
const ENDED = ["vacant", "no_such_function", "unknown_company", "unknown_name"];

/** How many were found, in words. */
export function countOf(shown, more) {
  if (more) return t("found_more", { n: shown });
  return shown === 1 ? t("found_1") : t("found_n", { n: shown });
}

/** Whether one person is the answer, rather than one of several that fit alike. */
function hasBest(answer) {
  if (answer.hits.length === 0 || answer.note !== null) return false; // a note says that several do, or another does
  if (answer.hits.length === 1 && !answer.more) return true;
  const kinds = answer.understood.map((part) => part.kind);
  return kinds.includes("company") && kinds.some((kind) => ASKED_FOR_A_POST.includes(kind)) && !kinds.includes("list");
}

/** Everything of an answer. `ask(question)` asks another; `showMore(list, button)` adds the next hits. */
export function showAnswer(answer, { ask, showMore }) {
  const best = hasBest(answer);
  const list = el("ol", { class: "hits", id: "hits", "aria-label": t("people") },
    answer.hits.map((hit, place) => hitCard(hit, { best: best && place === 0 })));
  return [
    chips(answer, ask),
    answer.hits.length > 0 && answer.note !== null ? el("p", { class: "notice note" }, said(pick(answer.note))) : null,
    answer.no_match ? nobody(answer) : null,
    answer.vacant_posts.length > 0 ? vacancies(answer.vacant_posts) : null,
    answer.hits.length > 0 ? list : null,
    outOfDate(answer.hits),
    answer.more ? moreButton(list, showMore) : null,
    answer.suggestions.length > 0 ? nearby(answer.suggestions, ask) : null,
  ];
}

function nobody(answer) {
  const known = ENDED.includes(answer.outcome);
  const own = answer.note !== null ? pick(answer.note) : "";
  const failed = answer.failed_part ? t("nothing_fits", { text: answer.failed_part }) : "";
  return el("div", { class: `notice outcome outcome-${answer.outcome}`, "data-outcome": answer.outcome },
    el("strong", {}, known ? t(answer.outcome) : t("nobody")),
    el("p", {}, own || failed ? said(own || failed) : t("nobody_hint")));
}

/** Sources of those who are shown that nobody could read for longer than their administrator allows. */
function outOfDate(hits) {
  const stale = new Map(hits.flatMap((hit) => hit.as_of.filter((one) => one.stale).map((one) => [one.source, one.read_at])));
  if (stale.size === 0) return null;
  return el("ul", { class: "plain out-of-date" }, [...stale].map(([source, at]) => el("li", {},
    said(t("source_out_of_date", { source, date: date(at, true) })))));
}

function vacancies(posts) {
  return el("section", { class: "vacancies", "aria-labelledby": "vacant-title" },
    el("h2", { id: "vacant-title" }, t("vacant_posts")),
    el("ul", { class: "plain" }, posts.map((post) => el("li", { class: "vacancy" },
      said(post.title.text, { class: "title" }), postTags(post),
      post.unit !== null ? el("a", { href: treeAddress(post.unit.id), class: "where-link" }, whereabouts(post)) : whereabouts(post)))));
}

function nearby(suggestions, ask) {
  return el("section", { class: "nearby", "aria-labelledby": "nearby-title" },
    el("h2", { id: "nearby-title" }, t("nearby")),
    el("ul", { class: "plain" }, suggestions.map((near) => el("li", {}, nearLink(near, ask)))));
}

function nearLink(near, ask) {
  const label = said(pick(near.label));
  if (near.person_id !== null) return el("a", { href: personAddress(near.person_id) }, label);
  if (near.question) {
    const listeners = { click: (event) => { event.preventDefault(); ask(near.question); } };
    return el("a", { href: searchAddress(near.question), on: listeners }, label);
  }
  return near.unit_id !== null ? el("a", { href: treeAddress(near.unit_id) }, label) : label;
}

function moreButton(list, showMore) {
  const button = el("button", { type: "button", class: "button more", on: { click: () => showMore(list, button) } }, t("more"));
  return button;
}
