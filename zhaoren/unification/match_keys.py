"""Comparable values under which records of one person can be found, as stable 64-bit numbers."""

from __future__ import annotations

from hashlib import blake2b

from zhaoren.language.text import fold_name
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.places import Place
from zhaoren.unification.preparation import PreparedPerson

LARGEST_BLOCK = 24  # records that may share a value before it stands for nobody (a switchboard, a placeholder)


def key_number(kind: str, *parts: str) -> int:
    """A signed 64-bit number for a value; the same for ever."""
    whole = "\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "big", signed=True)


def number_keys(person: PreparedPerson) -> tuple[int, ...]:
    """Of his telephone numbers that are known in full."""
    return tuple(key_number("number", number.normal) for number in person.numbers if number.normal)


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
    if person.placing.company_id:
        # A masked number (138****5678) and a whole one meet by their last digits within a company.
        for line in person.numbers:
            if line.tail:
                found[key_number("tail", person.placing.company_id, line.tail)] = None
        if person.hired_on:
            found[key_number("hired", person.placing.company_id, person.hired_on, _surname(person))] = None
    return tuple(found)


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
