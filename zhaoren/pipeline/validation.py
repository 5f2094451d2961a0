"""Is a record usable as it stands? One that is not is left out with a sentence; none ends a run.

Values are kept as the source has them: cleaning is unification's. What is refused here could not be stored or found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from hashlib import blake2b
from itertools import chain

from pydantic_core import to_json

from schemas.fields import FIELDS
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from zhaoren.catalog.record_writing import canonical
from zhaoren.catalog.staging import StagedAct, StagedContent, StagedRow

# A third of a page of PostgreSQL, beyond which an index refuses a key.
LONGEST_KEY_BYTES = 2000
LARGEST_RECORD_CHARACTERS = 16_000_000
LONGEST_POSITION = 500

_RECORD = StagedAct.RECORD.value
_SHAPES_KEPT = 1 << 12

_PLACES: Mapping[RecordKind, Mapping[str, int]] = {
    kind: {name: 1 << place for place, name in enumerate(fields)} for kind, fields in FIELDS.items()
}


class Unusable(Exception):
    """Why a record is left out; says nothing of its values."""


def staged(record: SourceRecord, row: int, attempt: int) -> tuple[StagedRow, StagedContent]:
    """The record in the form in which readings are compared.

    Raises:
        Unusable: it has no usable key, fields that its kind does not have, or values that are no text.
    """
    key = usable_key(record.key)
    plain = _plain(record)
    if plain is None:
        fields, shape = _usable_fields(record)
        also_keys = [also for also in record.also_keys if also]
        _check_texts(also_keys, "another key of it")
        plain = canonical(fields).encode(), canonical(also_keys).encode(), shape
    told, others, shape = plain
    content = StagedContent(told.decode(), others.decode())
    if len(content.fields) > LARGEST_RECORD_CHARACTERS:
        raise Unusable(f"longer than {LARGEST_RECORD_CHARACTERS // 1_000_000} million characters")
    changed_at = record.changed_at
    if changed_at is not None and changed_at.tzinfo is None:
        raise Unusable("its change time has no time zone")
    if changed_at is not None and changed_at.tzinfo is not UTC:
        changed_at = changed_at.astimezone(UTC)
    moment = None if changed_at is None else changed_at.isoformat()
    digest = blake2b(b"%b\n%b" % (told, others), digest_size=16).digest()
    position = printable(record.position)
    # Plain texts: a database's driver takes twice as long for members of an enumeration.
    return StagedRow(row, attempt, record.kind.value, key, _RECORD, digest, shape, moment, position), content


def hash_of(record: SourceRecord) -> str:
    """Stands for what an unusable record says, whatever that is; nothing of it can be read back."""
    parts = repr((record.key, sorted((name, repr(values)) for name, values in record.fields.items())))
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def usable_key(key: str) -> str:
    """The key, if it can be stored and found again.

    Raises:
        Unusable: it is empty, too long, or no text.
    """
    if not isinstance(key, str) or not key.strip():
        raise Unusable("has no key")
    if len(key) <= LONGEST_KEY_BYTES // 4 and key.isprintable():
        return key
    _check_texts([key], "its key")
    if len(key.encode()) > LONGEST_KEY_BYTES:
        raise Unusable(f"its key is longer than {LONGEST_KEY_BYTES} bytes")
    return key


def printable(text: str) -> str:
    """A position or reason on one line, of bounded length."""
    if len(text) <= LONGEST_POSITION and text.isprintable():
        return text
    line = "".join(c if c.isprintable() else " " for c in text).encode("utf-8", "replace").decode()
    return line if len(line) <= LONGEST_POSITION else line[: LONGEST_POSITION - 1] + "…"


def _plain(record: SourceRecord) -> tuple[bytes, bytes, int] | None:
    """Fields, other keys and shape of a record of which nothing needs a closer look; None for all others.

    Nearly all records are like that. Looking at a record's values as one text takes a fifth of looking at each.
    """
    fields = record.fields
    # Of other mappings and lists than these, JSON may be written differently, or not at all.
    if type(fields) is not dict or not {tuple}.issuperset(map(type, fields.values())):
        return None
    try:
        shape, in_order = _shape_of(record.kind, tuple(fields))
        texts = [*record.also_keys, *chain.from_iterable(fields.values())]
        whole = "".join(texts)
        if not whole.isprintable():
            whole.encode()
    except (KeyError, TypeError, UnicodeEncodeError):
        return None
    if "\x00" in whole or not all(texts) or not all(fields.values()):
        return None
    ordered = fields if in_order is None else {name: fields[name] for name in in_order}
    return to_json(ordered), to_json(record.also_keys), shape


@lru_cache(maxsize=_SHAPES_KEPT)
def _shape_of(kind: RecordKind, names: tuple[str, ...]) -> tuple[int, tuple[str, ...] | None]:
    """The bit set of some fields, and their alphabetical order; None where they have it."""
    in_order = tuple(sorted(names))
    return sum(map(_PLACES[kind].__getitem__, names)), None if in_order == names else in_order


def _usable_fields(record: SourceRecord) -> tuple[dict[str, list[str]], int]:
    places = _PLACES[record.kind]
    fields: dict[str, list[str]] = {}
    shape = 0
    for name, values in record.fields.items():
        if name not in places:
            raise Unusable("has a field that its kind does not have")
        if not isinstance(values, tuple | list):
            raise Unusable(f"'{name}' is no list of texts")
        kept = [value for value in values if value != ""]
        if kept:
            _check_texts(kept, f"'{name}'")
            fields[name] = kept
            shape |= places[name]
    return fields, shape


def _check_texts(values: Sequence[str], place: str) -> None:
    try:
        whole = "".join(values)
        whole.encode()
    except TypeError:
        raise Unusable(f"{place} is no text") from None
    except UnicodeEncodeError:
        raise Unusable(f"{place} holds half a character") from None
    if "\x00" in whole:
        raise Unusable(f"{place} holds a zero byte")
