"""A question as understood: the typed text with its folding, and the readings that compete for the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.answers import Part, PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.text import fold
from zhaoren.people_search.relation_answer import RelationAsked
from zhaoren.people_search.role_fit import Level

LONGEST = 200  # characters of a question; more is refused at the doors
SURE = 0.7  # a company span below this weight competes with reading the same signs as a name


@dataclass(frozen=True, slots=True)
class Typed:
    """The question as typed, folded, and where each folded sign comes from."""

    raw: str
    text: str
    places: tuple[int, ...]  # index into raw for each sign of text, and one more for the end

    @classmethod
    def of(cls, raw: str) -> Typed:
        """Folds a question; where folding moves signs about, places are near rather than exact."""
        text = fold(raw)
        places: list[int] = []
        at = 0
        for sign in text:
            place = _find(raw, sign, at)
            places.append(place)
            at = min(place + 1, len(raw))
        return cls(raw, text, (*places, len(raw)))

    def part(self, kind: PartKind, start: int, end: int, means: Text, refs: Iterable[str] = ()) -> Part:
        """A part of the question, placed in what was typed."""
        first = self.places[start] if start < end else self.places[min(start, len(self.places) - 1)]
        last = self.places[end - 1] + 1 if end > start else first
        return Part(kind, first, last, self.raw[first:last], means, tuple(refs))


def _find(raw: str, sign: str, at: int) -> int:
    """The next place in `raw` from which this folded sign may come; within a few signs, else the place itself."""
    if sign == " ":
        while at < len(raw) - 1 and not raw[at].isspace():
            at += 1
            if at < len(raw) and raw[at].isspace():
                return at
        return min(at, max(len(raw) - 1, 0))
    for place in range(at, min(at + 4, len(raw))):
        if raw[place] == sign or sign in fold(raw[place]):
            return place
    return min(at, max(len(raw) - 1, 0))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a question. What is empty was not said.

    Attributes:
        companies: ids; several where one name stands for several companies, or several were named.
        without: ids of companies that are not meant (各子公司: the group itself).
        units: ids of departments.
        level: None where no word asks for a level.
        name: what is left and reads as a person's name.
        called: the name is a surname with a title (张总), so the ranks are a hint and no condition.
        lead: who leads it is asked for, not who knows about the topic.
        title: the title as typed, folded and without spaces.
        whole: only somebody who is called just so is meant.
        unsure: the company's name stands for others too, which are tried when this one has no answer.
        rest: what is left and reads as nothing that we know.
        unknown_company, unknown_role: what is left where only a company or a department can stand.
    """

    parts: tuple[Part, ...]
    companies: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    level: Level | None = None
    ranks: tuple[Rank, ...] = ()
    relation: RelationAsked | None = None
    listing: bool = False
    places: tuple[str, ...] = ()
    name: str = ""
    called: bool = False
    number: str = ""
    mail: str = ""
    topic: str = ""
    lead: bool = False
    title: str = ""
    whole: bool = False
    unsure: bool = False
    rest: str = ""
    unknown_company: str = ""
    unknown_role: str = ""
