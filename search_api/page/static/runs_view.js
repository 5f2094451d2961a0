// Sources and runs: how fresh each source is, what waits for a person, what was run; one source, one run.

import { runsAddress } from "./addresses.js";
import { Newest, get, post } from "./api.js";
import { el, fill, icon, said } from "./dom.js";
import { HeldChanges, decisionBar } from "./held_changes.js";
import { leftOut, numbersOf, runCard, stateOf } from "./run_card.js";
import { notice, waiting } from "./trouble.js";
import { tell } from "./values.js";
import { ago, date, kind, number, t } from "./words.js";

export class RunsView {
  #view;
  #newest = new Newest();
  #place = { id: "", source: "" };
  #changes = null;
  #last = null; // what was just decided: {id, words}

  constructor(view) {
    this.#view = view;
  }

  /** Shows every source, one source, or one run. */
  async show(place) {
    this.#changes?.stop();
    this.#place = place;
    document.title = `${t("runs_title")} · ${t("brand")}`;
    fill(this.#view, waiting());
    window.scrollTo(0, 0);
    try {
      if (place.id) await this.#showRun(place.id);
      else await this.#showSources(place.source);
    } catch (wrong) {
      fill(this.#view, notice(wrong, () => this.show(place)));
    }
  }

  stop() {
    this.#newest.stop();
    this.#changes?.stop();
    this.#last = null;
  }

  async #showSources(name) {
    const found = await this.#newest.run((signal) => Promise.all([
      get("/v1/sources", {}, signal), get("/v1/runs", { source: name || null, limit: 30 }, signal),
      name ? get("/v1/quarantine", { source: name, limit: 200 }, signal) : null,
    ]));
    if (found === undefined) return;
    const [{ sources }, page, quarantine] = found;
    const one = sources.find((source) => source.name === name);
    fill(this.#view,
      name ? el("a", { class: "back", href: runsAddress() }, icon("back"), t("run_all_sources")) : null,
      el("h1", { tabindex: "-1" }, name ? said(name) : t("runs_title")),
      sources.filter((source) => source.held !== null && (!name || source === one)).map(held),
      name ? facts(one) : sourceList(sources), quarantine === null ? null : quarantined(quarantine), this.#runs(page));
    tell(name || t("runs_title"));
  }

  #runs(page) {
    const list = el("ol", { class: "runs" }, page.runs.map((run) => line(run, !this.#place.source)));
    const empty = el("div", { class: "notice" }, el("strong", {}, t("runs_none")), el("p", {}, t("runs_none_more")));
    return el("section", { class: "part", "aria-labelledby": "part-runs" }, el("h2", { id: "part-runs" }, t("runs_newest")),
      page.runs.length > 0 ? list : empty, this.#more(page, list));
  }

  #more(page, list) {
    if (page.more === null) return null;
    let { more } = page;
    const button = el("button", { type: "button", class: "button more", on: { click: async () => {
      button.disabled = true;
      try {
        const next = await this.#newest.run((signal) => get("/v1/runs", { source: this.#place.source || null, limit: 30, before: more }, signal));
        if (next === undefined) return;
        const lines = next.runs.map((run) => line(run, !this.#place.source));
        list.append(...lines);
        more = next.more;
        button.disabled = false;
        if (more === null) button.remove();
        lines[0]?.querySelector("a")?.focus();
      } catch (wrong) {
        button.replaceWith(notice(wrong, () => this.show(this.#place)));
      }
    } } }, t("more"));
    return button;
  }

  async #showRun(id) {
    const run = await this.#newest.run((signal) => get(`/v1/runs/${encodeURIComponent(id)}`, {}, signal));
    if (run !== undefined) this.#drawRun(run);
  }

  #drawRun(run) {
    this.#changes?.stop();
    this.#changes = run.state === "held" ? new HeldChanges(run) : null;
    const bar = run.state === "held" ? decisionBar(run, (act, reread, back) => this.#decide(run, act, reread, back)) : null;
    const said_ = this.#last?.id === run.id ? el("div", { class: "undo-bar", role: "status" }, this.#last.words) : null;
    fill(this.#view, said_, runCard(run, this.#changes?.element()), bar);
    document.title = `${run.source} · ${t("runs_title")} · ${t("brand")}`;
    this.#view.querySelector("h1").focus({ preventScroll: true });
  }

  async #decide(run, act, reread, back) {
    this.#view.querySelector(":scope > .trouble")?.remove();
    try {
      const told = await post(`/v1/runs/${encodeURIComponent(run.id)}/${act}`, act === "approve" ? { reread } : {});
      const after = act === "approve" ? told.run : told;
      const words = wordsOf(act, told);
      this.#last = { id: after.id, words };
      tell(words);
      if (after.id !== run.id) history.replaceState(null, "", runsAddress(after.id));
      this.#place = { ...this.#place, id: after.id };
      window.scrollTo(0, 0);
      this.#drawRun(after);
    } catch (wrong) {
      back();
      this.#view.prepend(notice(wrong, () => this.show(this.#place)));
      window.scrollTo(0, 0);
    }
  }
}

function wordsOf(act, told) {
  if (act === "discard") return t("run_kept_discard");
  if (told.approved) return `${t("run_kept_approve")} ${t(`review_${told.applied}`)}`;
  return t(told.run.state === "held" ? "run_said_otherwise" : "run_not_read");
}

function held(source) {
  return el("div", { class: "notice trouble run-waits" }, el("strong", {}, t("run_waits", { source: source.name })),
    el("p", {}, t("run_says_held")), el("a", { class: "button", href: runsAddress(source.held) }, t("run_look")));
}

function stateOfSource(source) {
  const state = !source.enabled ? "off" : source.last_good === null ? "never" : source.stale ? "stale" : "fresh";
  return el("span", { class: `run-state source-${state}` }, t(`source_${state}`));
}

function sourceList(sources) {
  if (sources.length === 0) return el("div", { class: "notice" }, el("strong", {}, t("source_none")), el("p", {}, t("source_none_more")));
  return el("ul", { class: "plain sources-list", "aria-label": t("runs_sources") }, sources.map((source) => el("li", { "data-source": source.name },
    el("a", { href: runsAddress("", source.name) },
      el("span", { class: "source-head" }, said(source.name, { class: "source-title" }), stateOfSource(source)),
      el("span", { class: "quiet" }, kind("source", source.kind),
        source.last_good !== null ? ` · ${t("source_read_ago", { ago: ago(source.last_good) })}` : null),
      el("span", { class: "source-marks" },
        source.newest !== null && !["done", "discarded"].includes(source.newest.state) ? stateOf(source.newest) : null,
        source.quarantined > 0 ? el("span", { class: "mark" }, t("source_quarantined", { n: number(source.quarantined) })) : null,
        source.verifies_certificate ? null : el("span", { class: "mark" }, t("source_unverified")))))));
}

function facts(source) {
  if (source === undefined) return null;
  const moment = (at) => (at === null ? t("source_no_time") : `${date(at, true)} · ${ago(at)}`);
  const row = (name, ...value) => el("div", { class: "fact" }, el("dt", {}, name), el("dd", {}, value));
  return el("dl", { class: "source-facts" },
    row(t("source_last_good"), moment(source.last_good), " ", stateOfSource(source)),
    row(t("source_last_complete"), moment(source.last_complete)),
    source.as_of !== null ? row(t("source_as_of"), moment(source.as_of)) : null,
    row(t("source_allowed"), t("source_hours", { n: source.stale_after_hours })),
    row(t("source_kind"), kind("source", source.kind)),
    source.verifies_certificate ? null : el("div", { class: "fact" }, el("dd", { class: "why-not" }, t("source_unverified"))));
}

function quarantined(found) {
  if (found.rows.length === 0) return null;
  const rows = el("ul", { class: "plain quarantined-rows" }, found.rows.map((row) => el("li", {},
    said(row.position || "—"), el("span", { class: "quiet" }, " ", said(row.reason), ` · ${date(row.seen_at)}`))));
  const all = el("details", {}, el("summary", {}, t("run_show_rows")), rows, found.more !== null ? el("p", { class: "quiet" }, "…") : null);
  return leftOut(found.reasons, all);
}

function line(run, named) {
  return el("li", { class: named ? "run" : "run run-of-one", "data-id": run.id }, el("a", { href: runsAddress(run.id) },
    stateOf(run), named ? said(run.source, { class: "source-title" }) : null,
    el("span", { class: "run-when", title: date(run.started_at, true) }, date(run.started_at, true)),
    el("span", { class: "quiet run-numbers" }, run.error ? said(run.error) : numbersOf(run))));
}
