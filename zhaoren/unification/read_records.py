"""What is handed to this room: one record of one source as it was last read, with the rank and date of its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from schemas.directory import Origin
from schemas.records import RecordRef

# What people and systems write into a cell that they must not leave empty.
_FILLERS = frozenset((
    "-", "--", "---", "—", "——", "/", "\\", ".", "*", "?", "无", "暂无", "没有", "空", "未知", "不详", "待定", "未填",
    "N/A", "n/a", "#N/A", "NULL", "null", "None", "none", "nil", "(null)", "undefined",
))  # fmt: skip


def says_nothing(text: str) -> bool:
    """Whether a value only stands for none: `-`, `无`, `N/A`."""
    return text.strip() in _FILLERS


_DN_SIGNS = re.compile(r"\s*([,=+])\s*")


class ReadRecord(NamedTuple):
    """One record of one source.

    Attributes:
        fields: names of `schemas.fields`, values as the source has them.
        also_keys: other keys by which its source refers to it.
        priority: of its source; the higher wins where sources disagree.
        field_priorities: fields for which its source counts more or less than its priority says.
        default_company: the company of this source's records that name none, in any spelling.
        first_read_at: when it was first read (ISO 8601).
        changed_at: when it last changed by the source's own clock (ISO 8601); empty where that has none.
        record_id: the small integer under which it is stored; never given to another record.
        since: field -> when it was first read with its present values; `first_read_at` for fields not in it.
    """

    ref: RecordRef
    fields: Mapping[str, tuple[str, ...]]
    also_keys: tuple[str, ...] = ()
    priority: int = 50
    default_company: str = ""
    first_read_at: str = ""
    changed_at: str = ""
    record_id: int = 0
    since: Mapping[str, str] = MappingProxyType({})
    field_priorities: Mapping[str, int] = MappingProxyType({})

    def priority_of(self, name: str) -> int:
        """Whose value of this field wins: the higher."""
        return self.field_priorities.get(name, self.priority)

    def dated(self, name: str) -> str:
        """The day on which a field came to have its present values, empty where nobody can tell.

        A change that was seen between two readings has that day. What stood there at the first reading is as old as the
        source's own clock says; when it happened to be read says nothing about it.
        """
        since = self.since.get(name, "")[:10]
        return since if since > self.first_read_at[:10] else self.changed_at[:10]

    def first(self, name: str) -> str:
        """The first value of a field, empty when it has none or only something in its stead (-, 无, N/A)."""
        values = self.fields.get(name)
        text = values[0].strip() if values else ""
        return "" if text in _FILLERS else text

    def all(self, *names: str) -> tuple[str, ...]:
        """All values of these fields that say something, in this order."""
        found: list[str] = []
        for name in names:
            if values := self.fields.get(name):
                found += [text for value in values if (text := value.strip()) and text not in _FILLERS]
        return tuple(found)

    def origin(self, name: str) -> Origin:
        """This record as the origin of one of its fields."""
        return Origin(self.ref, self.since.get(name, self.first_read_at))


def fold_key(key: str) -> str:
    """Compare form of a key: full width and case folded, no white space around the signs of a DN."""
    folded = unicodedata.normalize("NFKC", key).strip().casefold()
    return _DN_SIGNS.sub(r"\1", folded) if "=" in folded else folded


def key_variants(key: str, beside: str) -> tuple[str, ...]:
    """Folded forms in which `key`, said by a record whose own key is `beside`, may be stored, the likeliest first.

    Keys made of several columns (`HKMIN:A01`) are referred to by the last column alone (`A01`) in the same rows.
    """
    folded = fold_key(key)
    own = fold_key(beside)
    prefix, sign, _ = own.rpartition(":")
    if sign and "=" not in folded and not folded.startswith(prefix + ":"):
        return (f"{prefix}:{folded}", folded)
    return (folded,)
