"""A loopback proxy before a real Elasticsearch that is now and then too busy, in the ways a real one is."""

from __future__ import annotations

import json
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler

from tests.search_index.counting_proxy import CountingProxy

Answered = tuple[int, list[tuple[str, str]], bytes]
_HEADERS = [("X-Elastic-Product", "Elasticsearch"), ("Content-Type", "application/json")]


class BusyProxy(CountingProxy):
    """Forwards, but for what it is told to do.

    Attributes:
        refusals: so many requests of each method and path are answered with `status` first.
        unheard: so many writing requests of each method and path are carried out, and answered with 503 all the same.
        put_off: of so many bulk requests every second operation is put off, inside an answer that says 200.
        retry_after: seconds that a refusal asks to wait for.
        refused_at, asked_at: when requests of a method and path were refused, and when they came.
        operations: how many bulk operations came in all.
    """

    def __init__(
        self,
        target: str,
        *,
        refusals: int = 0,
        status: int = 429,
        retry_after: int | None = None,
        unheard: int = 0,
        put_off: int = 0,
    ) -> None:
        super().__init__(target)
        self.refusals, self.status, self.retry_after = refusals, status, retry_after
        self.unheard, self.put_off = unheard, put_off
        self.refused_at: dict[str, list[float]] = {}
        self.asked_at: dict[str, list[float]] = {}
        self.operations = 0
        self._refused: Counter[str] = Counter()
        self._unheard: Counter[str] = Counter()

    def _answered(self, asked: BaseHTTPRequestHandler, body: bytes) -> Answered:
        name = f"{asked.command} {asked.path.partition('?')[0]}"
        self.asked_at.setdefault(name, []).append(time.monotonic())
        if self._refused[name] < self.refusals:
            self._refused[name] += 1
            self.refused_at.setdefault(name, []).append(time.monotonic())
            return self._refusal(self.status)
        if asked.path.startswith("/_bulk"):
            self.operations += body.count(b"\n") // 2
            if self.put_off > 0:
                self.put_off -= 1
                return self._half(asked, body)
        answered = super()._answered(asked, body)
        if asked.command in ("PUT", "POST", "DELETE") and self._unheard[name] < self.unheard and answered[0] < 300:
            self._unheard[name] += 1
            return self._refusal(503)
        return answered

    def _refusal(self, status: int) -> Answered:
        waits = [("Retry-After", str(self.retry_after))] if self.retry_after is not None else []
        told = {"error": {"root_cause": [{"reason": "rejected execution: the queue is full"}]}, "status": status}
        return status, [*_HEADERS, *waits], json.dumps(told).encode()

    def _half(self, asked: BaseHTTPRequestHandler, body: bytes) -> Answered:
        lines = body.splitlines(keepends=True)
        pairs = [b"".join(lines[at : at + 2]) for at in range(0, len(lines), 2)]
        asked.headers.replace_header("Content-Length", str(sum(map(len, pairs[::2]))))
        status, headers, content = super()._answered(asked, b"".join(pairs[::2]))
        taken = iter(json.loads(content)["items"])
        late = {"index": {"status": 429, "error": {"reason": "rejected execution: the queue is full"}}}
        items = [next(taken) if at % 2 == 0 else late for at in range(len(pairs))]
        return status, headers, json.dumps({"errors": True, "items": items}).encode()
