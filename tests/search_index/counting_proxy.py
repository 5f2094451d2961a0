"""A loopback proxy before a real server that notes every request; or, without one, gives the same answer to all."""

from __future__ import annotations

import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tests.servers.authority import TlsFiles


class CountingProxy:
    """Forwards to `target`, unless `answer` is a status to answer everything with; speaks TLS if given files for it."""

    def __init__(self, target: str, answer: int | None = None, tls: TlsFiles | None = None) -> None:
        self.requests: list[str] = []
        self.authorizations: list[str | None] = []
        self._target = urlsplit(target)
        self._answer = answer
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                proxy.requests.append(f"{self.command} {self.path}")
                proxy.authorizations.append(self.headers.get("Authorization"))
                status, headers, content = proxy._answered(self, body)
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = forward  # noqa: N815  # named by the library

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named by the library
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls.cert_file, tls.key_file)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self._server.server_address[1]}"

    def _answered(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        if self._answer is not None:
            return self._answer, [("X-Elastic-Product", "Elasticsearch"), ("Content-Type", "application/json")], b"{}"
        connection = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=30)
        try:
            headers = {name: value for name, value in asked.headers.items() if name != "Host"}
            connection.request(asked.command, asked.path, body, headers)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            connection.close()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
