"""LDIF taken apart: folded lines, base64, comments, changes. Pure. Source: RFC 2849."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from connectors.ldap_entries import DirectoryEntry


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """An entry that cannot be read: the number of its broken line, and why."""

    line: int
    reason: str


def read_entries(lines: Iterable[bytes]) -> Generator[tuple[int, DirectoryEntry | BrokenEntry], None, None]:
    """The entries of a file, each with the number of its first line.

    Text after `:` may be UTF-8 although the RFC wants it in base64; many exporters write it so. A broken entry is
    told and the next is read. Of change records only `changetype: add` is an entry; others are broken.

    Args:
        lines: of the file, with or without their line ends.
    """
    for block in _blocks(lines):
        first = block[0][0]
        try:
            entry = _entry(block)
        except _BrokenLine as broken:
            yield first, BrokenEntry(broken.line, broken.reason)
        else:
            if entry is not None:
                yield first, entry


class _BrokenLine(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def _blocks(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Unfolded lines between empty ones, each with its number; comments are left out."""
    block: list[tuple[int, bytearray]] = []
    comment = False
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip(b"\r\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            if block:
                yield [(at, bytes(text)) for at, text in block]
            block, comment = [], False
        elif line[:1] in b" \t" and (block or comment):
            if not comment:
                block[-1][1].extend(line[1:])
        elif line.startswith(b"#"):
            comment = True
        else:
            comment = False
            block.append((number, bytearray(line)))
    if block:
        yield [(at, bytes(text)) for at, text in block]


def _entry(block: list[tuple[int, bytes]]) -> DirectoryEntry | None:
    if block[0][1].lower().startswith(b"version:"):
        block = block[1:]
    if block and block[0][1].lower().startswith((b"search:", b"result:", b"ref:")):
        return None  # what ldapsearch prints around the entries
    if not block:
        return None
    number, first = block[0]
    name, dn = _value(number, first)
    if name != "dn":
        raise _BrokenLine(number, f"an entry begins with '{name}:' where 'dn:' is expected")
    attributes: dict[str, list[bytes]] = {}
    for number, line in block[1:]:
        if line == b"-":
            raise _BrokenLine(number, "a change and not an entry: export entries")
        name, value = _value(number, line)
        if name == "changetype" and value.strip().lower() != b"add":
            raise _BrokenLine(number, "a change and not an entry: export entries")
        if name not in ("changetype", "control") and value:
            attributes.setdefault(name, []).append(value)
    try:
        return DirectoryEntry(dn.decode(), attributes)
    except UnicodeDecodeError:
        raise _BrokenLine(block[0][0], "the name of the entry is not UTF-8") from None


def _value(number: int, line: bytes) -> tuple[str, bytes]:
    """Attribute name in lower case, and its value."""
    name, colon, rest = line.partition(b":")
    if not colon or not name or not name.isascii():
        raise _BrokenLine(number, "no 'name: value'")
    attribute = name.decode("ascii").strip().lower()
    if rest.startswith(b":"):
        try:
            return attribute, base64.b64decode(rest[1:].strip(), validate=True)
        except binascii.Error:
            raise _BrokenLine(number, f"the value of '{attribute}' is not base64") from None
    if rest.startswith(b"<"):
        return attribute, b""  # an address elsewhere is never followed
    return attribute, rest.lstrip(b" ")
