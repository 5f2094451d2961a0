// The organisation as a tree: children are read when a unit is opened; the chosen unit is told beside it.

import { treeAddress } from "./addresses.js";
import { Newest, get } from "./api.js";
import { el, fill, icon, said } from "./dom.js";
import { notice, waiting } from "./trouble.js";
import { showUnit } from "./unit_panel.js";
import { tell } from "./values.js";
import { t } from "./words.js";

const MEMBERS = ["group", "company"];

export class TreeView {
  #view;
  #ask;
  #newest = new Newest();
  #cards = new Map();
  #tree = null;
  #panel = null;

  /** `ask(question)` asks as if it had been typed and sent. */
  constructor(view, ask) {
    this.#view = view;
    this.#ask = ask;
  }

  /** Shows the tree, opened down to a unit when one is named. */
  async show(id) {
    document.title = `${t("tree")} · ${t("brand")}`;
    if (this.#tree === null || !this.#view.contains(this.#tree)) {
      fill(this.#view, waiting());
      try {
        const roots = await this.#newest.run((signal) => get("/v1/units", {}, signal));
        if (roots === undefined) return;
        this.#draw(roots);
      } catch (wrong) {
        fill(this.#view, notice(wrong, () => this.show(id)));
        return;
      }
      const first = this.#tree.querySelector("[aria-expanded]"); // the group; strays that nobody placed stand beside it
      if (!id && first !== null) await this.#open(first);
    }
    if (id) await this.#reveal(id);
    else fill(this.#panel, el("p", { class: "quiet" }, t("choose_unit")));
  }

  /** Drops what is on its way, and the tree: it is read anew when it is shown again. */
  stop() {
    this.#newest.stop();
    this.#tree = null;
    this.#cards.clear();
  }

  #draw(roots) {
    this.#tree = el("ul", { role: "tree", class: "tree", "aria-label": t("tree") }, roots.map((root) => this.#item(root, 1)));
    this.#panel = el("section", { class: "panel", "aria-live": "polite" });
    this.#tree.addEventListener("keydown", (event) => this.#key(event));
    this.#tree.addEventListener("click", (event) => this.#click(event));
    this.#tree.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
    fill(this.#view, el("div", { class: "tree-layout" },
      el("div", {}, el("h1", { class: "hidden-label" }, t("tree")), el("p", { class: "quiet tree-hint" }, t("tree_hint")), this.#tree),
      this.#panel));
  }

  #item(child, level) {
    const { unit, type, children } = child;
    const name = MEMBERS.includes(type) ? unit.company || unit.name : unit.name;
    const below = children > 0 ? `below-${unit.id}` : null;
    return el("li", { role: "none" },
      el("div", {
        role: "treeitem", class: "unit", "data-id": unit.id, "data-type": type, "aria-level": level, tabindex: "-1",
        "aria-expanded": children > 0 ? "false" : null, "aria-selected": "false", "aria-owns": below,
      },
      el("span", { class: "twist" }, children > 0 ? icon("open") : null),
      icon(MEMBERS.includes(type) ? "company" : "department"),
      said(name, { class: "unit-name" }),
      el("span", { class: "unit-head quiet" })),
      children > 0 ? el("ul", { role: "group", id: below }) : null);
  }

  async #card(id) {
    if (!this.#cards.has(id)) this.#cards.set(id, await get(`/v1/units/${encodeURIComponent(id)}`));
    return this.#cards.get(id);
  }

  async #open(item) {
    if (item.getAttribute("aria-expanded") !== "false") return;
    const group = item.nextElementSibling;
    item.setAttribute("aria-busy", "true");
    try {
      const card = await this.#card(item.dataset.id);
      const level = Number(item.getAttribute("aria-level")) + 1;
      if (group.children.length === 0) {
        const sorted = [...card.children].sort((one, other) => MEMBERS.includes(other.type) - MEMBERS.includes(one.type));
        fill(group, sorted.map((child) => this.#item(child, level)));
      }
      this.#nameHead(item, card);
      item.setAttribute("aria-expanded", "true");
    } catch (wrong) {
      fill(this.#panel, notice(wrong, () => this.#open(item)));
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  #nameHead(item, card) {
    const names = card.heads.slice(0, 2).map((head) => head.name).join("、");
    fill(item.querySelector(".unit-head"), names ? said(names) : null);
  }

  async #reveal(id) {
    try {
      const card = await this.#card(id);
      for (const step of card.path.slice(0, -1)) {
        const item = this.#find(step.id);
        if (item !== null) await this.#open(item);
      }
      const item = this.#find(card.id);
      if (item !== null) this.#select(item);
      if (item !== null) this.#nameHead(item, card);
      fill(this.#panel, showUnit(card, this.#ask));
      tell(card.name.text);
    } catch (wrong) {
      fill(this.#panel, notice(wrong, () => this.#reveal(id)));
    }
  }

  #find(id) {
    return this.#tree.querySelector(`[role=treeitem][data-id="${CSS.escape(id)}"]`);
  }

  #select(item) {
    for (const other of this.#tree.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    item.setAttribute("aria-selected", "true");
    this.#focus(item, document.activeElement === document.body || this.#view.contains(document.activeElement));
  }

  #focus(item, really = true) {
    for (const other of this.#tree.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
    item.setAttribute("tabindex", "0");
    if (really) item.focus();
  }

  #click(event) {
    const item = event.target.closest("[role=treeitem]");
    if (item === null) return;
    this.#focus(item);
    if (event.target.closest(".twist") !== null) this.#toggle(item);
    else this.#activate(item);
  }

  #activate(item) {
    this.#open(item);
    location.hash = treeAddress(item.dataset.id);
  }

  #toggle(item) {
    if (item.getAttribute("aria-expanded") === "true") item.setAttribute("aria-expanded", "false");
    else this.#open(item);
  }

  #key(event) {
    const item = event.target.closest("[role=treeitem]");
    if (item === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const seen = [...this.#tree.querySelectorAll("[role=treeitem]")].filter((one) => one.offsetParent !== null);
    const at = seen.indexOf(item);
    const moves = {
      ArrowDown: () => seen[at + 1],
      ArrowUp: () => seen[at - 1],
      Home: () => seen[0],
      End: () => seen.at(-1),
      ArrowRight: () => this.#right(item),
      ArrowLeft: () => this.#left(item),
      Enter: () => this.#activate(item),
      " ": () => this.#activate(item),
    };
    if (moves[event.key] === undefined) {
      if (event.key.length === 1 && event.key !== "/" && event.key !== "?") this.#byLetter(seen, at, event.key);
      return;
    }
    event.preventDefault();
    const next = moves[event.key]();
    if (next instanceof Element) this.#focus(next);
  }

  #right(item) {
    const state = item.getAttribute("aria-expanded");
    if (state === "false") this.#open(item);
    return state === "true" ? item.nextElementSibling.querySelector("[role=treeitem]") : undefined;
  }

  #left(item) {
    if (item.getAttribute("aria-expanded") === "true") {
      item.setAttribute("aria-expanded", "false");
      return undefined;
    }
    return item.closest("[role=group]")?.previousElementSibling;
  }

  #byLetter(seen, at, letter) {
    const turned = [...seen.slice(at + 1), ...seen.slice(0, at + 1)];
    const next = turned.find((one) => one.querySelector(".unit-name").textContent.toLowerCase().startsWith(letter.toLowerCase()));
    if (next !== undefined) this.#focus(next);
  }
}
