"""Hundreds of thousands of forms in a few arrays: which entries a text stands for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from zhaoren.language.companies import CompanyForm, FormKind
from zhaoren.language.packed_rows import Mask, any_in_rows, key_of

KINDS = tuple(FormKind)
_NUMBER_OF = {kind: number for number, kind in enumerate(KINDS)}
_PERCENT = 100
_Columns = tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]


class PackedForms:
    """A read-only map from text to rows, 14 bytes a row; texts are kept as 64-bit keys only.

    The rows of one text are sorted by weight, the heaviest first, then by entry.

    Attributes:
        entries: shape (rows,). The number of the entry.
        kinds: shape (rows,). Where the form comes from, as a place in `KINDS`.
        weights: shape (rows,). Hundredths.
    """

    __slots__ = ("_fast", "_keys", "_lengths", "entries", "kinds", "weights")

    def __init__(self, forms: Iterable[tuple[int, Sequence[CompanyForm]]] = ()) -> None:
        """Rows of (entry, its forms)."""
        self._lengths: dict[str, int] = {}
        self._settle(self._rows(forms))

    def _rows(self, forms: Iterable[tuple[int, Sequence[CompanyForm]]]) -> _Columns:
        keys, entries, kinds, weights = array("Q"), array("I"), array("B"), array("B")
        made: dict[int, tuple[Sequence[CompanyForm], array[int], array[int], array[int]]] = {}
        for entry, one in forms:
            # Thousands of units bear one name and share the list of its forms.
            known = made.get(id(one))
            if known is None:
                for form in one:
                    pair = form.text[:2]
                    self._lengths[pair] = self._lengths.get(pair, 0) | 1 << min(len(form.text), 63)
                known = (
                    one,
                    array("Q", [key_of(form.text) for form in one]),
                    array("B", [_NUMBER_OF[form.kind] for form in one]),
                    array("B", [round(form.weight * _PERCENT) for form in one]),
                )
                made[id(one)] = known
            keys.extend(known[1])
            kinds.extend(known[2])
            weights.extend(known[3])
            entries.extend(repeat(entry, len(one)))
        return (
            np.array(keys, dtype=np.uint64),
            np.array(entries, dtype=np.uint32),
            np.array(kinds, dtype=np.uint8),
            np.array(weights, dtype=np.uint8),
        )

    def _settle(self, columns: _Columns) -> None:
        keys, entries, kinds, weights = columns
        order = np.lexsort((entries, -weights.astype(np.int16), keys))
        self._keys = keys[order]
        self.entries, self.kinds, self.weights = entries[order], kinds[order], weights[order]
        # One item of an array costs five times one of a view of its memory.
        self._fast = (self._keys.data, self.entries.data, self.kinds.data, self.weights.data)

    def and_more(self, forms: Iterable[tuple[int, Sequence[CompanyForm]]]) -> PackedForms:
        """These forms and those of more entries; these stay as they are."""
        joined = PackedForms()
        joined._lengths = self._lengths  # shared: a length too many costs time and says nothing
        keys, entries, kinds, weights = joined._rows(forms)
        joined._settle(
            (
                np.concatenate((self._keys, keys)),
                np.concatenate((self.entries, entries)),
                np.concatenate((self.kinds, kinds)),
                np.concatenate((self.weights, weights)),
            )
        )
        return joined

    def lengths(self, pair: str) -> int:
        """The lengths of the forms that begin with these two characters, as bits; bit 63 stands for 63 and more."""
        return self._lengths.get(pair, 0)

    def place(self, text: str) -> tuple[int, int]:
        """The first row of a text and the row behind its last; equal where there is none."""
        key, keys = key_of(text), self._fast[0]
        first = bisect_left(keys, key)
        if first == len(keys) or keys[first] != key:
            return first, first
        if first + 1 == len(keys) or keys[first + 1] != key:
            return first, first + 1
        return first, bisect_right(keys, key, first)

    def row(self, place: int) -> tuple[int, int, int]:
        """One row: entry, kind, weight."""
        _, entries, kinds, weights = self._fast
        return entries[place], kinds[place], weights[place]

    def borne_by(self, keys: NDArray[np.uint64], counted: Mask) -> Mask:
        """For each key of a text, whether any entry that counts bears the text. `counted` has shape (entries,)."""
        firsts, lasts = np.searchsorted(self._keys, keys, "left"), np.searchsorted(self._keys, keys, "right")
        return any_in_rows(counted[self.entries], firsts, lasts)
