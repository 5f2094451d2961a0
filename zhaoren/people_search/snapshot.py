"""What one answer is made from: one view of the index, one audience, the organisation as that audience may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.expressions import AllOf, AnyOf, Expression
from schemas.viewer import Audience, Viewer
from zhaoren.access.policy import Policy, audience_of
from zhaoren.people_search.organisation_view import OrganisationView
from zhaoren.people_search.organisations import Organisations
from zhaoren.search_index.port import Candidate, Collection, CompiledQuery, IndexReader, SearchEngine

CHUNK = 200  # candidates that are weighed against each other
_AUDIENCES_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Swapped together, so that no answer mixes two moments.

    Attributes:
        today: ISO day by which posts count.
        freshness: source -> ISO time of its last good reading.
        stale: sources whose last good reading is longer ago than the administrator allows.
        fetched: cards read by id so far; None where there is none, or none that this viewer may find.
        chunks: how far to look, in chunks of CHUNK candidates; later pages of a long list look further.
    """

    reader: IndexReader
    audience: Audience
    policy: Policy
    organisation: OrganisationView
    today: str
    freshness: Mapping[str, str]
    chunks: int = 1
    fetched: dict[str, bytes | None] = field(default_factory=dict, compare=False)
    stale: frozenset[str] = frozenset()

    def people(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Cards by id, of people whom this viewer may find; each is asked for once in the life of a snapshot."""
        missing = [one for one in ids if one not in self.fetched]
        if missing:
            cards = self.reader.fetch(Collection.PEOPLE, missing, self.audience.find)
            self.fetched.update((one, cards.get(one)) for one in missing)
        return {one: card for one in ids if (card := self.fetched[one]) is not None}

    def candidates(
        self, collection: Collection, bands: tuple[Expression, ...], at_once: int = CHUNK
    ) -> tuple[tuple[tuple[Candidate, ...], ...], bool]:
        """Candidates whom this viewer may find, in chunks that stay the same however many are asked for.

        Also: whether nothing more exists. Answers rank within a chunk and never across, so that the pages of a list
        of any length fit together. A chunk has `at_once` candidates.
        """
        found: list[tuple[Candidate, ...]] = []
        after: tuple[int, int] | None = None
        for _ in range(self.chunks):
            query = CompiledQuery(collection, bands, self.audience.find, enough=at_once, after=after)
            page = self.reader.candidates(query)
            found.append(page.found)
            if page.exhausted or not page.found:
                return tuple(found), True
            after = (page.found[-1].band, page.found[-1].order)
        return tuple(found), False

    def reachable(self, field: str, condition: Expression) -> Expression | None:
        """The condition, for entries whose `field` this viewer may read; None when he may nowhere."""
        reach = self.audience.reach(self.policy.layer_of(field))
        return None if reach is None else AllOf((condition, reach))

    def reachable_any(self, conditions: Mapping[str, Expression]) -> Expression:
        """Any of these conditions, each where its field may be read, one layer filter for each layer."""
        parts = [self.reachable(field, condition) for field, condition in conditions.items()]
        return AnyOf(tuple(part for part in parts if part is not None))


class Snapshots:
    """Makes snapshots; what is costly to make is kept from one to the next."""

    def __init__(
        self,
        engine: SearchEngine,
        policy: Callable[[], Policy],
        today: Callable[[], str],
        freshness: Callable[[], Mapping[str, str]],
        stale: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._policy = policy
        self._today = today
        self._freshness = freshness
        self._stale = stale
        self._organisations = Organisations(engine)
        self._audiences: dict[Viewer, Audience] = {}

    def take(self, viewer: Viewer) -> Snapshot:
        """The present moment for this viewer.

        Raises:
            IndexMissing: nothing was ever published.
            EngineUnavailable: the engine does not answer.
        """
        policy = self._policy()
        audience = self._same(viewer, audience_of(policy, viewer))
        reader, view = self._organisations.take(audience.find)
        freshness = self._freshness()
        return Snapshot(reader, audience, policy, view, self._today(), freshness, stale=self._stale())

    def _same(self, viewer: Viewer, audience: Audience) -> Audience:
        """The very object that this viewer had before, where nothing changed: readers keep it written as a query."""
        kept = self._audiences.get(viewer)
        if kept == audience and kept is not None:
            return kept
        if len(self._audiences) >= _AUDIENCES_KEPT:
            self._audiences.clear()
        self._audiences[viewer] = audience
        return audience
