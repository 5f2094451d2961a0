// Keys that work anywhere on the page, and the window that lists them.

import { el, fill } from "./dom.js";
import { t } from "./words.js";

const LIST = [
  [["/", "Ctrl K"], "key_focus"], [["↓", "↑"], "key_move"], [["Enter"], "key_open"],
  [["c"], "key_copy"], [["Esc"], "key_escape"], [["?"], "key_help"],
  [["s", "d", "u"], "key_review"], [["z"], "key_review_undo"],
];

/** Listens on the whole page. `hooks`: focusBox(), leave() for Escape. */
export function listenToKeys(hooks) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      hooks.focusBox();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
    const typing = event.target.closest?.("input, textarea") !== null && event.target.closest !== undefined;
    if (!typing) plainKey(event, hooks);
  });
}

function plainKey(event, hooks) {
  const actions = {
    "/": hooks.focusBox,
    "?": showKeys,
    Escape: hooks.leave,
    ArrowDown: () => move(event.target, 1),
    ArrowUp: () => move(event.target, -1, hooks.focusBox),
    c: () => event.target.closest("[data-id]")?.querySelector("[data-copy]")?.click(),
  };
  if (actions[event.key] === undefined) return;
  if (event.key.startsWith("Arrow") && event.target.closest(".hits") === null) return; // arrows scroll elsewhere
  event.preventDefault();
  actions[event.key]();
}

/** From one hit to the next; above the first is the box. */
function move(from, by, above = () => {}) {
  const names = [...document.querySelectorAll(".hits a.hit-name")];
  const at = names.indexOf(from.closest(".hit")?.querySelector("a.hit-name"));
  if (at + by < 0) above();
  else names[at + by]?.focus();
}

/** The window with all keys. */
export function showKeys() {
  const dialog = document.getElementById("keys");
  fill(dialog,
    el("h2", { id: "keys-title" }, t("keys")),
    el("dl", { class: "keys" }, LIST.map(([keys, meaning]) => el("div", {},
      el("dt", {}, keys.map((key) => el("kbd", {}, key))), el("dd", {}, t(meaning))))),
    el("form", { method: "dialog" }, el("button", { class: "button" }, t("close"))));
  dialog.showModal();
}
