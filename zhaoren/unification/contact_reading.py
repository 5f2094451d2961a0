"""Numbers and addresses of a record in comparable forms; one cell may hold several."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from zhaoren.language.contacts import (
    Mail,
    Phone,
    PhoneKind,
    read_employee_number,
    read_home_line,
    read_mail,
    read_phone,
    same_phone,
)

__all__ = ["Mail", "Number", "read_mail", "read_numbers", "read_staff_number"]

_BETWEEN = re.compile(r"[/、;；|，\n]+")
_HOME_MOBILE = re.compile(r"(?:\+?(?:00)?86)?(1[3-9]\d{9})", re.ASCII)
_FILLERS = str.maketrans("", "", " -()\t")
_TAIL = 4  # last digits that a masked number leaves visible
_LOCAL = 7  # digits of the shortest number within a city
_LONGEST_HOME = 40  # signs with which a number of this country may be written
_MOST = 6  # numbers that are read from one cell


class Number(NamedTuple):
    """One telephone number.

    Attributes:
        normal: E.164, with `;ext=` where it has an extension; empty for masked numbers and for those that hold inside
            one company or exchange only.
        tail: its last four digits, empty when fewer are known.
        shown: as it is displayed.
    """

    normal: str
    mobile: bool
    tail: str
    shown: str
    phone: Phone

    @property
    def masked(self) -> bool:
        """Whether digits of it are hidden."""
        return self.phone.kind is PhoneKind.MASKED

    def masks(self, other: Number) -> bool:
        """Whether this is the other one with digits hidden; what stands before the mask may be the country code."""
        if not self.masked or other.masked or not other.normal:
            return False
        whole = other.phone.number.lstrip("+")
        abroad = whole.startswith(self.phone.head or "?") and whole.endswith(self.phone.tail)
        return abroad or same_phone(self.phone, other.phone)

    def shortens(self, other: Number) -> bool:
        """Whether this is the other one without its area code."""
        digits = self.phone.tail
        return len(digits) >= _LOCAL and not (self.masked or other.masked) and other.phone.tail.endswith(digits)


@lru_cache(maxsize=2048)
def read_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of one cell."""
    # Nine of ten are mobiles and lines of this country; the general road takes up to thirty times as long.
    half = unicodedata.normalize("NFKC", text) if len(text) < _LONGEST_HOME else ""
    if (home := _HOME_MOBILE.fullmatch(half.translate(_FILLERS))) is not None:
        at_home = Phone("+86" + home[1], "", PhoneKind.MOBILE, home[1])
        return (Number(at_home.number, mobile=True, tail=home[1][-_TAIL:], shown=home[1], phone=at_home),)
    if (line := read_home_line(half)) is not None:
        return (Number(line.number, mobile=False, tail=line.tail[-_TAIL:], shown=half, phone=line),)
    found = []
    for part in _BETWEEN.split(text)[:_MOST]:
        phone = read_phone(part)
        if phone is None:
            continue
        whole = phone.number.startswith("+")
        normal = phone.number + (f";ext={phone.extension}" if phone.extension else "") if whole else ""
        mobile = phone.kind is PhoneKind.MOBILE or (phone.kind is PhoneKind.MASKED and phone.head.startswith("1"))
        tail = phone.tail[-_TAIL:] if len(phone.tail) >= _TAIL else ""
        found.append(Number(normal, mobile, tail, _shown(part, phone), phone))
    return tuple(found)


def _shown(part: str, phone: Phone) -> str:
    """Home mobiles without country code; everything else as it was written, tidied."""
    if phone.kind is PhoneKind.MOBILE and phone.number.startswith("+86") and not phone.extension:
        return phone.number[3:]
    return " ".join(unicodedata.normalize("NFKC", part).split())


def read_staff_number(text: str) -> tuple[str, str]:
    """An employee number as (digits alone, whole): systems of one company write 123, 00123 and E123. Empty for none."""
    number = read_employee_number(text)
    return (number.digits, number.normal) if number is not None else ("", "")
