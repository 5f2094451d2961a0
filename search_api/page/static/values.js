// A value with its sources on demand, and a way to reach somebody with its actions.

import { el, fill, icon, said } from "./dom.js";
import { date, kind, t } from "./words.js";

let disclosures = 0;

/** The button that tells where a value comes from, and what it opens. Nothing for a value without sources. */
export function sourcesOf(value) {
  if (!value.origins?.length) return { button: null, panel: null };
  disclosures += 1;
  const id = `sources-${disclosures}`;
  const count = value.origins.length;
  const panel = el("ul", { id, class: "sources", hidden: true }, value.origins.map((origin) => el("li", {},
    said(origin.source, { class: "source" }),
    el("span", {}, t("record", { key: "" }), said(origin.key)),
    el("span", {}, t("since", { date: date(origin.since) })),
  )));
  const button = el("button", {
    type: "button", class: "source-button", "aria-expanded": "false", "aria-controls": id,
    "aria-label": t("source_of", { text: value.text, n: count }), title: count === 1 ? t("sources_1") : t("sources_n", { n: count }),
    on: {
      click: () => {
        panel.hidden = !panel.hidden;
        button.setAttribute("aria-expanded", String(!panel.hidden));
      },
    },
  }, String(count));
  return { button, panel };
}

/** One line of a list of facts: its name, its value, and its sources on demand. */
export function fact(label, value, ...after) {
  const { button, panel } = sourcesOf(value);
  return el("div", { class: "fact" },
    el("dt", {}, label),
    el("dd", {}, el("div", { class: "fact-line" }, said(value.text), after, button), panel));
}

const ICONS = { mobile: "phone", phone: "phone", email: "mail", chat: "chat", office: "place" };

/** A number in groups, as one reads it aloud; anything else as the source writes it. */
export function readable(contact) {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(contact.normal);
  return mobile !== null ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : contact.text;
}

/** Where a contact leads; null where it cannot be called or written to. Only tel: and mailto: are ever made. */
export function target(contact) {
  if (["mobile", "phone"].includes(contact.kind) && /^\+?\d[\d;=a-z-]{2,}$/i.test(contact.normal)) {
    return `tel:${contact.normal}`;
  }
  if (contact.kind === "email" && /^[^\s@]+@[^\s@]+$/.test(contact.normal)) {
    return `mailto:${encodeURIComponent(contact.normal).replace("%40", "@")}`;
  }
  return null;
}

/** A contact with its link and its copy button. `name` is whom it reaches, for labels. */
export function reach(contact, name) {
  const href = target(contact);
  const text = readable(contact);
  // A long address may break after its @, and nowhere sooner.
  const pieces = text.split(/(?<=@)/u).map((piece, place) => [place > 0 ? el("wbr") : null, said(piece)]);
  const inside = [icon(ICONS[contact.kind] ?? "chat"), el("bdi", { class: "reach-text" }, pieces)];
  const label = contact.kind === "email" ? t("mail", { name, text }) : t("call", { name, text });
  return el("span", { class: "reach", "data-kind": contact.kind },
    href !== null
      ? el("a", { href, class: "reach-link", "aria-label": label }, inside)
      : el("span", { class: "reach-link", title: kind("contact", contact.kind) }, inside),
    contact.shared ? el("span", { class: "note-tag" }, t("shared")) : null,
    copyButton(contact.text));
}

/** A button that copies a text and says so. */
export function copyButton(text) {
  const button = el("button", {
    type: "button", class: "copy", "aria-label": t("copy", { text }), title: t("copy", { text }), "data-copy": text,
    on: { click: () => copy(text, button) },
  }, icon("copy"));
  return button;
}

async function copy(text, button) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = false;
  }
  fill(button, icon(done ? "done" : "close"));
  button.classList.toggle("copied", done);
  tell(done ? t("copied") : t("not_copied"));
  setTimeout(() => {
    fill(button, icon("copy"));
    button.classList.remove("copied");
  }, 1500);
}

/** Says a sentence to screen readers, politely. */
export function tell(sentence) {
  document.getElementById("live").textContent = sentence;
}
