"""The JSON that other services, the page and `--json` get. One form for every door; text in both languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.answers import (
    Answer,
    Completion,
    Hit,
    Part,
    PersonCard,
    Suggestion,
    Text,
    UnitLabel,
)
from schemas.directory import Name, Post, Value
from schemas.records import RecordRef


class JsonForm(BaseModel):
    """What all forms share: they are never changed."""

    model_config = ConfigDict(frozen=True)


class TextOut(JsonForm):
    """A sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> TextOut:
        return cls(zh=text.zh, en=text.en)


class RecordOut(JsonForm):
    """A record in a source."""

    source: Annotated[str, Field(examples=["hr-hq"])]
    kind: Annotated[str, Field(examples=["person"])]
    key: Annotated[str, Field(examples=["10086"])]

    @classmethod
    def of(cls, record: RecordRef) -> RecordOut:
        return cls(source=record.source, kind=record.kind.value, key=record.key)


class OriginOut(RecordOut):
    """A record that said a value, and since when it says so."""

    since: str


class ValueOut(JsonForm):
    """A value with its origins, the most trusted first."""

    text: str
    origins: list[OriginOut]

    @classmethod
    def of(cls, value: Value) -> ValueOut:
        return cls(
            text=value.text,
            origins=[
                OriginOut(source=o.record.source, kind=o.record.kind.value, key=o.record.key, since=o.since)
                for o in value.origins
            ],
        )


class UnitLabelOut(JsonForm):
    """A unit beside a post."""

    id: str
    name: str
    company_id: str | None
    company: str
    path: list[str]

    @classmethod
    def of(cls, label: UnitLabel) -> UnitLabelOut:
        return cls(
            id=label.id, name=label.name, company_id=label.company_id, company=label.company, path=list(label.path)
        )


class RoleOut(JsonForm):
    """What a title says."""

    function: str
    rank: str
    deputy: bool
    acting: bool
    in_charge: bool


class PostOut(JsonForm):
    """A post that counts today, one that is over, or a vacant one.

    `engagement`: `regular`, `concurrent` (兼任: beside another post) or `seconded` (借调、挂职、派驻). `starts_on` and
    `ends_on` are empty where no source tells them.
    """

    id: str
    title: ValueOut
    roles: list[RoleOut]
    unit: UnitLabelOut | None
    department: str
    primary: bool
    acting: bool
    engagement: str
    starts_on: str
    ends_on: str

    @classmethod
    def of(cls, post: Post, label: UnitLabel | None) -> PostOut:
        roles = [
            RoleOut(
                function=r.function.value,
                rank=r.rank.name.lower(),
                deputy=r.deputy,
                acting=r.acting,
                in_charge=r.in_charge,
            )
            for r in post.roles
        ]
        return cls(
            id=post.id,
            title=ValueOut.of(post.title),
            roles=roles,
            unit=UnitLabelOut.of(label) if label is not None else None,
            department=post.department,
            primary=post.primary,
            acting=post.acting or any(r.acting for r in post.roles),
            engagement=post.engagement.value,
            starts_on=post.starts_on,
            ends_on=post.ends_on,
        )


class NameOut(ValueOut):
    """One of a person's or unit's names."""

    kind: str

    @classmethod
    def of_name(cls, name: Name) -> NameOut:
        return cls(kind=name.kind.value, **ValueOut.of(name.value).model_dump())


class ContactOut(ValueOut):
    """One way to reach a person; `normal` is E.164 or the folded address, empty for masked numbers."""

    kind: str
    normal: str
    shared: bool


class EmployeeNumberOut(ValueOut):
    """An employee number, unique inside its company."""

    company_id: str | None


class FactOut(ValueOut):
    """Another field of a person."""

    field: str


class PersonRefOut(JsonForm):
    """A person by id and name."""

    id: str
    name: str


class AsOfOut(JsonForm):
    """When a source was last read well; `stale` when that is longer ago than the administrator allows."""

    source: str
    read_at: str
    stale: bool = False


class DisagreementOut(JsonForm):
    """Sources say different things about one field."""

    field: str
    said: list[ValueOut]


class PersonOut(JsonForm):
    """A person as the viewer may see him; `posts` count today, `past_posts` are over, the latest first."""

    id: str
    name: str
    status: str
    names: list[NameOut]
    posts: list[PostOut]
    past_posts: list[PostOut]
    contacts: list[ContactOut]
    employee_numbers: list[EmployeeNumberOut]
    logins: list[ValueOut]
    facts: list[FactOut]
    manager: PersonRefOut | None
    withheld: list[str]
    as_of: list[AsOfOut]
    disagreements: list[DisagreementOut]
    records: list[RecordOut]

    @classmethod
    def of(cls, card: PersonCard) -> PersonOut:
        person = card.person
        return cls(
            id=person.id,
            name=person.name.text,
            status=person.status.value,
            names=[NameOut.of_name(name) for name in person.names],
            posts=[PostOut.of(post, label) for post, label in card.posts],
            past_posts=[PostOut.of(post, label) for post, label in card.past_posts],
            contacts=[
                ContactOut(kind=c.kind.value, normal=c.normal, shared=c.shared, **ValueOut.of(c.value).model_dump())
                for c in person.contacts
            ],
            employee_numbers=[
                EmployeeNumberOut(company_id=n.company_id, **ValueOut.of(n.value).model_dump())
                for n in person.employee_numbers
            ],
            logins=[ValueOut.of(login) for login in person.logins],
            facts=[FactOut(field=f.field, **ValueOut.of(f.value).model_dump()) for f in person.facts],
            manager=PersonRefOut(id=card.manager[0], name=card.manager[1]) if card.manager is not None else None,
            withheld=list(card.withheld),
            as_of=[
                AsOfOut(source=source, read_at=read_at, stale=source in card.stale) for source, read_at in card.as_of
            ],
            disagreements=[
                DisagreementOut(field=one.field, said=[ValueOut.of(value) for value in one.said])
                for one in card.disagreements
            ],
            records=[RecordOut.of(record) for record in person.records],
        )


class HitOut(PersonOut):
    """A person found, with the reasons."""

    why: list[TextOut]
    band: str | None

    @classmethod
    def of_hit(cls, hit: Hit) -> HitOut:
        band = hit.band.name.lower() if hit.band is not None else None
        return cls(why=[TextOut.of(text) for text in hit.why], band=band, **PersonOut.of(hit.card).model_dump())


class PartOut(JsonForm):
    """A part of the question as understood; `start` and `end` are positions in the question as typed."""

    kind: str
    start: int
    end: int
    text: str
    means: TextOut
    refs: list[str]

    @classmethod
    def of(cls, part: Part) -> PartOut:
        return cls(
            kind=part.kind.value,
            start=part.start,
            end=part.end,
            text=part.text,
            means=TextOut.of(part.means),
            refs=list(part.refs),
        )


class SuggestionOut(JsonForm):
    """Something near, outside the result."""

    label: TextOut
    question: str
    person_id: str | None
    unit_id: str | None

    @classmethod
    def of(cls, suggestion: Suggestion) -> SuggestionOut:
        return cls(
            label=TextOut.of(suggestion.label),
            question=suggestion.question,
            person_id=suggestion.person_id,
            unit_id=suggestion.unit_id,
        )


class AnswerOut(JsonForm):
    """The answer to a question."""

    question: str
    outcome: str
    no_match: bool
    note: TextOut | None
    failed_part: str
    understood: list[PartOut]
    hits: list[HitOut]
    suggestions: list[SuggestionOut]
    vacant_posts: list[PostOut]
    more: str | None
    revision: int

    @classmethod
    def of(cls, answer: Answer) -> AnswerOut:
        return cls(
            question=answer.question,
            outcome=answer.outcome.value,
            no_match=answer.no_match,
            note=TextOut.of(answer.note) if answer.note is not None else None,
            failed_part=answer.failed_part,
            understood=[PartOut.of(part) for part in answer.understood],
            hits=[HitOut.of_hit(hit) for hit in answer.hits],
            suggestions=[SuggestionOut.of(suggestion) for suggestion in answer.suggestions],
            vacant_posts=[PostOut.of(post, label) for post, label in answer.vacant_posts],
            more=answer.more,
            revision=answer.revision,
        )


class TeamOut(JsonForm):
    """The people who report to a person. `more` says that there are more of them than were asked for."""

    hits: list[HitOut]
    more: bool


class CompletionOut(JsonForm):
    """One line offered while typing."""

    kind: str
    label: str
    detail: str
    question: str
    person_id: str | None
    unit_id: str | None

    @classmethod
    def of(cls, line: Completion) -> CompletionOut:
        return cls(
            kind=line.kind.value,
            label=line.label,
            detail=line.detail,
            question=line.question,
            person_id=line.person_id,
            unit_id=line.unit_id,
        )
