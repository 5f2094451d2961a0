// Puts the page together: the box, the views, the language, and the address that says which view is shown.

import { readAddress, searchAddress } from "./addresses.js";
import { fill, icon } from "./dom.js";
import { listenToKeys, showKeys } from "./keys.js";
import { PersonView } from "./person_view.js";
import { ReviewsView } from "./reviews_view.js";
import { RunsView } from "./runs_view.js";
import { SearchBox } from "./search_box.js";
import { SearchView } from "./search_view.js";
import { TreeView } from "./tree_view.js";
import { changeLanguage, language, t } from "./words.js";

const view = document.getElementById("view");
const search = new SearchView(view, (question) => ask(question, true));
const person = new PersonView(view);
const tree = new TreeView(view, (question) => ask(question, true));
const reviews = new ReviewsView(view);
const runs = new RunsView(view);
const left = { scroll: 0, id: null, hash: "" }; // where the results stood when a card was opened
let shown = null;

const box = new SearchBox({
  ask,
  leave: () => (shown?.view === "search" ? document.activeElement.blur() : history.back()),
  down: () => search.focusFirst(),
});

/** Asks a question: typed ones replace the address, sent ones add a step to the way back. */
function ask(question, sent) {
  const here = readAddress(location.hash);
  const address = searchAddress(question);
  if (here.view !== "search" || (sent && here.question !== question)) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  if (sent) box.question = question;
  leaveView("search");
  shown = readAddress(address);
  markPlace();
  search.show(shown, { fresh: true, focusFirst: sent });
}

function leaveView(next) {
  if (shown === null || shown.view === next) return;
  ({ search, person, tree, reviews, runs })[shown.view].stop();
  view.dataset.view = next;
}

/** Shows what the address says, after a link, the back button, or at the start. */
async function go() {
  const place = readAddress(location.hash);
  if (shown?.view === "search" && place.view !== "search") remember();
  leaveView(place.view);
  const before = shown;
  shown = place;
  view.dataset.view = place.view;
  markPlace();
  if (place.view === "search") {
    if (box.question !== place.question) box.question = place.question;
    await search.show(place);
    if (before !== null && before.view !== "search") goBackTo();
  } else {
    box.close();
    if (place.view === "person") {
      window.scrollTo(0, 0);
      await person.show(place.id);
    } else if (place.view === "reviews") {
      await reviews.show(place);
    } else if (place.view === "runs") {
      await runs.show(place);
    } else {
      await tree.show(place.id);
    }
  }
}

function remember() {
  left.scroll = window.scrollY;
  left.id = document.activeElement?.closest?.(".hit")?.dataset.id ?? null;
}

function goBackTo() {
  window.scrollTo(0, left.scroll);
  if (left.id !== null) view.querySelector(`.hit[data-id="${CSS.escape(left.id)}"] a.hit-name`)?.focus({ preventScroll: true });
}

function markPlace() {
  for (const link of document.querySelectorAll("[data-place]")) {
    const here = link.dataset.place === (["tree", "reviews", "runs"].includes(shown?.view) ? shown.view : "search");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Puts the texts of the shell into the language shown. */
function speak() {
  document.documentElement.lang = language() === "en" ? "en" : "zh-CN";
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    if (element.tagName === "BUTTON") element.title = t(element.dataset.label);
  }
  document.getElementById("question").placeholder = t("placeholder");
  document.getElementById("language").lang = language() === "en" ? "zh-CN" : "en";
}

document.getElementById("language").addEventListener("click", () => {
  changeLanguage();
  speak();
  tree.stop();
  go();
});
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // its address is no place of the page
  view.focus();
});
document.getElementById("show-keys").addEventListener("click", showKeys);
fill(document.getElementById("clear"), icon("close"));
document.getElementById("search-icon").append(icon("search"));
history.scrollRestoration = "manual";
window.addEventListener("hashchange", go);
listenToKeys({
  focusBox: () => box.focus(true),
  leave: () => (shown?.view === "search" ? box.focus() : history.back()),
});
speak();
go();
if (shown.view === "search" && matchMedia("(pointer: fine)").matches) box.focus();
document.documentElement.dataset.ready = "true";
