"""Where people's and posts' records say they belong: the distinct places, counted, and companies found by any name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from zhaoren.language.companies import company_key, same_company
from zhaoren.unification.read_records import ReadRecord, fold_key, key_variants
from zhaoren.unification.unit_nodes import NAME_FIELDS, UnitNode, folded_department

_SEPARATORS = re.compile(r"\s*(?:[/\\>|→»›]|->|＞)+\s*")
MAX_PLACE = 300  # characters of a company or department text; longer ones are a wrong column, not a place


class Place(NamedTuple):
    """Where a record says it belongs, as written.

    Attributes:
        unit_keys: folded forms of the unit key it names.
        company: the record's own company, else its source's.
        domain: of its first mail address.
    """

    source: str
    unit_keys: tuple[str, ...]
    company: str
    department: str
    domain: str


class Placing(NamedTuple):
    """Where it was placed; None where that could not be told."""

    unit_id: str | None
    company_id: str | None


NOWHERE = Placing(None, None)


def mail_domain(address: str) -> str:
    """The domain of an address, folded; empty when it has none."""
    return unicodedata.normalize("NFKC", address).strip().casefold().rpartition("@")[2] if "@" in address else ""


def place_of(record: ReadRecord) -> Place:
    """The place that a record of a person or a post names."""
    unit_key = record.first("unit_key")
    return Place(
        source=record.ref.source,
        unit_keys=key_variants(unit_key, record.ref.key) if unit_key else (),
        company=_clipped(record.first("company") or record.default_company),
        department=_clipped(record.first("department")),
        domain=mail_domain(record.first("email")),
    )


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_PLACE else ""


def path_parts(department: str) -> tuple[str, ...]:
    """The parts of a department path, the highest first."""
    return tuple(part for part in _SEPARATORS.split(department) if part.strip())


@dataclass(slots=True)
class PlaceCounts:
    """How many records name each place. Memory grows with the places, not with the records."""

    counts: Counter[Place] = field(default_factory=Counter)

    def add(self, record: ReadRecord) -> None:
        """Count one record of a person or a post."""
        self.counts[place_of(record)] += 1

    def add_all(self, other: PlaceCounts) -> None:
        """What another has counted."""
        self.counts.update(other.counts)

    def company_texts(self) -> dict[str, Counter[str]]:
        """Comparable company name -> its spellings with how many records use each."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for place, count in self.counts.items():
            if place.company and (key := company_key(place.company)):
                found[key][place.company] += count
        return found


class CompanyBook:
    """Finds companies by name in any spelling, by code or by mail domain. What means two companies means none."""

    def __init__(self) -> None:
        self._by_code: dict[str, set[UnitNode]] = defaultdict(set)
        self._by_text: dict[str, set[UnitNode]] = defaultdict(set)
        self._by_main_text: dict[str, set[UnitNode]] = defaultdict(set)
        self._by_key: dict[str, set[UnitNode]] = defaultdict(set)
        self._by_domain: dict[str, set[UnitNode]] = defaultdict(set)

    def add(self, node: UnitNode) -> None:
        """Let this company be found."""
        for code in node.codes:
            self._by_code[fold_key(code)].add(node)
        for key in node.name_keys():
            self._by_key[key].add(node)
        for text in names_of_node(node):
            self._by_text[folded_department(text)].add(node)
        for text in [r.first(name) for r in node.records for name in ("name", "short_name")] or [node.written]:
            self._by_main_text[folded_department(text)].add(node)
        for record in node.records:
            for domain in record.all("mail_domain", "old_mail_domain"):
                self._by_domain[domain.casefold().lstrip("@")].add(node)

    def learn(self, text: str, node: UnitNode) -> None:
        """Let another spelling mean a company."""
        self._by_text[folded_department(text)].add(node)

    def replace(self, old: UnitNode, new: UnitNode) -> None:
        """Let everything that meant `old` mean `new`."""
        for table in (self._by_code, self._by_text, self._by_main_text, self._by_key, self._by_domain):
            for nodes in table.values():
                if old in nodes:
                    nodes.remove(old)
                    nodes.add(new)

    def find(self, text: str) -> UnitNode | None:
        """The one company that this text names: by code, by a name as written, by a name without its legal form."""
        if not text:
            return None
        folded = folded_department(text)
        for nodes in (self._by_code.get(fold_key(text)), self._by_main_text.get(folded), self._by_text.get(folded)):
            if nodes and folded:
                return next(iter(nodes)) if len(nodes) == 1 else None
        alike = [
            node
            for node in self._by_key.get(company_key(text), ())
            if any(same_company(text, name) for name in names_of_node(node))
        ]
        return alike[0] if len(alike) == 1 else None

    def of_domain(self, domain: str) -> UnitNode | None:
        """The one company whose people write from this domain or from one above it."""
        while "." in domain:
            if nodes := self._by_domain.get(domain):
                return next(iter(nodes)) if len(nodes) == 1 else None
            domain = domain.partition(".")[2]
        return None


def names_of_node(node: UnitNode) -> list[str]:
    """All names of a company as written."""
    written = [node.written] if node.written else []
    return written + [text for record in node.records for name, _ in NAME_FIELDS for text in record.all(name)]
