// What was understood of the question, as chips; each can be taken out of the question.

import { el, icon, said } from "./dom.js";
import { kind, language, pick, t } from "./words.js";

/** The question without one part. Positions count characters, as the API does, not UTF-16 halves. */
export function without(question, part) {
  const signs = [...question];
  signs.splice(part.start, part.end - part.start, " ");
  return signs.join("").replace(/\s+/gu, " ").trim();
}

/** The chips of an answer. `ask(question)` is called when one is removed. Null when nothing was understood. */
export function chips(answer, ask) {
  const parts = answer.understood.filter((part) => part.kind !== "filler" && part.text.trim() !== "");
  if (parts.length === 0) return null;
  return el("div", { class: "understood" },
    el("span", { class: "quiet understood-label", id: "understood-label" }, t("understood")),
    el("ul", { class: "chips", "aria-labelledby": "understood-label" },
      parts.map((part) => chip(part, answer, ask))));
}

function chip(part, answer, ask) {
  const typed = part.text.trim();
  const means = pick(part.means);
  const label = kind("part", part.kind);
  const same = !means || means === typed || means === label || means.toLowerCase() === part.kind.toLowerCase();
  const failed = answer.no_match && typed !== "" && answer.failed_part.split(/\s+/u).includes(typed);
  return el("li", { class: `chip chip-${part.kind}${failed ? " failed" : ""}`, "data-kind": part.kind },
    el("span", { class: "chip-kind" }, label),
    said(typed, { class: "chip-text" }),
    same ? null : [el("span", { class: "step", "aria-hidden": "true" }, "→"), said(means, { class: "chip-means", lang: languageOf(means) })],
    el("button", {
      type: "button", class: "chip-remove", "aria-label": t("remove_part", { text: typed }),
      title: t("remove_part", { text: typed }), on: { click: () => ask(without(answer.question, part)) },
    }, icon("close")));
}

function languageOf(text) {
  return /\p{Script=Han}/u.test(text) ? "zh-CN" : language() === "en" ? null : "en";
}
