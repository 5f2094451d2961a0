"""LDAP messages taken apart and put together, just deep enough for a proxy. Pure. Source: RFC 4511."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

BIND_REQUEST, BIND_RESPONSE, UNBIND = 0x60, 0x61, 0x42
SEARCH_REQUEST, SEARCH_ENTRY, SEARCH_DONE, SEARCH_REFERENCE = 0x63, 0x64, 0x65, 0x73
EXTENDED_REQUEST, EXTENDED_RESPONSE, INTERMEDIATE, ABANDON = 0x77, 0x78, 0x79, 0x50
PAGED_RESULTS = b"1.2.840.113556.1.4.319"
START_TLS = b"1.3.6.1.4.1.1466.20037"

_INTEGER, _OCTETS, _ENUMERATED, _SEQUENCE, _SET, _CONTROLS = 0x02, 0x04, 0x0A, 0x30, 0x31, 0xA0
_BOOLEAN = 0x01


@dataclass(frozen=True, slots=True)
class LdapMessage:
    """One message.

    Attributes:
        number: by which an answer finds its request.
        kind: tag of the operation, one of the constants above.
        body: the operation's content.
        controls: content of the controls' list; empty when there are none.
    """

    number: int
    kind: int
    body: bytes
    controls: bytes = b""

    def encoded(self) -> bytes:
        """As it goes over the wire."""
        controls = element(_CONTROLS, self.controls) if self.controls else b""
        return element(_SEQUENCE, number(self.number) + element(self.kind, self.body) + controls)


def element(tag: int, content: bytes) -> bytes:
    """Tag, length, content."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size) + content


def elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element that stands in `content`."""
    at = 0
    while at < len(content):
        found = _whole(content, at)
        if found is None:
            raise ValueError("an element is cut off")
        tag, begin, end = found
        yield tag, content[begin:end]
        at = end


def number(value: int, tag: int = _INTEGER) -> bytes:
    """An integer."""
    return element(tag, value.to_bytes(value.bit_length() // 8 + 1, signed=True))


def octets(value: bytes | str) -> bytes:
    """A string."""
    return element(_OCTETS, value.encode() if isinstance(value, str) else value)


def taken_messages(waiting: bytearray) -> Iterator[LdapMessage]:
    """Take every whole message off the front of what was received; the rest stays there."""
    while (found := _whole(waiting, 0)) is not None:
        _, begin, end = found
        content = bytes(waiting[begin:end])
        del waiting[:end]
        (_, told), (kind, body), *more = elements(content)
        yield LdapMessage(int.from_bytes(told), kind, body, more[0][1] if more else b"")


def _whole(data: bytes | bytearray, at: int) -> tuple[int, int, int] | None:
    """Tag, begin and end of the element that begins at a place; None while it has not come whole."""
    if len(data) < at + 2:
        return None
    tag, length, begin = data[at], data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        if len(data) < begin + size:
            return None
        length, begin = int.from_bytes(data[begin : begin + size]), begin + size
    end = begin + length
    return None if len(data) < end else (tag, begin, end)


def result(request: LdapMessage, kind: int, code: int, words: str = "") -> LdapMessage:
    """An answer that ends a request: code, no matched name, words for people."""
    return LdapMessage(request.number, kind, number(code, _ENUMERATED) + octets(b"") + octets(words))


def as_last_page(message: LdapMessage) -> LdapMessage:
    """The same answer with the mark that no page follows."""
    mark = element(_SEQUENCE, number(0) + octets(b""))
    return replace(message, controls=element(_SEQUENCE, octets(PAGED_RESULTS) + octets(mark)))


def result_code(message: LdapMessage) -> int:
    """Of an answer that ends a request."""
    _, told = next(elements(message.body))
    return int.from_bytes(told)


def page_size(message: LdapMessage) -> int | None:
    """How many entries a paged request asks for; None when it is not paged."""
    for oid, _, value in _controls(message):
        if oid == PAGED_RESULTS:
            ((_, whole),) = elements(value)
            (_, size), _ = elements(whole)
            return int.from_bytes(size)
    return None


def with_page_size(message: LdapMessage, size: int) -> LdapMessage:
    """The same paged request for pages of another size."""
    written = b""
    for oid, critical, value in _controls(message):
        if oid == PAGED_RESULTS:
            ((_, whole),) = elements(value)
            _, (_, cookie) = elements(whole)
            value = element(_SEQUENCE, number(size) + octets(cookie))
        flag = element(_BOOLEAN, b"\xff") if critical else b""
        written += element(_SEQUENCE, octets(oid) + flag + octets(value))
    return replace(message, controls=written)


def _controls(message: LdapMessage) -> Iterator[tuple[bytes, bool, bytes]]:
    for _, control in elements(message.controls):
        oid, critical, value = b"", False, b""
        for place, (tag, content) in enumerate(elements(control)):
            if place == 0:
                oid = content
            elif tag == _BOOLEAN:
                critical = content != b"\x00"
            else:
                value = content
        yield oid, critical, value


def is_subtree_search(message: LdapMessage) -> bool:
    """Whether a search request looks below its base and not at it alone."""
    _, (_, scope), *_ = elements(message.body)
    return scope != b"\x00"


def asked_attributes(message: LdapMessage) -> list[bytes]:
    """The attributes that a search request asks for."""
    *_, (_, listed) = elements(message.body)
    return [name for _, name in elements(listed)]


def asking_for(message: LdapMessage, attributes: Sequence[bytes]) -> LdapMessage:
    """The same search request for other attributes."""
    *parts, _ = elements(message.body)
    listed = element(_SEQUENCE, b"".join(octets(name) for name in attributes))
    return replace(message, body=b"".join(element(tag, content) for tag, content in parts) + listed)


def entry_attributes(message: LdapMessage) -> list[tuple[bytes, list[bytes]]]:
    """Attributes and values of a found entry, in their order."""
    _, (_, listed) = elements(message.body)
    found = []
    for _, one in elements(listed):
        (_, name), (_, values) = elements(one)
        found.append((name, [value for _, value in elements(values)]))
    return found


def with_attributes(message: LdapMessage, attributes: Sequence[tuple[bytes, Sequence[bytes]]]) -> LdapMessage:
    """The same found entry with other attributes."""
    (_, dn), _ = elements(message.body)
    listed = b"".join(
        element(_SEQUENCE, octets(name) + element(_SET, b"".join(map(octets, values)))) for name, values in attributes
    )
    return replace(message, body=octets(dn) + element(_SEQUENCE, listed))
