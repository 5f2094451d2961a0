// Addresses inside the page. They stand after the #, so no question ever reaches a server's log by them.

export function searchAddress(question, tab = "people") {
  if (!question) return "#/";
  const params = new URLSearchParams({ q: question });
  if (tab !== "people") params.set("tab", tab);
  return `#/?${params}`;
}

export function personAddress(id) {
  return `#/person/${encodeURIComponent(id)}`;
}

export function treeAddress(id = "") {
  return id ? `#/tree/${encodeURIComponent(id)}` : "#/tree";
}

/** The queue of reviews in one state, or one review. */
export function reviewsAddress(id = "", state = "open", all = false) {
  if (id) return `#/reviews/${encodeURIComponent(id)}`;
  const params = new URLSearchParams({ ...(state !== "open" ? { state } : {}), ...(all ? { all: "true" } : {}) });
  return params.size > 0 ? `#/reviews?${params}` : "#/reviews";
}

/** Sources and runs: all of them, those of one source, or one run. */
export function runsAddress(id = "", source = "") {
  if (id) return `#/runs/${encodeURIComponent(id)}`;
  return source ? `#/runs?${new URLSearchParams({ source })}` : "#/runs";
}

/** The place that an address names: {view: "search", question, tab}, {view: "person" | "tree", id} or {view: "reviews" | "runs", …}. */
export function readAddress(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view, id = ""] = path.split("/");
  if (view === "person" && id) return { view, id: decoded(id) };
  if (view === "tree") return { view, id: decoded(id) };
  const params = new URLSearchParams(query);
  if (view === "reviews") return { view, id: decoded(id), state: params.get("state") ?? "open", all: params.get("all") === "true" };
  if (view === "runs") return { view, id: decoded(id), source: params.get("source") ?? "" };
  return { view: "search", question: params.get("q") ?? "", tab: params.get("tab") === "documents" ? "documents" : "people" };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a broken address is asked for as it is, and not found
  }
}
