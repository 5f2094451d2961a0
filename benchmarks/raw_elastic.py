"""The same documents and clauses through the plain Elasticsearch client, without anything of ours."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from schemas.expressions import AllOf, AnyOf, Everything, Expression, Term
from zhaoren.search_index.port import TOKEN_FIELDS, CompiledQuery, IndexEntry

_INDEX = "zhaoren-benchmark-raw"


class RawElastic:
    """One index of its own on the cluster; removed by `close`."""

    def __init__(self, url: str) -> None:
        self._client = Elasticsearch(url, request_timeout=60)
        self._client.options(ignore_status=404).indices.delete(index=_INDEX)
        fields: dict[str, Any] = {field: {"type": "keyword", "doc_values": False} for field in TOKEN_FIELDS}
        kept = {"type": "keyword", "index": False, "doc_values": False}
        self._client.indices.create(
            index=_INDEX,
            settings={"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
            mappings={"properties": {**fields, "order": {"type": "long"}, "card": kept}},
        )

    def build(self, entries: Sequence[IndexEntry]) -> None:
        """Bulk as the client's own helper does it, and refresh."""
        documents = ({"_index": _INDEX, "_id": entry.id, "_source": _document(entry)} for entry in entries)
        bulk(self._client, documents, chunk_size=2_000)
        self._client.indices.refresh(index=_INDEX)

    def change(self, entry: IndexEntry) -> None:
        """Replace one document and show it."""
        self._client.index(index=_INDEX, id=entry.id, document=_document(entry), refresh=True)

    def ask(self, asked: CompiledQuery) -> list[str]:
        """One query with a constant score for each band, and the cards of the best."""
        bands = [
            {"constant_score": {"filter": _query(band), "boost": len(asked.bands) - place}}
            for place, band in enumerate(asked.bands)
        ]
        answer = self._client.search(
            index=_INDEX,
            query={"bool": {"should": bands, "minimum_should_match": 1, "filter": _query(asked.audience)}},
            size=asked.enough,
            track_total_hits=False,
            source={"includes": ["card"]},
        )
        return [hit["_source"]["card"] for hit in answer["hits"]["hits"]]

    def close(self) -> None:
        """Remove the index."""
        self._client.indices.delete(index=_INDEX)
        self._client.close()


def _document(entry: IndexEntry) -> dict[str, Any]:
    return {**entry.tokens, "order": entry.order, "card": b64encode(entry.card).decode()}


def _query(expression: Expression) -> dict[str, Any]:
    match expression:
        case Everything():
            return {"match_all": {}}
        case Term(field, token):
            return {"term": {field: token}}
        case AnyOf(parts):
            return {"bool": {"should": [_query(part) for part in parts]}}
        case AllOf(parts):
            return {"bool": {"filter": [_query(part) for part in parts]}}
