"""Entries and conditions in Elasticsearch's words.

All collections live in one index: they are published together, so one alias swaps them together, one view spans them
and one document holds their revision. Tokens are `keyword` values, looked up as they are: no analyser, no norms, no
column on disk.
"""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

from schemas.expressions import Everything
from zhaoren.search_index.conditions import Both, Condition, Nothing, Tokens
from zhaoren.search_index.port import TOKEN_FIELDS, Collection, IndexEntry

Json = dict[str, Any]

FORMAT = 1
"""Raise it with every change of the mapping: a generation of another format counts as missing."""

META_ID = "meta"
MOST_AT_ONCE = 20_000
"""How many hits one request may bring: above the 10,000 that the port allows, and one more."""

# The server refuses documents' ids of more than 512 bytes and lists of more than 65,536 terms.
_LONGEST_ID_BYTES = 500
_TERMS_AT_ONCE = 50_000

# A collection is a `kind`; a tombstone and the meta document have none, so that no query finds them.
_LOOKED_UP = {"type": "keyword", "doc_values": False}
_KEPT = {"type": "keyword", "index": False, "doc_values": False}


def settings(shards: int) -> Json:
    """Of a generation while it is built: copies come later, and nothing is shown before it is refreshed."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "max_result_window": MOST_AT_ONCE,
    }


def mapping() -> Json:
    """Tokens are indexed and not kept; id and card are kept and not indexed."""
    return {
        "dynamic": "strict",
        "_source": {"includes": ["id", "card", "revision", "format", "writer"]},
        "properties": {
            "kind": _LOOKED_UP,
            **dict.fromkeys((_field(name) for name in TOKEN_FIELDS), _LOOKED_UP),
            "order": {"type": "long", "index": False},
            "id": _KEPT,
            "card": _KEPT,
            "revision": {"type": "long", "index": False, "doc_values": False},
            "format": {"type": "long", "index": False, "doc_values": False},
            "writer": _KEPT,
        },
    }


def document_id(collection: Collection, entry_id: str) -> str:
    """Unique for collection and id, and short enough for the server."""
    whole = f"{collection}|{entry_id}"
    if len(whole.encode()) <= _LONGEST_ID_BYTES:
        return whole
    return f"{collection}#{sha256(entry_id.encode()).hexdigest()}"


def to_lines(index: str, collection: Collection, entry_id: str, entry: IndexEntry | None, revision: int) -> bytes:
    """One bulk operation: the entry, or its tombstone.

    The version makes the server refuse whatever is older than what it has; a delete would be forgotten after a minute.
    """
    action = {
        "index": {
            "_index": index,
            "_id": document_id(collection, entry_id),
            "version": revision,
            "version_type": "external_gte",
            "require_alias": True,
        }
    }
    document: Json = {}
    if entry is not None:
        document = {_field(name): list(tokens) for name, tokens in entry.tokens.items() if tokens}
        document |= {"kind": entry.collection, "order": entry.order, "id": entry.id}
        document["card"] = b64encode(entry.card).decode()
    return f"{_compact(action)}\n{_compact(document)}\n".encode()


def banded(collection: Collection, audience: Condition, bands: list[Condition]) -> Json:
    """Who satisfies the audience and a band. The score is how many bands there are from the best one satisfied on.

    One request answers all bands; the scores are small whole numbers, which are exact.
    """
    queries = [
        {"constant_score": {"filter": query(band), "boost": len(bands) - place}}
        for place, band in enumerate(bands)
        if not isinstance(band, Nothing)
    ]
    must = {"dis_max": {"queries": queries, "tie_breaker": 0}} if queries else {"match_none": {}}
    return {"bool": {"filter": _filters(collection, audience), "must": [must]}}


def filtered(collection: Collection, *conditions: Condition) -> Json:
    """Who satisfies all the conditions; nothing scores."""
    return {"bool": {"filter": _filters(collection, *conditions)}}


def one_of(collection: Collection, ids: list[str], audience: Condition) -> Json:
    """Entries by id that satisfy the audience."""
    wanted = {"ids": {"values": [document_id(collection, one) for one in ids]}}
    return {"bool": {"filter": [wanted, *_filters(collection, audience)]}}


def query(condition: Condition) -> Json:
    """The condition; must stand beside a collection, because Everything means all documents here."""
    if isinstance(condition, Everything):
        return {"match_all": {}}
    if isinstance(condition, Nothing):
        return {"match_none": {}}
    if isinstance(condition, Tokens):
        return _any_token(_field(condition.field), condition.tokens)
    parts = [query(part) for part in condition.parts]
    if isinstance(condition, Both):
        return {"bool": {"filter": parts}}
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _filters(collection: Collection, *conditions: Condition) -> list[Json]:
    narrowing = [query(condition) for condition in conditions if not isinstance(condition, Everything)]
    return [{"term": {"kind": collection}}, *narrowing]


def _any_token(field: str, tokens: tuple[str, ...]) -> Json:
    if len(tokens) == 1:
        return {"term": {field: tokens[0]}}
    chunks = [tokens[start : start + _TERMS_AT_ONCE] for start in range(0, len(tokens), _TERMS_AT_ONCE)]
    queries: list[Json] = [{"terms": {field: list(chunk)}} for chunk in chunks]
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def _field(name: str) -> str:
    return f"t_{name}"


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
