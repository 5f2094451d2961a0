"""Made-up people as entries: as many tokens and as long cards as real ones have, the same for every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

from schemas.expressions import AllOf, AnyOf, Expression, Term
from zhaoren.search_index.port import Collection, CompiledQuery, IndexEntry

_SYLLABLES = [first + rest for first in "bpmfdtnlgkhjqxzcsyw" for rest in ("a", "ai", "an", "ang", "e", "ei", "i", "u")]
_CHARACTERS = [chr(0x4E00 + place) for place in range(1_500)]
_COMPANIES = 60
_UNITS = 3_000
_ROLES = 12 * 8

AUDIENCE = AnyOf((Term("aud", "all"), *(Term("aud", f"u{unit}") for unit in range(14))))
"""A viewer who belongs to fifteen groups; nine of ten people are open to everybody."""


def entries(how_many: int) -> Iterator[IndexEntry]:
    """People 0, 1, 2 …"""
    for place in range(how_many):
        yield entry(place)


def entry(place: int) -> IndexEntry:
    """One person, always the same for the same number."""
    chance = random.Random(place)
    syllables = [chance.choice(_SYLLABLES) for _ in range(3)]
    characters = [chance.choice(_CHARACTERS) for _ in range(3)]
    joined = "".join(syllables)
    phone = f"1{chance.randrange(10**10):010d}"
    company, unit = chance.randrange(_COMPANIES), chance.randrange(_UNITS)
    role = chance.randrange(_ROLES)
    tokens = {
        "name": ["".join(characters), *characters],
        "py": [joined, "".join(syllables[1:] + syllables[:1])],
        "ini": ["".join(syllable[0] for syllable in syllables)],
        "pre": [joined[:length] for length in range(1, len(joined))] + ["".join(characters[:2]), characters[0]],
        "slip": [joined[:cut] + joined[cut + 1 :] for cut in range(len(joined))],
        "num": [phone[start:] for start in range(8)] + [str(100_000 + place)],
        "mail": [f"{joined}{place}@c{company}.example", f"{joined}{place}"],
        "role": [f"r{role}", f"r{role}@c{company}", f"r{role}@u{unit}"],
        "unit": ["group", f"c{company}", f"u{unit}"],
        "key": [f"hr{company}|person|{place}", f"ldap|person|{place}"],
        "aud": ["all"] if chance.random() < 0.9 else [f"u{unit}"],
    }
    card = f'{{"id": "p{place}", "name": "{"".join(characters)}", "more": "{"x" * 500}"}}'.encode()
    return IndexEntry(Collection.PEOPLE, f"p{place}", (place * 7_919) % 2**40, tokens, card)


def questions(how_many: int, size: int) -> dict[str, list[CompiledQuery]]:
    """What people type, as conditions: kind -> so many different ones, about people who exist."""
    kinds: dict[str, list[tuple[Expression, ...]]] = {"prefix": [], "name": [], "role": [], "digits": [], "broad": []}
    chance = random.Random(0)
    for _ in range(how_many):
        about = entry(chance.randrange(size)).tokens
        py, role = about["py"][0], about["role"][1]
        kinds["prefix"].append((Term("pre", py[: chance.randint(3, 5)]),))
        kinds["name"].append(
            (
                Term("name", about["name"][0]),
                Term("py", py),
                Term("pre", py[:4]),
                Term("ini", about["ini"][0]),
                AnyOf(tuple(Term("slip", token) for token in about["slip"])),
                AllOf(tuple(Term("name", character) for character in about["name"][1:3])),
            )
        )
        kinds["role"].append(
            (Term("role", role), AllOf((Term("unit", about["unit"][1]), Term("role", about["role"][0]))))
        )
        kinds["digits"].append((Term("num", about["num"][chance.randrange(3, 8)]),))
        kinds["broad"].append((Term("pre", py[0]), Term("unit", about["unit"][1])))
    return {
        kind: [CompiledQuery(Collection.PEOPLE, bands, AUDIENCE) for bands in all_bands]
        for kind, all_bands in kinds.items()
    }
