"""Which fields a record of each kind may carry. A mapping may name these and no others; the rest is stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.vocabulary import Layer, RecordKind


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record.

    Attributes:
        layer: how sensitive its values are unless the policy says otherwise.
        meaning: one sentence for administrators, shown in the JSON Schema and by `zhaoren init`.
        refers_to: the kind of record its values are keys of, None for plain values.
    """

    layer: Layer
    meaning: str
    refers_to: RecordKind | None = None


def _table(**specs: FieldSpec) -> Mapping[str, FieldSpec]:
    return MappingProxyType(specs)


_O, _I, _C, _S = Layer.OPEN, Layer.INTERNAL, Layer.CONFIDENTIAL, Layer.SECRET

PERSON_FIELDS = _table(
    name=FieldSpec(_O, "Name as the source writes it, in any script"),
    family_name=FieldSpec(_O, "Surname alone (LDAP sn)"),
    given_name=FieldSpec(_O, "Given name alone (LDAP givenName)"),
    display_name=FieldSpec(_O, "Name as shown, decorations included (LDAP displayName)"),
    english_name=FieldSpec(_O, "Name in Latin letters"),
    nickname=FieldSpec(_O, "What colleagues call him: 小王, Wayne"),
    former_name=FieldSpec(_O, "Name borne earlier"),
    login=FieldSpec(_I, "Account name: uid, sAMAccountName"),
    employee_number=FieldSpec(_I, "Number, unique inside one company only"),
    company=FieldSpec(_O, "Company in any spelling, or its code"),
    department=FieldSpec(_O, "Department name, or a path with / or \\ or > between its parts"),
    unit_key=FieldSpec(_O, "Key of the unit he belongs to", RecordKind.UNIT),
    title=FieldSpec(_O, "Title as written; several posts may stand in one title"),
    mobile=FieldSpec(_C, "Mobile number in any form"),
    phone=FieldSpec(_I, "Desk number with extension in any form"),
    email=FieldSpec(_I, "Mail address"),
    chat_id=FieldSpec(_I, "Account in a chat suite"),
    city=FieldSpec(_I, "City he works in"),
    office=FieldSpec(_I, "Building, floor, room"),
    gender=FieldSpec(_S, "Used to keep two people apart, shown to few"),
    birth_date=FieldSpec(_S, "Used to keep two people apart, shown to few"),
    id_hash=FieldSpec(_S, "Hash of an identity number; never the number itself"),
    manager_key=FieldSpec(_O, "Key (or DN) of the person he reports to", RecordKind.PERSON),
    assistant_key=FieldSpec(_O, "Key (or DN) of his assistant", RecordKind.PERSON),
    status=FieldSpec(_O, "Works here or left, in the source's own words or codes"),
    enabled=FieldSpec(_I, "Whether the account is switched on"),
    hire_date=FieldSpec(_C, "First day"),
    leave_date=FieldSpec(_C, "Last day"),
    hidden=FieldSpec(_O, "The source asks to hide this person (yes/no in any spelling)"),
)

UNIT_FIELDS = _table(
    name=FieldSpec(_O, "Legal or full name"),
    short_name=FieldSpec(_O, "Short name"),
    english_name=FieldSpec(_O, "Name in English"),
    alias=FieldSpec(_O, "What people also call it"),
    former_name=FieldSpec(_O, "Name borne earlier"),
    stock_name=FieldSpec(_O, "Name at the stock exchange"),
    code=FieldSpec(_O, "Code that several sources share"),
    credit_code=FieldSpec(_O, "Unified social credit code"),
    type=FieldSpec(_O, "company, dept, section, team …, in the source's own words"),
    parent_key=FieldSpec(_O, "Key (or DN, or code) of the unit above; empty at the top", RecordKind.UNIT),
    company=FieldSpec(_O, "Company it belongs to, in any spelling or its code; stands above where no parent is given"),
    head_key=FieldSpec(_O, "Key (or DN) of the person who heads it", RecordKind.PERSON),
    city=FieldSpec(_O, "City"),
    industry=FieldSpec(_O, "Industry"),
    mail_domain=FieldSpec(_O, "Mail domain of its people"),
    old_mail_domain=FieldSpec(_O, "Mail domain of earlier years"),
    switchboard=FieldSpec(_O, "Number that many people share"),
)

POST_FIELDS = _table(
    holder_key=FieldSpec(_O, "Key of the person who holds it; empty when vacant", RecordKind.PERSON),
    unit_key=FieldSpec(_O, "Key of the unit it belongs to", RecordKind.UNIT),
    company=FieldSpec(_O, "Company in any spelling, where no unit key is given"),
    department=FieldSpec(_O, "Department name, where no unit key is given"),
    title=FieldSpec(_O, "Title as written"),
    primary=FieldSpec(_O, "Whether it is his main post (yes/no in any spelling)"),
    acting=FieldSpec(_O, "Whether it is held for the time being"),
    start_date=FieldSpec(_O, "First day"),
    end_date=FieldSpec(_O, "Last day; set in the past means over"),
    vacant=FieldSpec(_O, "Whether the source says that nobody holds it"),
)

DOCUMENT_FIELDS = _table(
    title=FieldSpec(_O, "Title"),
    type=FieldSpec(_O, "Report, contract, minutes …"),
    author=FieldSpec(_O, "Author's name as written"),
    author_key=FieldSpec(_O, "Key of an author", RecordKind.PERSON),
    company=FieldSpec(_O, "Company in any spelling, or its code"),
    project_key=FieldSpec(_O, "Key of its project", RecordKind.PROJECT),
    date=FieldSpec(_O, "Date or year"),
    keyword=FieldSpec(_O, "Key words"),
    text=FieldSpec(_O, "Text, for searching"),
    path=FieldSpec(_O, "Where it lies, relative to its source"),
    owner=FieldSpec(_O, "Account or name of whom it belongs to"),
    hidden=FieldSpec(_O, "The source asks to hide this document, or does not say who may read it (yes/no)"),
)

PROJECT_FIELDS = _table(
    name=FieldSpec(_O, "Name"),
    company=FieldSpec(_O, "Company in any spelling, or its code"),
    lead_key=FieldSpec(_O, "Key of the person who leads it", RecordKind.PERSON),
    member_key=FieldSpec(_O, "Key of a member", RecordKind.PERSON),
    start_date=FieldSpec(_O, "First day"),
    keyword=FieldSpec(_O, "Key words"),
)

FIELDS: Mapping[RecordKind, Mapping[str, FieldSpec]] = MappingProxyType(
    {
        RecordKind.PERSON: PERSON_FIELDS,
        RecordKind.UNIT: UNIT_FIELDS,
        RecordKind.POST: POST_FIELDS,
        RecordKind.DOCUMENT: DOCUMENT_FIELDS,
        RecordKind.PROJECT: PROJECT_FIELDS,
    }
)
