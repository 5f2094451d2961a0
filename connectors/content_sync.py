"""The messages of LDAP's content synchronisation, as bytes and back. Pure. Source: RFC 4533; BER: X.690."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

SYNC_REQUEST = "1.3.6.1.4.1.4203.1.9.1.1"
SYNC_STATE = "1.3.6.1.4.1.4203.1.9.1.2"
SYNC_DONE = "1.3.6.1.4.1.4203.1.9.1.3"
SYNC_INFO = "1.3.6.1.4.1.4203.1.9.1.4"

_OCTETS, _BOOLEAN, _SET = 0x04, 0x01, 0x31
_PLAIN_STATE = 23
_NEW_COOKIE, _REFRESH_DELETE, _REFRESH_PRESENT, _ID_SET = 0x80, 0xA1, 0xA2, 0xA3


class EntryState(IntEnum):
    """What a server says of an entry."""

    PRESENT = 0
    ADD = 1
    MODIFY = 2
    DELETE = 3


@dataclass(frozen=True, slots=True)
class SyncInfo:
    """What a server says between the entries.

    Attributes:
        cookie: how far the stream is; empty when it does not say.
        deleted: identities of entries that are gone.
        present: how many entries are said to be there unchanged.
        refreshed: the changes up to now have all been told; those that follow happen now.
        deletes_told: with `refreshed`, whether what is gone was named.
    """

    cookie: str = ""
    deleted: tuple[str, ...] = ()
    present: int = 0
    refreshed: bool = False
    deletes_told: bool = True


def request_value(cookie: str, *, persist: bool, reload_hint: bool) -> bytes:
    """The value of a request.

    Args:
        cookie: where to go on; empty for everything.
        persist: go on telling changes as they come.
        reload_hint: rather an error than everything anew, when the cookie is too old.
    """
    mode = bytes((0x0A, 1, 3 if persist else 1))
    told = _tagged(_OCTETS, cookie.encode("latin-1")) if cookie else b""
    return _tagged(0x30, mode + told + (bytes((_BOOLEAN, 1, 0xFF)) if reload_hint else b""))


def state_of(value: bytes) -> tuple[EntryState, str, str]:
    """What is said of an entry, its identity, and the cookie if one came.

    Raises:
        ValueError: it is no such value.
    """
    # Without a cookie, as nearly every one is, it has one length and one form.
    if len(value) == _PLAIN_STATE and value.startswith(b"\x30\x15\x0a\x01") and value[5:7] == b"\x04\x10":
        return EntryState(value[4]), _identity(value[7:]), ""
    ((_, whole),) = _elements(value)
    (_, state), (_, identity), *more = _elements(whole)
    return EntryState(state[0]), _identity(identity), more[0][1].decode("latin-1") if more else ""


def done_of(value: bytes) -> tuple[str, bool]:
    """The cookie at the end (empty when none came), and whether everything that is gone was named.

    Raises:
        ValueError: it is no such value.
    """
    ((_, whole),) = _elements(value)
    parts = dict(_elements(whole))
    return parts.get(_OCTETS, b"").decode("latin-1"), parts.get(_BOOLEAN, b"\x00") != b"\x00"


def info_of(value: bytes) -> SyncInfo:
    """What an intermediate message says.

    Raises:
        ValueError: it is no such value.
    """
    ((tag, content),) = _elements(value)
    if tag == _NEW_COOKIE:
        return SyncInfo(content.decode("latin-1"))
    parts = dict(_elements(content))
    cookie = parts.get(_OCTETS, b"").decode("latin-1")
    if tag == _ID_SET:
        identities = [each for _, each in _elements(parts.get(_SET, b""))]
        if parts.get(_BOOLEAN, b"\x00") == b"\x00":
            return SyncInfo(cookie, present=len(identities))
        return SyncInfo(cookie, deleted=tuple(map(_identity, identities)))
    if tag not in (_REFRESH_DELETE, _REFRESH_PRESENT):
        raise ValueError(f"unknown message 0x{tag:02x}")
    refreshed = parts.get(_BOOLEAN, b"\xff") != b"\x00"
    return SyncInfo(cookie, refreshed=refreshed, deletes_told=tag == _REFRESH_DELETE)


def _identity(value: bytes) -> str:
    if len(value) != 16:
        raise ValueError("an identity of another length than a UUID's")
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(digits))) + digits + content


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if len(data) < at + 2:
            raise ValueError("cut short")
        tag, length, begin = data[at], data[at + 1], at + 2
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[at + 2 : begin])
        at = begin + length
        if len(data) < at:
            raise ValueError("cut short")
        yield tag, data[begin:at]
