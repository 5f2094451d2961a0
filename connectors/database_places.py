"""Single rows of a table, found by the keys that their positions name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import sqlalchemy as sa

from connectors.database_query import OpenQuery
from connectors.database_rows import DatabaseTableReader
from connectors.mapping import find_columns
from schemas.records import RowPlace

Key = tuple[str, ...]
_AT_ONCE = 200


def keys_of(
    readers: Sequence[DatabaseTableReader], places: Iterable[RowPlace]
) -> tuple[dict[int, list[Key]], frozenset[RowPlace]]:
    """Number of a table -> keys of the wanted rows in it; and the places that name no row by its whole key."""
    found: dict[int, list[Key]] = {}
    left = set[RowPlace]()
    for place in places:
        named = [(number, key) for number, key in _named(readers, place) if readers[number].query.source is not None]
        if len(named) != 1:
            left.add(place)
            continue
        found.setdefault(named[0][0], []).append(named[0][1])
    return found, frozenset(left)


def narrowed(query: OpenQuery, columns: Sequence[str], keys: Sequence[Key]) -> Iterator[OpenQuery]:
    """The query for these rows alone, some hundreds at once.

    Args:
        columns: of the key, as the administrator writes them.
    """
    assert query.source is not None
    found: Mapping[str, int] = find_columns(list(columns), query.columns)[0]
    names = [query.columns[found[name]] for name in columns]
    for at in range(0, len(keys), _AT_ONCE):
        # As text: that is how positions show them, whatever they are in the database.
        rows = [sa.and_(*map(_shows, names, key)) for key in keys[at : at + _AT_ONCE]]
        wanted = cast("sa.Select[Any]", sa.select(*(sa.column(name) for name in query.columns)))
        some = wanted.select_from(query.source).where(sa.or_(*rows)).subquery("rows_again")
        yield replace(query, source=some)


def _shows(column: str, text: str) -> sa.ColumnElement[bool]:
    return sa.cast(sa.column(column), sa.String) == text


def _named(readers: Sequence[DatabaseTableReader], place: RowPlace) -> Iterator[tuple[int, Key]]:
    for number, reader in enumerate(readers):
        names = reader.settings.key
        shown = re.escape(reader.shown) + "".join(f" {re.escape(name)}=(.*)" for name in names)
        said = re.fullmatch(shown, place.position, re.DOTALL) if names and reader.kind == place.kind else None
        if said is not None:
            yield number, said.groups()
