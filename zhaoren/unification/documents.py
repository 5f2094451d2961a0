"""From records of documents and projects to documents; people are found by key, else by a name that one bears."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schemas.directory import Document, Involvement, Part, Value
from schemas.vocabulary import RecordKind
from zhaoren.unification.coded_words import read_yes
from zhaoren.unification.dates import read_date
from zhaoren.unification.organisation import Organisation
from zhaoren.unification.read_records import ReadRecord

FindByKey = Callable[[ReadRecord, str], str | None]
FindByName = Callable[[str, str | None], Iterable[str]]
"""Ids of the people who bear a name, in a company where one is given."""


@dataclass(frozen=True, slots=True)
class Finders:
    """How the people and the project on a document are found."""

    person_of_key: FindByKey
    people_of_name: FindByName
    project_of_key: FindByKey
    name_of_person: Callable[[str], str]


def document_id(record: ReadRecord) -> str:
    """One document for each record, for ever."""
    return f"doc-{record.record_id}"


def author_names(record: ReadRecord) -> tuple[str, ...]:
    """Names of people on a document as written."""
    return record.all("author")


def document_of(record: ReadRecord, number: int, organisation: Organisation, finders: Finders) -> Document:
    """The document or project that one record tells of."""
    project = record.ref.kind is RecordKind.PROJECT
    company = organisation.company(record.first("company") or record.default_company)
    title_field = "name" if project else "title"
    title = record.first(title_field) or record.ref.key
    key = record.first("project_key")
    return Document(
        id=document_id(record),
        number=number,
        title=Value(" ".join(title.split()), (record.origin(title_field),)),
        type="project" if project else record.first("type"),
        people=_people(record, company, finders, project=project),
        company_id=company,
        project_id=finders.project_of_key(record, key) if key else None,
        date=read_date(record.first("start_date" if project else "date")),
        keywords=tuple(dict.fromkeys(record.all("keyword"))),
        text=record.first("text"),
        path=record.first("path"),
        records=(record.ref,),
        hidden=any(read_yes(text) is True for text in record.all("hidden")),
    )


def _people(record: ReadRecord, company: str | None, finders: Finders, *, project: bool) -> tuple[Involvement, ...]:
    fields = (("lead_key", Part.LEAD), ("member_key", Part.MEMBER)) if project else (("author_key", Part.AUTHOR),)
    found: list[Involvement] = []
    for field, part in fields:
        for key in record.all(field):
            person = finders.person_of_key(record, key)
            found.append(Involvement(person, part, finders.name_of_person(person) if person else key))
    for name in record.all("author"):
        person = _only_bearer(name, company, finders)
        found.append(Involvement(person, Part.AUTHOR, name))
    # One person, one part: the strongest, which stands first. Names that could not be told stay as they are.
    kept: dict[object, Involvement] = {}
    for involved in found:
        kept.setdefault(involved.person_id or (involved.part, involved.name), involved)
    return tuple(kept.values())


def _only_bearer(name: str, company: str | None, finders: Finders) -> str | None:
    """The one person of this name in the company; in the whole group where no company is known."""
    bearers = set(finders.people_of_name(name, company))
    return bearers.pop() if len(bearers) == 1 else None
