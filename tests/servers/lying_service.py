"""An HTTP service on a loopback port that keeps a list of people and may be told to misbehave."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """What was asked."""

    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Reply:
    """What is answered. `body` is JSON unless it is bytes.

    Attributes:
        announced: the Content-Length told, when it is to be a lie.
        drip_s: seconds between two bytes.
        cut_at: bytes after which the connection is cut.
    """

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    drip_s: float = 0.0
    cut_at: int | None = None
    zipped: bool = False


Answer = Callable[[Request], Reply]


@dataclass
class Service:
    """A running one: its address, what was asked of it, and who answers."""

    url: str
    answer: Answer
    asked: list[Request] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    service: Service
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def _reply(self) -> None:
        length = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(length)
        kind = self.headers.get("content-type", "")
        body = json.loads(raw) if raw and "json" in kind else dict(parse_qsl(raw.decode()))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        self.service.asked.append(request)
        reply = self.service.answer(request)
        data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body, ensure_ascii=False).encode()
        if reply.zipped:
            data = gzip.compress(data)
            reply.headers["Content-Encoding"] = "gzip"
        self.send_response_only(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if reply.announced is None else reply.announced))
        self.end_headers()
        self._send(data, reply)

    def _send(self, data: bytes, reply: Reply) -> None:
        try:
            if reply.drip_s:
                for at in range(len(data)):
                    self.wfile.write(data[at : at + 1])
                    self.wfile.flush()
                    time.sleep(reply.drip_s)
                return
            self.wfile.write(data if reply.cut_at is None else data[: reply.cut_at])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
            return
        if reply.cut_at is not None or reply.announced is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own signature
        """Silence."""


@contextmanager
def serving(answer: Answer) -> Iterator[Service]:
    """The service while the block lasts."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    service = Service(f"http://127.0.0.1:{server.server_port}", answer)
    handler.service = service  # type: ignore[attr-defined]  # the handler's class is made by the server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
