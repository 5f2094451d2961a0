// One person: posts, ways to reach him, manager and team, every value with its sources on demand.

import { personAddress, treeAddress } from "./addresses.js";
import { Newest, get } from "./api.js";
import { el, fill, icon, said } from "./dom.js";
import { initial, latinName, postTags, statusTag, whereabouts } from "./hit_card.js";
import { notice, waiting } from "./trouble.js";
import { fact, reach, sourcesOf, tell } from "./values.js";
import { date, kind, t } from "./words.js";

const PRIVATE_FACTS = ["gender", "birth_date", "id_hash"]; // they keep two people apart; nobody looks somebody up for them

export class PersonView {
  #view;
  #newest = new Newest();
  #team = new Newest();

  constructor(view) {
    this.#view = view;
  }

  /** Shows the person of this id. */
  async show(id) {
    fill(this.#view, waiting());
    const path = `/v1/people/${encodeURIComponent(id)}`;
    try {
      const person = await this.#newest.run((signal) => get(path, {}, signal));
      if (person === undefined) return;
      document.title = `${person.name} · ${t("brand")}`;
      const team = el("div", { class: "team" }, waiting());
      fill(this.#view, card(person, team));
      this.#view.querySelector("h1").focus();
      tell(person.name);
      await this.#showTeam(path, team);
    } catch (wrong) {
      fill(this.#view, backLink(), notice(wrong, () => this.show(id)));
    }
  }

  stop() {
    this.#newest.stop();
    this.#team.stop();
  }

  async #showTeam(path, slot) {
    try {
      const team = await this.#team.run((signal) => get(`${path}/team`, {}, signal));
      if (team === undefined) return;
      fill(slot, team.hits.length === 0
        ? el("p", { class: "quiet" }, t("no_team"))
        : [el("h3", {}, `${t("team")} ${team.hits.length}${team.more ? "+" : ""}`),
          el("ul", { class: "plain people" }, team.hits.map((hit) => el("li", {}, small(hit))))]);
    } catch (wrong) {
      fill(slot, notice(wrong, () => this.#showTeam(path, slot)));
    }
  }
}

/** A person in one line, as a link to the card. */
export function small(person) {
  const post = person.posts[0];
  return el("a", { class: "small-person", href: personAddress(person.id) }, initial(person),
    el("span", {}, said(person.name, { class: "small-name" }),
      post !== undefined ? el("span", { class: "quiet small-post" }, said(post.title.text), " ", whereabouts(post)) : null));
}

function backLink() {
  const listeners = { click: () => (history.length > 1 ? history.back() : location.assign("#/")) };
  return el("button", { type: "button", class: "back", on: listeners }, icon("back"), t("back"));
}

function card(person, team) {
  const post = person.posts[0];
  const latin = latinName(person);
  const direct = person.contacts.filter((contact) => ["mobile", "phone", "email"].includes(contact.kind));
  return el("article", { class: "person", "data-id": person.id },
    backLink(),
    el("header", { class: "person-head" }, initial(person),
      el("div", {},
        el("h1", { tabindex: "-1" }, said(person.name), latin ? [" ", said(latin, { class: "latin" })] : null, statusTag(person)),
        post !== undefined
          ? el("p", { class: "person-post" }, said(post.title.text, { class: "title" }), postTags(post), whereabouts(post))
          : el("p", { class: "quiet" }, t("no_posts"))),
      direct.length > 0 ? el("div", { class: "reaches" }, direct.map((contact) => reach(contact, person.name))) : null),
    disagreements(person.disagreements),
    el("div", { class: "column" }, section("posts", postList(person.posts)),
      person.past_posts.length > 0 ? section("past_posts", postList(person.past_posts)) : null, section("line", line(person, team)), records(person)),
    el("div", { class: "column" }, section("contacts", contactList(person)), section("names", nameList(person.names)),
      details(person)));
}

/** Where sources say different things: who says what, and since when. */
function disagreements(found) {
  if (found.length === 0) return null;
  return el("section", { class: "part disagreements notice", "aria-labelledby": "part-disagree" },
    el("h2", { id: "part-disagree" }, t("disagree")),
    el("dl", { class: "facts" }, found.map((one) => el("div", { class: "fact" }, el("dt", {}, kind("field", one.field)),
      el("dd", {}, one.said.map((value) => el("div", { class: "says" }, el("span", { class: "quiet" },
        value.origins.map((origin) => `${origin.source} (${date(origin.since)})`).join(", "), ": "), said(value.text))))))));
}

function section(key, ...children) {
  return el("section", { class: `part part-${key}`, "aria-labelledby": `part-${key}` },
    el("h2", { id: `part-${key}` }, t(key)), children);
}

function postList(posts) {
  if (posts.length === 0) return el("p", { class: "quiet" }, t("no_posts"));
  return el("ul", { class: "plain posts" }, posts.map((post, place) => {
    const { button, panel } = sourcesOf(post.title);
    return el("li", {},
      el("div", { class: "fact-line" }, said(post.title.text, { class: "title" }), postTags(post),
        second(post, place) ? el("span", { class: "tag" }, t("second")) : null, button),
      post.unit !== null
        ? el("a", { class: "where-link", href: treeAddress(post.unit.id) }, whereabouts(post))
        : whereabouts(post),
      period(post), panel);
  }));
}

function second(post, place) {
  return post.engagement === "concurrent" ||
    (post.engagement === "regular" && !post.primary && place > 0 && post.roles.length > 0 && !post.ends_on);
}

function period(post) {
  const [from, to] = [post.starts_on && date(post.starts_on), post.ends_on && date(post.ends_on)];
  if (!from && !to) return null;
  const key = from && to ? "from_to" : from ? "from_on" : "until";
  return el("span", { class: "quiet period" }, t(key, { from, to }));
}

function contactList(person) {
  if (person.contacts.length === 0) return el("p", { class: "quiet" }, t("no_contacts"));
  return el("dl", { class: "facts" }, person.contacts.map((contact) => {
    const { button, panel } = sourcesOf(contact);
    return el("div", { class: "fact" }, el("dt", {}, kind("contact", contact.kind)),
      el("dd", {}, el("div", { class: "fact-line" }, reach(contact, person.name), button), panel));
  }));
}

function line(person, team) {
  return [
    person.manager !== null
      ? el("p", { class: "manager" }, el("span", { class: "quiet" }, t("manager")), " ",
        el("a", { href: personAddress(person.manager.id) }, said(person.manager.name)))
      : null,
    team,
  ];
}

function nameList(names) {
  return el("dl", { class: "facts" }, names.map((name) => fact(kind("name", name.kind), name)));
}

function details(person) {
  const named = (one) => fact(kind("field", one.field), one);
  const hidden = person.facts.filter((one) => PRIVATE_FACTS.includes(one.field)).map(named);
  const all = [
    ...person.facts.filter((one) => !PRIVATE_FACTS.includes(one.field)).map(named),
    ...person.employee_numbers.map((number) => fact(kind("field", "employee_number"), number)),
    ...person.logins.map((login) => fact(kind("field", "login"), login)),
  ];
  if (all.length === 0 && hidden.length === 0 && person.withheld.length === 0) return null;
  const withheld = [...new Set(person.withheld.map((field) => kind("field", field)))];
  return section("details",
    all.length > 0 ? el("dl", { class: "facts" }, all) : null,
    hidden.length > 0 ? el("details", {}, el("summary", {}, t("identity")), el("dl", { class: "facts" }, hidden)) : null,
    withheld.length > 0
      ? el("p", { class: "withheld" }, el("span", { class: "quiet" }, `${t("withheld")}: `), withheld.join(" · "))
      : null);
}

function records(person) {
  const read = new Map(person.as_of.map((one) => [one.source, one.read_at]));
  const stale = new Set(person.as_of.filter((one) => one.stale).map((one) => one.source));
  return section("sources", el("ul", { class: "plain records" }, person.records.map((record) => el("li", {},
    said(record.source, { class: "source" }), el("span", {}, t("record", { key: "" }), said(record.key)),
    read.has(record.source) ? el("span", { class: "quiet" }, t(stale.has(record.source) ? "as_of_stale" : "as_of", { date: date(read.get(record.source), true) })) : null))));
}
