"""A difference in numbers: what the guard judges, what the report shows, and the fingerprint that an approval names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from schemas.fields import FIELDS
from schemas.vocabulary import RecordKind
from zhaoren.catalog.records import StoredRecord
from zhaoren.catalog.staging import StagedContent
from zhaoren.pipeline.difference import WRITTEN, Act, Finding

# Where a removed thing belonged, the plainest word first; never a person's own value.
_UNIT_FIELDS: Mapping[RecordKind, tuple[str, ...]] = {
    RecordKind.PERSON: ("department", "unit_key", "company"),
    RecordKind.POST: ("department", "unit_key", "company"),
    RecordKind.UNIT: ("name", "code"),
    RecordKind.DOCUMENT: ("project_key", "company"),
    RecordKind.PROJECT: ("name", "company"),
}
_REMOVED = frozenset({Act.MISS, Act.DELETE})
_SHOWN_SHRUNK = 20
_VALUES_COMPARED = 10_000


@dataclass(frozen=True, slots=True)
class ShrunkField:
    """A list of values (members of a project) that lost many of them."""

    field: str
    position: str
    before: int
    after: int


@dataclass(slots=True)
class KindSummary:
    """One kind of a difference.

    Attributes:
        acts: how many findings of each act.
        before: records that were present or missing before, all of this source and kind.
        had, has: field -> how many of the records seen on both sides had it before, and have it now.
        changed: field -> how many had it and have other values now, none included; emptied: how many have none now.
        units: where the removed ones belonged -> how many.
        values_before, values_after: field -> hashes of the values that went and of those that came, up to some
            thousands.
    """

    acts: Counter[Act] = field(default_factory=Counter)
    before: int = 0
    had: Counter[str] = field(default_factory=Counter)
    has: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    emptied: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    shrunk: list[ShrunkField] = field(default_factory=list)
    values_before: dict[str, set[int]] = field(default_factory=dict)
    values_after: dict[str, set[int]] = field(default_factory=dict)

    @property
    def removed(self) -> int:
        """Records that this difference takes away: not seen for the first time, or gone by the source's word."""
        return self.acts[Act.MISS] + self.acts[Act.DELETE]

    @property
    def seen(self) -> int:
        """Keys of this kind that were read as usable records."""
        return self.acts[Act.ADD] + self.acts[Act.CHANGE] + self.acts[Act.RETURN] + self.acts[Act.SAME]

    @property
    def writes(self) -> int:
        """Rows of the catalog that this difference changes."""
        return sum(self.acts[act] for act in WRITTEN)


class Summary:
    """Collects findings as they stream by.

    Args:
        large_list: how many values a field must have lost at least to be named.
    """

    def __init__(self, large_list: int) -> None:
        self.kinds: dict[RecordKind, KindSummary] = {}
        self._large_list = large_list
        self._shapes: Counter[tuple[RecordKind, int]] = Counter()
        self._fingerprint = blake2b(digest_size=16)

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, counted on their way."""
        for finding in findings:
            self._count(finding)
            yield finding
        for (kind, shape), count in self._shapes.items():
            names = [name for place, name in enumerate(FIELDS[kind]) if shape >> place & 1]
            for name in names:
                self.kinds[kind].had[name] += count
                self.kinds[kind].has[name] += count
        self._shapes.clear()

    @property
    def fingerprint(self) -> str:
        """Equal for equal differences: what is written, by kind, act, key and content."""
        return self._fingerprint.hexdigest()

    @property
    def writes(self) -> int:
        """Rows of the catalog that the difference changes."""
        return sum(kind.writes for kind in self.kinds.values())

    def _count(self, finding: Finding) -> None:
        kind = self.kinds.get(finding.kind)
        if kind is None:
            kind = self.kinds[finding.kind] = KindSummary()
        kind.acts[finding.act] += 1
        if finding.act in WRITTEN:
            digest = finding.row.hash if finding.row is not None else b""
            parts = f"{finding.kind}\x1f{finding.act}\x1f{finding.key}\x1e".encode()
            self._fingerprint.update(parts + digest)
        if finding.act is Act.SAME and finding.row is not None:
            self._shapes[finding.kind, finding.row.shape] += 1
        elif finding.act is Act.CHANGE and finding.content is not None and finding.record is not None:
            self._count_fields(kind, finding.record, finding.content)
        elif finding.act in _REMOVED and finding.record is not None:
            kind.units[unit_of(finding.kind, finding.record.fields)] += 1

    def _count_fields(self, kind: KindSummary, record: StoredRecord, content: StagedContent) -> None:
        before, after = record.fields, json.loads(content.fields)
        kind.had.update(before.keys())
        kind.has.update(after.keys())
        for name, values in before.items():
            now = after.get(name, [])
            if list(values) != now:
                kind.changed[name] += 1
                if now and kind.changed[name] <= _VALUES_COMPARED:
                    kind.values_before.setdefault(name, set()).add(hash(tuple(values)))
                    kind.values_after.setdefault(name, set()).add(hash(tuple(now)))
            if not now:
                kind.emptied[name] += 1
            lost = len(set(values) - set(now))
            if now and lost > self._large_list and 2 * lost > len(values) and len(kind.shrunk) < _SHOWN_SHRUNK:
                kind.shrunk.append(ShrunkField(name, record.position, len(values), len(now)))
        kind.filled.update(after.keys() - before.keys())


def unit_of(kind: RecordKind, fields: Mapping[str, Sequence[str]]) -> str:
    """Where a record belongs, in its source's words; empty when it does not say."""
    for name in _UNIT_FIELDS[kind]:
        if values := fields.get(name):
            return values[0]
    return ""
