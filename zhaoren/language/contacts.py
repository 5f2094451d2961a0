"""Phones, mail addresses and employee numbers in one form each, from whatever people and systems write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

import phonenumbers

from zhaoren.language.text import fold, read_data

HOME_REGION = "CN"
LONGEST_CONTACT = 64
SHORTEST_TAIL = 3

_MASK = re.compile(r"[*x·●○×#]{2,}|\.{3,}|…", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?:\bext\.?|\bextension|\bx|转|分机|內線|内线|#|;ext=|,+|－－|--)\s*[.:：-]?\s*(\d{1,6})\s*$", re.IGNORECASE
)
_LABEL = re.compile(r"^[^+(\d]*")
_SCIENTIFIC = re.compile(r"\d\.\d+e\+?\d+")
_AREA = re.compile(r"0[1-9]\d{1,2}")
_LETTER_DIGITS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "Ｏ": "0"})
_HOME_LINE = re.compile(r"0([1-9]\d{1,2})[- ]?(\d{7,8})", re.ASCII)
_MOBILE_CN = re.compile(r"1[3-9]\d{9}")


class PhoneKind(StrEnum):
    """What a number leads to."""

    MOBILE = "mobile"
    DESK = "desk"
    MASKED = "masked"  # only its last digits are known
    SHORT = "short"  # a number inside a company
    UNKNOWN = "unknown"


class Phone(NamedTuple):
    """One phone number as read.

    `number` is E.164 (+8613800138000) where the number is valid, the bare digits where it is only plausible, and empty
    for a masked one. `tail` is what is known of its end (all digits without country code, or those behind a mask).
    """

    number: str
    extension: str
    kind: PhoneKind
    tail: str
    head: str = ""  # the digits in front of a mask


@lru_cache(maxsize=2048)
def read_phone(raw: str, region: str = HOME_REGION) -> Phone | None:
    """Read one phone number in any usual writing: full width, O for 0, 0086, brackets, extension, masked middle.

    `region` (ISO 3166, two letters) is where a number without country code belongs. None when there is no number in it.
    """
    text = fold(raw[:LONGEST_CONTACT])
    if _MASK.search(text) and (masked := _read_masked(text)):
        return masked
    if _SCIENTIFIC.fullmatch(text):
        # What a spreadsheet made of a number: digits are lost, so none is known.
        return None
    text, extension = _without_extension(_LABEL.sub("", re.sub(r"(?<=\d)\.0+$", "", text)))
    digits = _digits_of(text)
    if len(digits.lstrip("+")) < SHORTEST_TAIL:
        return None
    return _read_digits(digits, extension, region)


def _read_masked(text: str) -> Phone | None:
    parts = [re.sub(r"\D", "", part) for part in _MASK.split(text)]
    head, tail = parts[0], parts[-1]
    if len(tail) < SHORTEST_TAIL:
        return None
    if head.startswith("0086"):
        head = head[4:]
    elif head.startswith("86") and len(head) > 4:
        head = head[2:]
    return Phone("", "", PhoneKind.MASKED, tail, head)


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    if found and len(re.sub(r"\D", "", text[: found.start()])) > 4:
        return text[: found.start()], found[1]
    # 0571-8888-1234-802: a last group behind a whole number is an extension.
    groups = re.findall(r"\d+", text)
    if len(groups) >= 3 and len(groups[-1]) <= 4 and len("".join(groups[:-1])) >= 11 and _AREA.fullmatch(groups[0]):
        return text[: text.rindex(groups[-1])], groups[-1]
    return text, ""


def _digits_of(text: str) -> str:
    """Digits, with a leading plus where there is one; letters that stand for digits only between digits."""
    if sum(sign.isdigit() for sign in text) >= 5:
        text = text.translate(_LETTER_DIGITS)
    plus = "+" if text.lstrip("( ").startswith("+") else ""
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if not plus and digits.startswith("00"):
        return "+" + digits[2:]
    return plus + digits


def _read_digits(digits: str, extension: str, region: str) -> Phone | None:
    bare = digits.lstrip("+")
    if region == HOME_REGION and not digits.startswith("+"):
        if len(bare) == 13 and bare.startswith("86") and _MOBILE_CN.fullmatch(bare[2:]):
            digits = "+" + bare
        elif len(bare) == 12 and bare[0] == "0" and _MOBILE_CN.fullmatch(bare[1:]):
            # Old exchanges wanted a 0 before a mobile number of another city.
            digits = bare[1:]
    if region == HOME_REGION and digits.startswith("0") and _is_home_line(digits[1:]):
        return Phone("+86" + digits[1:], extension, PhoneKind.DESK, digits[1:])
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return _plausible(bare, extension)
    if not phonenumbers.is_valid_number(parsed):
        return _plausible(bare, extension)
    kind = phonenumbers.number_type(parsed)
    mobile = kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return Phone(
        number=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        extension=extension,
        kind=PhoneKind.MOBILE if mobile else PhoneKind.DESK,
        tail=phonenumbers.national_significant_number(parsed),
    )


@cache
def _home_patterns() -> tuple[re.Pattern[str], ...]:
    about = phonenumbers.PhoneMetadata.metadata_for_region(HOME_REGION)
    known = (about.general_desc, about.fixed_line, about.mobile) if about is not None else ()
    return tuple(re.compile(one.national_number_pattern or "(?!)") for one in known if one is not None)


def _is_home_line(national: str) -> bool:
    """Whether it is a desk number of this country with its area: by the patterns of the library, which needs four times
    as long for it, since it asks for every kind of number."""
    any_number, line, mobile = _home_patterns()
    return bool(any_number.fullmatch(national) and line.fullmatch(national) and not mobile.fullmatch(national))


def read_home_line(text: str) -> Phone | None:
    """A desk number of this country that is written with its area and nothing else; None for all others.

    Args:
        text: half width.
    """
    found = _HOME_LINE.fullmatch(text)
    if found is None or not _is_home_line(found[1] + found[2]):
        return None
    national = found[1] + found[2]
    return Phone("+86" + national, "", PhoneKind.DESK, national)


def _plausible(bare: str, extension: str) -> Phone | None:
    if len(bare) > 15:
        return None
    kind = PhoneKind.SHORT if len(bare) <= 6 else PhoneKind.UNKNOWN
    return Phone(bare, extension, kind, bare)


def same_phone(a: Phone, b: Phone) -> bool:
    """Whether two numbers may be one: equal, or one masked and its known digits fit the other."""
    if PhoneKind.MASKED in (a.kind, b.kind):
        masked, other = (a, b) if a.kind is PhoneKind.MASKED else (b, a)
        if other.kind is PhoneKind.MASKED:
            return masked.tail == other.tail and masked.head == other.head
        return other.tail.endswith(masked.tail) and other.tail.startswith(masked.head)
    return a.number == b.number and a.extension == b.extension


_MAIL = re.compile(r"[^@\s,;<>()\[\]\"']+@[^@\s,;<>()\[\]\"']+\.[^@\s,;<>()\[\]\"'.]+")
_TAG = re.compile(r"\+.*$")
_AROUND_SIGNS = re.compile(r"\s*([@.])\s*")


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for line in read_data("role_mailboxes.txt") for word in line.split())


class Mail(NamedTuple):
    """One mail address: `address` is the compare form, `local` and `domain` its halves, without +tags.

    `is_role` says that the mailbox belongs to a post or a machine, so that it joins nobody.
    """

    address: str
    local: str
    domain: str
    is_role: bool


@lru_cache(maxsize=2048)
def read_mail(raw: str) -> Mail | None:
    """Read one mail address in any usual writing (full width, `Name <a@b.c>`, mailto:); None when there is none."""
    text = fold(raw[:320]).replace("mailto:", "").replace("。", ".").replace(" at ", "@")
    # Folded text has no other white space; nearly all addresses have none.
    found = _MAIL.search(_AROUND_SIGNS.sub(r"\1", text) if " " in text else text)
    if found is None:
        return None
    local, domain = found[0].strip(".").rsplit("@", 1)
    local = _TAG.sub("", local) or local
    return Mail(f"{local}@{domain}", local, domain, is_role_mailbox(local))


def is_role_mailbox(local: str) -> bool:
    """Whether the local part of an address names a post, a room or a machine and no human: hr, caiwu01, no-reply."""
    plain = fold(local)
    if plain in _role_words() or re.sub(r"[\W\d_]+$", "", plain) in _role_words():
        return True
    words = [word for word in re.split(r"[\W\d_]+", plain) if word]
    return len(words) > 1 and all(word in _role_words() or len(word) < 3 for word in words)


@dataclass(frozen=True, slots=True)
class EmployeeNumber:
    """An employee number: `normal` is its compare form, `letters` and `digits` its halves, without leading zeros.

    The same person is E00123, e123 and 123 in three systems of one company: compare `digits` there, and `normal` where
    letters tell companies apart.
    """

    normal: str
    letters: str
    digits: str


_NUMBER_PARTS = re.compile(r"0*([a-z]*)0*(\d+)([a-z]*)")


@lru_cache(maxsize=2048)
def read_employee_number(raw: str) -> EmployeeNumber | None:
    """Read an employee number in any usual writing: full width, 00123, E-00123, 00E123, No. 123, 123.0.

    None when there is no digit in it, or nothing but zeros.
    """
    text = fold(raw[:LONGEST_CONTACT])
    text = re.sub(
        r"^(?:工号|员工编号|编号|no\.?|emp(?:loyee)?\.?\s*(?:no\.?|id)?)\s*[:：#]?\s*(?=[a-z]*[\s-]*\d)", "", text
    )
    text = re.sub(r"\.0+$", "", text) if re.fullmatch(r"\d+\.0+", text) else text
    plain = re.sub(r"[^a-z0-9]", "", text)
    found = _NUMBER_PARTS.fullmatch(plain)
    if found is None:
        return EmployeeNumber(plain, "", plain) if any(sign.isdigit() for sign in plain) else None
    letters, digits, suffix = found.groups()
    if not digits.strip("0"):
        return None
    return EmployeeNumber(letters + digits + suffix, letters, digits + suffix)
