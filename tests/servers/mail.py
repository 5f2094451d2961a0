"""A small mail server and a small web service of our own, for alarms: they keep what they are given."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TypeVar

Received = TypeVar("Received")


@dataclass
class ReceivedMail:
    """What a mail server was given: mails, and who signed in. `refuses` makes it turn everything away."""

    port: int = 0
    user: str = ""
    password: str = ""
    refuses: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)


@contextmanager
def mail_server(user: str = "", password: str = "") -> Iterator[ReceivedMail]:
    """SMTP on a free port of this machine, with AUTH PLAIN when a user is given."""
    received = ReceivedMail(user=user, password=password)

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline().decode("utf-8").strip():
                verb = line.partition(" ")[0].upper()
                if verb == "QUIT":
                    self._say("221 bye")
                    return
                self._say(self._answer(verb, line))

        def _answer(self, verb: str, line: str) -> str:
            if verb == "EHLO":
                return "250-here\r\n250 AUTH PLAIN" if received.user else "250 here"
            if verb == "AUTH":
                _, name, secret = base64.b64decode(line.split()[2]).decode().split("\0")
                if (name, secret) != (received.user, received.password):
                    return "535 wrong user or password"
                received.signed_in.append(name)
                return "235 welcome"
            if verb == "DATA":
                self._say("354 go on")
                lines: list[bytes] = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                mail = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(mail, EmailMessage)
                received.mails.append(mail)
            return "451 no room" if received.refuses and verb == "MAIL" else "250 well"

        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        received.port = server.server_address[1]
        yield from _served(server, received)


@dataclass
class ReceivedPosts:
    """What a web service was given: bodies and headers."""

    url: str = ""
    status: int = 204
    bodies: list[bytes] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


@contextmanager
def web_service() -> Iterator[ReceivedPosts]:
    """HTTP on a free port of this machine."""
    received = ReceivedPosts()

    class Request(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            received.tokens.append(self.headers["Authorization"])
            self.send_response(received.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            return

    with HTTPServer(("127.0.0.1", 0), Request) as server:
        received.url = f"http://127.0.0.1:{server.server_port}/hooks/canary-path-5512"
        yield from _served(server, received)


def _served(server: socketserver.BaseServer, received: Received) -> Iterator[Received]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
