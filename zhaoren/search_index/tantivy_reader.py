"""One fixed view of one Tantivy generation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tantivy import DocAddress, Index, Order, Query

from schemas.expressions import Expression
from zhaoren.search_index.conditions import Both, Condition, Either, Nothing, Tokens, to_condition
from zhaoren.search_index.port import Candidate, Candidates, Collection, CompiledQuery
from zhaoren.search_index.reader_rules import askable_ids, check_enough
from zhaoren.search_index.tantivy_schema import QueryWriter, column, tantivy_errors

_SCAN_AT_ONCE = 5_000
_IDS_AT_ONCE = 5_000
_AUDIENCES_KEPT = 64
# A viewer of so many units pays for each band, even one that nobody satisfies: 0.4 ms for 130 units at a million
# people. Looking each token up first costs 1 µs.
_WIDE = 16
# Then all bands are asked in one search where that may bring few enough: 0.6 ms instead of 2.5 to 9 for a name.
_ALL_AT_ONCE = 256
_WORTH_TRYING = 20_000


class TantivyReader:
    """An IndexReader that holds one searcher; the searcher keeps its files even when they are removed."""

    def __init__(self, index: Index, writer: QueryWriter) -> None:
        with tantivy_errors("opening a view"):
            self._searcher = index.searcher()
            self._write = writer
            self._audiences: dict[int, tuple[Expression, list[Query] | None, bool]] = {}
            found = self._searcher.search(writer.revision(), limit=1, count=False).hits
            # A generation is swapped in only after its revision was committed, so there is always one.
            self._revision = int(self._searcher.doc(found[0][1]).get_first("revision") or 0) if found else 0

    @property
    def revision(self) -> int:
        """The catalog's revision up to which this view knows everything."""
        return self._revision

    def candidates(self, query: CompiledQuery) -> Candidates:
        """Band by band, each in `order`, until enough."""
        check_enough(query)
        must, is_wide = self._audience(query.audience)
        bands = [to_condition(band) for band in query.bands]
        if must is None:
            return Candidates((), exhausted=True)
        at_once = self._at_once(query, must, bands) if is_wide and query.after is None else None
        if at_once is not None:
            return at_once
        first, order = query.after or (0, None)
        wanted = query.enough + 1  # one more tells whether anything is left
        found: list[tuple[int, int, DocAddress]] = []
        higher: list[Query] = []
        taken: set[int] = set()
        with tantivy_errors("searching"):
            for band, condition in enumerate(bands):
                if len(found) >= wanted:
                    break
                mine = self._write.query(condition)
                if (
                    band >= first
                    and not isinstance(condition, Nothing)
                    and not (is_wide and not self._at_most(condition))
                ):
                    narrowed = must if mine is None else [*must, mine]
                    if band == first and order is not None:
                        narrowed = [*narrowed, self._write.after(order)]
                    # Of earlier bands all are found by now, else there were enough: leaving them out here is quicker
                    # than by the query, which would walk all their postings once more.
                    excluded = higher if query.after is not None else []
                    asked = self._write.all_of(query.collection, narrowed, excluded)
                    new = self._ordered(asked, wanted - len(found) + len(taken))
                    found += [(band, at, where) for at, where in new if at not in taken][: wanted - len(found)]
                    if query.after is None:
                        taken = {at for _, at, _ in found}
                if mine is None:
                    break  # whoever is left satisfied this band
                higher.append(mine)
            return Candidates(
                tuple(self._load(band, at, where) for band, at, where in found[: query.enough]),
                exhausted=len(found) < wanted,
            )

    def fetch(self, collection: Collection, ids: Sequence[str], audience: Expression) -> dict[str, bytes]:
        """Cards by id, of those that the audience may find."""
        must, _ = self._audience(audience)
        cards: dict[str, bytes] = {}
        if must is None:
            return cards
        askable = askable_ids(ids)
        with tantivy_errors("fetching"):
            for start in range(0, len(askable), _IDS_AT_ONCE):
                chunk = askable[start : start + _IDS_AT_ONCE]
                asked = self._write.all_of(collection, [*must, self._write.one_of(collection, chunk)], [])
                for at, where in self._ordered(asked, len(chunk)):
                    candidate = self._load(0, at, where)
                    cards[candidate.id] = candidate.card
        return cards

    def count(self, collection: Collection, condition: Expression, audience: Expression, at_most: int) -> int:
        """How many entries satisfy both, counted no further than `at_most`."""
        must = self._must(audience, condition)
        if must is None or at_most <= 0:
            return 0
        with tantivy_errors("counting"):
            # limit=0 would panic.
            counted = self._searcher.search(self._write.all_of(collection, must, []), limit=1, count=True)
        return min(int(counted.count), at_most)  # type: ignore[attr-defined]  # left out of Tantivy's own stubs

    def scan(self, collection: Collection, condition: Expression, audience: Expression) -> Iterator[Candidate]:
        """Every entry that satisfies both, in `order`."""
        return self._scan(collection, self._must(audience, condition))

    def _scan(self, collection: Collection, must: list[Query] | None) -> Iterator[Candidate]:
        order: int | None = None
        while must is not None:
            narrowed = must if order is None else [*must, self._write.after(order)]
            with tantivy_errors("listing"):
                page = self._ordered(self._write.all_of(collection, narrowed, []), _SCAN_AT_ONCE)
            for at, where in page:
                with tantivy_errors("listing"):
                    candidate = self._load(0, at, where)
                yield candidate
            if len(page) < _SCAN_AT_ONCE:
                return
            order = page[-1][0]

    def _audience(self, expression: Expression) -> tuple[list[Query] | None, bool]:
        """The viewer's condition as queries, and whether it names so many tokens that each band pays for it.

        Written once for as long as the viewer asks with the same expression: 130 units take 0.4 ms.
        """
        kept = self._audiences.get(id(expression))
        if kept is None or kept[0] is not expression:
            if len(self._audiences) >= _AUDIENCES_KEPT:
                self._audiences.clear()
            kept = expression, self._must(expression), _tokens_in(to_condition(expression)) >= _WIDE
            self._audiences[id(expression)] = kept
        return kept[1:]

    def _at_once(self, query: CompiledQuery, must: list[Query], bands: list[Condition]) -> Candidates | None:
        """All bands in one search, where so few fit that all of them can be put in order here; None where more do."""
        if sum(map(self._at_most, bands)) > _WORTH_TRYING:
            return None
        with tantivy_errors("searching"):
            asked = self._write.scored(query.collection, must, bands)
            found = self._searcher.search(asked, limit=_ALL_AT_ONCE, count=True)
            if found.count > _ALL_AT_ONCE:  # type: ignore[attr-defined]  # left out of Tantivy's own stubs
                return None
            places = [where for _, where in found.hits]
            orders = self._searcher.fast_field_values("order", places) if places else []
            scored = zip(found.hits, orders, strict=True)
            ordered = [(len(bands) - round(score), int(order or 0), where) for (score, where), order in scored]
            ordered.sort(key=lambda one: one[:2])
            kept = tuple(self._load(band, order, where) for band, order, where in ordered[: query.enough])
        return Candidates(kept, exhausted=len(ordered) <= query.enough)

    def _at_most(self, condition: Condition) -> int:
        """So many entries at most can satisfy it, whoever may find them: from how many carry its tokens."""
        if isinstance(condition, Tokens):
            return sum(self._searcher.doc_freq(column(condition.field), token) for token in condition.tokens)
        if isinstance(condition, Either):
            return sum(map(self._at_most, condition.parts))
        if isinstance(condition, Both):
            return min(map(self._at_most, condition.parts))
        return 0 if isinstance(condition, Nothing) else _WORTH_TRYING + 1

    def _must(self, *conditions: Expression) -> list[Query] | None:
        """The conditions as queries that must all hold; None when nothing can satisfy them."""
        must = []
        for expression in conditions:
            condition = to_condition(expression)
            if isinstance(condition, Nothing):
                return None
            query = self._write.query(condition)
            if query is not None:
                must.append(query)
        return must

    def _ordered(self, query: Query, limit: int) -> list[tuple[int, DocAddress]]:
        hits = self._searcher.search(query, limit=limit, count=False, order_by_field="order", order=Order.Asc).hits
        return [(int(order), where) for order, where in hits]

    def _load(self, band: int, order: int, where: DocAddress) -> Candidate:
        stored = self._searcher.doc(where)
        # A stored empty value comes back as absent.
        return Candidate((stored.get_first("id") or b"").decode(), order, band, stored.get_first("card") or b"")


def _tokens_in(condition: Condition) -> int:
    if isinstance(condition, Tokens):
        return len(condition.tokens)
    return sum(map(_tokens_in, condition.parts)) if isinstance(condition, Both | Either) else 0
