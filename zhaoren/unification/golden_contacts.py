"""How a person is reached: every number and address once, with all who say it, its layer and whether it is shared."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from schemas.directory import ContactPoint, EmployeeNumber, Fact, Value
from schemas.fields import PERSON_FIELDS
from schemas.records import RecordRef
from schemas.vocabulary import ContactKind, EmploymentStatus, Layer
from zhaoren.language.text import fold
from zhaoren.unification.coded_words import read_gender, read_status
from zhaoren.unification.contact_reading import Number, read_mail, read_numbers, read_staff_number
from zhaoren.unification.dates import read_day
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.survivorship import Said, said_of, values_of

_STRICTNESS = (Layer.OPEN, Layer.INTERNAL, Layer.CONFIDENTIAL, Layer.SECRET)
_STRICTER = {
    (field, kind): max((PERSON_FIELDS[field].layer, PERSON_FIELDS[kind.value].layer), key=_STRICTNESS.index)
    for field in ("mobile", "phone")
    for kind in (ContactKind.MOBILE, ContactKind.PHONE)
}
_FACT_FIELDS = ("status", "city", "office", "gender", "birth_date", "id_hash", "hire_date", "leave_date")
_DATE_FIELDS = frozenset({"birth_date", "hire_date", "leave_date"})


def _tidy(text: str) -> str:
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


def contacts_of_person(
    records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson], shared: Collection[str]
) -> tuple[ContactPoint, ...]:
    """Numbers, addresses, chat accounts and offices, the most trusted of each kind first.

    Args:
        shared: normal forms of numbers that several people carry, or that are switchboards.
    """
    points = [*_numbers(records, prepared, shared), *_mails(records, shared)]
    for field, kind in (("chat_id", ContactKind.CHAT), ("office", ContactKind.OFFICE)):
        points += [
            ContactPoint(kind, Value(_tidy(value.text), value.origins), fold(value.text), PERSON_FIELDS[field].layer)
            for value in values_of(said_of(records, field), fold)
        ]
    return tuple(points)


def _strictest(one: Layer, other: Layer) -> Layer:
    return one if one is other else max((one, other), key=_STRICTNESS.index)


@dataclass(slots=True)
class _Line:
    """One number while its sayings are gathered."""

    number: Number
    said: list[Said]
    layer: Layer


def _numbers_in(said: Said, prepared: Mapping[RecordRef, PreparedPerson]) -> tuple[Number, ...]:
    """Of a record that says no other number they are known already; reading one is dear."""
    fields = said.record.fields
    alone = len(fields.get("mobile", ())) + len(fields.get("phone", ())) == 1
    return prepared[said.record.ref].numbers if alone else read_numbers(said.text)


def _numbers(
    records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson], shared: Collection[str]
) -> list[ContactPoint]:
    """A number is what it is, whatever field it stands in; it is as confidential as the strictest of both."""
    lines: dict[str, _Line] = {}
    for one in said_of(records, "mobile", "phone"):
        for number in _numbers_in(one, prepared):
            line = lines.setdefault(number.normal or number.shown, _Line(number, [], Layer.OPEN))
            line.said.append(Said(number.shown, one.record, one.field))
            kind = ContactKind.MOBILE if number.mobile else ContactKind.PHONE
            line.layer = _strictest(line.layer, _STRICTER[one.field, kind])
    for key, line in list(lines.items()):
        whole = next((other for other in lines.values() if line.number.masks(other.number)), None)
        if whole is not None:
            # What a mask hides is said by the whole number; who masked it said the same.
            whole.said += [Said(whole.number.shown, one.record, one.field) for one in line.said]
            del lines[key]
    points = [
        ContactPoint(
            ContactKind.MOBILE if line.number.mobile else ContactKind.PHONE,
            values_of(line.said, lambda _text: "one")[0],
            line.number.normal,
            line.layer,
            shared=line.number.normal in shared,
        )
        for line in lines.values()
    ]
    # Lines stand in the order of trust already.
    return sorted(points, key=lambda p: (p.kind, not p.normal))


def _mails(records: Sequence[ReadRecord], shared: Collection[str]) -> list[ContactPoint]:
    points = []
    for value in values_of(said_of(records, "email"), _mail_key):
        mail = read_mail(value.text)
        normal = mail.address if mail else ""
        role = mail.is_role if mail else False
        text = normal or _tidy(value.text)
        layer = PERSON_FIELDS["email"].layer
        points.append(
            ContactPoint(ContactKind.EMAIL, Value(text, value.origins), normal, layer, shared=role or normal in shared)
        )
    return points


def _mail_key(text: str) -> str:
    mail = read_mail(text)
    return mail.address if mail is not None else _tidy(text)


def staff_numbers_of_person(
    records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson]
) -> tuple[EmployeeNumber, ...]:
    """His numbers, each with the company in which it holds."""
    found: dict[tuple[str | None, str], list[Said]] = {}
    for one in said_of(records, "employee_number"):
        normal = read_staff_number(one.text)[0] or _tidy(one.text)
        scopes = prepared[one.record.ref].staff_numbers
        scope = scopes[0][0] if scopes else prepared[one.record.ref].placing.company_id or ""
        company = scope if scope and not scope.startswith("source:") else None
        found.setdefault((company, normal), []).append(Said(_tidy(one.text), one.record, one.field))
    return tuple(
        EmployeeNumber(company, values_of(ones, lambda _text: "one")[0]) for (company, _), ones in found.items()
    )


def logins_of_person(records: Sequence[ReadRecord]) -> tuple[Value, ...]:
    """His account names."""
    return tuple(Value(_tidy(v.text), v.origins) for v in values_of(said_of(records, "login"), fold))


def facts_of_person(records: Sequence[ReadRecord]) -> tuple[Fact, ...]:
    """Everything else that his records say, each value once, the most trusted first."""
    known = {name for record in records for name in record.fields}
    return tuple(
        Fact(field, value)
        for field in _FACT_FIELDS
        if field in known
        for value in values_of(
            [Said(_clean(field, one.text), one.record, field) for one in said_of(records, field)],
            _status if field == "status" else fold,
        )
    )


def _status(text: str) -> str:
    """Works here or left, whatever the word; a word that is not understood is one of its own."""
    status = read_status(text)
    return fold(text) if status is EmploymentStatus.UNKNOWN else status.value


def _clean(field: str, text: str) -> str:
    if field in _DATE_FIELDS:
        return read_day(text) or _tidy(text)
    if field == "gender":
        return read_gender(text) or _tidy(text)
    return _tidy(text)
