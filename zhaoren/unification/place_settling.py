"""Places that people's records name in words: found in the tree, or made part of it where no unit record exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from schemas.vocabulary import UnitType
from zhaoren.language.companies import FormKind, UnitNames, company_forms, company_key
from zhaoren.language.company_words import flat, joined_reading
from zhaoren.language.text import has_han
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.places import Place, PlaceCounts, names_of_node, path_parts
from zhaoren.unification.spelt_units import spelt_letters
from zhaoren.unification.tree_building import Forest, department_key
from zhaoren.unification.unit_nodes import DEEPEST, UnitNode, folded_department
from zhaoren.unification.unit_types import COMPANY_LIKE, type_of_name

ONLY_NAMED = "only people's records name it; no source lists it as a unit"
SEVERAL = 2  # records that must name an unknown company before it becomes a unit; one may be a slip
SUREST_FORM = 0.8  # weight from which a made-up form of a company's name may stand for it on a record
SHARE_OF_DOMAIN = 0.8  # of the records with an unknown spelling that must write from one company's mail domain
# First parts of department paths that name the company without saying which.


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SAYS_NOTHING = _words(
    "集团 集团公司 集团总部 总部 公司 本公司 本部 公司本部 公司总部 总公司 headquarters hq headoffice"
)


class PlaceSettler:
    """Turns places into units of a forest.

    `settle` with `create` makes the missing departments; afterwards the same places settle without it.
    """

    def __init__(self, forest: Forest, judged: JudgedUnits = NOTHING_JUDGED) -> None:
        self._forest = forest
        self._judged = judged
        self._texts: dict[str, UnitNode] = {}
        self._derived: dict[str, set[UnitNode]] = {}
        self.learned: dict[UnitNode, list[str]] = {}
        self._named: dict[UnitNode, dict[str, list[UnitNode]]] = {}
        self._children: dict[UnitNode, dict[str, UnitNode]] = {}
        self._spelt: dict[UnitNode, dict[str, list[UnitNode]]] = {}

    def add_unknown_companies(self, counts: PlaceCounts, declared: Collection[str] = ()) -> list[str]:
        """Learn other spellings of known companies and make units of unknown ones that several records name.

        Args:
            declared: companies that the administrator names for whole sources; one record is enough for these, and
                they are in their place.

        Returns:
            The spellings that stay unknown, one record each.
        """
        domains: dict[str, Counter[UnitNode | None]] = {}
        for place, count in counts.counts.items():
            key = company_key(place.company)
            if key and place.domain:
                domains.setdefault(key, Counter())[self._forest.book.of_domain(place.domain)] += count
        unknown: list[str] = []
        sure = {company_key(company) for company in declared}
        for key, spellings in sorted(counts.company_texts().items()):
            written = min(spellings, key=lambda text: (-len(text), text))
            if self._forest.book.find(written) is not None or key in self._texts:
                continue
            known = self._other_spelling(written, domains.get(key, Counter()))
            if known is not None and not self._judged.parts_name(written, known.records):
                self.learn(written, known)
            elif key in sure or spellings.total() >= SEVERAL:
                why = "" if key in sure else ONLY_NAMED
                node = UnitNode(UnitType.COMPANY, written=written, why_unplaced=why)
                self._forest.company_nodes.append(node)
                self._forest.book.add(node)
            else:
                unknown.append(written)
        return unknown

    def learn_judged(self) -> None:
        """Learn the names of which people said whose they are."""
        by_ref = {record.ref: node for node in self._forest.company_nodes for record in node.records}
        for text, ref in self._judged.names_of():
            if ref in by_ref and self._forest.book.find(text) is not by_ref[ref]:
                self.learn(text, by_ref[ref])

    def _other_spelling(self, written: str, domains: Counter[UnitNode | None]) -> UnitNode | None:
        """The one company that this is a made-up form of, else the one that people with this spelling write from."""
        formed = self._forms().get(flat(written), ())
        if len(formed) == 1:
            return next(iter(formed))
        corporate = Counter({node: count for node, count in domains.items() if node is not None})
        for node, count in corporate.most_common(1):
            if count >= SEVERAL and count >= SHARE_OF_DOMAIN * corporate.total() and _abbreviates(written, node):
                return node
        return None

    def _forms(self) -> dict[str, set[UnitNode]]:
        """Forms that known companies may be written in, without those that are only sounds or initials."""
        if not self._derived:
            for node in self._forest.company_nodes:
                for text in names_of_node(node):
                    for form in company_forms(UnitNames(text)):
                        if form.weight >= SUREST_FORM and form.kind not in (FormKind.PINYIN, FormKind.INITIALS):
                            self._derived.setdefault(form.text, set()).add(node)
        return self._derived

    def learn(self, written: str, node: UnitNode) -> None:
        """Let a spelling that only people's records use mean a company."""
        self._texts[company_key(written)] = node
        known = self.learned.setdefault(node, [])
        if written not in known:
            known.append(written)

    def company(self, text: str) -> UnitNode | None:
        """The company that a text names."""
        return self._forest.book.find(text) or self._texts.get(company_key(text)) if text else None

    def settle(self, place: Place, *, create: bool = False) -> tuple[UnitNode | None, UnitNode | None]:
        """The unit and the company of a place; the company alone where the department cannot be told."""
        by_key = self._forest.keys.find(place.source, place.unit_keys) if place.unit_keys else None
        if by_key is not None:
            return by_key, by_key.company() or self.company(place.company)
        found, parts = self._company_and_parts(place)
        return (None, None) if found is None else (self._walk(found, parts, create)[0], found)

    def _company_and_parts(self, place: Place) -> tuple[UnitNode | None, list[str]]:
        """The company of a place and the parts of its department path below that company."""
        company = self.company(place.company)
        parts = list(path_parts(place.department))
        if company is None and not place.company:
            company = self._forest.book.of_domain(place.domain)
        while parts and (named := self.company(parts[0])) is not None:
            company = _lower(company, named)
            parts.pop(0)
        while parts and folded_department(parts[0]) in _SAYS_NOTHING:
            parts.pop(0)
        return company, parts

    def complete(self, place: Place) -> bool:
        """Whether settling this place would make no unit, and its company needs no learning."""
        if place.unit_keys and self._forest.keys.find(place.source, place.unit_keys) is not None:
            return True
        company = self._forest.book.find(place.company) if place.company else None
        if place.company and (company is None or not company.records):
            return False
        company, parts = self._company_and_parts(place)
        return company is None or self._walk(company, parts, create=False)[1]

    def _walk(self, company: UnitNode, parts: list[str], create: bool) -> tuple[UnitNode, bool]:
        """The unit that a path leads to from a company, and whether it leads there without making units."""
        node = company
        for depth, part in enumerate(parts):
            key = department_key(part, node)
            if not key:
                continue
            child = self._child_keys(node).get(key)
            if child is None:
                beneath = self._named_below(node if depth else company).get(key, [])
                if len(beneath) > 1:
                    return node, True
                child = beneath[0] if beneath else self._spelt_below(company, part)
            if child is None:
                if not create:
                    return node, False
                child = UnitNode(type_of_name(part, UnitType.DEPARTMENT), written=part, parent=node)
                if child.type in COMPANY_LIKE:
                    child.type = UnitType.DEPARTMENT
                node.children.append(child)
                self._children[node][key] = child
                self._forest.other_nodes.append(child)
            node = child
        return node, True

    def _child_keys(self, node: UnitNode) -> dict[str, UnitNode]:
        """Units directly below this one by comparable name, the first of several; then by their other names."""
        if node not in self._children:
            table: dict[str, UnitNode] = {}
            for child in node.children:
                table.setdefault(department_key(child.name, node), child)
            for child in node.children:
                for name in names_of_node(child):
                    table.setdefault(department_key(name, node), child)
            self._children[node] = table
        return self._children[node]

    def _spelt_below(self, company: UnitNode, part: str) -> UnitNode | None:
        """The one unit of a company whose name reads as this pinyin (`ANQUANHUANBAOBU`), if exactly one does."""
        letters = spelt_letters(part)
        if not letters:
            return None
        if company not in self._spelt:
            table: dict[str, list[UnitNode]] = {}
            for node in company.below():
                if node.records and has_han(node.name):
                    table.setdefault(joined_reading(node.name), []).append(node)
            self._spelt[company] = table
        meant = self._spelt[company].get(letters, [])
        return meant[0] if len(meant) == 1 else None

    def _named_below(self, top: UnitNode) -> dict[str, list[UnitNode]]:
        """Units with records below this one, by comparable name; those that are being made do not count."""
        if top not in self._named:
            table: dict[str, list[UnitNode]] = {}
            for node in top.below():
                if node.records:
                    for key in dict.fromkeys(department_key(name, top) for name in (node.name, *names_of_node(node))):
                        table.setdefault(key, []).append(node)
            self._named[top] = table
        return self._named[top]


def _lower(company: UnitNode | None, named: UnitNode) -> UnitNode:
    """Of the company that a record names and the one in front of its department path, the one further down."""
    if company is None:
        return named
    node: UnitNode | None = company
    for _ in range(DEEPEST):
        if node is None:
            return named if named.is_under(company) else company
        if node is named:
            return company
        node = node.parent
    return company


def _abbreviates(text: str, company: UnitNode) -> bool:
    """Whether the signs of the text stand in this order in one of the company's names, beginning alike."""
    short = company_key(text)
    for name in company.name_keys():
        rest = iter(name)
        if short and name[:1] == short[:1] and all(sign in rest for sign in short):
            return True
    return False
