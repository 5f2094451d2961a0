"""Unit records that are one unit, while the tree is being built: which records stand together, under which names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from schemas.directory import NameKind
from schemas.records import RecordRef
from schemas.vocabulary import UnitType
from zhaoren.language.companies import company_key
from zhaoren.language.text import fold
from zhaoren.unification.read_records import ReadRecord, fold_key

DEEPEST = 200  # steps upwards in a tree that is still being built and may have a loop
NAME_FIELDS = (
    ("name", NameKind.MAIN),
    ("short_name", NameKind.SHORT),
    ("stock_name", NameKind.STOCK),
    ("english_name", NameKind.ENGLISH),
    ("alias", NameKind.ALIAS),
    ("former_name", NameKind.FORMER),
)


@dataclass(slots=True, eq=False)
class UnitNode:
    """One unit in the making.

    Attributes:
        records: the most trusted first; empty for a unit that people's records alone name.
        written: the name of such a unit as it is written on people's records.
        why_unplaced: set when its place in the tree is not known.
    """

    type: UnitType
    records: list[ReadRecord] = field(default_factory=list)
    written: str = ""
    parent: UnitNode | None = None
    children: list[UnitNode] = field(default_factory=list)
    why_unplaced: str = ""
    id: str = ""
    _prefixes: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """The name it goes by, a key of its record where no record has a name."""
        return next((r.first("name") for r in self.records if r.first("name")), "") or self.written or self.mark[1]

    @property
    def mark(self) -> tuple[str, str]:
        """What orders units before they have ids: the smallest record, or the name."""
        if not self.records:
            return ("~", self.written)
        smallest = min(record.ref for record in self.records)
        return (smallest.source, smallest.key)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes its records give it, each once."""
        return tuple(dict.fromkeys(code for record in self.records for code in record.all("code", "credit_code")))

    def name_keys(self) -> frozenset[str]:
        """Comparable forms of all its names, as a company."""
        texts = [self.written, *(t for record in self.records for name, _ in NAME_FIELDS for t in record.all(name))]
        return frozenset(key for text in texts if (key := company_key(text)))

    def prefixes(self) -> tuple[str, ...]:
        """What departments' names may begin with that says no more than the company: its names, the longest first."""
        if self._prefixes is None:
            texts = [t for r in self.records for name in ("name", "short_name", "alias") for t in r.all(name)]
            folded = {folded_department(text) for text in (*texts, self.written)}
            self._prefixes = tuple(sorted((t for t in folded if len(t) >= 2), key=lambda t: (-len(t), t)))
        return self._prefixes

    def company(self) -> UnitNode | None:
        """The nearest company at or above it."""
        node: UnitNode | None = self
        for _ in range(DEEPEST):
            if node is None or node.type in (UnitType.COMPANY, UnitType.GROUP):
                return node
            node = node.parent
        return None

    def is_under(self, upper: UnitNode) -> bool:
        """Whether another unit stands somewhere above this one."""
        node = self.parent
        for _ in range(DEEPEST):
            if node is None or node is upper:
                return node is upper
            node = node.parent
        return False

    def below(self) -> Iterator[UnitNode]:
        """Every unit under it that belongs to the same company."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if node.type not in (UnitType.COMPANY, UnitType.GROUP):
                yield node
                waiting.extend(reversed(node.children))


def trusted_first(record: ReadRecord) -> tuple[int, RecordRef]:
    """Sort key: higher priority first, then the record's own key."""
    return (-record.priority, record.ref)


class RecordSets:
    """Disjoint sets of records (union-find) that can refuse to grow.

    Args:
        records: all of them.
        refused: tells why two sets must not become one; empty when they may.
    """

    def __init__(
        self, records: Iterable[ReadRecord], refused: Callable[[list[ReadRecord], list[ReadRecord]], str]
    ) -> None:
        self._members = {record.ref: [record] for record in records}
        self._refused = refused
        self.refusals: list[tuple[RecordRef, RecordRef, str]] = []

    def join(self, a: RecordRef, b: RecordRef, *, forced: bool = False) -> None:
        """Make the sets of both one, unless that is refused (kept in `refusals`); `forced` asks nobody."""
        mine, other = self._members[a], self._members[b]
        if mine is other:
            return
        if not forced and (why := self._refused(mine, other)):
            self.refusals.append((a, b, why))
            return
        mine.extend(other)
        for record in other:
            self._members[record.ref] = mine

    def __contains__(self, ref: RecordRef) -> bool:
        return ref in self._members

    def together(self, a: RecordRef, b: RecordRef) -> bool:
        """Whether both are in one set."""
        return self._members[a] is self._members[b]

    def sets(self) -> list[list[ReadRecord]]:
        """Every set once, the most trusted record first, in a fixed order."""
        distinct = {id(members): members for members in self._members.values()}
        for members in distinct.values():
            members.sort(key=trusted_first)
        return sorted(distinct.values(), key=lambda members: min(record.ref for record in members))


class UnitKeys:
    """Finds the unit that a record means by a key, a DN or a code."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], UnitNode] = {}
        self._by_code: dict[str, set[UnitNode]] = defaultdict(set)
        self._anywhere: dict[str, set[UnitNode]] = defaultdict(set)

    def add(self, node: UnitNode, record: ReadRecord) -> None:
        """Let this record's keys and codes mean this unit."""
        for key in (record.ref.key, *record.also_keys):
            self._by_key.setdefault((record.ref.source, fold_key(key)), node)
            self._anywhere[fold_key(key)].add(node)
        for code in record.all("code"):
            self._by_code[fold_key(code)].add(node)

    def find(self, source: str, keys: Iterable[str]) -> UnitNode | None:
        """The unit of the first of these folded keys that means one.

        The source's own keys come first, then codes that mean one unit only, then keys of other sources where they
        are long enough (four signs) not to agree by chance and mean one unit only.
        """
        keys = tuple(keys)
        for key in keys:
            if found := self._by_key.get((source, key)):
                return found
        for key in keys:
            if len(by_code := self._by_code.get(key, ())) == 1:
                return next(iter(by_code))
        for key in keys:
            if len(key) >= 4 and len(elsewhere := self._anywhere.get(key, ())) == 1:
                return next(iter(elsewhere))
        return None


@lru_cache(maxsize=16_384)
def folded_department(name: str) -> str:
    """Compare form of a department's name: folded, without spaces and brackets' shapes."""
    return "".join(sign for sign in fold(name) if sign.isalnum())
