"""Units that a directory spells in pinyin (`ANQUANHUANBAOBU`) are the units that others write in characters.

Only inside one company, only where exactly one unit reads so, never two of one source: it lists each once.
"""

from __future__ import annotations

from collections import defaultdict

from zhaoren.language.company_words import joined_reading
from zhaoren.language.text import fold, has_han
from zhaoren.unification.judged_units import NOTHING_JUDGED, JudgedUnits
from zhaoren.unification.unit_nodes import UnitNode, trusted_first

_SHORTEST = 6  # letters; a shorter reading (`bu`, `yiban`) belongs to too many words


def spelt_letters(name: str) -> str:
    """The letters of a name that may be pinyin; empty for names in characters, and for too few letters."""
    if has_han(name):
        return ""
    letters = "".join(sign for sign in fold(name) if sign.isalpha())
    return letters if len(letters) >= _SHORTEST else ""


def join_spelt_units(nodes: list[UnitNode], judged: JudgedUnits = NOTHING_JUDGED) -> list[UnitNode]:
    """Take pinyin-named units into the ones they spell; returns the units that stay, in their order."""
    written: dict[tuple[UnitNode, str], list[UnitNode]] = defaultdict(list)
    spelt: list[tuple[UnitNode, UnitNode, str]] = []
    for node in nodes:
        company = node.company()
        if company is None:
            continue
        if has_han(node.name):
            written[company, joined_reading(node.name)].append(node)
        elif letters := spelt_letters(node.name):
            spelt.append((node, company, letters))
    gone: set[UnitNode] = set()
    for node, company, letters in spelt:
        meant = written.get((company, letters), [])
        if len(meant) == 1 and _may_join(node, meant[0]) and not judged.parts(node.records, meant[0].records):
            _take(meant[0], node)
            gone.add(node)
    return [node for node in nodes if node not in gone]


def _may_join(node: UnitNode, meant: UnitNode) -> bool:
    """No source of one is a source of the other, and neither stands above the other."""
    mine = {record.ref.source for record in node.records}
    if not node.records or not mine.isdisjoint(record.ref.source for record in meant.records):
        return False
    above: UnitNode | None = meant
    while above is not None:
        if above is node:
            return False
        above = above.parent
    return True


def _take(meant: UnitNode, node: UnitNode) -> None:
    meant.records = sorted((*meant.records, *node.records), key=trusted_first)
    for child in node.children:
        child.parent = meant
        meant.children.append(child)
    node.children = []
    if node.parent is not None:
        node.parent.children.remove(node)
        node.parent = None
