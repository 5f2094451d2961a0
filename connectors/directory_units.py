"""Units made of the names that stand above people in a directory, and the company that they speak of. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from connectors.distinguished_names import Rdn, canonical_rdns, parse_dn, write_dn
from connectors.ldap_presets import CONTAINERS, DEPARTMENT_LIKE, LEAVERS
from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind

KeyOf = Callable[[str], str]
"""DN in one spelling -> the key of the unit that it names."""


def key_by_name(canonical: str) -> str:
    """The name is the key, where no server can be asked for more."""
    return canonical


def told_by_nobody(_canonical: str) -> bool:
    """No other reading tells of any unit."""
    return False


class UnitsAbove:
    """Units made of the DNs above people, each once.

    Args:
        company: of the whole source; empty when the directory says it.
        key_of: their keys.
        is_told: whether another reading tells of the unit that a DN in one spelling names.
    """

    def __init__(
        self, company: str, key_of: KeyOf = key_by_name, is_told: Callable[[str], bool] = told_by_nobody
    ) -> None:
        self._company = company
        self._key_of, self._is_told = key_of, is_told
        self._told: set[str] = set()

    def already_told(self, canonical: str) -> None:
        """An entry of its own stands for this name; none is made of the DN."""
        self._told.add(canonical)

    def of(self, person: SourceRecord, dn: str) -> Iterator[SourceRecord]:
        """The units above a person that were not told yet, from the top down; none when he names another unit."""
        unit_key = person.fields.get("unit_key", ("",))[0]
        if not unit_key or unit_key in self._told:
            return
        rdns = parse_dn(dn)[1:]
        parent = ""
        chain = units_above(rdns, drop_organisations=bool(self._company))
        if not chain or canonical_rdns(chain[-1]) != unit_key:
            return
        if self._is_told(unit_key):
            self._told.add(unit_key)
            return
        company = company_of(rdns, chain)
        for names in chain:
            canonical = canonical_rdns(names)
            if canonical not in self._told:
                self._told.add(canonical)
                if not self._is_told(canonical):
                    yield self._unit(names, canonical, parent, company)
            parent = canonical

    def _unit(self, dn: tuple[Rdn, ...], canonical: str, parent: str, company: str) -> SourceRecord:
        written = write_dn(dn)
        also_keys = tuple(dict.fromkeys((written, canonical)))
        fields = self._fields(dn, parent, company)
        return SourceRecord(RecordKind.UNIT, self._key_of(canonical), fields, also_keys, position=written)

    def _fields(self, dn: tuple[Rdn, ...], parent: str, company: str) -> dict[str, tuple[str, ...]]:
        name = dn[0][0][1]
        fields: dict[str, tuple[str, ...]] = {"name": (name,)}
        if parent:
            fields["parent_key"] = (self._key_of(parent),)
        if self._company:
            fields["company"] = (self._company,)
        elif not parent and name == company:
            fields["type"] = ("company",)
        elif company:
            fields["company"] = (company,)
        return fields


@lru_cache(maxsize=1 << 13)
def units_above(rdns: tuple[Rdn, ...], *, drop_organisations: bool) -> tuple[tuple[Rdn, ...], ...]:
    """The DNs of the units that an entry lies in, from the top down.

    Containers that only hold entries (`ou=people`, `OU=用户`) are passed over. With `drop_organisations` so are `o`
    entries: the administrator has said which company they are.
    """
    kinds = ("ou",) if drop_organisations else ("o", "ou")
    found = [
        rdns[place:]
        for place, rdn in enumerate(rdns)
        if rdn[0][0] in kinds and not CONTAINERS.fullmatch(rdn[0][1].strip()) and not LEAVERS.search(rdn[0][1])
    ]
    return tuple(reversed(found))


@lru_cache(maxsize=1 << 13)
def company_of(rdns: tuple[Rdn, ...], above: tuple[tuple[Rdn, ...], ...]) -> str:
    """The company that a DN speaks of: its top `o`, else its top `ou`, else its domain; empty when none."""
    organisations = [value for rdn in rdns for name, value in rdn if name == "o"]
    if organisations:
        return organisations[-1]
    if above:
        top = above[0][0][0][1]
        if len(above) > 1 or not DEPARTMENT_LIKE.search(top):
            return top
    return next((value for rdn in rdns for name, value in rdn if name == "dc"), "")
