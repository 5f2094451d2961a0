"""What a question is answered with: the same for the command line, HTTP and the page.

Sentences come in both languages, as `Text`, so that a door chooses and nobody translates twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from schemas.directory import Document, Person, Post, Unit, Value
from schemas.vocabulary import MatchBand


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label, in Chinese and in English."""

    zh: str
    en: str


class PartKind(StrEnum):
    """What a span of the question was understood as."""

    COMPANY = "company"
    UNIT = "unit"
    PLACE = "place"
    FUNCTION = "function"
    RANK = "rank"
    RELATION = "relation"
    NAME = "name"
    NUMBER = "number"
    MAIL = "mail"
    LOGIN = "login"
    TOPIC = "topic"
    LIST = "list"
    FILLER = "filler"
    REST = "rest"  # read as nothing that we know


@dataclass(frozen=True, slots=True)
class Part:
    """One understood span.

    Attributes:
        start, end: position in the question as typed.
        text: the span as typed.
        means: what it was taken for: a company's name, a function, a rank …
        refs: ids it stands for (units), empty otherwise.
    """

    kind: PartKind
    start: int
    end: int
    text: str
    means: Text
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitLabel:
    """A unit as shown beside a post: id, name, and its company's name."""

    id: str
    name: str
    company_id: str | None
    company: str
    path: tuple[str, ...] = ()  # names from the company downwards


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources say different things: each with who says it and since when, the most trusted first."""

    field: str
    said: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as this viewer may see him: values of layers closed to him are not in `person`, only in `withheld`.

    Attributes:
        posts: those that count today, the most senior first, each with its unit's label (None where unplaced).
        past_posts: those that are over, the latest first; none of a company that this viewer may not see.
        withheld: what exists and may not be seen, as field names; the viewer's own policy decides if it is told.
        manager: id and name of the person he reports to, when this viewer may find that person.
        as_of: ISO time of the last good reading of each source that speaks of him.
        stale: those of these sources that were not read well for longer than the administrator allows.
    """

    person: Person
    posts: tuple[tuple[Post, UnitLabel | None], ...]
    manager: tuple[str, str] | None = None
    withheld: tuple[str, ...] = ()
    as_of: tuple[tuple[str, str], ...] = ()
    stale: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    past_posts: tuple[tuple[Post, UnitLabel | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found.

    Attributes:
        band: how well the name fitted; None where no name was asked for.
        why: the reasons, the strongest first, as sentences without internals.
    """

    card: PersonCard
    why: tuple[Text, ...]
    band: MatchBand | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something near, offered outside the result: `question` is what to ask for it."""

    label: Text
    question: str
    person_id: str | None = None
    unit_id: str | None = None


class Outcome(StrEnum):
    """How a question ended."""

    FOUND = "found"
    VACANT = "vacant"  # the post exists and nobody holds it
    NO_SUCH_FUNCTION = "no_such_function"  # this company has no such function
    UNKNOWN_COMPANY = "unknown_company"
    UNKNOWN_NAME = "unknown_name"
    NOTHING = "nothing"
    EMPTY_QUESTION = "empty_question"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        understood: the parts, in the order typed.
        hits: best first.
        no_match: nobody answers the question; `suggestions` may name what is near.
        note: one sentence about the whole: vacant, acting, the group's officer instead, several.
        failed_part: the part of the question that nothing fits.
        more: an opaque position to continue from, None at the end.
        revision: of the directory that answered.
    """

    question: str
    outcome: Outcome
    understood: tuple[Part, ...] = ()
    hits: tuple[Hit, ...] = ()
    note: Text | None = None
    failed_part: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    more: str | None = None
    revision: int = 0
    vacant_posts: tuple[tuple[Post, UnitLabel | None], ...] = field(default=())

    @property
    def no_match(self) -> bool:
        """Whether nobody was found."""
        return not self.hits


@dataclass(frozen=True, slots=True)
class Completion:
    """One line offered while typing."""

    kind: PartKind
    label: str
    detail: str
    question: str
    person_id: str | None = None
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit with what hangs on it, as this viewer may see it.

    Attributes:
        heads: who heads it, with the post that says so.
        children: direct ones, each with the number of its own direct children.
        people: how many people this viewer may find in it and below.
    """

    unit: Unit
    path: tuple[UnitLabel, ...]
    heads: tuple[Hit, ...]
    children: tuple[tuple[UnitLabel, str, int], ...]
    people: int
    more_people: bool = False


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """One document found, with its people as labels (id or None, name, part)."""

    document: Document
    company: UnitLabel | None
    people: tuple[tuple[str | None, str, str], ...]
    snippet: str
    why: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DocumentsFound:
    """Documents, best first."""

    question: str
    hits: tuple[DocumentHit, ...]
    more: str | None = None


@dataclass(frozen=True, slots=True)
class FailedQuestion:
    """One wording that found nobody.

    Attributes:
        question: as typed, with names, numbers and accounts masked.
        failed_part: the part that nothing fitted, masked alike.
        asked: how often.
        last_on: ISO date of the last time.
    """

    question: str
    outcome: str
    failed_part: str
    asked: int
    last_on: str
