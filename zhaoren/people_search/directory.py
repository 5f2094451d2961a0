"""The one door to answers: page, HTTP, command line and exports all ask here, and always for a viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from schemas.answers import Answer, Completion, DocumentsFound, Hit, Outcome, PersonCard, Text, UnitCard, UnitLabel
from schemas.directory import Unit
from schemas.expressions import EVERYTHING
from schemas.published import PUBLISHED_UNIT, PublishedPerson
from schemas.viewer import Viewer
from zhaoren.access.policy import Policy
from zhaoren.foundation.errors import BadInput, NotFound
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.people_search.answering import Found, answer_reading
from zhaoren.people_search.cards import fetch_managers, person_card, read_person
from zhaoren.people_search.cursors import read_cursor, write_cursor
from zhaoren.people_search.document_answer import document_hit, find_documents
from zhaoren.people_search.question import LONGEST, Reading
from zhaoren.people_search.relation_answer import RelationAsked, related_to
from zhaoren.people_search.snapshot import Snapshot, Snapshots
from zhaoren.people_search.suggesting import completions
from zhaoren.people_search.understanding import readings_of
from zhaoren.people_search.unit_card import unit_card, unit_label
from zhaoren.search_index.port import Collection, SearchEngine

MOST = 100  # hits of one page
MOST_CHUNKS = 512  # of candidates behind one question


class PeopleDirectory:
    """Answers questions from what is published; holds no state but caches of it."""

    def __init__(
        self,
        engine: SearchEngine,
        *,
        policy: Callable[[], Policy],
        today: Callable[[], str],
        freshness: Callable[[], Mapping[str, str]] = dict,
        stale: Callable[[], frozenset[str]] = frozenset,
        lexicon: Lexicon = DEFAULT,
        record: Callable[[Answer, Viewer], None] | None = None,
        successor: Callable[[str], str | None] | None = None,
    ) -> None:
        """What answers beside the index.

        Args:
            record: is told of every first page of an answer, to learn which questions fail.
            successor: the id that a person's id leads to since he was joined with another.
        """
        self._record = record
        self._successor = successor
        self._snapshots = Snapshots(engine, policy, today, freshness, stale)
        self._lexicon = lexicon

    def find(self, question: str, viewer: Viewer, *, after: str | None = None, limit: int = 20) -> Answer:
        """Best match first. Only people whom the viewer may find are found, counted or hinted at.

        Raises:
            BadInput: the question is too long, the limit out of bounds, or the cursor of another question.
            IndexMissing: nothing was ever published.
            EngineUnavailable: the engine does not answer now.
        """
        _check(question, limit)
        if not question.strip():
            note = Text("请输入要找的人、职位或号码", "type a person, a post or a number")
            return Answer(question, Outcome.EMPTY_QUESTION, note=note)
        start = read_cursor(after, question, viewer.id)[0] if after else 0
        snapshot = self._snapshots.take(viewer)
        reading, found = self._best(snapshot, question)
        while not found.complete and start + limit >= len(found.hits) and snapshot.chunks < MOST_CHUNKS:
            snapshot = replace(snapshot, chunks=min(snapshot.chunks * 2, MOST_CHUNKS))
            found = answer_reading(snapshot, reading)
        page = found.hits[start : start + limit]
        fetch_managers((hit.published.person for hit in page), snapshot)
        shown = [hit.make() for hit in page]
        end = start + len(shown)
        answer = Answer(
            question=question,
            outcome=found.outcome,
            understood=reading.parts,
            hits=tuple(shown),
            note=found.note,
            failed_part=found.failed_part,
            suggestions=found.suggestions,
            more=write_cursor((end,), question, viewer.id) if end < len(found.hits) else None,
            revision=snapshot.reader.revision,
            vacant_posts=found.vacant,
        )
        if self._record is not None and after is None:
            self._record(answer, viewer)
        return answer

    def _best(self, snapshot: Snapshot, question: str) -> tuple[Reading, Found]:
        """The readings in order of likelihood; the first that finds somebody, else the first."""
        readings = readings_of(question, snapshot.organisation, self._lexicon)
        first: tuple[Reading, Found] | None = None
        for reading in readings:
            found = answer_reading(snapshot, reading)
            if found.hits:
                return reading, found
            if first is None or _says_more(found, first[1]):
                first = (reading, found)
            if found.outcome in (Outcome.VACANT, Outcome.NO_SUCH_FUNCTION) and not reading.unsure:
                break  # that is the answer; what is left are guesses
        return first if first is not None else (Reading(()), Found(Outcome.NOTHING, failed_part=question))

    def person(self, person_id: str, viewer: Viewer) -> PersonCard:
        """One person by id, also by one that he had before he was joined with another.

        Raises:
            NotFound: there is none, or none that this viewer may find; both look the same.
        """
        snapshot = self._snapshots.take(viewer)
        return person_card(self._person(snapshot, person_id), snapshot)

    def _person(self, snapshot: Snapshot, person_id: str) -> PublishedPerson:
        try:
            return _read(snapshot, person_id)
        except NotFound:
            # Asked for every id that is not found, so that a hidden person takes as long as one who never was.
            now = self._successor(person_id) if self._successor is not None else None
            if now is None or now == person_id:
                raise
            return _read(snapshot, now)

    def team(self, person_id: str, viewer: Viewer, *, limit: int = MOST) -> tuple[tuple[Hit, ...], bool]:
        """The people who report to a person, and whether there are more than `limit`.

        By id, because a question names all his namesakes as well.

        Raises:
            NotFound: as for `person`.
        """
        _check("", limit)
        snapshot = self._snapshots.take(viewer)
        members = related_to(snapshot, self._person(snapshot, person_id).person, RelationAsked.TEAM)
        hits = tuple(Hit(person_card(member, snapshot), (why,)) for member, why in members[:limit])
        return hits, len(members) > limit

    def suggest(self, typed: str, viewer: Viewer, *, limit: int = 8) -> tuple[Completion, ...]:
        """Lines to offer while typing: people, companies, functions."""
        _check(typed, limit)
        if not typed.strip():
            return ()
        return completions(self._snapshots.take(viewer), typed, limit, self._lexicon)

    def roots(self, viewer: Viewer) -> tuple[tuple[UnitLabel, str, int], ...]:
        """The top of the tree: label, type and number of children of each visible root."""
        snapshot = self._snapshots.take(viewer)
        return tuple(unit_label(snapshot.organisation, unit_id) for unit_id in snapshot.organisation.roots)

    def unit(self, unit_id: str, viewer: Viewer) -> UnitCard:
        """One unit by id, or by any of its names or codes where exactly one fits.

        Raises:
            NotFound: there is none, or none that this viewer may find.
        """
        return unit_card(self._snapshots.take(viewer), unit_id)

    def documents(self, question: str, viewer: Viewer, *, after: str | None = None, limit: int = 20) -> DocumentsFound:
        """Documents by their words, titles first, then the newest."""
        _check(question, limit)
        position = read_cursor(after, question, viewer.id) if after else None
        if position is not None and len(position) != 2:
            raise BadInput("cursor", "it belongs to another list", "ask again without it")
        snapshot = self._snapshots.take(viewer)
        keyset = (position[0], position[1]) if position is not None else None
        found, exhausted = find_documents(snapshot, question, after=keyset, limit=limit)
        hits = tuple(document_hit(snapshot, document, question) for _, document, _ in found)
        last = found[-1][0] if found else None
        more = write_cursor((last.band, last.order), question, viewer.id) if last and not exhausted else None
        return DocumentsFound(question, hits, more)

    def everybody(self, viewer: Viewer) -> Iterator[PersonCard]:
        """Every person this viewer may find, for exports; streams."""
        snapshot = self._snapshots.take(viewer)
        for candidate in snapshot.reader.scan(Collection.PEOPLE, EVERYTHING, snapshot.audience.find):
            yield person_card(read_person(candidate.card), snapshot)

    def units(self, viewer: Viewer) -> Iterator[Unit]:
        """Every unit this viewer may find, parents first."""
        snapshot = self._snapshots.take(viewer)
        for candidate in snapshot.reader.scan(Collection.UNITS, EVERYTHING, snapshot.audience.find):
            yield PUBLISHED_UNIT.validate_json(candidate.card).unit

    def revision(self, viewer: Viewer) -> int:
        """The revision that answers now."""
        return self._snapshots.take(viewer).reader.revision


_TELLING = (Outcome.VACANT, Outcome.NO_SUCH_FUNCTION, Outcome.UNKNOWN_COMPANY)


def _says_more(found: Found, than: Found) -> bool:
    """Whether an empty answer tells more than another: a structural one, or one that can name somebody near."""
    if than.outcome in _TELLING or than.suggestions:
        return False
    return found.outcome in _TELLING or bool(found.suggestions)


def _read(snapshot: Snapshot, person_id: str) -> PublishedPerson:
    card = snapshot.reader.fetch(Collection.PEOPLE, [person_id], snapshot.audience.find).get(person_id)
    if card is None:
        raise NotFound("person", "there is no such person, or none that you may see")
    return read_person(card)


def _check(question: str, limit: int) -> None:
    if len(question) > LONGEST:
        raise BadInput("question", f"it has {len(question)} characters", f"ask with at most {LONGEST}")
    if not 1 <= limit <= MOST:
        raise BadInput("limit", f"{limit} is out of bounds", f"take 1 to {MOST}")
