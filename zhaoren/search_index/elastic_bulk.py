"""Many documents on their way to Elasticsearch, with bounded memory and patience for a server that is behind."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, cast

from elasticsearch import Elasticsearch

from zhaoren.search_index.elastic_patience import PASSING, Patience
from zhaoren.search_index.port import EngineBusy, EngineUnavailable

_BYTES_AT_ONCE = 4_000_000
_NEWER_IS_THERE = 409
_GONE = 404


class BulkSender:
    """Sends operations in the order they were added, or two batches side by side when order does not matter.

    Args:
        client: a connection.
        in_order: whether one entry may occur twice, so that the later operation must arrive later.
        patience: with a server that is behind or away; every operation may safely arrive twice.
    """

    def __init__(self, client: Elasticsearch, *, in_order: bool, patience: Patience) -> None:
        # Without a pause between, another try only adds to the load.
        self._client = client.options(retry_on_status=())
        self._patience = patience
        self._at_once = 1 if in_order else 2
        self._threads = ThreadPoolExecutor(self._at_once, thread_name_prefix="elastic-bulk")
        self._under_way: deque[Future[None]] = deque()
        self._batch: list[bytes] = []
        self._bytes = 0

    def add(self, lines: bytes) -> None:
        """One operation; waits when two batches are still under way."""
        self._batch.append(lines)
        self._bytes += len(lines)
        if self._bytes >= _BYTES_AT_ONCE:
            self._flush()

    def finish(self) -> None:
        """Send the rest and wait until the server has everything."""
        self._flush()
        while self._under_way:
            self._under_way.popleft().result()

    def close(self) -> None:
        """Give back the threads; what was not sent yet is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _flush(self) -> None:
        while len(self._under_way) >= self._at_once:
            self._under_way.popleft().result()
        if self._batch:
            self._under_way.append(self._threads.submit(self._send, self._batch))
            self._batch, self._bytes = [], 0

    def _send(self, operations: list[bytes]) -> None:
        for pause in self._patience.pauses():
            # The client sends lines that are written already as they are; its types know only dictionaries.
            lines = cast(list[dict[str, Any]], operations)
            ask = partial(self._client.bulk, operations=lines, filter_path="errors,items.*.status,items.*.error")
            answer = self._patience.ask("writing entries", ask)
            operations, why = _not_yet(operations, answer.body) if answer["errors"] else ([], "")
            if not operations:
                return
            if not pause.wait():
                raise EngineUnavailable(f"Elasticsearch puts off writing for too long; try later ({why})")


def _not_yet(operations: list[bytes], answer: dict[str, Any]) -> tuple[list[bytes], str]:
    """Those operations that a busy server put off, and what it says about the last of them."""
    put_off, why = [], ""
    for operation, item in zip(operations, answer["items"], strict=True):
        result = item["index"]
        if result["status"] in PASSING:
            put_off.append(operation)
            why = str(result.get("error", {}).get("reason", "")).partition("\n")[0]
        elif result["status"] == _GONE:
            raise EngineBusy("the generation that was written to is gone; another rebuild was faster, do it again")
        elif "error" in result and result["status"] != _NEWER_IS_THERE:
            raise EngineUnavailable(f"Elasticsearch did not take an entry: {result['error'].get('reason')}")
    return put_off, why
