"""Serves the application with uvicorn, on this machine's loopback only, until it is told to stop."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import closing

import uvicorn

from search_api.app import make_app
from search_api.viewers import is_loopback
from zhaoren.foundation.errors import BadInput
from zhaoren.foundation.settings import Settings
from zhaoren.wiring import open_desks, open_directory, open_engine


def run_server(settings: Settings, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Answer until SIGINT or SIGTERM.

    Args:
        port: 0 takes a free one.
        on_ready: called with the address once connections are accepted.

    Raises:
        BadInput: the address is not loopback, cannot be used, or the port is taken.
    """
    if not is_loopback(host):
        raise BadInput(
            f"serve: host {host}",
            "nobody can sign in yet, so only this machine may be served",
            "use 127.0.0.1 and reach it through a tunnel",
        )
    listener = _listener(host, port)
    with closing(open_engine(settings)) as engine, listener, open_desks(settings) as desks:
        directory = open_directory(settings, engine)
        app = make_app(directory, group_name=settings.group_name, desk=desks.reviews, run_desk=desks.runs)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, proxy_headers=False)
        )
        shown = f"[{host}]" if ":" in host else host
        on_ready(f"http://{shown}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])


def _listener(host: str, port: int) -> socket.socket:
    """A socket that accepts connections already, so that the address told is one that answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as wrong:
        listener.close()
        if wrong.errno == errno.EADDRINUSE:
            raise BadInput(f"serve: port {port}", "another program uses it", "name another with --port, or 0") from None
        raise BadInput(
            f"serve: {host}:{port}", f"it cannot be used: {wrong.strerror}", "name another address"
        ) from None
    listener.listen(128)
    return listener
