"""The engine port: what any search engine must do for us, in our own words, and nothing that only one of them can do.

Tokens are made by `zhaoren.language` once, at indexing and at asking; engines only look tokens up. They never see the
user's text, never score, never order by anything but `order`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from schemas.expressions import Expression


class Collection(StrEnum):
    """What kinds of thing are published side by side in one generation."""

    PEOPLE = "people"
    UNITS = "units"
    POSTS = "posts"  # vacant ones; held posts are part of their holder
    DOCUMENTS = "documents"
    LOGS = "logs"  # what changed with which revision, for those who keep copies; no question finds it


TOKEN_FIELDS = (
    "name",  # folded names, whole and by character
    "py",  # joined readings
    "ini",  # initials
    "pre",  # prefixes
    "en",  # Latin words
    "alias",  # romanisations, nicknames, naive readings
    "sound",  # sound keys
    "slip",  # one-edit neighbourhoods
    "num",  # suffixes of numbers, employee numbers
    "mail",  # addresses, local parts and their pieces
    "login",
    "role",  # composites of function, rank and unit
    "unit",  # ids of every unit on the path
    "ref",  # relations: reports_to:<id>, author:<id> …
    "text",  # words of titles and documents
    "key",  # ids of records: source|kind|key
    "aud",  # attributes that audiences are compiled to
)


class IndexMissing(Exception):
    """Nothing was ever published."""


class EngineUnavailable(Exception):
    """The engine does not answer now, or a view is too old to be continued; a later try may work."""


class EngineBusy(Exception):
    """Another writer is at work or came in between; `applied_revision` says what counts. Do the rest again."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One thing as published.

    Attributes:
        id: unique in its collection; 1 to 200 characters.
        order: unique in its collection, 0 <= order < 2**62. Smaller comes first wherever a band ties. Two entries with
            one order would lose one of them between two pages; `rebuild` refuses that, `apply` cannot see it.
        tokens: field of TOKEN_FIELDS -> tokens without white space, each 1 to 200 characters.
        card: what an answer is made from (JSON); engines keep it and hand it back, byte for byte.
    """

    collection: Collection
    id: str
    order: int
    tokens: Mapping[str, Sequence[str]]
    card: bytes


@dataclass(frozen=True, slots=True)
class EntryChange:
    """`entry` is the whole new state; None removes, so that no older write can bring the entry back."""

    collection: Collection
    id: str
    entry: IndexEntry | None


Later = Callable[[int], tuple[Iterable[EntryChange], int]]
"""What changed in the catalog after the given revision, and the revision that this reaches (the given one: nothing)."""


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """Candidates of one collection, band by band.

    A condition may hold any number of tokens of one field side by side, but not more than
    `zhaoren.search_index.conditions.MOST_CLAUSES` other parts or `DEEPEST` levels; more is a ValueError.

    Attributes:
        bands: conditions, best first. An entry belongs to the first band it satisfies.
        audience: the viewer's own condition; carried out inside the query, never afterwards.
        enough: stop after this many (1 to 10,000).
        after: (band, order) of the last entry already seen; what comes after it follows.
    """

    collection: Collection
    bands: tuple[Expression, ...]
    audience: Expression
    enough: int = 200
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry found: `band` is the index of the first condition it satisfies."""

    id: str
    order: int
    band: int
    card: bytes


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was found, sorted by (band, order); `exhausted` says that nothing more exists for this viewer."""

    found: tuple[Candidate, ...]
    exhausted: bool


class IndexReader(Protocol):
    """A fixed view of one generation: what is published later does not appear in it. Safe for several threads."""

    @property
    def revision(self) -> int:
        """The catalog's revision up to which this view knows everything."""

    def candidates(self, query: CompiledQuery) -> Candidates:
        """Band by band, each in `order`, until enough. Who is filtered out is neither found nor counted."""

    def fetch(self, collection: Collection, ids: Sequence[str], audience: Expression) -> dict[str, bytes]:
        """Cards by id, of those that the audience may find; an absent and a hidden id look the same."""

    def count(self, collection: Collection, condition: Expression, audience: Expression, at_most: int) -> int:
        """How many entries satisfy both, counted no further than `at_most`."""

    def scan(self, collection: Collection, condition: Expression, audience: Expression) -> Iterator[Candidate]:
        """Every entry that satisfies both, in `order`, however many, with bounded memory. `band` is 0."""


class SearchEngine(Protocol):
    """Builds generations, applies changes, opens readers. One writer at a time; readers in any number of processes."""

    def rebuild(self, entries: Iterable[IndexEntry], revision: int, later: Later | None = None) -> None:
        """Build a generation beside the one that serves, then swap. When the iterable raises, nothing changes.

        Changes may be applied to the serving generation meanwhile. They are in the new one only if `later` hands them
        over: it is asked until it reaches no further, and no other writer comes in between its last answer and the
        swap. Without `later`, `applied_revision` honestly falls back to `revision`, and the publisher must apply at
        once what changed since.

        Args:
            entries: everything published, as of `revision`; read once.
            revision: of the catalog.
            later: what changed after a revision; for publishers that work while changes go on.

        Raises:
            ValueError: an entry breaks the rules of `IndexEntry`, or two share id or order; nothing changes.
            EngineBusy: another rebuild is at work or was faster; nothing changes.
        """

    def apply(self, changes: Iterable[EntryChange], revision: int) -> None:
        """Bring the serving generation to `revision`, atomically for each entry; `applied_revision` advances last.

        Applying an older or equal revision again changes nothing.

        Args:
            changes: all that changed after `applied_revision()` up to `revision`; of two for an entry the last counts.
            revision: of the catalog.

        Raises:
            IndexMissing: nothing was ever published.
            ValueError: an entry breaks the rules of `IndexEntry`; `applied_revision` stays as it was.
            EngineBusy: another writer is at work or came in between; `applied_revision` says what counts.
        """

    def applied_revision(self) -> int:
        """The revision that the serving generation knows; 0 when nothing was ever published."""

    def reader(self) -> IndexReader:
        """A view of what is published now; cheap when nothing changed since the last call.

        Raises:
            IndexMissing: nothing was ever published.
            EngineUnavailable: the engine does not answer.
        """

    def close(self) -> None:
        """Give back files, sockets and threads; idempotent."""
