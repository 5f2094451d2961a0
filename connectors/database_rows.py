"""The rows of one table as events: records, deletions that the table itself tells, rows that nobody can use."""

from __future__ import annotations

import codecs
import datetime as dt
from collections.abc import Generator, Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from connectors.change_marks import SourceClock, aware, start_below
from connectors.database_query import OpenQuery
from connectors.database_refusals import row_fault
from connectors.database_values import stored_as, to_texts
from connectors.database_wire import DatabaseWire
from connectors.mapping import RowMapper, SeenKeys, clean_value, find_columns, mapped_columns
from schemas.errors import SourceRefused
from schemas.records import Skipped, SourceDeletion, SourceEvent, SourceRecord, StillThere
from schemas.source_settings import DatabaseSource, DatabaseTable
from schemas.vocabulary import RecordKind

Values = tuple[object, ...]
Told = tuple[SourceEvent, None] | tuple[None, Values]
"""An event, or the place behind the last row of a page."""

# A view that fails for more rows than these is broken itself.
_MOST_FAULTS = 100
# timestamptz and the numbers of PostgreSQL, whose types are told by number.
_WITH_ZONE = frozenset(("1184", "20", "21", "23", "1700"))
_NOT_GONE = frozenset(("", "0", "0.0", "false", "f", "no", "n", "否", "未删除", "active"))


class DatabaseTableReader:
    """One table, view or query that was looked at.

    Args:
        wire, connection: the conversation.
        kind: of its records.
        settings: as the administrator wrote them.
        query: what to ask.
        source: settings of the whole source.
        clock: of the database.

    Raises:
        SourceRefused: `stored_as` names no character set.
    """

    def __init__(
        self,
        wire: DatabaseWire,
        connection: sa.Connection,
        kind: RecordKind,
        settings: DatabaseTable,
        query: OpenQuery,
        source: DatabaseSource,
        clock: SourceClock,
    ) -> None:
        self.kind, self.settings, self.query = kind, settings, query
        self.shown = settings.table or f"{kind} query"
        self.usable = self.listed = 0
        self._wire, self._connection, self._chunk = wire, connection, source.chunk_rows
        self._columns = find_columns(
            [*mapped_columns(settings), settings.changed_column or "", settings.gone_column or ""], query.columns
        )[0]
        self._mapper = RowMapper(kind, settings, source.company or "")
        self._places = [(name, self._columns[name]) for name in mapped_columns(settings)]
        self._stored_as = _codecs(settings.stored_as, f"{wire.where}: stored_as")
        self._seen: SeenKeys | None = None if settings.key and query.ordered else SeenKeys()
        self._row, self._last_key = 0, ""
        self._zone_minutes = 0 if self._in_utc else clock.zone_minutes

    @property
    def changed(self) -> str | None:
        """The changed column as the database names it."""
        return self._named(self.settings.changed_column)

    def types(self) -> Mapping[str, str]:
        """The types of the columns that a checkpoint holds values of."""
        names = [self.changed, *map(self._named, self.settings.key)]
        return {name: self.query.types.get(name, "") for name in names if name}

    def events(self, start: object | None, after: Values | None) -> Generator[Told, None, None]:
        """Every row, or those that changed since; a place behind each page.

        Args:
            start: how far the changed column was read; None for every row.
            after: where an earlier attempt stopped.
        """
        changed = None
        order = self._key_order
        if start is not None and self.changed:
            changed = (self.changed, start_below(start, self.settings.changed_overlap))
            order = (self.changed, *order)
        again, faults = True, 0
        while True:
            at = [self.query.columns.index(name) for name in order]
            try:
                statement = self.query.rows(order, after=after, again=again, changed=changed)
                for row in self._wire.rows(self._connection, statement, self._chunk):
                    for event in self._events_of(row):
                        yield event, None
                    after, again = tuple([row[place] for place in at]), False
                    if at and self.query.ordered and self._row % self._chunk == 0:
                        yield None, after
                return
            except DBAPIError as error:
                if not (row_fault(error) and at and self.query.ordered):
                    raise
                self._connection.rollback()
            faults += 1
            after, again = (yield from self._carefully(order, after, again, changed, faults)), False

    def keys(self, after: Values | None) -> Generator[Told, None, None]:
        """The key of every row; a place behind each page.

        Args:
            after: where an earlier attempt stopped.
        """
        order = self._key_order
        names = [(name, order.index(column)) for name in self.settings.key if (column := self._named(name))]
        statement = self.query.rows(order, after=after, again=True, columns=order)
        for number, row in enumerate(self._wire.rows(self._connection, statement, self._chunk), start=1):
            values = {name: to_texts(row[at]) for name, at in names}
            record = self._mapper.to_record(values, self._position(values))
            if isinstance(record, Skipped):
                yield record, None
            elif record is not None:
                self.listed += 1
                yield StillThere(self.kind, record.key), None
            if number % self._chunk == 0:
                yield None, tuple(row)

    @property
    def can_list(self) -> bool:
        """Whether its keys may be read alone."""
        return bool(self._key_order) and self.query.ordered

    def sample(self, limit: int) -> Generator[SourceEvent, None, None]:
        """The first rows."""
        for row in self._wire.rows(self._connection, self.query.rows(self._key_order, limit=limit), limit):
            yield from self._events_of(row)

    def _carefully(
        self,
        order: Sequence[str],
        after: Values | None,
        again: bool,
        changed: tuple[str, object] | None,
        faults: int,
    ) -> Generator[Told, None, Values | None]:
        """A page in which some row fails: halved until that row is alone, which is left out; returns its end."""
        keys = [
            tuple(row)
            for row in self._wire.rows(
                self._connection,
                self.query.rows(order, after=after, again=again, changed=changed, limit=self._chunk, columns=order),
                self._chunk,
            )
        ]
        done, width = 0, len(keys)
        while done < len(keys):
            width = min(max(1, width), len(keys) - done)
            upto = keys[done + width - 1]
            try:
                statement = self.query.rows(order, after=after, again=again, upto=upto, changed=changed)
                rows = list(self._wire.rows(self._connection, statement, self._chunk))
            except DBAPIError as error:
                fault = row_fault(error)
                if not fault:
                    raise
                self._connection.rollback()
                if width > 1:
                    width //= 2
                    continue
                faults += 1
                if faults > _MOST_FAULTS:
                    what = f"more than {_MOST_FAULTS} rows cannot be computed; the last: {fault}"
                    raise SourceRefused(
                        f"{self._wire.where}: {self.shown}", what, "correct the view or query"
                    ) from None
                yield (
                    Skipped(self.kind, self._position(dict(zip(order, map(to_texts, upto), strict=True))), fault),
                    None,
                )
            else:
                for row in rows:
                    yield from ((event, None) for event in self._events_of(row))
            done, after, again, width = done + width, upto, False, width * 2
        return after

    def _events_of(self, row: sa.Row[Values]) -> Iterable[SourceEvent]:
        self._row += 1
        values = {name: to_texts(row[at]) for name, at in self._places}
        for name, encoding in self._stored_as.items():
            if name in values:
                values[name] = tuple(stored_as(text, encoding) for text in values[name])
        position = self._position(values)
        record = self._mapper.to_record(values, position, changed_at=self._changed_at(row))
        if record is None:
            return ()
        if isinstance(record, Skipped):
            return (record,)
        twice = self._twice(record)
        if twice:
            return (twice,)
        if self._is_gone(row):
            return (SourceDeletion(self.kind, record.key),)
        self.usable += 1
        return (record,)

    def _twice(self, record: SourceRecord) -> Skipped | None:
        if self._seen is not None:
            return self._seen.second(record, (f"{self.shown} row", self._row))
        # In the order of the key two rows with one key stand together.
        if record.key == self._last_key:
            return Skipped(self.kind, record.position, "the same key as another row, which was taken")
        self._last_key = record.key
        return None

    def _position(self, values: Mapping[str, Sequence[str]]) -> str:
        keys = [f"{name}={values[name][0]}" for name in self.settings.key if values.get(name)]
        return f"{self.shown} {' '.join(keys)}" if keys else f"{self.shown} row {self._row}"

    def _is_gone(self, row: sa.Row[Values]) -> bool:
        column = self.settings.gone_column
        if not column:
            return False
        told = [clean_value(text) for text in to_texts(row[self._columns[column]])]
        if self.settings.gone_values:
            return any(text in self.settings.gone_values for text in told)
        return any(text.casefold() not in _NOT_GONE for text in told)

    def _changed_at(self, row: sa.Row[Values]) -> dt.datetime | None:
        name = self.settings.changed_column
        if not name:
            return None
        return aware(row[self._columns[name]], self._zone_minutes)

    @property
    def without_zone(self) -> bool:
        """Whether the changed column shows what the clock on the wall showed, which may be put back."""
        mark_type = self.types().get(self.changed or "", "")
        return bool(self.changed) and not self._in_utc and mark_type not in _WITH_ZONE

    @property
    def _in_utc(self) -> bool:
        # MariaDB's TIMESTAMP, in a session whose zone is UTC.
        return self._connection.dialect.name in ("mysql", "mariadb") and self.types().get(self.changed or "") == "7"

    @property
    def _key_order(self) -> tuple[str, ...]:
        return tuple(filter(None, map(self._named, self.settings.key)))

    def _named(self, column: str | None) -> str | None:
        place = self._columns.get(column or "")
        return None if place is None else self.query.columns[place]


def _codecs(stored: Mapping[str, str], where: str) -> dict[str, str]:
    for column, encoding in stored.items():
        try:
            codecs.lookup(encoding)
        except LookupError:
            what = f"no character set is called '{encoding}' (column '{column}')"
            raise SourceRefused(where, what, "write utf-8 or gbk") from None
    return dict(stored)
