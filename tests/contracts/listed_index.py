"""The oracle: what any engine must answer, by looking at every entry in a plain list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.expressions import AllOf, AnyOf, Everything, Expression, Term
from zhaoren.search_index.port import Candidate, Candidates, Collection, CompiledQuery, EntryChange, IndexEntry


def holds(expression: Expression, entry: IndexEntry) -> bool:
    """Whether the entry satisfies the expression, word for word as `schemas.expressions` says."""
    match expression:
        case Everything():
            return True
        case Term(field, token):
            return token in entry.tokens.get(field, ())
        case AnyOf(parts):
            return any(holds(part, entry) for part in parts)
        case AllOf(parts):
            return bool(parts) and all(holds(part, entry) for part in parts)


class ListedIndex:
    """Entries in a list, and the answers of an IndexReader over them."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self._entries = {(entry.collection, entry.id): entry for entry in entries}

    def change(self, change: EntryChange) -> None:
        """As `SearchEngine.apply` does."""
        self._entries.pop((change.collection, change.id), None)
        if change.entry is not None:
            self._entries[change.collection, change.id] = change.entry

    def candidates(self, query: CompiledQuery) -> Candidates:
        """Every entry asked for its first band; sorted; cut."""
        found = []
        for entry in self._visible(query.collection, query.audience):
            band = next((place for place, band in enumerate(query.bands) if holds(band, entry)), None)
            if band is not None and (query.after is None or (band, entry.order) > query.after):
                found.append(Candidate(entry.id, entry.order, band, entry.card))
        found.sort(key=lambda candidate: (candidate.band, candidate.order))
        return Candidates(tuple(found[: query.enough]), exhausted=len(found) <= query.enough)

    def fetch(self, collection: Collection, ids: Sequence[str], audience: Expression) -> dict[str, bytes]:
        """Cards by id."""
        return {entry.id: entry.card for entry in self._visible(collection, audience) if entry.id in ids}

    def scan(self, collection: Collection, condition: Expression, audience: Expression) -> list[Candidate]:
        """All of them, in order."""
        found = [entry for entry in self._visible(collection, audience) if holds(condition, entry)]
        return [Candidate(entry.id, entry.order, 0, entry.card) for entry in sorted(found, key=lambda one: one.order)]

    def _visible(self, collection: Collection, audience: Expression) -> list[IndexEntry]:
        entries = self._entries.values()
        return [entry for entry in entries if entry.collection is collection and holds(audience, entry)]
