"""From one row or entry to one record, by the administrator's mapping. Pure: no file, no server, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize

from schemas.errors import SourceRefused
from schemas.fields import FIELDS
from schemas.records import Skipped, SourceRecord
from schemas.source_settings import RecordMapping
from schemas.vocabulary import RecordKind

Row = Mapping[str, Sequence[str]]
"""Column or attribute name -> its values as text."""

# Spelled as programs write them; `Null` and `none` stay, because people bear them as names.
_EMPTY_WORDS = frozenset(
    ("NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>", "None", "NaN", "nan", "NaT", "<NA>", "\\N", "N/A", "n/a")
)
_SHEET_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"))
_NOTHING = _EMPTY_WORDS | _SHEET_ERRORS | {"0000-00-00", "0000-00-00 00:00:00"}
_EDGE = " \t\r\n\v\f\u3000\u00a0\ufeff\u200b\u2060\x00"
_BROKEN = re.compile("[\x00\ud800-\udfff]")
# The sign or the point tells a rounded number from a code such as 3E05.
_ROUNDED = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+\d{1,3}|[+-]?\d\.\d+[eE]\d{1,3}")
_ROW_BITS = (1 << 40) - 1
_REMEMBERED_KEYS = 400_000
_TWINS = {";": ";；", "；": ";；", ",": ",，", "，": ",，"}


def clean_value(value: str) -> str:
    """The value without edge blanks and characters that no database stores; empty when it says nothing."""
    if not value.isprintable():
        value = _BROKEN.sub("", value)
    value = value.strip(_EDGE)
    return "" if value in _NOTHING else value


def folded_name(name: str) -> str:
    """A column name without what spreadsheets do to it: width, case, blanks and line breaks."""
    return "".join(normalize("NFKC", name).casefold().split())


def mapped_columns(mapping: RecordMapping) -> tuple[str, ...]:
    """Every column that the mapping reads, each once, key first."""
    named = [*mapping.key, *(column for columns in mapping.fields.values() for column in columns)]
    return tuple(dict.fromkeys(named))


def find_columns(wanted: Iterable[str], existing: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each wanted column stands.

    Args:
        wanted: names as the mapping writes them.
        existing: names as the source has them, in their order.

    Returns:
        The place of each found column (an exact name first, then one that differs in width, case or blanks only),
        and the names that were not found.
    """
    exact = {name: place for place, name in reversed(list(enumerate(existing)))}
    folded = {folded_name(name): place for place, name in reversed(list(enumerate(existing)))}
    places: dict[str, int] = {}
    missing: list[str] = []
    for name in wanted:
        place = exact.get(name, folded.get(folded_name(name)))
        if place is None:
            missing.append(name)
        else:
            places[name] = place
    return places, tuple(missing)


def refuse_unknown(where: str, noun: str, missing: Sequence[str], existing: Sequence[str]) -> SourceRefused:
    """The error for names that the source does not have: says which, the nearest ones and all that there are."""
    named = ", ".join(f"'{name}'" for name in missing)
    near = [close for name in missing for close in nearest_names(name, existing)]
    listed = [name for name in existing if name]
    more = f" and {len(listed) - 40} more" if len(listed) > 40 else ""
    shown = ", ".join(f"'{name}'" for name in listed[:40]) + more
    what = f"{noun} {named} not found" if len(missing) == 1 else f"{noun}s {named} not found"
    meant = f"did you mean {' or '.join(repr(name) for name in dict.fromkeys(near))}? " if near else ""
    return SourceRefused(where, what, f"{meant}there are: {shown or 'none'}")


def nearest_names(name: str, existing: Sequence[str]) -> list[str]:
    """Up to three existing names that resemble the given one, nearest first."""
    by_fold = {folded_name(other): other for other in existing if other}
    close = get_close_matches(folded_name(name), by_fold, n=3, cutoff=0.6)
    return [by_fold[fold] for fold in close]


def split_values(value: str, separator: str) -> list[str]:
    """The parts of a cell; a half-width separator finds its full-width twin too."""
    marks = _TWINS.get(separator, "")
    return re.split(f"[{marks}]", value) if marks else value.split(separator)


class MappingStep(NamedTuple):
    """How one field is filled. `words` stand for other words, `separator` takes a cell apart; None where unused."""

    field: str
    columns: tuple[str, ...]
    words: Mapping[str, str] | None
    separator: str | None

    @property
    def column(self) -> str:
        """The one column whose values it takes as they are; empty when there is more to it."""
        return self.columns[0] if len(self.columns) == 1 and not self.words and not self.separator else ""


@dataclass(frozen=True, slots=True)
class RowMapper:
    """One mapping made ready for many rows.

    Attributes:
        kind: of the records to make.
        mapping: as the administrator wrote it. Without key columns a record's key is a digest of its mapped values.
        company: of records that name none; empty when the source belongs to no single company.
        steps: how its fields are filled, in the order of the mapping.
    """

    kind: RecordKind
    mapping: RecordMapping
    company: str = ""
    steps: tuple[MappingStep, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look the mapping through once, not for each row."""
        named, known = self.mapping, FIELDS[self.kind]
        steps = (
            MappingStep(name, tuple(columns), named.values.get(name), named.split.get(name))
            for name, columns in named.fields.items()
            if name in known
        )
        object.__setattr__(self, "steps", tuple(steps))

    def to_record(
        self,
        row: Row,
        position: str,
        *,
        given: Mapping[str, Sequence[str]] | None = None,
        also_keys: tuple[str, ...] = (),
        changed_at: datetime | None = None,
    ) -> SourceRecord | Skipped | None:
        """The record that a row stands for.

        Args:
            row: column -> values; columns that the mapping does not name are left alone.
            position: where an administrator finds the row.
            given: canonical field -> values known from elsewhere (a path, a DN); used where the row says nothing.
            also_keys: other keys by which records of this source refer to it.
            changed_at: the source's own change time.

        Returns:
            The record, `Skipped` when the row has no usable key, None when every mapped cell is empty.
        """
        fields: dict[str, tuple[str, ...]] = {}
        self.fill(fields, row, self.steps)
        key_parts = [first_value(row.get(column, ())) for column in self.mapping.key]
        return self.finished(fields, key_parts, position, given=given, also_keys=also_keys, changed_at=changed_at)

    def finished(
        self,
        fields: dict[str, tuple[str, ...]],
        key_parts: Sequence[str],
        position: str,
        *,
        given: Mapping[str, Sequence[str]] | None = None,
        also_keys: tuple[str, ...] = (),
        changed_at: datetime | None = None,
    ) -> SourceRecord | Skipped | None:
        """As `to_record`, of what was filled and of the values of the key's columns."""
        if not fields and not any(key_parts):
            return None
        self._complete(fields, given or {})
        unusable = self._unusable_key(key_parts)
        if unusable:
            return Skipped(self.kind, position, unusable)
        key = ":".join(key_parts) if key_parts else _content_key(fields)
        return SourceRecord(self.kind, key, fields, also_keys, position, changed_at)

    @staticmethod
    def fill(fields: dict[str, tuple[str, ...]], row: Row, steps: Iterable[MappingStep]) -> None:
        """Put the values of a row into the fields of some steps; a field without a value is not there."""
        for name, columns, words, separator in steps:
            if len(columns) == 1:
                cells = row.get(columns[0], ())
            else:
                cells = list(chain.from_iterable(row[column] for column in columns if column in row))
            if not cells:
                continue
            if len(cells) == 1 and not words and not separator:
                value = clean_value(cells[0])
                if value:
                    fields[name] = (value,)
            elif values := _several(cells, words, separator):
                fields[name] = values

    def _complete(self, fields: dict[str, tuple[str, ...]], given: Mapping[str, Sequence[str]]) -> None:
        known = FIELDS[self.kind]
        for name, constant in self.mapping.constants.items():
            if name in known and name not in fields and constant:
                fields[name] = (constant,)
        # The administrator's word about the whole source stands above what is only read from a path or a DN.
        if self.company and "company" in known and "company" not in fields:
            fields["company"] = (self.company,)
        for name, values in given.items():
            if name in known and name not in fields:
                cleaned = tuple(filter(None, map(clean_value, values)))
                if cleaned:
                    fields[name] = cleaned

    def _unusable_key(self, parts: Sequence[str]) -> str:
        """Why these key parts make no key; empty when they do."""
        columns = self.mapping.key
        empty = [] if all(parts) else [f"'{column}'" for column, part in zip(columns, parts, strict=True) if not part]
        # A post has no number of its own in most systems: its key is made of what it joins, and a vacant one lacks
        # a holder, a current one a date.
        tolerated = self.kind is RecordKind.POST and len(empty) < len(parts)
        if empty and not tolerated:
            return f"no key: {', '.join(empty)} is empty"
        for column, part in zip(columns, parts, strict=True):
            if _ROUNDED.fullmatch(part):
                return f"no key: '{column}' holds a number that a spreadsheet has rounded (like 1.00E+05)"
        return ""


class SeenKeys:
    """The keys of one reading, to notice the second row with a key.

    Holds a 64-bit hash and the place of each key (about 130 bytes a key with numbered positions) of the first
    400,000 keys: 52 MB; two different ones meet by chance once in 200 million readings. The second row with a later
    key is noticed by who stores them, since it sorts them.
    """

    def __init__(self) -> None:
        # Hash -> position, or a number made of the file's place in the list and the row's number.
        self._first: dict[int, int | str] = {}
        self._files: dict[str, int] = {}

    def second(self, record: SourceRecord, place: tuple[str, int] | None = None) -> Skipped | None:
        """None for the first record with this kind and key, else why this one is kept out.

        Args:
            record: the record just made.
            place: (name of the file, row number) when the position can be made from them, which saves memory.
        """
        number = hash((record.kind, record.key))
        first = self._first.get(number)
        if first is None:
            if len(self._first) < _REMEMBERED_KEYS:
                self._first[number] = self._packed(*place) if place else record.position
            return None
        where = first if isinstance(first, str) else f"{list(self._files)[first >> 40]} {first & _ROW_BITS}"
        return Skipped(record.kind, record.position, f"the same key as {where}, which was taken")

    def _packed(self, file: str, row: int) -> int:
        return self._files.setdefault(file, len(self._files)) << 40 | row


def first_value(values: Sequence[str]) -> str:
    """The first value that says something; empty when none does."""
    for each in values:
        if value := clean_value(each):
            return value
    return ""


def _several(cells: Sequence[str], words: Mapping[str, str] | None, separator: str | None) -> tuple[str, ...]:
    """The values of some cells, each once."""
    values: dict[str, None] = {}
    for cell in cells:
        for part in split_values(cell, separator) if separator else (cell,):
            value = clean_value(part)
            if value and words:
                value = clean_value(words.get(value, value))
            if value:
                values[value] = None
    return tuple(values)


def _content_key(fields: Mapping[str, tuple[str, ...]]) -> str:
    told = "\x1e".join(f"{field}\x1f" + "\x1f".join(fields[field]) for field in sorted(fields))
    return "row:" + blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
