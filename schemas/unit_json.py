"""JSON of units and documents, for every door."""

from __future__ import annotations

from pydantic import Field

from schemas.answer_json import HitOut, JsonForm, NameOut, RecordOut, TextOut, UnitLabelOut, ValueOut
from schemas.answers import DocumentHit, DocumentsFound, UnitCard, UnitLabel


class ChildUnitOut(JsonForm):
    """A unit in the tree: its label, type, and how many units are right below it."""

    unit: UnitLabelOut
    type: str
    children: int

    @classmethod
    def of(cls, child: tuple[UnitLabel, str, int]) -> ChildUnitOut:
        return cls(unit=UnitLabelOut.of(child[0]), type=child[1], children=child[2])


class UnitOut(JsonForm):
    """A unit with its heads and what is right below it. `more_people` says that `people` is a lower bound."""

    id: str
    type: str
    name: ValueOut
    names: list[NameOut]
    path: list[UnitLabelOut]
    function: str | None
    city: ValueOut | None
    industry: ValueOut | None
    codes: list[str]
    placed: bool
    why_unplaced: str
    heads: list[HitOut]
    children: list[ChildUnitOut]
    people: int
    more_people: bool
    records: list[RecordOut]

    @classmethod
    def of(cls, card: UnitCard) -> UnitOut:
        unit = card.unit
        return cls(
            id=unit.id,
            type=unit.type.value,
            name=ValueOut.of(unit.name),
            names=[NameOut.of_name(name) for name in unit.names],
            path=[UnitLabelOut.of(label) for label in card.path],
            function=unit.function.value if unit.function is not None else None,
            city=ValueOut.of(unit.city) if unit.city is not None else None,
            industry=ValueOut.of(unit.industry) if unit.industry is not None else None,
            codes=list(unit.codes),
            placed=unit.placed,
            why_unplaced=unit.why_unplaced,
            heads=[HitOut.of_hit(hit) for hit in card.heads],
            children=[ChildUnitOut.of(child) for child in card.children],
            people=card.people,
            more_people=card.more_people,
            records=[RecordOut.of(record) for record in unit.records],
        )


class InvolvedOut(JsonForm):
    """A person's part in a document; `id` is null where the name could not be told, or the person not be found."""

    id: str | None
    name: str
    part: str


class DocumentOut(JsonForm):
    """A document found."""

    id: str
    title: ValueOut
    type: str
    date: str
    path: str
    keywords: list[str]
    company: UnitLabelOut | None
    people: list[InvolvedOut]
    snippet: str
    why: list[TextOut]
    records: list[RecordOut]

    @classmethod
    def of(cls, hit: DocumentHit) -> DocumentOut:
        document = hit.document
        return cls(
            id=document.id,
            title=ValueOut.of(document.title),
            type=document.type,
            date=document.date,
            path=document.path,
            keywords=list(document.keywords),
            company=UnitLabelOut.of(hit.company) if hit.company is not None else None,
            people=[InvolvedOut(id=id_, name=name, part=part) for id_, name, part in hit.people],
            snippet=hit.snippet,
            why=[TextOut.of(text) for text in hit.why],
            records=[RecordOut.of(record) for record in document.records],
        )


class DocumentsOut(JsonForm):
    """Documents, best first."""

    question: str
    hits: list[DocumentOut]
    more: str | None = Field(default=None, description="Where to continue; null at the end")

    @classmethod
    def of(cls, found: DocumentsFound) -> DocumentsOut:
        return cls(question=found.question, hits=[DocumentOut.of(hit) for hit in found.hits], more=found.more)
