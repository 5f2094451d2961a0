"""One fixed view of one Elasticsearch generation, held by the server as a point in time."""

from __future__ import annotations

import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from schemas.expressions import Expression
from zhaoren.search_index.conditions import Nothing, to_condition
from zhaoren.search_index.elastic_mapping import banded, filtered, one_of
from zhaoren.search_index.elastic_wire import elastic_errors
from zhaoren.search_index.port import (
    Candidate,
    Candidates,
    Collection,
    CompiledQuery,
    EngineUnavailable,
    IndexMissing,
)
from zhaoren.search_index.reader_rules import askable_ids, check_enough

_SCAN_AT_ONCE = 2_000
_IDS_AT_ONCE = 5_000
_MOST_COUNTED = 2**31 - 1
_ANSWER = "pit_id,hits.total,hits.hits.sort,hits.hits._source"


class PointInTime:
    """What the server holds for a view; every use prolongs it, and it can be opened again while nothing changed.

    Args:
        client: a connection.
        index: the generation.
        keep_s: how long the server holds it after its last use.
        still_current: whether the generation is still as it was when this was opened.
    """

    def __init__(self, client: Elasticsearch, index: str, keep_s: int, still_current: Callable[[], bool]) -> None:
        self._client = client
        self._index = index
        self._keep_s = keep_s
        self._still_current = still_current
        self._lock = threading.Lock()
        self._used_at = time.monotonic()
        self.id = self._opened()

    @property
    def may_be_gone(self) -> bool:
        """Whether it was left alone for so long that the server may have dropped it."""
        return time.monotonic() - self._used_at > self._keep_s / 2

    def search(self, body: dict[str, Any]) -> Any:
        """One request within the view.

        Raises:
            EngineUnavailable: no answer, or the view was dropped and what it showed has changed since.
        """
        used = self.id
        try:
            with elastic_errors("searching"):
                return self._ask(used, body)
        except EngineUnavailable as error:
            if not isinstance(error.__cause__, NotFoundError):
                raise
        with self._lock:
            if self.id == used:
                if not self._same_as_before():
                    raise EngineUnavailable("this view of the search index is too old; take a new one and ask again")
                self.id = self._opened()
        with elastic_errors("searching"):
            return self._ask(self.id, body)

    def _same_as_before(self) -> bool:
        try:
            return self._still_current()
        except IndexMissing:
            return False

    def _opened(self) -> str:
        with elastic_errors("opening a view"):
            opened = self._client.open_point_in_time(index=self._index, keep_alive=f"{self._keep_s}s")
        return str(opened["id"])

    def _ask(self, pit_id: str, body: dict[str, Any]) -> Any:
        # Without the answer of every shard, people would be missing without anybody being told.
        answer = self._client.search(
            pit={"id": pit_id, "keep_alive": f"{self._keep_s}s"},
            allow_partial_search_results=False,
            filter_path=_ANSWER,
            **body,
        ).body
        self._used_at = time.monotonic()
        # The server may name a view anew; the newest name is the one to go on with.
        self.id = str(answer.get("pit_id", pit_id))
        return answer


class ElasticReader:
    """An IndexReader over one point in time; every answer is one request, listings one for each page."""

    def __init__(self, view: PointInTime, revision: int) -> None:
        self._view = view
        self._revision = revision

    @property
    def revision(self) -> int:
        """The catalog's revision up to which this view knows everything."""
        return self._revision

    def candidates(self, query: CompiledQuery) -> Candidates:
        """All bands in one request: sorted by the band's score, then by `order`."""
        check_enough(query)
        audience = to_condition(query.audience)
        bands = [to_condition(band) for band in query.bands]
        if isinstance(audience, Nothing) or all(isinstance(band, Nothing) for band in bands):
            return Candidates((), exhausted=True)
        body: dict[str, Any] = {
            "query": banded(query.collection, audience, bands),
            "sort": [{"_score": "desc"}, {"order": "asc"}],
            "size": query.enough + 1,  # one more tells whether anything is left
            "track_total_hits": False,
        }
        if query.after is not None:
            band, order = query.after
            body["search_after"] = [len(bands) - band, order]
        hits = self._hits(body)
        return Candidates(
            tuple(_candidate(hit, len(bands) - int(hit["sort"][0]), hit["sort"][1]) for hit in hits[: query.enough]),
            exhausted=len(hits) <= query.enough,
        )

    def fetch(self, collection: Collection, ids: Sequence[str], audience: Expression) -> dict[str, bytes]:
        """Cards by id, of those that the audience may find."""
        condition = to_condition(audience)
        cards: dict[str, bytes] = {}
        if isinstance(condition, Nothing):
            return cards
        askable = askable_ids(ids)
        for start in range(0, len(askable), _IDS_AT_ONCE):
            chunk = askable[start : start + _IDS_AT_ONCE]
            asked = one_of(collection, chunk, condition)
            for hit in self._hits({"query": asked, "size": len(chunk), "track_total_hits": False}):
                candidate = _candidate(hit, 0, 0)
                cards[candidate.id] = candidate.card
        return cards

    def count(self, collection: Collection, condition: Expression, audience: Expression, at_most: int) -> int:
        """How many entries satisfy both, counted no further than `at_most`."""
        asked = filtered(collection, to_condition(audience), to_condition(condition))
        if at_most <= 0:
            return 0
        bound = min(at_most, _MOST_COUNTED)
        answer = self._view.search({"query": asked, "size": 0, "track_total_hits": bound})
        return min(int(answer["hits"]["total"]["value"]), at_most)

    def scan(self, collection: Collection, condition: Expression, audience: Expression) -> Iterator[Candidate]:
        """Every entry that satisfies both, in `order`."""
        return self._scan(filtered(collection, to_condition(audience), to_condition(condition)))

    def _scan(self, asked: dict[str, Any]) -> Iterator[Candidate]:
        body = {"query": asked, "sort": [{"order": "asc"}], "size": _SCAN_AT_ONCE, "track_total_hits": False}
        while True:
            hits = self._hits(body)
            for hit in hits:
                yield _candidate(hit, 0, hit["sort"][0])
            if len(hits) < _SCAN_AT_ONCE:
                return
            body["search_after"] = hits[-1]["sort"][:1]

    def _hits(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        hits: list[dict[str, Any]] = self._view.search(body).get("hits", {}).get("hits", [])
        return hits


def _candidate(hit: dict[str, Any], band: int, order: int) -> Candidate:
    kept = hit["_source"]
    return Candidate(kept["id"], order, band, b64decode(kept["card"]))
