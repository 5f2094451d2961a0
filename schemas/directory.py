"""The directory as joined: people, units, posts and documents, every value with the records that said it.

Slotted dataclasses, since hundreds of them answer one question; JSON forms are in `schemas.directory_json`.
Times are ISO 8601 in UTC (`2026-11-22T08:30:00Z`), days are ISO dates (`2026-11-22`), ids are opaque.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from schemas.records import RecordRef
from schemas.vocabulary import ContactKind, EmploymentStatus, Engagement, Function, Layer, Rank, RelationKind, UnitType


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: `since` is when this record was first read with it."""

    record: RecordRef
    since: str


@dataclass(frozen=True, slots=True)
class Value:
    """A cleaned value and who said it, the most trusted first; at least one origin unless it was derived."""

    text: str
    origins: tuple[Origin, ...] = ()


class NameKind(StrEnum):
    """What a name is to a person or a unit."""

    MAIN = "main"  # a person's own name; a unit's legal or full name
    ENGLISH = "english"
    SHORT = "short"
    ALIAS = "alias"  # nickname, other spelling
    FORMER = "former"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a person or a unit."""

    kind: NameKind
    value: Value


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach a person. `normal` is the comparable form (E.164, folded address); masked numbers have none."""

    kind: ContactKind
    value: Value
    normal: str
    layer: Layer
    shared: bool = False  # switchboards and phones that several people carry


@dataclass(frozen=True, slots=True)
class Role:
    """What a title says, one for each function in it (`zhaoren.language.titles`)."""

    function: Function
    rank: Rank
    deputy: bool = False
    acting: bool = False
    in_charge: bool = False  # 分管: a vice president who answers for this function without heading its unit
    designate: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A seat in a unit.

    Attributes:
        unit_id: the unit it belongs to, the company itself for its officers; None when it could not be placed.
        company_id: the nearest company at or above that unit.
        holder_id: None when vacant.
        starts_on, ends_on: ISO days, inclusive; empty when unknown. Compare at question time, not at sync time.
        former: the title itself says that it is over (原, 前).
    """

    id: str
    unit_id: str | None
    company_id: str | None
    holder_id: str | None
    title: Value
    roles: tuple[Role, ...]
    primary: bool = False
    acting: bool = False
    former: bool = False
    starts_on: str = ""
    ends_on: str = ""
    department: str = ""  # as written, for display
    engagement: Engagement = Engagement.REGULAR


@dataclass(frozen=True, slots=True)
class Relation:
    """From a person to another person, or to a unit."""

    kind: RelationKind
    target_id: str
    value: Value


@dataclass(frozen=True, slots=True)
class EmployeeNumber:
    """Unique inside one company only."""

    company_id: str | None
    value: Value


@dataclass(frozen=True, slots=True)
class Fact:
    """Any other field of `schemas.fields.PERSON_FIELDS`: city, office, hire_date, gender …"""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class Person:
    """One human being. `id` is stable for ever; `number` is a small integer, given once, that makes order total."""

    id: str
    number: int
    name: Value
    names: tuple[Name, ...]  # all of them, the main one included
    status: EmploymentStatus
    posts: tuple[Post, ...] = ()
    contacts: tuple[ContactPoint, ...] = ()
    employee_numbers: tuple[EmployeeNumber, ...] = ()
    logins: tuple[Value, ...] = ()
    relations: tuple[Relation, ...] = ()
    facts: tuple[Fact, ...] = ()
    records: tuple[RecordRef, ...] = ()
    hidden: bool = False  # a source asks to hide him; the strictest source wins


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the organisation tree.

    Attributes:
        path: ids from the root to this unit, itself included.
        company_id: the nearest company at or above it (itself for a company).
        placed: whether its parent is known; units that are not are listed (`why_unplaced`), never dropped.
    """

    id: str
    number: int
    type: UnitType
    name: Value
    names: tuple[Name, ...]
    parent_id: str | None
    path: tuple[str, ...]
    company_id: str | None
    function: Function | None = None
    head_ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    city: Value | None = None
    industry: Value | None = None
    records: tuple[RecordRef, ...] = ()
    placed: bool = True
    why_unplaced: str = ""


class Part(StrEnum):
    """What a person is to a document or project, the strongest first."""

    LEAD = "lead"
    AUTHOR = "author"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Involvement:
    """A person's part in a document; `person_id` is None where the name on it could not be told."""

    person_id: str | None
    part: Part
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """What people wrote or took part in; a project is one too (`type` is then "project")."""

    id: str
    number: int
    title: Value
    type: str
    people: tuple[Involvement, ...] = ()
    company_id: str | None = None
    project_id: str | None = None
    date: str = ""
    keywords: tuple[str, ...] = ()
    text: str = ""
    path: str = ""
    records: tuple[RecordRef, ...] = ()
    hidden: bool = False  # its source asks to hide it, or does not say who may read it
