"""The organisation of this moment, for every audience: kept from revision to revision, changed where units changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock, Thread

from schemas.expressions import EVERYTHING, Expression
from zhaoren.people_search.organisation_view import OrganisationView, read_table
from zhaoren.people_search.unit_table import UnitChange, UnitTable
from zhaoren.search_index.port import Collection, EngineUnavailable, IndexMissing, IndexReader, SearchEngine
from zhaoren.search_index.unit_log import UnitLog

_VIEWS_KEPT = 64  # audiences; one of them is a bit for each unit and form, 0.3 MB at 100,000 units
# Above this many changed units reading them takes longer than a question may wait; then it is done beside.
_CHANGED_AT_ONCE = 1_000
# A table made anew is smaller than one with this many dead names; it is made beside.
_DEAD_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A view of the index, and the units as it knows them. `lineage` is that of its log, None where it has none."""

    reader: IndexReader
    table: UnitTable
    lineage: str | None


class Organisations:
    """Follows an index.

    Reading all units takes seconds where there are 100,000. So it is done once, and later only what the log of units
    names is read. Where that is too much, answers go on from the moment before while everything is read beside.
    """

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._now: Moment | None = None
        self._reading: Thread | None = None
        self._views: OrderedDict[Expression, tuple[UnitTable, OrganisationView]] = OrderedDict()

    def take(self, audience: Expression) -> tuple[IndexReader, OrganisationView]:
        """The present view of the index, and the organisation as this audience may find it there.

        Raises:
            IndexMissing: nothing was ever published.
            EngineUnavailable: the engine does not answer.
        """
        now = self._moment()
        with self._lock:
            kept = self._views.get(audience)
            if kept is not None and kept[0] is now.table:
                self._views.move_to_end(audience)
                return now.reader, kept[1]
        view = OrganisationView.seen_by(now.table, now.reader, audience)
        with self._lock:
            self._views[audience] = now.table, view
            self._views.move_to_end(audience)
            while len(self._views) > _VIEWS_KEPT:
                self._views.popitem(last=False)
        return now.reader, view

    def _moment(self) -> Moment:
        reader, now = self._engine.reader(), self._now
        if now is not None and now.reader is reader:
            return now
        with self._lock:
            now = self._now
            if now is not None and now.reader is reader:
                return now
            # The first one; or another catalog, or one that was set back.
            first = now is None or now.reader.revision > reader.revision
            self._now = following = _read(reader) if now is None or first else self._followed(now, reader)
            return following

    def _followed(self, now: Moment, reader: IndexReader) -> Moment:
        """The next moment, or the same one while the next is being read."""
        log = UnitLog.read(reader)
        changed = log.after(now.reader.revision) if log is not None and log.lineage == now.lineage else None
        if log is None:
            return _read(reader)
        if changed is None or len(changed) > _CHANGED_AT_ONCE:
            self._read_beside()
            return now
        if not changed:
            return Moment(reader, now.table, now.lineage)
        cards = reader.fetch(Collection.UNITS, changed, EVERYTHING)
        table = now.table.changed(UnitChange.of_card(one, cards.get(one)) for one in changed)
        if table.waste > _DEAD_NAMES:
            self._read_beside()
        return Moment(reader, table, now.lineage)

    def _read_beside(self) -> None:
        if self._reading is None or not self._reading.is_alive():
            self._reading = Thread(target=self._read_anew, name="reading units", daemon=True)
            self._reading.start()

    def _read_anew(self) -> None:
        try:
            moment = _read(self._engine.reader())
        except (IndexMissing, EngineUnavailable):
            return  # the next question tries again
        with self._lock:
            self._now = moment


def _read(reader: IndexReader) -> Moment:
    log = UnitLog.read(reader)
    return Moment(reader, read_table(reader), log.lineage if log is not None else None)
