"""A cluster that is behind, starts anew, or does what it was asked without saying so: publishing ends right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from tests.search_index.busy_proxy import BusyProxy
from tests.search_index.read_and_check import found
from tests.servers.elasticsearch_node import elasticsearch_node
from zhaoren.search_index.elastic_engine import ElasticEngine
from zhaoren.search_index.elastic_wire import ElasticAddress
from zhaoren.search_index.port import Collection, EngineUnavailable, EntryChange, IndexEntry

pytestmark = pytest.mark.elastic
PEOPLE = Collection.PEOPLE


def person(number: int, revision: int = 1) -> IndexEntry:
    return IndexEntry(PEOPLE, f"p{number}", number, {"name": ["ada"]}, str(revision).encode())


def people(revision: int, count: int = 60) -> list[IndexEntry]:
    return [person(number, revision) for number in range(count)]


def everybody(revision: int, count: int = 60) -> dict[str, bytes]:
    return {f"p{number}": str(revision).encode() for number in range(count)}


def changes(revision: int) -> list[EntryChange]:
    return [EntryChange(PEOPLE, one.id, one) for one in people(revision)]


@pytest.fixture
def prefix(elastic_url: str) -> Iterator[str]:
    """Of indexes that are removed afterwards."""
    prefix = f"busy-{uuid4().hex[:12]}"
    yield prefix
    with Elasticsearch(elastic_url) as client:
        for index in client.indices.get_alias(index=f"{prefix}-g-*").body:
            client.indices.delete(index=index)


def engine_of(url: str, prefix: str, patience_s: float = 60.0) -> ElasticEngine:
    return ElasticEngine(ElasticAddress((url,)), prefix, patience_s=patience_s)


@pytest.mark.parametrize("status", [429, 503])
def test_fault_17_every_request_that_is_refused_at_first_is_made_again(
    elastic_url: str, prefix: str, status: int
) -> None:
    proxy = BusyProxy(elastic_url, refusals=2, status=status)
    with proxy, closing(engine_of(proxy.url, prefix)) as engine, closing(engine_of(elastic_url, prefix)) as reading:
        engine.rebuild(people(1), 1)
        assert (found(reading), reading.applied_revision()) == (everybody(1), 1)
        engine.apply(changes(2), 2)
        assert (found(reading), reading.applied_revision()) == (everybody(2), 2)
    assert any(name.endswith("/_bulk") for name in proxy.refused_at)
    assert len(proxy.refused_at) >= 8


def test_a_server_that_says_how_long_is_not_asked_before(elastic_url: str, prefix: str) -> None:
    with BusyProxy(elastic_url, refusals=1, retry_after=2) as proxy, closing(engine_of(proxy.url, prefix)) as engine:
        engine.rebuild(people(1), 1)
    for name, refused in proxy.refused_at.items():
        later = [at for at in proxy.asked_at[name] if at > refused[0]]
        assert all(at - refused[0] >= 2.0 for at in later), name
    with closing(engine_of(elastic_url, prefix)) as reading:
        assert found(reading) == everybody(1)


def test_fault_17_only_the_operations_that_were_put_off_inside_a_200_are_sent_again(
    elastic_url: str, prefix: str
) -> None:
    with BusyProxy(elastic_url, put_off=3) as proxy, closing(engine_of(proxy.url, prefix)) as engine:
        engine.rebuild(people(1), 1)
    assert proxy.operations == 60 + 30 + 15 + 7
    with closing(engine_of(elastic_url, prefix)) as reading:
        assert (found(reading), reading.applied_revision()) == (everybody(1), 1)


def test_fault_17_what_was_done_without_being_said_is_not_taken_for_another_writer(
    elastic_url: str, prefix: str
) -> None:
    with closing(engine_of(elastic_url, prefix)) as reading:
        with BusyProxy(elastic_url, unheard=1) as proxy, closing(engine_of(proxy.url, prefix)) as engine:
            engine.rebuild(people(1), 1)
            assert (found(reading), reading.applied_revision()) == (everybody(1), 1)
        with BusyProxy(elastic_url, unheard=1) as proxy, closing(engine_of(proxy.url, prefix)) as engine:
            engine.apply(changes(2), 2)
            assert (found(reading), reading.applied_revision()) == (everybody(2), 2)
        with BusyProxy(elastic_url, unheard=1) as proxy, closing(engine_of(proxy.url, prefix)) as engine:
            engine.rebuild(people(3), 3)
            assert (found(reading), reading.applied_revision()) == (everybody(3), 3)


@pytest.mark.parametrize("status", [429, 503])
def test_fault_17_patience_ends_in_one_sentence_and_the_next_try_ends_right(
    elastic_url: str, prefix: str, status: int
) -> None:
    with closing(engine_of(elastic_url, prefix)) as engine:
        engine.rebuild(people(1), 1)
    proxy = BusyProxy(elastic_url, refusals=10**6, status=status)
    with proxy, closing(engine_of(proxy.url, prefix, patience_s=1.0)) as engine:
        proxy.refusals = 0
        assert engine.applied_revision() == 1
        proxy.refusals = 10**6
        with pytest.raises(EngineUnavailable, match="the queue is full") as told:
            engine.apply(changes(2), 2)
        assert "\n" not in str(told.value)
        proxy.refusals, proxy.put_off = 0, 10**6
        with pytest.raises(EngineUnavailable, match=r"puts off writing for too long.*the queue is full"):
            engine.apply(changes(2), 2)
        proxy.put_off = 0
        assert engine.applied_revision() == 1
        engine.apply(changes(2), 2)
        assert (found(engine), engine.applied_revision()) == (everybody(2), 2)


def test_who_answers_questions_does_not_wait(elastic_url: str, prefix: str) -> None:
    with closing(engine_of(elastic_url, prefix)) as engine:
        engine.rebuild(people(1), 1)
    with BusyProxy(elastic_url, refusals=10**6, status=503, retry_after=30) as proxy:
        with closing(engine_of(proxy.url, prefix, patience_s=0.0)) as engine, pytest.raises(EngineUnavailable):
            engine.reader()
        assert (
            sum(len(times) for times in proxy.asked_at.values()) <= 3
        )  # the client's own tries, at other nodes where there are


@pytest.mark.slow
def test_fault_17_a_node_that_is_started_anew_in_the_middle_of_publishing_is_waited_for() -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slowly() -> Iterator[EntryChange]:
        for at, change in enumerate(changes(2)):
            if at == 20:
                begun.set()
                assert stopped.wait(60)
            yield change

    # A machine at full load starts a node slowly.
    with elasticsearch_node() as node, closing(engine_of(node.url, "anew", patience_s=180.0)) as engine:
        engine.rebuild(people(1), 1)
        with ThreadPoolExecutor(1) as pool:
            applying = pool.submit(engine.apply, slowly(), 2)
            assert begun.wait(60)
            node.stop()
            stopped.set()
            node.start()
            applying.result()
        assert (found(engine), engine.applied_revision()) == (everybody(2), 2)
