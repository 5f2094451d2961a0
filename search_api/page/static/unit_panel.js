// A unit beside the tree: its names, who heads it, how many people, and where to go on.

import { treeAddress } from "./addresses.js";
import { el, said } from "./dom.js";
import { small } from "./person_view.js";
import { fact } from "./values.js";
import { kind, t } from "./words.js";

/** What is told of a unit. `ask(question)` finds the people in it. */
export function showUnit(card, ask) {
  const own = card.path.at(-1);
  const question = [card.type === "company" || card.type === "group" ? own?.company : `${own?.company ?? ""} ${card.name.text}`]
    .join("").trim();
  return [
    el("p", { class: "quiet crumbs" }, kind("unit", card.type), card.path.slice(0, -1).map((step) => [
      el("span", { class: "step", "aria-hidden": "true" }, "›"),
      el("a", { href: treeAddress(step.id) }, said(step.path.at(-1) ?? step.company))])),
    el("h2", {}, said(card.name.text)),
    el("p", { class: "headcount" }, headcount(card), " ",
      question ? el("button", { type: "button", class: "button", on: { click: () => ask(question) } }, t("find_in")) : null),
    card.placed ? null : el("p", { class: "notice" }, t("unplaced", { why: card.why_unplaced })),
    el("h3", {}, t("heads")),
    card.heads.length > 0
      ? el("ul", { class: "plain people" }, card.heads.map((head) => el("li", {}, small(head))))
      : el("p", { class: "quiet" }, t("no_heads")),
    facts(card),
  ];
}

function headcount(card) {
  if (card.more_people) return t("headcount_more", { n: card.people });
  return card.people === 1 ? t("headcount_1") : t("headcount", { n: card.people.toLocaleString() });
}

function facts(card) {
  const names = card.names.filter((name) => name.text !== card.name.text);
  const all = [
    ...names.map((name) => fact(kind("name", name.kind), name)),
    card.city !== null ? fact(t("city"), card.city) : null,
    card.industry !== null ? fact(t("industry"), card.industry) : null,
    card.codes.length > 0 ? fact(t("codes"), { text: card.codes.join(" · "), origins: [] }) : null,
  ].filter((line) => line !== null);
  return all.length > 0 ? el("dl", { class: "facts" }, all) : null;
}
