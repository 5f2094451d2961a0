// What went wrong, in words. A server that is away is never shown as "nobody found".

import { el, said } from "./dom.js";
import { tell } from "./values.js";
import { t } from "./words.js";

/** A notice for a Trouble; `retry` is offered where trying again may help. Anything else is thrown on. */
export function notice(trouble, retry = null) {
  if (trouble.kind === undefined) throw trouble;
  const helps = !["absent", "bad", "refused"].includes(trouble.kind);
  tell(`${t(trouble.kind)}. ${t(`${trouble.kind}_more`)}`);
  return el("div", { class: `notice trouble trouble-${trouble.kind}`, "data-trouble": trouble.kind },
    el("strong", {}, t(trouble.kind)),
    el("p", {}, t(`${trouble.kind}_more`)),
    trouble.kind === "conflict" ? el("p", { class: "quiet" }, said(trouble.detail)) : null,
    helps && retry !== null ? el("button", { type: "button", class: "button", on: { click: retry } }, t("retry")) : null);
}

/** Three quiet lines while something is read for long enough to be noticed. */
export function waiting() {
  return el("p", { class: "waiting quiet" }, t("loading"));
}
