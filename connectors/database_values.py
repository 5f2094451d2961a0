"""Values of a database: as text for a record, and as JSON for a checkpoint that must compare like the value itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

Kept = list[str] | None
"""A value in a checkpoint: [type, text], or None for NULL."""


class NotKept(Exception):
    """A value of a type that no checkpoint can hold."""


def to_texts(value: object) -> tuple[str, ...]:
    """A database value as text: none for NULL, several for an array.

    Whole numbers come without `.0`, decimals without exponent, dates as 2026-11-22 with midnight left out; bytes that
    are not text are left out.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple):
        return tuple(text for item in value for text in to_texts(item))
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return (bytes(value).decode(),)
        except UnicodeDecodeError:
            return ()
    if isinstance(value, dict):
        return (json.dumps(value, ensure_ascii=False, sort_keys=True, default=str),)
    return (_scalar_text(value),)


def _scalar_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else value
        if not number.is_finite():
            return ""
        return f"{number:f}".partition(".")[0] if number == number.to_integral_value() else f"{number:f}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def stored_as(text: str, encoding: str) -> str:
    """The text whose bytes a column of another character set holds: UTF-8 or GBK kept in latin1.

    Text that is not so (a row written rightly among wrong ones) stays as it is.
    """
    if text.isascii():
        return text
    try:
        return b"".join(map(_latin1_byte, text)).decode(encoding)
    except UnicodeError:
        return text


def _latin1_byte(letter: str) -> bytes:
    # What databases call latin1 is Windows-1252, and the five bytes without a sign there keep their number.
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def kept(value: object) -> Kept:
    """The value for a checkpoint.

    Raises:
        NotKept: there is no way to hold a value of this type.
    """
    if value is None:
        return None
    if isinstance(value, bytearray | memoryview):
        value = bytes(value)
    for name, kind in _KINDS.items():
        # Exactly this type: a datetime is a date, and True is an int.
        if type(value) is kind.type:
            return [name, kind.write(value)]
    raise NotKept(type(value).__name__)


def revived(told: object) -> object:
    """The value that `kept` wrote.

    Raises:
        ValueError: it is nothing that `kept` writes.
    """
    if told is None:
        return None
    match told:
        case [str(name), str(text)] if name in _KINDS:
            return _KINDS[name].read(text)
    raise ValueError("no value of a checkpoint")


class _Kind(NamedTuple):
    type: type
    write: Callable[[Any], str]
    read: Callable[[str], object]


_KINDS = {
    "text": _Kind(str, str, str),
    "int": _Kind(int, str, int),
    "bool": _Kind(bool, lambda value: "1" if value else "", bool),
    "float": _Kind(float, repr, float),
    "decimal": _Kind(Decimal, str, Decimal),
    "datetime": _Kind(dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "date": _Kind(dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "time": _Kind(dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "bytes": _Kind(bytes, bytes.hex, bytes.fromhex),
    "uuid": _Kind(UUID, str, UUID),
}
