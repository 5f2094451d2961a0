// What is shown before anything is asked: how to ask, examples from this very group, and its companies.

import { searchAddress, treeAddress } from "./addresses.js";
import { get } from "./api.js";
import { el, fill, icon, said } from "./dom.js";
import { notice } from "./trouble.js";
import { t } from "./words.js";

const SHOWN_COMPANIES = 24;
let companies = null;

/** Fills the view with the start; the companies come from the top of the tree, once. */
export async function showStart(view, ask) {
  try {
    companies ??= await topCompanies();
    if (isStart()) draw(view, ask);
  } catch (wrong) {
    if (isStart()) fill(view, notice(wrong, () => showStart(view, ask)));
  }
}

function isStart() {
  return ["", "#", "#/"].includes(location.hash);
}

async function topCompanies() {
  const roots = await get("/v1/units");
  const tops = await Promise.all(roots.slice(0, 3).map((root) => (root.children > 0 ? get(`/v1/units/${encodeURIComponent(root.unit.id)}`) : null)));
  const below = tops.flatMap((top) => top?.children ?? []).filter((child) => child.type === "company");
  const found = below.length > 0 ? below : roots;
  return found.map((child) => child.unit).slice(0, SHOWN_COMPANIES);
}

function draw(view, ask) {
  const first = companies[0]?.company;
  const examples = [first ? t("example_role", { company: first }) : null, first, t("example_letters")].filter(Boolean);
  fill(view, el("section", { class: "start" },
    el("h1", {}, t("start")),
    el("p", { class: "quiet" }, t("start_hint")),
    el("div", { class: "examples" }, el("span", { class: "quiet" }, t("examples")), examples.map((example) => example_(example, ask))),
    companies.length > 0
      ? [el("h2", {}, t("companies")), el("ul", { class: "plain companies" }, companies.map((unit) => el("li", {},
        el("a", { href: treeAddress(unit.id) }, icon("company"), said(unit.company || unit.name)))))]
      : null));
}

function example_(question, ask) {
  const listeners = { click: (event) => { event.preventDefault(); ask(question); } };
  return el("a", { class: "example", href: searchAddress(question), on: listeners }, said(question));
}
