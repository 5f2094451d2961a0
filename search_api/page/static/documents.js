// Documents that a question finds.

import { personAddress } from "./addresses.js";
import { el, icon, said } from "./dom.js";
import { date, kind, pick, t } from "./words.js";

const SHOWN_PEOPLE = 6;

/** The documents found, as a list, or a sentence that there are none. */
export function showDocuments(found) {
  if (found.hits.length === 0) return [el("p", { class: "notice" }, t("no_documents"))];
  return [el("ol", { class: "hits documents", "aria-label": t("documents") }, found.hits.map(documentItem))];
}

/** How many, in words. */
export function documentCount(found) {
  return `${found.hits.length}${found.more ? "+" : ""}`;
}

function documentItem(hit) {
  return el("li", { class: "hit document", "data-id": hit.id },
    el("span", { class: "initial tint-5", "aria-hidden": "true" }, icon("document")),
    el("div", { class: "hit-body" },
      el("div", { class: "hit-head" }, said(hit.title.text, { class: "hit-name" })),
      el("div", { class: "hit-post quiet" },
        hit.date ? el("span", {}, date(hit.date)) : null,
        hit.company !== null ? said(hit.company.company || hit.company.name) : null,
        hit.path ? said(hit.path, { class: "path" }) : null),
      hit.people.length > 0 ? el("ul", { class: "plain involved" }, hit.people.slice(0, SHOWN_PEOPLE).map(involved)) : null,
      hit.snippet ? el("p", { class: "snippet" }, said(hit.snippet)) : null,
      hit.why.length > 0
        ? el("div", { class: "why" }, icon("done"), el("span", {}, hit.why.map((reason) => said(pick(reason)))))
        : null));
}

function involved(person) {
  const name = person.id !== null ? el("a", { href: personAddress(person.id) }, said(person.name)) : said(person.name);
  return el("li", {}, name, " ", el("span", { class: "quiet" }, kind("involvement", person.part)));
}
