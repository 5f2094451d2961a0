"""Is a record usable as it stands? One that is not is left out with a sentence; none ends a run.

Values are kept as the source has them: cleaning is unification's. What is refused here could not be stored or found.
"""

from __future__ import annotations

from datetime import UTC
from hashlib import blake2b

from schemas.fields import FIELDS
from schemas.records import SourceRecord
from zhaoren.catalog.record_writing import canonical
from zhaoren.catalog.staging import StagedAct, StagedRow

# A third of a page of PostgreSQL, beyond which an index refuses a key.
LONGEST_KEY_BYTES = 2000
LARGEST_RECORD_BYTES = 16 * 1024 * 1024
LONGEST_POSITION = 500


class Unusable(Exception):
    """Why a record is left out; says nothing of its values."""


def staged(record: SourceRecord, row: int, attempt: int) -> StagedRow:
    """The record in the form in which readings are compared.

    Raises:
        Unusable: it has no usable key, fields that its kind does not have, or values that are no text.
    """
    key = usable_key(record.key)
    fields = _usable_fields(record)
    also_keys = canonical([_usable_text(also, "another key of it") for also in record.also_keys if also])
    text = canonical({name: list(values) for name, values in fields.items()})
    if len(text) > LARGEST_RECORD_BYTES:
        raise Unusable(f"larger than {LARGEST_RECORD_BYTES // 1024 // 1024} MB")
    changed_at = record.changed_at
    if changed_at is not None and changed_at.tzinfo is None:
        raise Unusable("its change time has no time zone")
    return StagedRow(
        row=row,
        attempt=attempt,
        kind=record.kind,
        key=key,
        act=StagedAct.RECORD,
        hash=blake2b(f"{text}\n{also_keys}".encode(), digest_size=16).digest(),
        shape=sum(1 << place for place, name in enumerate(FIELDS[record.kind]) if name in fields),
        changed_at=None if changed_at is None else changed_at.astimezone(UTC).isoformat(),
        position=printable(record.position),
        also_keys=also_keys,
        fields=text,
    )


def usable_key(key: str) -> str:
    """The key, if it can be stored and found again.

    Raises:
        Unusable: it is empty, too long, or no text.
    """
    if not isinstance(key, str) or not key.strip():
        raise Unusable("has no key")
    if len(_usable_text(key, "its key").encode()) > LONGEST_KEY_BYTES:
        raise Unusable(f"its key is longer than {LONGEST_KEY_BYTES} bytes")
    return key


def printable(text: str) -> str:
    """A position or reason on one line, of bounded length."""
    line = "".join(c if c.isprintable() else " " for c in text).encode("utf-8", "replace").decode()
    return line if len(line) <= LONGEST_POSITION else line[: LONGEST_POSITION - 1] + "…"


def _usable_fields(record: SourceRecord) -> dict[str, tuple[str, ...]]:
    known = FIELDS[record.kind]
    fields: dict[str, tuple[str, ...]] = {}
    for name, values in record.fields.items():
        if name not in known:
            raise Unusable("has a field that its kind does not have")
        if not isinstance(values, tuple | list):
            raise Unusable(f"'{name}' is no list of texts")
        kept = tuple(_usable_text(value, f"'{name}'") for value in values if value != "")
        if kept:
            fields[name] = kept
    return fields


def _usable_text(value: str, place: str) -> str:
    if not isinstance(value, str):
        raise Unusable(f"{place} is no text")
    if "\x00" in value:
        raise Unusable(f"{place} holds a zero byte")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unusable(f"{place} holds half a character") from None
    return value
