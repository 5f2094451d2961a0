"""The search server that tests get is a real one."""

from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch

pytestmark = pytest.mark.elastic


def test_a_document_written_through_the_client_is_found(elastic_url: str) -> None:
    with Elasticsearch(elastic_url) as client:
        mapping = {"properties": {"words": {"type": "text", "analyzer": "whitespace"}}}
        client.indices.create(index="servers-test", mappings=mapping)
        client.index(index="servers-test", id="1", document={"words": "琼州 矿业"}, refresh=True)
        found = client.search(index="servers-test", query={"match": {"words": "矿业"}})
        assert [hit["_id"] for hit in found["hits"]["hits"]] == ["1"]
        client.indices.delete(index="servers-test")
