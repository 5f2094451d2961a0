"""Comparable values under which records of one person can be found, as stable 64-bit numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from zhaoren.language.text import fold_name
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.name_comparison import full_name
from zhaoren.unification.places import Place
from zhaoren.unification.preparation import PreparedPerson

_SHORTEST_BADGE = 4  # signs of an employee number that says something without its company
LARGEST_BLOCK = 24  # records that may share a value before it stands for nobody (a switchboard, a placeholder)


def key_number(kind: str, *parts: str) -> int:
    """A signed 64-bit number for a value; the same for ever."""
    whole = "\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "big", signed=True)


def number_keys(person: PreparedPerson) -> tuple[int, ...]:
    """Of his telephone numbers that are known in full."""
    return tuple(key_number("number", number.normal) for number in person.numbers if number.normal)


def bearer_key(person: PreparedPerson) -> int | None:
    """Of his full name in characters within his company; None where either is not known."""
    name = full_name(person.names)
    return key_number("bearer", person.placing.company_id, name) if name and person.placing.company_id else None


def names_borne_twice(people: Iterable[PreparedPerson]) -> frozenset[int]:
    """Bearer keys that one source gives to two records: there may be two people of this name in this company."""
    counts = Counter((key, person.ref.source) for person in people if (key := bearer_key(person)) is not None)
    return frozenset(key for (key, _), count in counts.items() if count > 1)


def match_keys(person: PreparedPerson) -> tuple[int, ...]:
    """Under which he is compared with others; nothing for accounts that are nobody's."""
    if person.kind is not AccountKind.PERSON:
        return ()
    found: dict[int, None] = dict.fromkeys(number_keys(person))
    if person.id_hash:
        found[key_number("identity", person.id_hash)] = None
    for company, number in person.staff_numbers:
        found[key_number("staff", company, number)] = None
    for mail in person.mails:
        if not mail.is_role:
            found[key_number("mail", mail.address)] = None
    for company, account in person.accounts:
        found[key_number("account", company, account)] = None
    for _, number in person.register:
        if len(number) >= _SHORTEST_BADGE:
            found[key_number("badge", number)] = None
    found.update(dict.fromkeys(_within_company(person)))
    return tuple(found)


def _within_company(person: PreparedPerson) -> Iterator[int]:
    company = person.placing.company_id
    if not company:
        return
    # A masked number (138****5678) and a whole one meet by their last digits within a company.
    yield from (key_number("tail", company, line.tail) for line in person.numbers if line.tail)
    if person.hired_on:
        yield key_number("hired", company, person.hired_on, _surname(person))
    bearer = bearer_key(person)
    if bearer is not None:
        yield bearer


def _surname(person: PreparedPerson) -> str:
    return fold_name(person.names[0])[:1] if person.names else ""


def name_keys(names: tuple[str, ...]) -> tuple[int, ...]:
    """Of his names as written; for finding the author of a document, never for joining."""
    return tuple(dict.fromkeys(key_number("name", folded) for name in names if (folded := fold_name(name))))


def leaving_key(day: str) -> int:
    """Of a last day, by which those are found whose last day has come."""
    return key_number("leaving", day)


def place_key(place: Place) -> int:
    """Of where a record says it belongs."""
    return key_number("place", place.source, *place.unit_keys, "", place.company, place.department, place.domain)
