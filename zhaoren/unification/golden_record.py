"""From the records of one person to the directory's person: the most trusted words first, each with its origins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from schemas.directory import Origin, Person, Relation, Value
from schemas.records import RecordRef
from schemas.vocabulary import RelationKind
from zhaoren.unification.coded_words import read_yes
from zhaoren.unification.golden_contacts import (
    contacts_of_person,
    facts_of_person,
    logins_of_person,
    staff_numbers_of_person,
)
from zhaoren.unification.golden_names import names_of_person
from zhaoren.unification.golden_posts import posts_of_person
from zhaoren.unification.golden_status import companies_left, status_of_person
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord
from zhaoren.unification.survivorship import most_trusted_first

FindPerson = Callable[[ReadRecord, str], str | None]
"""The person whom a record means by a key, None when that cannot be told."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that is told of one person.

    Attributes:
        records: his own; `posts`: records of posts that he holds.
        assisted: records of people who name him as their assistant, with the ids of those people.
        heads: units that name him as their head.
    """

    person_id: str
    number: int
    records: Sequence[ReadRecord]
    prepared: Mapping[RecordRef, PreparedPerson]
    posts: Sequence[ReadRecord] = ()
    assisted: Sequence[tuple[ReadRecord, str]] = ()
    heads: Sequence[tuple[str, Origin]] = ()


def golden_record(
    gathered: Gathered,
    organisation: Organisation,
    find_person: FindPerson,
    shared_numbers: Collection[str],
    today: str,
) -> Person:
    """The person.

    Args:
        shared_numbers: normal forms of numbers that several people carry, switchboards included.
        today: ISO day by which a last day is past.
    """
    records = most_trusted_first(gathered.records)
    main, names = names_of_person(records)
    status = status_of_person(records, gathered.prepared, today)
    return Person(
        id=gathered.person_id,
        number=gathered.number,
        name=main,
        names=names,
        status=status,
        posts=posts_of_person(
            gathered.person_id,
            most_trusted_first(records, "title"),
            gathered.prepared,
            most_trusted_first(gathered.posts, "title"),
            organisation,
            status,
            companies_left(records, gathered.prepared, today),
        ),
        contacts=contacts_of_person(records, gathered.prepared, shared_numbers),
        employee_numbers=staff_numbers_of_person(records, gathered.prepared),
        logins=logins_of_person(records),
        relations=_relations(gathered, records, find_person),
        facts=facts_of_person(records),
        records=tuple(sorted(record.ref for record in records)),
        hidden=any(read_yes(text) is True for record in records for text in record.all("hidden")),
    )


def _relations(gathered: Gathered, records: Sequence[ReadRecord], find_person: FindPerson) -> tuple[Relation, ...]:
    found: dict[tuple[RelationKind, str], tuple[str, dict[Origin, None]]] = {}

    def tell(kind: RelationKind, target: str, text: str, origin: Origin) -> None:
        found.setdefault((kind, target), (text, {}))[1].setdefault(origin)

    for record in records:
        for key in record.all("manager_key"):
            manager = find_person(record, key)
            if manager is not None and manager != gathered.person_id:
                tell(RelationKind.REPORTS_TO, manager, key, record.origin("manager_key"))
    for record, boss in sorted(gathered.assisted, key=lambda pair: pair[0].ref):
        if boss != gathered.person_id:
            tell(RelationKind.ASSISTANT_OF, boss, "", record.origin("assistant_key"))
    for unit_id, origin in sorted(gathered.heads, key=lambda head: (head[0], head[1].record)):
        tell(RelationKind.HEAD_OF, unit_id, "", origin)
    return tuple(
        Relation(kind, target, Value(text, tuple(origins))) for (kind, target), (text, origins) in found.items()
    )
