"""A WebDAV server for tests: wsgidav over one folder, with a user and a password, plain or with TLS."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

USER, PASSWORD = "reader", "pass w%rd#1"


@dataclass(frozen=True, slots=True)
class WebDav:
    """A running server: what lies in `folder` is below `url`."""

    url: str
    folder: Path


@pytest.fixture
def webdav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDav]:
    """One server for one test."""
    from wsgidav.wsgidav_app import WsgiDAVApp  # not in the Airflow environment, which reads this file, too

    folder = tmp_path_factory.mktemp("webdav")
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": {"root": str(folder), "readonly": True}},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield WebDav(f"webdav://127.0.0.1:{server.server_port}", folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
