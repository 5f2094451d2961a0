"""From a record of a person, as its source has it, to what is compared: names, numbers, addresses in normal forms."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, Function
from zhaoren.language.functions import function_of_unit
from zhaoren.language.text import fold
from zhaoren.unification.account_kinds import AccountKind, account_kind
from zhaoren.unification.coded_words import read_gender, read_status, read_yes
from zhaoren.unification.contact_reading import Mail, Number, read_mail, read_numbers, read_staff_number
from zhaoren.unification.dates import read_birth_day, read_day
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.places import Placing, place_of
from zhaoren.unification.read_records import ReadRecord

MOST_VALUES = 8  # of one kind on one record that are compared; more is a wrong column, not a person
_LONGEST_HASH = 200
_LONGEST_TITLE = 80


class PreparedPerson(NamedTuple):
    """What one record says about a person, in comparable forms.

    Attributes:
        names: as written, the main one first.
        numbers: mobiles and desk lines, masked ones with what is left of them.
        staff_numbers: (company id, digits of an employee number); `register`: the same with the letters.
        accounts: (company id, login or local part of a work address).
        gender: `m`, `f` or nothing; born_on, hired_on, left_on: ISO days or nothing.
        active: he works there as far as this record knows; nothing says that he left.
        concurrent: the record itself says that this post is held beside another.
        title: folded, letters and digits alone.
        units: ids of the units below his company, the highest first, his own last.
        duty: what his unit is about (a `Function`), empty where it is not known.
    """

    ref: RecordRef
    kind: AccountKind
    names: tuple[str, ...]
    numbers: tuple[Number, ...]
    mails: tuple[Mail, ...]
    placing: Placing
    staff_numbers: tuple[tuple[str, str], ...]
    register: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    id_hash: str
    born_on: str
    gender: str
    hired_on: str
    left_on: str
    status: EmploymentStatus
    active: bool
    concurrent: bool
    title: str = ""
    units: tuple[str, ...] = ()
    duty: str = ""

    def listed_beside(self, other: PreparedPerson) -> bool:
        """Whether one source lists both as active under two numbers of one company: then they are two people."""
        if self.ref.source != other.ref.source or not (self.active and other.active):
            return False
        if self.concurrent or other.concurrent:
            return False
        ours, theirs = dict(self.register), dict(other.register)
        return any(theirs.get(company, number) != number for company, number in ours.items())


def prepare(record: ReadRecord, organisation: Organisation) -> PreparedPerson:
    """Read one record of a person. Any text is accepted; what cannot be read is left out of the comparison."""
    placing = organisation.place(place_of(record))
    own_company = organisation.company(record.first("company") or record.default_company) or placing.company_id
    scope = own_company or f"source:{record.ref.source}"
    mails = tuple(dict.fromkeys(m for text in record.all("email")[:MOST_VALUES] if (m := read_mail(text))))
    status = status_of(record)
    left_on = read_day(record.first("leave_date"))
    numbers = [read_staff_number(text) for text in record.all("employee_number")[:MOST_VALUES]]
    return PreparedPerson(
        ref=record.ref,
        kind=account_kind(record),
        names=names_of(record),
        numbers=_numbers(record),
        mails=mails,
        placing=placing,
        staff_numbers=tuple(dict.fromkeys((scope, digits) for digits, _ in numbers if digits)),
        register=tuple(dict.fromkeys((scope, whole) for _, whole in numbers if whole)),
        accounts=_accounts(record, mails, own_company, organisation),
        id_hash=record.first("id_hash").casefold()[:_LONGEST_HASH],
        born_on=read_birth_day(record.first("birth_date")),
        gender=read_gender(record.first("gender")),
        hired_on=read_day(record.first("hire_date")),
        left_on=left_on,
        status=status,
        active=status is not EmploymentStatus.LEFT and not left_on,
        concurrent="兼" in record.first("title") or "兼" in record.first("status"),
        title=_plain(record.first("title")),
        units=_below_company(placing, organisation),
        duty=_duty(placing, organisation) or _duty_told(record.first("department")),
    )


@lru_cache(maxsize=16_384)
def _plain(title: str) -> str:
    return "".join(sign for sign in fold(title[:_LONGEST_TITLE]) if sign.isalnum())


def _below_company(placing: Placing, organisation: Organisation) -> tuple[str, ...]:
    unit = organisation.unit(placing.unit_id)
    if unit is None or unit.id == placing.company_id:
        return ()
    start = unit.path.index(placing.company_id) + 1 if placing.company_id in unit.path else 0
    return unit.path[start:]


def _duty(placing: Placing, organisation: Organisation) -> str:
    """The duty of the unit itself, else of the nearest one above it that has one."""
    for unit_id in reversed(_below_company(placing, organisation)):
        unit = organisation.unit(unit_id)
        if unit is not None and unit.function is not None and unit.function is not Function.OTHER:
            return unit.function.value
    return ""


@lru_cache(maxsize=4_096)
def _duty_told(department: str) -> str:
    """By the name of a department of which nobody knows whose it is."""
    found = function_of_unit(department) if 0 < len(department) <= _LONGEST_TITLE else None
    return found.value if found is not None and found is not Function.OTHER else ""


def _numbers(record: ReadRecord) -> tuple[Number, ...]:
    texts = (text for field in ("mobile", "phone") for text in record.all(field)[:MOST_VALUES])
    return tuple(dict.fromkeys(number for text in texts for number in read_numbers(text)))


def names_of(record: ReadRecord) -> tuple[str, ...]:
    """Every name of a record as written, the main one first; empty when it has none."""
    family, given = record.first("family_name"), record.first("given_name")
    parted: tuple[str, ...] = ()
    if family and given:
        joined = family + given if not (family + given).isascii() else f"{family}, {given}"
        parted = (joined,)
    texts = (*record.all("name", "display_name"), *parted, *record.all("english_name", "former_name", "nickname"))
    return tuple(dict.fromkeys(texts))[:MOST_VALUES]


def status_of(record: ReadRecord) -> EmploymentStatus:
    """Works here or left, by the word for it, else by whether the account is switched on."""
    status = read_status(record.first("status"))
    if status is EmploymentStatus.UNKNOWN and read_yes(record.first("enabled")) is False:
        return EmploymentStatus.LEFT
    return status


def _accounts(
    record: ReadRecord, mails: tuple[Mail, ...], own_company: str | None, organisation: Organisation
) -> tuple[tuple[str, str], ...]:
    """Logins and local parts of work addresses, each with the company that gave them."""
    found: dict[tuple[str, str], None] = {}
    if own_company:
        for login in record.all("login")[:MOST_VALUES]:
            found[own_company, fold(login).partition("@")[0][:100]] = None
    for mail in mails:
        company = organisation.company_of_domain(mail.domain)
        if company is not None and not mail.is_role:
            found[company, mail.local] = None
    return tuple(found)
