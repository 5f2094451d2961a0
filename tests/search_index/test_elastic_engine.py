from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from schemas.expressions import EVERYTHING, AnyOf, Term
from tests.search_index.counting_proxy import CountingProxy
from tests.search_index.read_and_check import found
from tests.servers.authority import CertificateAuthority
from zhaoren.search_index.elastic_engine import ElasticEngine
from zhaoren.search_index.elastic_generations import ElasticGenerations
from zhaoren.search_index.elastic_mapping import to_lines
from zhaoren.search_index.elastic_wire import ElasticAddress
from zhaoren.search_index.port import (
    Collection,
    CompiledQuery,
    EngineBusy,
    EngineUnavailable,
    EntryChange,
    IndexEntry,
)

pytestmark = pytest.mark.elastic
PEOPLE = Collection.PEOPLE


def person(entry_id: str, order: int, revision: int = 1) -> IndexEntry:
    return IndexEntry(PEOPLE, entry_id, order, {"name": ["ada", f"r{revision}"]}, str(revision).encode())


def changed(entry: IndexEntry) -> EntryChange:
    return EntryChange(PEOPLE, entry.id, entry)


@pytest.fixture
def prefix(elastic_url: str) -> Iterator[str]:
    """Of indexes that are removed afterwards."""
    prefix = f"test-{uuid4().hex[:12]}"
    yield prefix
    with Elasticsearch(elastic_url) as client:
        for index in client.indices.get_alias(index=f"{prefix}-g-*").body:
            client.indices.delete(index=index)


@pytest.fixture
def client(elastic_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elastic_url) as client:
        yield client


def indexes(client: Elasticsearch, prefix: str) -> set[str]:
    return set(client.indices.get_alias(index=f"{prefix}-g-*").body)


def test_a_question_is_one_request_and_an_unchanged_view_none(elastic_url: str, prefix: str) -> None:
    with CountingProxy(elastic_url) as proxy, closing(ElasticEngine(ElasticAddress((proxy.url,)), prefix)) as engine:
        engine.rebuild([person(f"p{n}", n) for n in range(500)], 1)
        reader = engine.reader()
        proxy.requests.clear()
        many = AnyOf(tuple(Term("aud", f"u{n}") for n in range(300)))
        bands = (Term("name", "ada"), Term("py", "x"), AnyOf((Term("pre", "x"), many)))
        assert engine.reader() is reader
        assert len(reader.candidates(CompiledQuery(PEOPLE, bands, EVERYTHING)).found) == 200
        assert [line.split("?")[0] for line in proxy.requests] == ["POST /_search"]


def test_it_never_asks_who_the_server_is(elastic_url: str, prefix: str) -> None:
    with CountingProxy(elastic_url) as proxy, closing(ElasticEngine(ElasticAddress((proxy.url,)), prefix)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        engine.apply([changed(person("p1", 1, 2))], 2)
        assert found(engine) == {"p1": b"2"}
        assert not [line for line in proxy.requests if re.fullmatch(r"\w+ /(\?.*)?", line)]


def test_another_process_is_looked_for_only_every_so_often(elastic_url: str, prefix: str) -> None:
    address = ElasticAddress((elastic_url,))
    with (
        closing(ElasticEngine(address, prefix, look_again_after_s=60)) as lazy,
        closing(ElasticEngine(address, prefix)) as other,
    ):
        other.rebuild([person("p1", 1)], 1)
        assert found(lazy) == {"p1": b"1"}
        other.apply([changed(person("p1", 1, 2))], 2)
        assert found(lazy) == {"p1": b"1"}
        assert lazy.applied_revision() == 2
        lazy.apply([changed(person("p1", 1, 3))], 3)
        assert found(lazy) == {"p1": b"3"}


def test_an_older_write_that_arrives_late_does_not_bring_back_who_was_removed(
    elastic_url: str, prefix: str, client: Elasticsearch
) -> None:
    with closing(ElasticEngine(ElasticAddress((elastic_url,)), prefix)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        engine.apply([EntryChange(PEOPLE, "p1", None)], 7)
        serving = ElasticGenerations(client, prefix, 1).serving()
        assert serving is not None
        late = person("p1", 1)
        answer = client.bulk(body=[*_operation(to_lines(serving.write_alias, PEOPLE, "p1", late, 6))], refresh=True)
        assert answer["items"][0]["index"]["status"] == 409
        assert found(engine) == {}


def _operation(lines: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.splitlines()]


def test_of_two_writers_at_once_the_earlier_is_told_and_its_revision_does_not_count(
    elastic_url: str, prefix: str
) -> None:
    address = ElasticAddress((elastic_url,))
    with closing(ElasticEngine(address, prefix)) as engine, closing(ElasticEngine(address, prefix)) as other:
        engine.rebuild([person("p1", 1)], 1)

        def slow_changes() -> Iterator[EntryChange]:
            other.apply([changed(person("p2", 2, 3))], 3)
            yield changed(person("p1", 1, 2))

        with pytest.raises(EngineBusy, match="another writer came in between"):
            engine.apply(slow_changes(), 2)
        assert engine.applied_revision() == 3


def test_changes_that_a_rebuild_overtook_are_told(elastic_url: str, prefix: str) -> None:
    address = ElasticAddress((elastic_url,))
    with closing(ElasticEngine(address, prefix)) as engine, closing(ElasticEngine(address, prefix)) as other:
        engine.rebuild([person("p1", 1)], 1)

        def overtaken() -> Iterator[EntryChange]:
            yield changed(person("p1", 1, 3))
            other.rebuild([person("p1", 1, 2)], 2)

        with pytest.raises(EngineBusy, match="published anew"):
            engine.apply(overtaken(), 3)
        assert engine.applied_revision() == 2
        engine.apply([changed(person("p1", 1, 3))], 3)
        assert found(engine) == {"p1": b"3"}


def test_only_the_generation_before_is_kept(elastic_url: str, prefix: str, client: Elasticsearch) -> None:
    with closing(ElasticEngine(ElasticAddress((elastic_url,)), prefix)) as engine:
        for revision in range(1, 4):
            before = indexes(client, prefix)
            engine.rebuild([person("p1", 1, revision)], revision)
        now = indexes(client, prefix)
        assert len(now) == 2
        assert len(before & now) == 1


def test_two_prefixes_of_which_one_begins_the_other_stay_apart(elastic_url: str, prefix: str) -> None:
    address = ElasticAddress((elastic_url,))
    with closing(ElasticEngine(address, prefix)) as short, closing(ElasticEngine(address, f"{prefix}-g")) as long:
        long.rebuild([person("p1", 1)], 1)
        for revision in range(2, 5):
            short.rebuild([person("p1", 1, revision)], revision)
        assert found(long) == {"p1": b"1"}
        assert found(short) == {"p1": b"4"}


def test_a_view_that_the_server_dropped_is_taken_up_again_while_nothing_changed(
    elastic_url: str, prefix: str, client: Elasticsearch
) -> None:
    with closing(ElasticEngine(ElasticAddress((elastic_url,)), prefix)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        reader = engine.reader()
        client.close_point_in_time(id=reader._view.id)
        assert reader.count(PEOPLE, EVERYTHING, EVERYTHING, 9) == 1
        client.close_point_in_time(id=reader._view.id)
        engine.apply([], 2)
        with pytest.raises(EngineUnavailable, match="too old; take a new one"):
            reader.count(PEOPLE, EVERYTHING, EVERYTHING, 9)
        assert found(engine) == {"p1": b"1"}


def test_views_that_nobody_holds_any_more_are_given_back(elastic_url: str, prefix: str, client: Elasticsearch) -> None:
    def open_views() -> int:
        stats = client.nodes.stats(metric="indices", index_metric="search").body
        return sum(int(node["indices"]["search"]["open_contexts"]) for node in stats["nodes"].values())

    gc.collect()
    before = open_views()
    with closing(ElasticEngine(ElasticAddress((elastic_url,)), prefix)) as engine:
        engine.rebuild([person("p1", 1)], 1)
        for revision in range(2, 12):
            engine.apply([changed(person("p1", 1, revision))], revision)
            assert found(engine) == {"p1": str(revision).encode()}
            gc.collect()
        assert open_views() - before <= 2
    assert open_views() <= before


def test_a_server_that_is_not_there_is_told_in_words() -> None:
    with closing(ElasticEngine(ElasticAddress(("http://127.0.0.1:9",), timeout_s=1))) as engine:
        for ask in (engine.reader, engine.applied_revision, lambda: engine.apply([], 1), lambda: engine.rebuild([], 1)):
            with pytest.raises(EngineUnavailable, match="Elasticsearch does not answer"):
                ask()


def test_something_else_that_answers_is_told_in_words() -> None:
    with (
        CountingProxy("http://127.0.0.1:9", answer=401) as proxy,
        closing(ElasticEngine(ElasticAddress((proxy.url,)))) as engine,
        pytest.raises(EngineUnavailable, match=r"refused .* \(401\); check the credentials"),
    ):
        engine.reader()


def test_only_a_certificate_of_a_known_authority_is_trusted(
    elastic_url: str, certificate_authority: CertificateAuthority
) -> None:
    with CountingProxy(elastic_url, tls=certificate_authority.issue()) as proxy:
        good = ElasticAddress((proxy.url,), ca_file=certificate_authority.ca_file)
        with closing(ElasticEngine(good)) as engine:
            assert engine.applied_revision() == 0
        with (
            closing(ElasticEngine(ElasticAddress((proxy.url,)))) as engine,
            pytest.raises(EngineUnavailable, match=r"certificate is not trusted .* check the address and the CA file"),
        ):
            engine.applied_revision()


@pytest.mark.parametrize("prefix", ["", "Zhaoren", "zhao ren", "-x", "找人", "a*", "a,b", "x" * 101])
def test_a_prefix_that_does_not_serve_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="does not serve"):
        ElasticEngine(ElasticAddress(("http://127.0.0.1:9",)), prefix)


def test_addresses_that_do_not_serve_are_refused(tmp_path: Path) -> None:
    for address, words in (
        (ElasticAddress(()), "no address"),
        (ElasticAddress(("search-1",)), "does not serve"),
        (ElasticAddress(("http://search-1:9200",), api_key="x", user="y"), "give one of them"),
        (ElasticAddress(("https://search-1:9200",), ca_file=tmp_path / "absent.pem"), "is not a file"),
    ):
        with pytest.raises(ValueError, match=words):
            address.connect()
    assert "geheim" not in repr(ElasticAddress(("http://a:1",), api_key="geheim", password="geheim"))


@pytest.mark.parametrize(
    ("api_key", "user", "password", "header"),
    [("a2V5", None, None, "ApiKey a2V5"), (None, "ada", "pw", "Basic YWRhOnB3")],
    ids=["key", "user"],
)
def test_credentials_are_sent(
    elastic_url: str, api_key: str | None, user: str | None, password: str | None, header: str
) -> None:
    with CountingProxy(elastic_url) as proxy:
        address = ElasticAddress((proxy.url,), api_key=api_key, user=user, password=password)
        with closing(ElasticEngine(address)) as engine:
            engine.applied_revision()
        assert proxy.authorizations == [header]
