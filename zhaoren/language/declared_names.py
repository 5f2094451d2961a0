"""The declared forms of all entries: what exactly stands in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zhaoren.language.companies import CompanyForm, FormKind
from zhaoren.language.company_spans import CompanySpan
from zhaoren.language.company_words import tails, trades
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.packed_forms import PackedForms
from zhaoren.language.text import is_han
from zhaoren.language.word_table import cuts_a_word, is_latin

LONGEST_QUESTION = 200
# Runs of English words that more entries share name none of them.
_MOST_FOR_A_RUN = 3
# Meanings this much lighter than the heaviest do not count beside it.
_LIGHTER = 0.1
# A form of so few characters is met inside other names: 南钢 in 济南钢铁.
_SHORT = 3


class DeclaredNames:
    """Forms with their entries, packed.

    Args:
        ids: of the entries, in order.
        forms: the forms of each entry, in the same order.
        lexicon: for words that a short form may be a mere part of.
    """

    __slots__ = ("_forms", "_lexicon", "ids")

    def __init__(self, ids: tuple[str, ...], forms: Iterable[Sequence[CompanyForm]], lexicon: Lexicon) -> None:
        self.ids = ids
        self._lexicon = lexicon
        rows = [(form.text, number, form.kind, form.weight) for number, one in enumerate(forms) for form in one]
        self._forms = PackedForms(_telling(rows))

    def span(self, text: str, start: int, end: int) -> CompanySpan | None:
        """What a declared form says: the entries of its heaviest meanings."""
        meanings = self._forms.get(text[start:end])
        if not meanings:
            return None
        best = meanings[0]
        ids = dict.fromkeys(self.ids[one.entry] for one in meanings if one.weight >= best.weight - _LIGHTER)
        return CompanySpan(start, end, tuple(ids), best.kind.value, best.weight)

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
        return goes_on and text[start : end + 1] not in self._forms

    def with_tail(self, text: str, span: CompanySpan) -> CompanySpan:
        """`海矿` + `公司`: the legal form belongs to the name, unless the longer word says something else."""
        at = span.end + (text[span.end : span.end + 1] == " " and is_latin(text[span.end - 1]))
        tail = tails().longest(text, at)
        if tail is None:
            return span
        return CompanySpan(span.start, tail.end, span.ids, span.kind, span.weight)

    def has(self, text: str) -> bool:
        """Whether exactly this is a form."""
        return text in self._forms


def _telling(rows: list[tuple[str, int, FormKind, float]]) -> Iterator[tuple[str, int, FormKind, float]]:
    """All forms but the runs of English words that many entries share."""
    shared: dict[str, int] = {}
    for text, _, kind, _ in rows:
        if kind is FormKind.DERIVED and text.isascii():
            shared[text] = shared.get(text, 0) + 1
    for row in rows:
        if row[2] is not FormKind.DERIVED or shared.get(row[0], 0) <= _MOST_FOR_A_RUN:
            yield row
