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

/** The place that an address names: {view: "search", question, tab}, {view: "person", id} or {view: "tree", id}. */
export function readAddress(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view, id = ""] = path.split("/");
  if (view === "person" && id) return { view, id: decoded(id) };
  if (view === "tree") return { view, id: decoded(id) };
  const params = new URLSearchParams(query);
  return { view: "search", question: params.get("q") ?? "", tab: params.get("tab") === "documents" ? "documents" : "people" };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a broken address is asked for as it is, and not found
  }
}
