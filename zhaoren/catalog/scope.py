"""What a store works in: the catalog at large, one transaction, or one unchanging view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from itertools import islice
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from zhaoren.catalog.tables import COUNTERS

Item = TypeVar("Item")
Made = TypeVar("Made", bound=tuple[Any, ...])

# Bound values in one statement: SQLite takes 32,766, PostgreSQL 65,535; beyond some hundred nothing gets faster.
BATCH = 500

REVISION = "revision"
_ROWS_IN_MEMORY = 1000


@dataclass(slots=True)
class Writing:
    """A transaction that is being written: its connection, its time, and the revision it takes when it first needs one.

    A transaction that changes nothing takes no revision.
    """

    connection: Connection
    time: str
    _revision: int | None = field(default=None)

    def revision(self) -> int:
        """The number that every row changed in this transaction carries."""
        if self._revision is None:
            self._revision = take(self.connection, REVISION, 1)
        return self._revision

    @property
    def revision_taken(self) -> bool:
        """Whether anything changed that others must hear of."""
        return self._revision is not None


class Scope(Protocol):
    """Gives a store its connection."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read from; inside a transaction it sees what the transaction wrote."""

    def writing(self) -> AbstractContextManager[Writing]:
        """The open transaction, or one of its own that is committed at the end of the block."""


def take(connection: Connection, counter: str, count: int) -> int:
    """Raise a counter by `count` and return its new value. Its row stays locked until the transaction ends, so that
    numbers become visible in the order in which they were given."""
    raised = connection.execute(
        update(COUNTERS)
        .where(COUNTERS.c.name == counter)
        .values(value=COUNTERS.c.value + count)
        .returning(COUNTERS.c.value)
    ).scalar()
    if raised is not None:
        return int(raised)
    upsert(connection, COUNTERS, [{"name": counter, "value": 0}], keys=("name",), only_new=True)
    return take(connection, counter, count)


def value_of(connection: Connection, counter: str) -> int:
    """The counter's present value; 0 when nothing was ever counted."""
    found = connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == counter)).scalar()
    return int(found or 0)


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    keys: tuple[str, ...],
    only_new: bool = False,
) -> None:
    """Insert rows; where one with the same keys exists, replace its other columns, or leave it when `only_new`."""
    if not rows:
        return
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    others = [name for name in rows[0] if name not in keys]
    if only_new or not others:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    else:
        changes = {name: statement.excluded[name] for name in others}
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=changes)
    connection.execute(statement, list(rows))


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as tuples in the order of these columns.

    SQLite gets them as they are: half of the time that an insert of dictionaries takes goes into taking these apart.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_insert_text(table, tuple(columns)), list(rows))
    else:
        connection.execute(table.insert(), [dict(zip(columns, row, strict=True)) for row in rows])


@cache
def _insert_text(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - own names


def one_of(column: Column[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """The column holds one of at most BATCH values."""
    return column.in_(values)


def within(column: Column[Any], numbers: Sequence[int]) -> ColumnElement[bool]:
    """As `one_of`, for whole numbers; where they lie close, all between the least and the greatest: rows of others must
    be left out by whoever asks. A list of 500 takes four times as long to read, most of it in making the statement."""
    least, most = min(numbers), max(numbers)
    return column.between(least, most) if most - least < 2 * len(numbers) else column.in_(numbers)


def digest_64(*parts: str) -> int:
    """A stable signed 64-bit hash of some texts, for columns that stand in for long values."""
    whole = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), "big", signed=True)


def count_of(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """How many rows meet all conditions."""
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0)


def streamed_tuples(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """As `streamed`, for columns that the driver gives as they are: plain tuples, in a quarter of the time."""
    if connection.dialect.name != "sqlite":
        yield from map(tuple, streamed(connection, query))
        return
    # SQLite hands rows out one by one by itself; whoever stops half-way closes the cursor with the result.
    with connection.execute(query) as rows:
        cursor: Any = rows.cursor
        while some := cursor.fetchmany(_ROWS_IN_MEMORY):
            yield from some


def tuples_of(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """All rows of a query as plain tuples, for columns that the driver gives as they are."""
    with connection.execute(query) as rows:
        if connection.dialect.name != "sqlite":
            return [tuple(row) for row in rows]
        cursor: Any = rows.cursor
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def made_of(kind: type[Made]) -> Callable[[tuple[Any, ...]], Made]:
    """Makes a named tuple of a plain one of the same length, in a third of the time of its own `_make`."""
    return partial(tuple.__new__, kind)


def streamed(connection: Connection, query: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a query, a thousand in memory at a time, however many there are."""
    # A reader who stops half-way leaves no cursor open on the server.
    with connection.execute(query, execution_options={"yield_per": _ROWS_IN_MEMORY}) as rows:
        for some in rows.partitions():
            yield from some
