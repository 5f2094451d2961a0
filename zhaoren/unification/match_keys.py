"""Comparable values under which records of one person can be found, as stable 64-bit numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import IntEnum
from hashlib import blake2b

from zhaoren.language.text import fold_name
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.comparable_names import ComparableNames, comparable_names
from zhaoren.unification.places import Place
from zhaoren.unification.preparation import PreparedPerson

_SHORTEST_BADGE = 4  # signs of an employee number that says something without its company
_SHORTEST_LOCAL = 4  # signs of a mail name that says something without its domain
_LATIN_ORDERS = 3  # of a name of which only a Latin form is known: either word may be the surname
_LINE = 7  # digits of the shortest desk number within a city
LARGEST_BLOCK = 24  # records that may share a value before it stands for nobody (a switchboard, a placeholder)


class KeyKind(IntEnum):
    """What two records share when they share a key; each is one bit of what a pair has in common."""

    MOBILE = 0
    DESK = 1
    MASK = 2  # the digits of a mobile number that a mask leaves
    TAIL = 3  # the last digits of a mobile number, within a company
    IDENTITY = 4
    STAFF = 5  # the digits of an employee number, within a company
    BADGE = 6  # an employee number, whatever the company
    MAIL = 7
    ACCOUNT = 8  # a login or mail name, within a company
    LOCAL = 9  # a mail name, whatever the domain
    HIRED = 10  # first day and surname, within a company
    BORN = 11  # full name and birth date
    BEARER = 12  # full name in characters, within a company
    SOUND = 13  # a Latin form of the whole name, within a company
    ENGLISH = 14  # English name and surname, within a company
    NAME = 15  # full name, whatever the company
    CALLED = 16  # what colleagues may call somebody by, within a unit
    LINE = 17  # a desk number without its area code, within a company
    COLLEAGUE = 18  # the usual Latin form of the whole name, within a unit
    ROLE = 19  # the same with the title and what the unit is about, whatever the company
    CALLED_ROLE = 20  # what colleagues may call somebody by, with the same within a company


def key_number(kind: str, *parts: str) -> int:
    """A signed 64-bit number for a value; the same for ever."""
    whole = "\x1f".join((kind, *parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "big", signed=True)


def number_keys(person: PreparedPerson) -> tuple[int, ...]:
    """Of his telephone numbers that are known in full."""
    return tuple(key_number("number", number.normal) for number in person.numbers if number.normal)


def bearer_key(person: PreparedPerson) -> int | None:
    """Of his full name in characters within his company; None where either is not known."""
    name = comparable_names(person.names).full
    return key_number("bearer", person.placing.company_id, name) if name and person.placing.company_id else None


def names_borne_twice(people: Iterable[PreparedPerson]) -> frozenset[int]:
    """Bearer keys that one source gives to two records: there may be two people of this name in this company."""
    counts = Counter((key, person.ref.source) for person in people if (key := bearer_key(person)) is not None)
    return frozenset(key for (key, _), count in counts.items() if count > 1)


def match_keys(person: PreparedPerson) -> tuple[int, ...]:
    """Under which he is compared with others; nothing for accounts that are nobody's."""
    return tuple(dict.fromkeys(key for _, key in kinded_keys(person)))


def kinded_keys(person: PreparedPerson) -> tuple[tuple[KeyKind, int], ...]:
    """The same with what each stands for, every one once."""
    if person.kind is not AccountKind.PERSON:
        return ()
    names = comparable_names(person.names)
    found = [*_of_numbers(person), *_of_registers(person), *_of_accounts(person)]
    return tuple(dict.fromkeys((*found, *_of_names(person, names), *_of_roles(person, names))))


def _of_numbers(person: PreparedPerson) -> Iterator[tuple[KeyKind, int]]:
    company = person.placing.company_id
    for number in person.numbers:
        if number.normal:
            yield KeyKind.MOBILE if number.mobile else KeyKind.DESK, key_number("number", number.normal)
        digits = number.phone.tail
        head = number.phone.head if number.masked else digits[:3]
        if (number.mobile or number.masked) and number.tail:
            if len(head) >= 3:
                yield KeyKind.MASK, key_number("mask", head[:3], number.tail)
            if company:
                yield KeyKind.TAIL, key_number("tail", company, number.tail)
        elif company and len(digits) >= _LINE:
            yield KeyKind.LINE, key_number("line", company, digits[-_LINE:])


def _of_registers(person: PreparedPerson) -> Iterator[tuple[KeyKind, int]]:
    if person.id_hash:
        yield KeyKind.IDENTITY, key_number("identity", person.id_hash)
    for company, number in person.staff_numbers:
        yield KeyKind.STAFF, key_number("staff", company, number)
    for _, number in person.register:
        if len(number) >= _SHORTEST_BADGE:
            yield KeyKind.BADGE, key_number("badge", number)


def _of_accounts(person: PreparedPerson) -> Iterator[tuple[KeyKind, int]]:
    for mail in person.mails:
        if not mail.is_role:
            yield KeyKind.MAIL, key_number("mail", mail.address)
    for company, account in person.accounts:
        yield KeyKind.ACCOUNT, key_number("account", company, account)
        if len(account) >= _SHORTEST_LOCAL:
            yield KeyKind.LOCAL, key_number("local", account)


def _of_names(person: PreparedPerson, names: ComparableNames) -> Iterator[tuple[KeyKind, int]]:
    whole = names.full or names.latin
    if whole:
        yield KeyKind.NAME, key_number("person", whole)
    if names.full and person.born_on:
        yield KeyKind.BORN, key_number("born", names.full, person.born_on)
    company = person.placing.company_id
    if not company:
        return
    if names.full:
        yield KeyKind.BEARER, key_number("bearer", company, names.full)
    if person.hired_on:
        yield KeyKind.HIRED, key_number("hired", company, person.hired_on, names.initial)
    for form in names.sounds:
        yield KeyKind.SOUND, key_number("sound", company, form)
    for english in names.english:
        for family in names.families:
            yield KeyKind.ENGLISH, key_number("english", company, english, family)


def _of_roles(person: PreparedPerson, names: ComparableNames) -> Iterator[tuple[KeyKind, int]]:
    """Names with the unit or the work: so many bear a common name that the name alone stands for nobody."""
    company = person.placing.company_id
    role = (person.title, person.duty) if person.title and person.duty else ()
    usual = names.sounds[:1] if names.full else names.sounds[:_LATIN_ORDERS]
    called_by = (*names.families[:1], *names.given, *names.english[:1])
    if role:
        for form in usual:
            yield KeyKind.ROLE, key_number("role", form, *role)
    if role and company:
        for called in called_by:
            yield KeyKind.CALLED_ROLE, key_number("called", company, called, *role)
    if company and person.units:
        for form in usual:
            yield KeyKind.COLLEAGUE, key_number("colleague", person.units[0], form)
        for unit in dict.fromkeys((person.units[0], person.units[-1])):
            for called in called_by:
                yield KeyKind.CALLED, key_number("called", unit, called)


def name_keys(names: tuple[str, ...]) -> tuple[int, ...]:
    """Of his names as written; for finding the author of a document, never for joining."""
    return tuple(dict.fromkeys(key_number("name", folded) for name in names if (folded := fold_name(name))))


def leaving_key(day: str) -> int:
    """Of a last day, by which those are found whose last day has come."""
    return key_number("leaving", day)


def place_key(place: Place) -> int:
    """Of where a record says it belongs."""
    return key_number("place", place.source, *place.unit_keys, "", place.company, place.department, place.domain)
