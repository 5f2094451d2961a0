"""The bytes that Active Directory's own controls and values are made of. Pure.

Sources: [MS-ADTS] 3.1.1.3.4.1 (controls), 3.1.1.3.1.1.3 (range retrieval), [MS-DRSR] 5.166 (up-to-dateness vectors),
[MS-DTYP] 2.4.2 (SIDs), X.690 (BER).
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

DIRSYNC = "1.2.840.113556.1.4.841"
EXTENDED_DN = "1.2.840.113556.1.4.529"
SHOW_DELETED = "1.2.840.113556.1.4.417"

OBJECT_SECURITY = 0x1
"""DirSync for an account without the right to replicate: it is told of what it may read anyhow."""
INCREMENTAL_VALUES = -0x80000000
"""DirSync names only those members that came or went."""

EXTENDED_DN_VALUE = bytes((0x30, 3, 2, 1, 1))
"""GUIDs and SIDs as text, before each distinguished name."""

_EXTENDED = re.compile(rb"<GUID=([0-9A-Fa-f-]{36}|[0-9A-Fa-f]{32})>;(?:<SID=([^>]*)>;)?(.*)", re.DOTALL)
_RANGE = re.compile(r"(.+);range=(\d+)-(\d+|\*)", re.IGNORECASE)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_NEVER = 0x7FFFFFFFFFFFFFFF


def dirsync_value(flags: int, cookie: bytes, most_bytes: int = 0x7FFFFFFF) -> bytes:
    """The value of a DirSync request: SEQUENCE { flags, most bytes of an answer, cookie }."""
    return _tagged(0x30, _integer(flags) + _integer(most_bytes) + _tagged(0x04, cookie))


def dirsync_answer(value: bytes) -> tuple[bool, bytes]:
    """Whether there is more to ask for, and the cookie to ask with.

    Raises:
        ValueError: it is no such answer.
    """
    whole, rest = _taken(value, 0x30)
    more, parts = _taken(whole, 0x02)
    _, parts = _taken(parts, 0x02)
    cookie, parts = _taken(parts, 0x04)
    if rest or parts:
        raise ValueError("something follows the cookie")
    return int.from_bytes(more, signed=True) != 0, cookie


def split_extended_dn(value: bytes) -> tuple[str, str, bytes]:
    """GUID, SID and plain name of `<GUID=…>;<SID=…>;CN=…`; GUID and SID are empty where it has none."""
    found = _EXTENDED.fullmatch(value)
    if found is None:
        return "", "", value
    guid, sid, plain = found.groups()
    text = guid.decode().lower()
    if "-" not in text:
        # Hexadecimal digits alone are the bytes as stored; with dashes it is the usual text.
        text = str(uuid.UUID(bytes_le=bytes.fromhex(text)))
    return text, (sid or b"").decode("ascii", "replace"), plain


def guid_text(value: bytes) -> str:
    """The usual text of a stored objectGUID; empty when it is none."""
    return str(uuid.UUID(bytes_le=bytes(value))) if len(value) == 16 else ""


def guid_filter(guid: str) -> str:
    """A filter for one object, every byte escaped."""
    return "(objectGUID=" + "".join(f"\\{byte:02x}" for byte in uuid.UUID(guid).bytes_le) + ")"


def sid_text(value: bytes) -> str:
    """The usual text of a stored SID (S-1-5-21-…); empty when it is none."""
    if len(value) < 8 or len(value) != 8 + 4 * value[1]:
        return ""
    authority = int.from_bytes(value[2:8])
    parts = struct.unpack(f"<{value[1]}I", value[8:])
    return "-".join(map(str, ("S", value[0], authority, *parts)))


def value_range(name: str) -> tuple[str, int, int | None] | None:
    """(attribute, first, last) of `member;range=0-1499`; last is None for the final part. None for another name."""
    found = _RANGE.fullmatch(name)
    if found is None:
        return None
    return found.group(1), int(found.group(2)), None if found.group(3) == "*" else int(found.group(3))


def file_time(moment: datetime) -> int:
    """100-nanosecond steps since 1601, as accountExpires counts."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10


def moment_of(text: str) -> datetime | None:
    """The moment of a file time; None for never (0 and the largest number) and for what is no number."""
    if not text.isascii() or not text.isdigit() or int(text) in (0, _NEVER):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(text) // 10)
    except OverflowError:
        return None


def replicated_up_to(vector: bytes) -> Mapping[str, int]:
    """Invocation id of each other domain controller -> the change of it up to which this one has everything.

    Raises:
        ValueError: it is no such vector.
    """
    if len(vector) < 16:
        raise ValueError("too short")
    version, _, count, _ = struct.unpack_from("<4I", vector)
    size = {1: 24, 2: 32}.get(version, 0)
    if not size or len(vector) < 16 + count * size:
        raise ValueError(f"version {version} with {count} entries in {len(vector)} bytes")
    places = range(16, 16 + count * size, size)
    return {guid_text(vector[at : at + 16]): int.from_bytes(vector[at + 16 : at + 24], "little") for at in places}


def _integer(number: int) -> bytes:
    return _tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1, signed=True))


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(digits))) + digits + content


def _taken(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the first element, and what follows it."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError(f"no element 0x{tag:02x}")
    start, length = 2, data[1]
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start])
    if len(data) < start + length:
        raise ValueError("cut short")
    return data[start : start + length], data[start + length :]
