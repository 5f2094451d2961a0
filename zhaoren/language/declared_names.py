"""The declared forms of all entries: what exactly stands in a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from zhaoren.language.companies import CompanyForm, FormKind
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.company_words import tails, trades
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.packed_forms import KINDS, PackedForms
from zhaoren.language.packed_rows import Mask
from zhaoren.language.packed_texts import PackedTexts
from zhaoren.language.text import is_han
from zhaoren.language.word_table import cuts_a_word, is_latin

LONGEST_QUESTION = 200
# Runs of English words that more entries share name none of them.
_MOST_FOR_A_RUN = 3
# Meanings this much lighter than the heaviest do not count beside it.
_LIGHTER = 0.1
# Weight of the heaviest -> the least that counts beside it, both in hundredths.
_COUNTS_BESIDE = [next(low for low in range(101) if low / 100 >= top / 100 - _LIGHTER) for top in range(101)]
# A form of so few characters is met inside other names: 南钢 in 济南钢铁.
_SHORT = 3
# 财务部 is borne by thousands of units; more ids than this are read when they are asked for.
_FEW = 32
_DERIVED = KINDS.index(FormKind.DERIVED)


class EntryIds(Sequence[str]):
    """The ids of many entries, each read when it is asked for.

    Attributes:
        numbers: shape (entries,). The entries, in order.
    """

    __slots__ = ("_names", "numbers")

    def __init__(self, names: DeclaredNames, numbers: NDArray[np.uint32]) -> None:
        self._names = names
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        if isinstance(place, slice):
            return self.those(self.numbers[place])
        return self._names.ids[int(self.numbers[place])]

    def those(self, numbers: NDArray[np.uint32]) -> tuple[str, ...]:
        """The ids of these entries, by number."""
        return tuple(self._names.ids[number] for number in numbers.tolist())


class DeclaredNames:
    """Forms with their entries, packed; narrowed to the entries that count.

    Args:
        ids: of the entries, in order.
        forms: the forms of each entry, in the same order.
        lexicon: for words that a short form may be a mere part of.
    """

    __slots__ = ("_counted", "_fast_counted", "_forms", "_in_order", "_lexicon", "ids")

    def __init__(self, ids: PackedTexts, forms: Iterable[Sequence[CompanyForm]], lexicon: Lexicon) -> None:
        self.ids = ids
        self._in_order = len(ids)  # entries that came later stand behind, whatever their ids
        self._lexicon = lexicon
        self._forms = PackedForms(enumerate(forms))
        self._count(None)

    def _count(self, counted: Mask | None) -> None:
        self._counted = counted
        self._fast_counted = counted.data if counted is not None else None

    def and_more(self, ids: Sequence[str], forms: Iterable[Sequence[CompanyForm]]) -> DeclaredNames:
        """These entries and more."""
        joined = object.__new__(DeclaredNames)
        joined.ids = self.ids.and_more(ids)
        joined._in_order, joined._lexicon = self._in_order, self._lexicon
        joined._forms = self._forms.and_more(enumerate(forms, start=len(self.ids)))
        joined._count(None)
        return joined

    def narrowed(self, counted: Mask | None) -> DeclaredNames:
        """The same names, but only these entries count, as if there were no others. None: all do."""
        narrowed = object.__new__(DeclaredNames)
        narrowed.ids, narrowed._in_order, narrowed._lexicon = self.ids, self._in_order, self._lexicon
        narrowed._forms = self._forms
        narrowed._count(counted)
        return narrowed

    def borne(self, keys: NDArray[np.uint64]) -> Mask | None:
        """For each key of a text, whether an entry that counts bears the text; None where all do."""
        return None if self._counted is None else self._forms.borne_by(keys, self._counted)

    def span(self, text: str, start: int, end: int) -> CompanySpan | None:
        """What a declared form says: the entries of its heaviest meanings."""
        first, last = self._forms.place(text[start:end])
        if first == last:
            return None
        if last == first + 1:
            entry, kind, weight = self._forms.row(first)
            if self._fast_counted is not None and not self._fast_counted[entry]:
                return None
            return CompanySpan(start, end, (self.ids[entry],), KINDS[kind].value, weight / 100)
        if last - first > _FEW:
            return self._span_of_many(text, start, end, slice(first, last))
        rows = [self._forms.row(place) for place in range(first, last)]
        if self._fast_counted is not None:
            rows = [row for row in rows if self._fast_counted[row[0]]]
        # A run of words of English names that many companies share is the name of none.
        if len(rows) > _MOST_FOR_A_RUN and text[start:end].isascii():
            others = [row for row in rows if row[1] != _DERIVED]
            rows = others if len(rows) - len(others) > _MOST_FOR_A_RUN else rows
        if not rows:
            return None
        kept = [(-weight, entry, kind) for entry, kind, weight in rows if weight >= _COUNTS_BESIDE[rows[0][2]]]
        if max(entry for _, entry, _ in kept) >= self._in_order:
            kept.sort(key=lambda one: (one[0], self.ids[one[1]]))
        ids = tuple(self.ids[entry] for _, entry, _ in kept)
        return CompanySpan(start, end, ids, KINDS[kept[0][2]].value, rows[0][2] / 100)

    def _span_of_many(self, text: str, start: int, end: int, rows: slice) -> CompanySpan | None:
        entries, kinds, weights = self._forms.entries[rows], self._forms.kinds[rows], self._forms.weights[rows]
        keep = np.ones(len(entries), dtype=np.bool_) if self._counted is None else self._counted[entries]
        derived = kinds == _DERIVED
        if text[start:end].isascii() and np.count_nonzero(derived & keep) > _MOST_FOR_A_RUN:
            keep = keep & ~derived
        places = np.flatnonzero(keep)
        if not len(places):
            return None
        weight = int(weights[places[0]])
        places = places[weights[places] >= _COUNTS_BESIDE[weight]]
        found = entries[places]
        if int(found.max()) >= self._in_order:
            places = np.array(sorted(places.tolist(), key=lambda at: (-int(weights[at]), self.ids[int(entries[at])])))
            found = entries[places]
        ids = EntryIds(self, found) if len(found) > _FEW else tuple(self.ids[entry] for entry in found.tolist())
        return CompanySpan(start, end, ids, KINDS[kinds[places[0]]].value, weight / 100)

    def longest(self, text: str, start: int) -> CompanySpan | None:
        """The longest form that begins here and is not a part of another word or name."""
        sizes = self._forms.lengths(text[start : start + 2])
        if not sizes or (start and is_latin(text[start]) and is_latin(text[start - 1])):
            return None
        most = min(len(text) - start, LONGEST_QUESTION)
        for size in range(min(most, LONGEST_QUESTION if sizes >> 63 else sizes.bit_length() - 1), 1, -1):
            if not sizes >> min(size, 63) & 1 or cuts_a_word(text, start, start + size):
                continue
            span = self.span(text, start, start + size)
            if span is not None and not self._inside_another_name(text, start, start + size):
                return span
        return None

    def _inside_another_name(self, text: str, start: int, end: int) -> bool:
        """南钢 in 济南钢铁, 海矿 in 北海矿业: a place goes before, or a trade goes on behind."""
        if end - start > _SHORT or not is_han(text[start]):
            return False
        for begin in range(max(0, start - 3), start):
            place = self._lexicon.places.longest(text, begin)
            if place is not None and start < place.end < end:
                return True
        goes_on = text[end - 1 : end + 1] in trades() and text[end : end + 2] not in self._lexicon.ordinary
        return goes_on and not self.has(text[start : end + 1])

    def with_tail(self, text: str, span: CompanySpan) -> CompanySpan:
        """`海矿` + `公司`: the legal form belongs to the name, unless the longer word says something else."""
        at = span.end + (text[span.end : span.end + 1] == " " and is_latin(text[span.end - 1]))
        tail = tails().longest(text, at)
        if tail is None:
            return span
        return CompanySpan(span.start, tail.end, span.ids, span.kind, span.weight)

    def has(self, text: str) -> bool:
        """Whether exactly this is a form."""
        return self.span(text, 0, len(text)) is not None
