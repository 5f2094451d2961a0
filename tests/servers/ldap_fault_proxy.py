"""A proxy that stands before a real directory and lies, stalls or limits as directories and networks do.

It understands LDAP: it counts entries, ends a search early with success, caps pages, hands out long lists of values in
ranges. Connections that turn to TLS are passed on unread.

    with LdapFaultProxy(server.url, EndEarly(after=17)) as proxy:
        ... read from proxy.url ...

The faults are in `ldap_faults`. They count the entries of searches below a base, over all searches of one connection;
looking up one entry is never counted.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self, TypeVar
from urllib.parse import urlsplit

from tests.servers import ldap_messages as wire
from tests.servers.ldap_faults import (
    SIZE_LIMIT,
    Cut,
    EndEarly,
    Fault,
    Freeze,
    PageLimit,
    RangeLimit,
    Refuse,
    Withhold,
)
from tests.servers.ldap_messages import LdapMessage

_RANGE = re.compile(rb"(.+);range=(\d+)-(\d+|\*)", re.IGNORECASE)
_TLS_HANDSHAKE = 0x16

F = TypeVar("F", bound=Fault)


class LdapFaultProxy:
    """Listens on a free loopback port and passes on to a directory.

    Args:
        target_url: ldap:// or ldaps:// of the real server.
        faults: what goes wrong; may be set anew at any time by `faults = [...]`.

    Attributes:
        url: where clients connect, with the scheme of the target.
        requests: kinds and bodies of all requests seen, for tests that count binds or searches.
    """

    def __init__(self, target_url: str, *faults: Fault) -> None:
        parts = urlsplit(target_url)
        self.faults: list[Fault] = list(faults)
        self.requests: list[LdapMessage] = []
        self._target = (parts.hostname or "127.0.0.1", parts.port or 389)
        self._spent: dict[Fault, int] = {}
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{parts.scheme}://127.0.0.1:{self.port}"
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Close every connection, frozen ones too, and stop listening."""
        self._stopped.set()
        # A close alone does not wake who waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for each in self._sockets:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        for thread in self._threads:
            thread.join(timeout=5)

    @property
    def binds(self) -> int:
        """How often somebody tried to sign in."""
        return sum(request.kind == wire.BIND_REQUEST for request in self.requests)

    def take(self, fault: Refuse) -> bool:
        """Whether a refusal that counts its times still has one left."""
        with self._lock:
            spent = self._spent.get(fault, 0)
            self._spent[fault] = spent + 1
        return fault.times is None or spent < fault.times

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if not self._kept(client):
                return
            if any(isinstance(fault, Freeze) and fault.at == "connect" for fault in self.faults):
                continue
            try:
                server = socket.create_connection(self._target, 10)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            if not self._kept(server):
                return
            talk = _Talk(self, client, server)
            for work in (talk.requests, talk.answers):
                thread = threading.Thread(target=work, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _kept(self, connection: socket.socket) -> bool:
        """Whether it will be closed with the others; one that comes while these are being closed is closed at once."""
        with self._lock:
            if self._stopped.is_set():
                connection.close()
                return False
            self._sockets.append(connection)
            return True


@dataclass(slots=True)
class _Search:
    """A request under way: what it asked, and what was asked of ranges."""

    request: LdapMessage
    counted: bool
    ranges: dict[bytes, tuple[int, int | None]] = field(default_factory=dict)
    entries: int = 0
    ended: bool = False


class _Talk:
    """One client's conversation."""

    def __init__(self, proxy: LdapFaultProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._searches: dict[int, _Search] = {}
        self._entries = 0
        self._start_tls: set[int] = set()
        self._opaque = False
        self._frozen = False
        self._sending = threading.Lock()

    def requests(self) -> None:
        """From the client to the server."""
        self._pump(self._client, self._server, self._request)

    def answers(self) -> None:
        """From the server to the client."""
        self._pump(self._server, self._client, self._answer)

    def _pump(
        self, source: socket.socket, target: socket.socket, passed: Callable[[LdapMessage], Iterable[LdapMessage]]
    ) -> None:
        waiting = bytearray()
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if source is self._client and not waiting and data[0] == _TLS_HANDSHAKE:
                    self._opaque = True
                    self._frozen = self._frozen or any(self._of(Freeze, at="tls"))
                if self._frozen:
                    continue
                if self._opaque:
                    target.sendall(data)
                    continue
                waiting += data
                for message in wire.taken_messages(waiting):
                    for out in () if self._frozen else passed(message):
                        self._send(target, out)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _request(self, message: LdapMessage) -> Iterator[LdapMessage]:
        self._proxy.requests.append(message)
        if message.kind == wire.EXTENDED_REQUEST and wire.START_TLS in message.body:
            self._start_tls.add(message.number)
            yield from self._passed("start_tls", message, wire.EXTENDED_RESPONSE)
        elif message.kind == wire.BIND_REQUEST:
            yield from self._passed("bind", message, wire.BIND_RESPONSE)
        elif message.kind == wire.SEARCH_REQUEST:
            yield from self._search(message)
        else:
            yield message

    def _passed(self, operation: str, message: LdapMessage, answer: int) -> Iterator[LdapMessage]:
        """The request, unless it is frozen or refused."""
        if operation != "search" and any(self._of(Freeze, message, at=operation)):
            self._frozen = True
            return
        for fault in self._of(Refuse, message, operation=operation):
            if not fault.after and self._proxy.take(fault):
                self._send(self._client, wire.result(message, answer, fault.code, fault.words))
                return
        yield message

    def _search(self, message: LdapMessage) -> Iterator[LdapMessage]:
        search = _Search(message, wire.is_subtree_search(message))
        for limit in self._of(PageLimit, message):
            size = wire.page_size(message)
            if size is not None and size > limit.at_most:
                message = wire.with_page_size(message, limit.at_most)
        for ranged in self._of(RangeLimit, message):
            name = ranged.attribute.lower().encode()
            asked = wire.asked_attributes(message)
            for one in asked:
                found = _RANGE.fullmatch(one)
                if found and found.group(1).lower() == name:
                    last = None if found.group(3) == b"*" else int(found.group(3))
                    search.ranges[name] = (int(found.group(2)), last)
            message = wire.asking_for(message, [one.partition(b";range=")[0] for one in asked])
        self._searches[message.number] = search
        if any(self._freezes(search)):
            self._frozen = True
            return
        yield from self._passed("search", message, wire.SEARCH_DONE)

    def _answer(self, message: LdapMessage) -> Iterator[LdapMessage]:
        if message.kind == wire.EXTENDED_RESPONSE and message.number in self._start_tls:
            self._opaque = wire.result_code(message) == 0
            yield message
            return
        search = self._searches.get(message.number)
        if search is None:
            yield message
        elif message.kind == wire.SEARCH_DONE:
            del self._searches[message.number]
            if not search.ended:
                yield message
        elif not search.ended:
            yield from self._found(message, search)

    def _found(self, message: LdapMessage, search: _Search) -> Iterator[LdapMessage]:
        if message.kind != wire.SEARCH_ENTRY or not search.counted:
            yield self._seen_through(message, search) if message.kind == wire.SEARCH_ENTRY else message
            return
        if any(fault.after <= self._entries for fault in self._of(Cut, search.request)):
            raise ConnectionAbortedError
        ending = self._ending(search)
        if ending is not None:
            search.ended = True
            yield ending
            return
        self._entries += 1
        search.entries += 1
        yield self._seen_through(message, search)
        if any(self._freezes(search)):
            self._frozen = True

    def _ending(self, search: _Search) -> LdapMessage | None:
        """What ends a search before its next entry."""
        request = search.request
        for early in self._of(EndEarly, request):
            if early.after <= self._entries:
                done = wire.result(request, wire.SEARCH_DONE, 0)
                return wire.as_last_page(done) if early.marked else done
        for fault in self._of(Refuse, request, operation="search"):
            if fault.after and fault.after <= self._entries and self._proxy.take(fault):
                return wire.result(request, wire.SEARCH_DONE, fault.code, fault.words)
        for limit in self._of(PageLimit, request):
            if wire.page_size(request) is None and search.entries >= limit.at_most:
                return wire.result(request, wire.SEARCH_DONE, SIZE_LIMIT)
        return None

    def _freezes(self, search: _Search) -> Iterator[bool]:
        for fault in self._of(Freeze, search.request, at="search"):
            yield search.counted and fault.after <= self._entries

    def _seen_through(self, message: LdapMessage, search: _Search) -> LdapMessage:
        """The entry without what is withheld, with long lists in ranges."""
        hidden = {name.lower().encode() for each in self._of(Withhold, search.request) for name in each.attributes}
        limits = {each.attribute.lower().encode(): each.at_most for each in self._of(RangeLimit, search.request)}
        if not hidden and not limits:
            return message
        shown: list[tuple[bytes, list[bytes]]] = []
        for name, values in wire.entry_attributes(message):
            low = name.partition(b";")[0].lower()
            if low in hidden:
                continue
            if low in limits and (low in search.ranges or len(values) > limits[low]):
                shown += _in_range(name, values, search.ranges.get(low, (0, None)), limits[low])
            else:
                shown.append((name, values))
        return wire.with_attributes(message, shown)

    def _of(
        self, kind: type[F], message: LdapMessage | None = None, *, at: str = "", operation: str = ""
    ) -> Iterator[F]:
        for fault in self._proxy.faults:
            if not isinstance(fault, kind):
                continue
            if fault.only and (message is None or fault.only.lower() not in (message.body + message.controls).lower()):
                continue
            if (not at or getattr(fault, "at", "") == at) and (
                not operation or getattr(fault, "operation", "") == operation
            ):
                yield fault

    def _send(self, target: socket.socket, message: LdapMessage) -> None:
        # Both directions may have something for the client.
        with self._sending:
            target.sendall(message.encoded())


def _in_range(
    name: bytes, values: list[bytes], asked: tuple[int, int | None], at_most: int
) -> Iterable[tuple[bytes, list[bytes]]]:
    """An empty list and the part that was asked for, as Active Directory answers."""
    first, last = asked
    end = min(first + at_most, len(values), len(values) if last is None else last + 1)
    told = b"*" if end >= len(values) else str(end - 1).encode()
    if first == 0 and told != b"*":
        yield name, []
    yield name + b";range=" + str(first).encode() + b"-" + told, values[first:end]
