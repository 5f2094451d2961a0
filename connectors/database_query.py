"""What is asked of a table, view or query: the mapped columns alone, in the order of a key to resume by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

# Where ORDER BY and `>` are known to agree, so that a reading may go on behind a key. Oracle sorts by NLS_SORT and
# compares in binary; SQL Server sorts varchar columns otherwise than the nvarchar that drivers send.
NULLS_FIRST = {"postgresql": False, "mysql": True, "mariadb": True, "sqlite": True}


@dataclass(frozen=True, slots=True)
class OpenQuery:
    """A table or query that was looked at.

    Attributes:
        name: in the administrator's words.
        columns: those that are read, as the database names them.
        source: the table, or the query in brackets; None when the query cannot stand in brackets.
        plain: the administrator's query as it stands, where it cannot stand in brackets.
        types: column -> its type as the driver tells it.
        nulls_first: how the database sorts NULL; None where a reading cannot be resumed.
    """

    name: str
    columns: tuple[str, ...]
    source: sa.FromClause | sa.TextClause | None
    plain: sa.Executable | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    nulls_first: bool | None = None

    @property
    def ordered(self) -> bool:
        """Whether rows can be had in an order, and from a place in it."""
        return self.nulls_first is not None and self.source is not None

    def rows(
        self,
        order: Sequence[str] = (),
        *,
        after: Sequence[object] | None = None,
        again: bool = False,
        upto: Sequence[object] | None = None,
        changed: tuple[str, object] | None = None,
        limit: int | None = None,
        columns: Sequence[str] = (),
    ) -> sa.Executable:
        """The statement that reads rows.

        Args:
            order: columns to sort by.
            after: values of these columns in the last row that was read.
            again: read that row again, too, since others may be like it.
            upto: values of these columns in the last row that is wanted.
            changed: a column and the value from which on rows are wanted; rows without one are wanted, too.
            limit: at most so many rows.
            columns: those wanted; all by default.
        """
        if self.source is None:
            assert self.plain is not None
            return self.plain
        wanted = [_column(name) for name in columns or self.columns]
        query = cast("sa.Select[Any]", sa.select(*wanted)).select_from(self.source)
        if changed is not None:
            column = _column(changed[0])
            query = query.where(sa.or_(column >= _bound(changed[1]), column.is_(None)))
        if after is not None:
            query = query.where(self._beside(order, after, behind=True, same=again))
        if upto is not None:
            query = query.where(self._beside(order, upto, behind=False, same=True))
        if self.ordered:
            query = query.order_by(*map(_column, order))
        return query.limit(limit) if limit is not None else query

    def highest(self, column: str, latest: object | None = None) -> sa.Executable:
        """The statement for a column's greatest value, not above `latest` where one is given."""
        assert self.source is not None
        query = sa.select(sa.func.max(_column(column))).select_from(self.source)
        return query if latest is None else query.where(_column(column) <= _bound(latest))

    def count(self) -> sa.Executable | None:
        """The statement that counts the rows; None for a query that cannot stand in brackets."""
        return None if self.source is None else sa.select(sa.func.count()).select_from(self.source)

    def _beside(
        self, order: Sequence[str], values: Sequence[object], *, behind: bool, same: bool
    ) -> sa.ColumnElement[bool]:
        """Rows behind these values (or before them), column after column, NULL where the database puts it."""
        parts: list[sa.ColumnElement[bool]] = []
        equal: list[sa.ColumnElement[bool]] = []
        for name, value in zip(order, values, strict=True):
            column = _column(name)
            parts.append(sa.and_(*equal, self._beyond(column, value, behind=behind)))
            equal.append(column.is_(None) if value is None else column == _bound(value))
        return sa.or_(*parts, sa.and_(*equal)) if same else sa.or_(*parts)

    def _beyond(self, column: sa.ColumnClause[object], value: object, *, behind: bool) -> sa.ColumnElement[bool]:
        nulls_are_beyond = behind is not self.nulls_first
        if value is None:
            return sa.false() if nulls_are_beyond else column.is_not(None)
        beyond = column > _bound(value) if behind else column < _bound(value)
        return sa.or_(beyond, column.is_(None)) if nulls_are_beyond else beyond


def _column(name: str) -> sa.ColumnClause[object]:
    return sa.column(name)


def _bound(value: object) -> sa.BindParameter[object]:
    # Without a type of SQLAlchemy's, which would put a cast around it: PostgreSQL pads char(n), but not varchar.
    return sa.bindparam(None, value, type_=sa.types.NullType())
