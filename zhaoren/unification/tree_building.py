"""Joins unit records into one tree: companies first, then what stands below them, loops cut, orphans kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.records import RecordRef
from schemas.vocabulary import UnitType
from zhaoren.unification.company_joining import join_companies
from zhaoren.unification.judged_departments import join_judged_departments
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.places import CompanyBook
from zhaoren.unification.read_records import ReadRecord, fold_key, key_variants
from zhaoren.unification.spelt_units import join_spelt_units
from zhaoren.unification.unit_nodes import UnitKeys, UnitNode, folded_department, trusted_first
from zhaoren.unification.unit_types import COMPANY_LIKE, type_of_record

LOOP = "its chain of parents leads back to itself"
NO_PARENT = "it names neither a parent nor a company"


@dataclass(slots=True)
class Forest:
    """Units in the making with what finds them.

    Attributes:
        company_nodes: companies and groups; `other_nodes`: everything below.
        notes: sentences about what was refused or could not be placed.
    """

    company_nodes: list[UnitNode] = field(default_factory=list)
    other_nodes: list[UnitNode] = field(default_factory=list)
    book: CompanyBook = field(default_factory=CompanyBook)
    keys: UnitKeys = field(default_factory=UnitKeys)
    notes: list[str] = field(default_factory=list)

    @property
    def nodes(self) -> list[UnitNode]:
        """All units."""
        return [*self.company_nodes, *self.other_nodes]


def plant(records: Iterable[ReadRecord], judged: JudgedUnits = NOTHING_JUDGED) -> Forest:
    """The tree that unit records alone make."""
    forest = Forest()
    ordered = sorted(records, key=trusted_first)
    types = {record.ref: type_of_record(record) for record in ordered}
    _plant_companies(forest, [r for r in ordered if types[r.ref] in COMPANY_LIKE], types, judged)
    others = [UnitNode(types[r.ref], [r]) for r in ordered if types[r.ref] not in COMPANY_LIKE]
    for node in (*forest.company_nodes, *others):
        for record in node.records:
            forest.keys.add(node, record)
    for node in (*forest.company_nodes, *others):
        _find_parent(forest, node)
    _cut_loops([*forest.company_nodes, *others], forest.notes)
    merged = _joined_by_code(others, judged)
    join_judged_departments(merged, judged)
    for company in forest.company_nodes:
        company.parent = merged.get(company.parent, company.parent) if company.parent is not None else None
    _cut_loops([*forest.company_nodes, *merged.values()], forest.notes)
    named = _joined_by_name(forest.company_nodes, list(dict.fromkeys(merged.values())), judged)
    forest.other_nodes = join_spelt_units(named, judged)
    forest.keys = UnitKeys()
    for node in forest.nodes:
        for record in node.records:
            forest.keys.add(node, record)
    return forest


def _plant_companies(
    forest: Forest, records: list[ReadRecord], types: dict[RecordRef, UnitType], judged: JudgedUnits
) -> None:
    sets = join_companies(records, judged)
    forest.notes += [
        f"'{a.key}' of source '{a.source}' and '{b.key}' of source '{b.source}' stay two companies: {why}"
        for a, b, why in sets.refusals
    ]
    nodes = []
    for members in sets.sets():
        kinds = {types[record.ref] for record in members}
        nodes.append(UnitNode(UnitType.GROUP if UnitType.GROUP in kinds else UnitType.COMPANY, members))
    for node in nodes:
        forest.book.add(node)
    forest.company_nodes = [node for node in nodes if not _is_top_row(forest.book, node, judged)]


def _is_top_row(book: CompanyBook, node: UnitNode, judged: JudgedUnits) -> bool:
    """Whether this is the first row of a company's own table of units; then its records go to that company."""
    for record in node.records:
        company = book.find(record.first("company") or record.default_company)
        if record.first("parent_key") or company is None or company is node:
            continue
        if node.name_keys() & company.name_keys() and not judged.parts(node.records, company.records):
            company.records = sorted((*company.records, *node.records), key=trusted_first)
            book.replace(node, company)
            return True
    return False


def _find_parent(forest: Forest, node: UnitNode) -> None:
    """Set the parent that the most trusted record with one names, else the company that it belongs to."""
    unknown = ""
    for record in node.records:
        if said := record.first("parent_key"):
            parent = forest.keys.find(record.ref.source, key_variants(said, record.ref.key)) or forest.book.find(said)
            if parent is not None and parent is not node:
                node.parent = parent
                return
            unknown = unknown or ("" if parent is node or _is_base_of(said, record) else said)
    if unknown:
        node.why_unplaced = f"its parent '{unknown}' is not among the units"
    for record in node.records:
        company = forest.book.find(record.first("company")) or forest.book.find(record.default_company)
        if company is not None and company is not node:
            node.parent = company
            return
    if node.type not in COMPANY_LIKE and not node.why_unplaced:
        node.why_unplaced = NO_PARENT


def _is_base_of(said: str, record: ReadRecord) -> bool:
    """Whether a parent is only the entry of the directory under which this one stands: a tree's top has no unit."""
    base = "," + fold_key(said)
    return any(fold_key(key).endswith(base) for key in (record.ref.key, *record.also_keys))


def _cut_loops(nodes: Iterable[UnitNode], notes: list[str]) -> None:
    """Take the parent away from the smallest unit of every loop."""
    sound: set[UnitNode] = set()
    for start in sorted(dict.fromkeys(nodes), key=lambda node: node.mark):
        path: list[UnitNode] = []
        on_path: set[UnitNode] = set()
        node: UnitNode | None = start
        while node is not None and node not in sound and node not in on_path:
            path.append(node)
            on_path.add(node)
            node = node.parent
        if node is not None and node in on_path:
            loop = path[path.index(node) :]
            cut = min(loop, key=lambda member: member.mark)
            cut.parent = None
            cut.why_unplaced = LOOP
            names = ", ".join(f"'{member.name}'" for member in loop)
            notes.append(f"units {names} are each other's parents; '{cut.name}' was taken out of the loop")
        sound.update(path)


def _joined_by_code(nodes: list[UnitNode], judged: JudgedUnits) -> dict[UnitNode, UnitNode]:
    """Units of several sources with one code inside one company become one: old node -> node that stays."""
    by_code: dict[tuple[UnitNode | None, str], list[UnitNode]] = defaultdict(list)
    stays: dict[UnitNode, UnitNode] = {}
    for node in sorted(nodes, key=lambda node: trusted_first(node.records[0])):
        stays[node] = node
        company = node.company()
        codes = {fold_key(code) for code in node.records[0].all("code")} if company is not None else set()
        for code in sorted(codes):
            bucket = by_code[company, code]
            if stays[node] is node and (first := _other_source_of(node, bucket, judged)) is not None:
                first.records.extend(node.records)
                stays[node] = first
                if first.why_unplaced and not node.why_unplaced:
                    first.parent, first.why_unplaced = node.parent, ""
            elif stays[node] is node:
                bucket.append(node)
    for node in {*stays.values()}:
        if node.parent in stays:
            node.parent = stays[node.parent]
    return stays


def _joined_by_name(companies: list[UnitNode], nodes: list[UnitNode], judged: JudgedUnits) -> list[UnitNode]:
    """Units of several sources with one parent and one name become one, from the top down."""
    below: dict[UnitNode | None, list[UnitNode]] = defaultdict(list)
    for node in sorted((*companies, *nodes), key=lambda node: node.mark):
        below[node.parent].append(node)
    kept: list[UnitNode] = []
    waiting: list[UnitNode | None] = [None]
    while waiting:
        parent = waiting.pop()
        by_name: dict[str, list[UnitNode]] = defaultdict(list)
        for node in below[parent]:
            if node.type in COMPANY_LIKE:
                _settle(node, parent, waiting)
                continue
            bucket = by_name[department_key(node.name, parent)]
            if parent is not None and (first := _other_source_of(node, bucket, judged)) is not None:
                first.records = sorted((*first.records, *node.records), key=trusted_first)
                below[first].extend(below.pop(node, ()))
                continue
            bucket.append(node)
            kept.append(node)
            _settle(node, parent, waiting)
    return kept


def _settle(node: UnitNode, parent: UnitNode | None, waiting: list[UnitNode | None]) -> None:
    node.parent = parent
    if parent is not None:
        parent.children.append(node)
    waiting.append(node)


def _other_source_of(node: UnitNode, bucket: list[UnitNode], judged: JudgedUnits) -> UnitNode | None:
    """The first unit that holds no record of the sources of this one, which list each unit once, and is not judged
    to be another."""
    mine = {record.ref.source for record in node.records}
    others = (other for other in bucket if mine.isdisjoint(record.ref.source for record in other.records))
    return next((other for other in others if not judged.parts(node.records, other.records)), None)


def department_key(name: str, parent: UnitNode | None) -> str:
    """Compare form of a unit's name below this parent: the company's own name in front of it does not count."""
    folded = folded_department(name)
    company = parent.company() if parent is not None else None
    if company is not None:
        for prefix in company.prefixes():
            if folded.startswith(prefix) and len(folded) > len(prefix) + 1:
                return folded[len(prefix) :]
    return folded
