// One run: why it is held and what it would change, counts that add up, attempts, cursors, rows left out.

import { runsAddress } from "./addresses.js";
import { el, icon, said } from "./dom.js";
import { ago, date, duration, kind, number, pick, t } from "./words.js";

const OF_READ = ["added", "changed", "returned", "same", "deleted", "not_known", "repeated", "skipped"];
const UNSEEN = ["missing", "still_missing", "ended", "withheld"];

/** The state of a run in one word. */
export function stateOf(run) {
  const state = run.cut_off ? "cut_off" : run.state;
  return el("span", { class: `run-state run-${state}` }, t(`run_state_${state}`));
}

/** What a run read and wrote, in a few words. */
export function numbersOf(run) {
  const words = run.state === "failed" && run.read === 0 ? [] : [t("run_read", { n: number(run.read) })];
  if (run.state === "done") words.push(t("run_written", { n: number(run.written) }));
  if (run.skipped > 0) words.push(t("run_skipped", { n: number(run.skipped) }));
  if (run.attempts > 1) words.push(t("run_attempts", { n: run.attempts }));
  return [t(run.part ? "run_some_rows" : run.full ? "run_full" : "run_changes_only"), ...words].join(" · ");
}

/** So many changes by act, as a sentence. */
export function changesInWords(changes) {
  const comma = t("comma");
  return Object.entries(changes).map(([act, count]) => `${kind("act", act)} ${number(count)}`).join(comma);
}

/** The card without what is to be decided; `slots` go below the reasons. */
export function runCard(run, ...slots) {
  return el("article", { class: "run-card", "data-id": run.id, "data-state": run.state },
    el("a", { class: "back", href: runsAddress() }, icon("back"), t("runs_title")),
    el("h1", { tabindex: "-1" }, said(run.source), " ", stateOf(run)),
    el("p", { class: "quiet" }, times(run)),
    el("p", {}, says(run)),
    run.verdicts.map((one) => el("p", { class: "verdict" }, t(`run_verdict_${one.act}`, { who: one.who }), " ", el("span", { class: "quiet" }, date(one.at, true)))),
    run.error ? el("p", { class: "notice trouble run-error" }, said(run.error)) : null,
    reasons(run), slots, counts(run), notes(run), leftOut(run.left_out), tries(run), cursors(run));
}

function says(run) {
  if (run.state === "done" && run.written === 0) return t("run_nothing");
  return t(`run_says_${run.cut_off ? "cut_off" : run.state}`);
}

function times(run) {
  const took = run.ended_at !== null ? ` · ${t("run_took", { time: duration(run.started_at, run.ended_at) })}` : "";
  return `${date(run.started_at, true)} · ${ago(run.started_at)}${took} · ${numbersOf(run)}`;
}

function part(name, title, ...children) {
  return el("section", { class: `part run-${name}`, "aria-labelledby": `part-${name}` }, el("h2", { id: `part-${name}` }, title), children);
}

function reasons(run) {
  if (run.held.length === 0) return null;
  return part("reasons", t("run_why_held"), el("ul", { class: "plain" }, run.held.map((trip) => {
    const units = Object.entries(trip.units).sort((one, other) => other[1] - one[1]);
    return el("li", { "data-rule": trip.rule }, el("strong", {}, said(withoutUnits(trip))),
      units.length > 0 ? el("ul", { class: "plain lost-units", "aria-label": t("run_units") }, units.map(([unit, count]) => (
        el("li", {}, said(unit || t("run_no_unit")), el("span", { class: "count" }, number(count)))))) : null);
  })));
}

/** The units stand below it, one by one. */
function withoutUnits(trip) {
  const text = pick(trip.text);
  return Object.keys(trip.units).length > 0 ? text.replace(/\s?[（(][^（(]*[）)]$/u, "") : text;
}

function counts(run) {
  if (run.counts.length === 0) return null;
  const shown = (acts) => acts.filter((act) => run.counts.some((one) => one[act] > 0));
  const rows = (acts) => shown(acts).map((act) => el("tr", {}, el("th", { scope: "row" }, kind("act", act)),
    run.counts.map((one) => el("td", { class: one[act] === 0 ? "zero" : null }, number(one[act])))));
  const sum = el("tr", { class: "sum" }, el("th", { scope: "row" }, t("run_sum")), run.counts.map((one) => el("td", {}, number(one.read))));
  const beside = shown(UNSEEN).length > 0
    ? el("tbody", {}, el("tr", { class: "beside" }, el("th", { scope: "rowgroup", colspan: run.counts.length + 1 }, t("run_beside"))), rows(UNSEEN)) : null;
  const fields = run.counts.flatMap((one) => Object.entries(one.changed_fields).map(([field, count]) => [one.kind, field, count]));
  return part("counts", t("run_counts"),
    el("div", { class: "wide" }, el("table", { class: "run-table" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "hidden-label" }, t("run_kind"))),
        run.counts.map((one) => el("th", { scope: "col" }, kind("record", one.kind))))),
      el("tbody", {}, rows(OF_READ), sum), beside)),
    fields.length > 0 ? el("p", { class: "quiet" }, `${t("run_fields")}${t("colon")}`,
      fields.map(([of, field, count]) => `${run.counts.length > 1 ? `${kind("record", of)} ` : ""}${kind("field", field)} ${number(count)}`).join(t("comma"))) : null);
}

function notes(run) {
  const lines = [...(run.why_incomplete ? [t("run_incomplete", { why: run.why_incomplete })] : []), ...run.notes];
  return lines.length > 0 ? part("notes", t("run_notes"), el("ul", { class: "plain" }, lines.map((line) => el("li", {}, said(line))))) : null;
}

/** Rows left out, counted by reason. */
export function leftOut(reasons_, ...children) {
  if (reasons_.length === 0) return null;
  return part("quarantine", t("run_quarantine"), el("ul", { class: "plain left-out" }, reasons_.map((one) => el("li", {},
    el("span", { class: "count" }, one.rows === 1 ? t("run_rows_1") : t("run_rows", { n: number(one.rows) })),
    el("span", {}, kind("record", one.kind), t("colon"), said(one.reason),
      one.position ? el("span", { class: "quiet" }, ` · ${t("run_such_as", { place: one.position })}`) : null)))), children);
}

function tries(run) {
  if (run.tries.length < 2 && !run.cut_off) return null;
  return part("tries", t("run_tries"), el("ol", {}, run.tries.map((one, place) => {
    const last = place === run.tries.length - 1 && run.state === "running" && !run.cut_off;
    const end = one.ended_at !== null ? duration(one.started_at, one.ended_at) : t(last ? "run_under_way" : "run_cut_off_at");
    return el("li", {}, `${date(one.started_at, true)} · ${end}`, one.error ? el("div", { class: "quiet" }, said(one.error)) : null);
  })));
}

function cursors(run) {
  const after = run.cursor_after ?? (run.state === "done" ? t("run_no_cursor") : "—");
  return el("details", { class: "part run-cursors" }, el("summary", {}, t("run_cursors")),
    el("dl", {}, el("dt", {}, t("run_cursor_before")), el("dd", {}, said(run.cursor_before ?? t(run.part ? "run_some_rows" : "run_from_start"))),
      el("dt", {}, t("run_cursor_after")), el("dd", {}, said(after)),
      run.revision !== null ? [el("dt", {}, t("run_revision")), el("dd", {}, String(run.revision))] : null));
}
