"""What an entry must keep to before any engine takes it, said in words, so that both engines refuse the same."""

from __future__ import annotations

from array import array
from itertools import pairwise

from zhaoren.search_index.conditions import LONGEST_TOKEN
from zhaoren.search_index.port import TOKEN_FIELDS, Collection, EntryChange, IndexEntry
from zhaoren.search_index.reader_rules import is_text

_LONGEST_ID = 200
_ORDERS = 2**62
_FIELDS = frozenset(TOKEN_FIELDS)


def check_entry(entry: IndexEntry) -> None:
    """Refuse what one engine would store and another would not.

    Raises:
        ValueError: says which entry and what is wrong with it.
    """
    _check_id(entry.collection, entry.id)
    if not 0 <= entry.order < _ORDERS:
        raise _refusal(entry.collection, entry.id, f"order {entry.order} is not between 0 and 2**62 - 1")
    for field, tokens in entry.tokens.items():
        if field not in _FIELDS:
            raise _refusal(entry.collection, entry.id, f"there is no field '{field}'")
        # Splitting the joined tokens finds an empty or a spaced one much faster than looking at each.
        joined = " ".join(tokens)
        if len(joined.split()) != len(tokens):
            raise _refusal(entry.collection, entry.id, f"a token of '{field}' is empty or holds white space")
        if len(joined) > LONGEST_TOKEN and max(map(len, tokens)) > LONGEST_TOKEN:
            raise _refusal(entry.collection, entry.id, f"a token of '{field}' is over {LONGEST_TOKEN} characters long")
        if not is_text(joined):
            raise _refusal(entry.collection, entry.id, f"a token of '{field}' is not Unicode text")


def check_change(change: EntryChange) -> None:
    """Refuse a change that contradicts itself or carries a bad entry.

    Raises:
        ValueError: says which entry and what is wrong with it.
    """
    if change.entry is None:
        _check_id(change.collection, change.id)
        return
    if (change.entry.collection, change.entry.id) != (change.collection, change.id):
        raise _refusal(change.collection, change.id, f"the change carries another entry, '{change.entry.id}'")
    check_entry(change.entry)


class Uniqueness:
    """Notices ids or orders that occur twice, in 16 bytes an entry."""

    def __init__(self) -> None:
        self._ids: dict[Collection, array[int]] = {}
        self._orders: dict[Collection, array[int]] = {}

    def add(self, entry: IndexEntry) -> None:
        """Remember this entry."""
        if entry.collection not in self._ids:
            self._ids[entry.collection] = array("q")
            self._orders[entry.collection] = array("q")
        # 64 bits of a keyed hash: two of a million ids meet by chance once in forty million rebuilds.
        self._ids[entry.collection].append(hash(entry.id))
        self._orders[entry.collection].append(entry.order)

    def check(self) -> None:
        """Refuse what was added when anything occurred twice.

        Raises:
            ValueError: says the collection, and the order if it is that.
        """
        for collection, orders in self._orders.items():
            if any(one == other for one, other in pairwise(sorted(self._ids[collection]))):
                raise ValueError(f"{collection}: two entries have the same id; give every entry an id of its own")
            for one, other in pairwise(sorted(orders)):
                if one == other:
                    raise ValueError(f"{collection}: two entries have the order {one}; make the order unique")


def _check_id(collection: Collection, entry_id: str) -> None:
    if not 0 < len(entry_id) <= _LONGEST_ID or not is_text(entry_id):
        raise _refusal(collection, entry_id, f"an id is Unicode text of 1 to {_LONGEST_ID} characters")


def _refusal(collection: Collection, entry_id: str, what: str) -> ValueError:
    return ValueError(f"{collection} {entry_id[:_LONGEST_ID]!r}: {what}")
