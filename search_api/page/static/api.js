// Asks the server. A server that is away, a directory that is not there yet and a refusal are told apart.

/** What went wrong. `kind`: away, missing, unavailable, busy, refused, absent, conflict, bad, broken. */
export class Trouble extends Error {
  constructor(kind, detail = "") {
    super(detail);
    this.kind = kind;
  }
}

const KINDS = {
  "urn:zhaoren:problem:index-missing": "missing",
  "urn:zhaoren:problem:engine-unavailable": "unavailable",
  "urn:zhaoren:problem:busy": "busy",
};

/** The JSON at an address of the API. Throws Trouble, or the AbortError of `signal`. */
export async function get(path, query = {}, signal = undefined) {
  const params = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined));
  const address = params.size > 0 ? `${path}?${params}` : path;
  let response;
  try {
    response = await fetch(address, { signal, headers: { accept: "application/json" } });
    if (response.ok) return await response.json();
  } catch (wrong) {
    if (wrong.name === "AbortError") throw wrong;
    throw new Trouble("away");
  }
  throw await trouble(response);
}

/** Writes: posts JSON to an address of the API. Throws Trouble; its kind is "conflict" where things have changed. */
export async function post(path, body) {
  let response;
  try {
    const headers = { accept: "application/json", "content-type": "application/json" };
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (response.ok) return await response.json();
  } catch {
    throw new Trouble("away");
  }
  throw await trouble(response);
}

async function trouble(response) {
  const problem = await response.json().catch(() => ({}));
  const detail = typeof problem.detail === "string" ? problem.detail : "";
  if (KINDS[problem.type] !== undefined) return new Trouble(KINDS[problem.type], detail);
  if (response.status === 404) return new Trouble("absent", detail);
  if (response.status === 403 || response.status === 401) return new Trouble("refused", detail);
  if (response.status === 409) return new Trouble("conflict", detail);
  if (response.status === 422) return new Trouble("bad", detail);
  return new Trouble(response.status === 503 ? "unavailable" : "broken", detail);
}

/** Only the newest of several requests counts: an older one is aborted, and if it still answers, it is dropped. */
export class Newest {
  #number = 0;
  #abort = null;

  /** Runs `ask(signal)`; resolves to its answer, or to undefined when a newer one was started meanwhile. */
  async run(ask) {
    this.stop();
    const number = this.#number;
    this.#abort = new AbortController();
    try {
      const answer = await ask(this.#abort.signal);
      return number === this.#number ? answer : undefined;
    } catch (wrong) {
      if (number !== this.#number || wrong.name === "AbortError") return undefined;
      throw wrong;
    }
  }

  /** Drops whatever is on its way. */
  stop() {
    this.#number += 1;
    this.#abort?.abort();
    this.#abort = null;
  }
}
