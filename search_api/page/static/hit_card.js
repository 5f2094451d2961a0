// A person found, as a card: who, what in which company, why, and how to reach him.

import { el, icon, said } from "./dom.js";
import { personAddress } from "./addresses.js";
import { reach } from "./values.js";
import { pick, t } from "./words.js";

const FAMILIES = 6; // tints of the initial, so that namesakes of different companies are told apart at a glance

/** The initial in a tinted disc; the same company has the same tint. */
export function initial(person) {
  const company = person.posts[0]?.unit?.company ?? "";
  const sum = [...company].reduce((total, sign) => total + sign.codePointAt(0), 0);
  const first = [...person.name.trim()][0] ?? "·";
  return el("span", { class: `initial tint-${sum % FAMILIES}`, "aria-hidden": "true" }, first.toUpperCase());
}

/** The company and the way down to the department. */
export function whereabouts(post) {
  const steps = post.unit === null ? [post.department] : [post.unit.company || post.unit.name, ...post.unit.path];
  const unique = steps.filter((step, place) => step && step !== steps[place - 1]);
  return el("span", { class: "where" }, unique.map((step, place) => [
    place > 0 ? el("span", { class: "step", "aria-hidden": "true" }, "›") : null,
    said(step, { class: place === 0 ? "company" : null }),
  ]));
}

/** A name in other letters, to be shown beside the name; empty where there is none. */
export function latinName(person) {
  const other = person.names.find((name) => name.text !== person.name && /^[\p{Script=Latin} .'-]+$/u.test(name.text));
  return other?.text ?? "";
}

/** Left, or not known; nothing for those who work here. */
export function statusTag(person) {
  if (person.status === "active") return null;
  return el("span", { class: `tag tag-${person.status}` }, t(person.status === "left" ? "left" : "unknown_status"));
}

/** The tags of a post: acting, seconded. */
export function postTags(post) {
  return [
    post.acting ? el("span", { class: "tag tag-acting" }, t("acting")) : null,
    post.engagement === "seconded" ? el("span", { class: "tag" }, t("seconded")) : null,
  ];
}

/** The contacts that a card has room for: two numbers and an address. */
function nearest(contacts) {
  const numbers = contacts.filter((contact) => contact.kind === "mobile" || contact.kind === "phone");
  return [...numbers.slice(0, 2), ...contacts.filter((contact) => contact.kind === "email").slice(0, 1)];
}

/** One hit as a list item; `best` shows it larger. */
export function hitCard(hit, { best = false } = {}) {
  const post = hit.posts[0];
  const latin = latinName(hit);
  const more = hit.posts.length - 1;
  const contacts = nearest(hit.contacts);
  return el("li", { class: `hit${best ? " best" : ""}`, "data-id": hit.id },
    initial(hit),
    el("div", { class: "hit-body" },
      el("div", { class: "hit-head" },
        el("a", { class: "hit-name", href: personAddress(hit.id) }, said(hit.name)),
        latin ? said(latin, { class: "latin" }) : null,
        statusTag(hit),
        best ? el("span", { class: "tag tag-best" }, t("best")) : null),
      post !== undefined
        ? el("div", { class: "hit-post" }, said(post.title.text, { class: "title" }), postTags(post), whereabouts(post),
          more > 0 ? el("span", { class: "quiet more-posts" }, t(more === 1 ? "more_post" : "more_posts", { n: more })) : null)
        : el("div", { class: "hit-post quiet" }, t("no_posts")),
      contacts.length > 0 ? el("div", { class: "reaches" }, contacts.map((contact) => reach(contact, hit.name))) : null,
      hit.why.length > 0
        ? el("div", { class: "why" }, icon("done"), el("span", { class: "hidden-label" }, `${t("why")}: `),
          el("span", {}, hit.why.map((reason, place) => [place > 0 ? el("br") : null, said(pick(reason))])))
        : null));
}
