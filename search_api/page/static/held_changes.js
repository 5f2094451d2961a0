// What a held run would change, act by act, and the two buttons that decide.

import { Newest, get } from "./api.js";
import { el, fill, said } from "./dom.js";
import { changesInWords } from "./run_card.js";
import { notice, waiting } from "./trouble.js";
import { kind, number, t } from "./words.js";

/** The changes of a held run: a tab for each act, the gravest first, and its changes page by page. */
export class HeldChanges {
  #run;
  #newest = new Newest();
  #list = el("div", { class: "changes", role: "tabpanel" });
  #tabs = [];

  constructor(run) {
    this.#run = run;
  }

  /** The element that shows them; reading begins at once. */
  element() {
    const acts = Object.keys(this.#run.changes);
    if (acts.length === 0) return null;
    this.#tabs = acts.map((act) => el("button", { type: "button", class: "tab", role: "tab", "data-act": act, on: { click: () => this.#show(act) } },
      kind("act", act), " ", el("span", { class: "tab-count" }, number(this.#run.changes[act]))));
    this.#show(acts[0]);
    return el("section", { class: "part run-changes", "aria-labelledby": "part-changes" }, el("h2", { id: "part-changes" }, t("run_would_change")),
      el("div", { class: "tabs", role: "tablist", on: { keydown: (event) => this.#key(event) } }, this.#tabs), this.#list);
  }

  stop() {
    this.#newest.stop();
  }

  async #show(act) {
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab.dataset.act === act));
      tab.tabIndex = tab.dataset.act === act ? 0 : -1;
    }
    const list = el("ul", { class: "plain" });
    fill(this.#list, waiting());
    await this.#read(act, 0, list, () => fill(this.#list, list));
  }

  async #read(act, after, list, then) {
    try {
      const path = `/v1/runs/${encodeURIComponent(this.#run.id)}/changes`;
      const page = await this.#newest.run((signal) => get(path, { act, after }, signal));
      if (page === undefined) return;
      then();
      const lines = page.changes.map(line);
      list.append(...lines);
      if (after > 0) lines[0]?.querySelector("[tabindex]")?.focus();
      if (page.more !== null) this.#list.append(this.#more(act, page.more, list));
    } catch (wrong) {
      then();
      this.#list.append(notice(wrong, () => this.#show(act)));
    }
  }

  #more(act, after, list) {
    const button = el("button", { type: "button", class: "button more", on: { click: () => {
      button.disabled = true;
      this.#read(act, after, list, () => button.remove());
    } } }, t("more"));
    return button;
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = this.#tabs[this.#tabs.indexOf(document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.click();
  }
}

function line(change) {
  return el("li", { class: "change", "data-key": change.key },
    el("span", { class: "change-who", tabindex: "-1" }, el("strong", {}, said(change.name || change.key)),
      change.unit ? el("span", { class: "quiet" }, " ", said(change.unit)) : null),
    el("span", { class: "quiet change-key" }, kind("record", change.kind), " ", said(change.key)),
    change.fields.length > 0 ? el("dl", { class: "change-fields" }, change.fields.map((field) => el("div", {},
      el("dt", {}, kind("field", field.field)),
      el("dd", {}, values(field.before, "before"), el("span", { class: "quiet", "aria-hidden": "true" }, " → "), values(field.after, "after"))))) : null);
}

function values(list, side) {
  const label = el("span", { class: "hidden-label" }, `${t(`run_${side}`)} `);
  if (list.length === 0) return el("span", { class: "quiet" }, label, t("run_empty_value"));
  return el(side === "before" ? "del" : "ins", {}, label, said(list.join(t("semicolon"))));
}

/** The bar with both buttons; each asks again before anything happens. `decide(act, reread)` does it. */
export function decisionBar(run, decide) {
  const bar = el("div", { class: "answers run-answers", role: "group", "aria-label": t("run_approve") });
  const reread = el("input", { type: "checkbox", id: "reread" });
  const first = () => fill(bar,
    el("label", { class: "reread", for: "reread" }, reread, " ", t("run_reread")),
    el("div", { class: "answer-buttons" },
      el("button", { type: "button", class: "button answer answer-same", "data-decide": "approve", on: { click: () => sure("approve") } }, t("run_approve")),
      el("button", { type: "button", class: "button answer", "data-decide": "discard", on: { click: () => sure("discard") } }, t("run_discard"))));
  const sure = (act) => {
    const yes = el("button", { type: "button", class: "button answer answer-same", "data-sure": act, on: { click: () => {
      fill(bar, el("p", { class: "quiet", role: "status" }, t("run_working")));
      decide(act, reread.checked, first);
    } } }, t(`run_yes_${act}`));
    const no = el("button", { type: "button", class: "button answer", "data-sure": "no", on: { click: () => { first(); bar.querySelector(`[data-decide="${act}"]`).focus(); } } }, t("run_no"));
    const words = t(`run_sure_${act}`, { what: changesInWords(run.changes) });
    fill(bar, el("p", { class: "sure" }, words), el("div", { class: "answer-buttons" }, yes, no));
    yes.focus();
  };
  first();
  return bar;
}
