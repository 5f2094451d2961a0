"""Entries as LDIF text (RFC 2849): base64 where needed, long lines folded."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

Value = str | bytes
Entry = tuple[str, Sequence[tuple[str, Value]]]
"""A DN and its attribute lines in order; empty values are left out."""

_FOLD = 76
_UNSAFE_FIRST = (" ", ":", "<")


def entry_text(entry: Entry, *, fold: bool = True) -> str:
    """One entry with the blank line after it."""
    dn, attributes = entry
    lines = [_line("dn", dn), *(_line(name, value) for name, value in attributes if value)]
    if fold:
        lines = [part for line in lines for part in _folded(line)]
    return "\n".join(lines) + "\n\n"


def ldif_text(entries: Iterable[Entry]) -> str:
    """A whole file."""
    return "version: 1\n\n" + "".join(entry_text(entry) for entry in entries)


def escaped_rdn(value: str) -> str:
    """A value inside a DN (RFC 4514)."""
    escaped = "".join("\\" + sign if sign in ',+"\\<>;=' else sign for sign in value)
    return "\\" + escaped if escaped[:1] in ("#", " ") else escaped


def _line(name: str, value: Value) -> str:
    if isinstance(value, bytes):
        return f"{name}:: {b64encode(value).decode()}"
    if value.isascii() and value.isprintable() and not value.startswith(_UNSAFE_FIRST) and not value.endswith(" "):
        return f"{name}: {value}"
    return f"{name}:: {b64encode(value.encode()).decode()}"


def _folded(line: str) -> list[str]:
    if len(line) <= _FOLD:
        return [line]
    rest = range(_FOLD, len(line), _FOLD - 1)
    return [line[:_FOLD], *(" " + line[start : start + _FOLD - 1] for start in rest)]
