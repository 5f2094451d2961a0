"""Finding companies and units in a question: declared forms, short names nobody declared, names with one slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy

from zhaoren.language.companies import ORDINARY, CompanyForm, UnitNames, company_forms
from zhaoren.language.company_guesses import Guesses
from zhaoren.language.company_spans import CompanySpan, gaps, placed, without_signs
from zhaoren.language.company_words import flat
from zhaoren.language.declared_names import LONGEST_QUESTION, DeclaredNames
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.packed_rows import Mask
from zhaoren.language.packed_texts import PackedTexts

__all__ = ["CompanyLexicon", "CompanySpan"]


class CompanyLexicon:
    """The names of the companies (or units) that a viewer may find; immutable, safe to share between threads.

    One set of arrays serves all viewers: `narrowed` reads them as if only some of the entries were there, so that
    uniqueness, repairs and derived names are judged among what the viewer may find.

    Args:
        entries: (id, names) pairs.
        guesses: also read short names that nobody declared, and repair one slip. Off for large sets of units.
        are_companies: whether legal forms, places and trades are parts of these names.
        lexicon: the words that never are a company by themselves.
    """

    __slots__ = ("_are_companies", "_declared", "_guesses", "_lexicon")

    def __init__(
        self,
        entries: Iterable[tuple[str, UnitNames]],
        *,
        guesses: bool = True,
        are_companies: bool = True,
        lexicon: Lexicon = DEFAULT,
    ) -> None:
        listed = sorted(entries, key=lambda entry: entry[0])
        self._lexicon = lexicon
        self._are_companies = are_companies
        names = [names for _, names in listed]
        forms = self._forms_of(names)
        self._declared = DeclaredNames(PackedTexts(entry_id for entry_id, _ in listed), forms, lexicon)
        self._guesses = Guesses(self._declared, names, forms, lexicon) if guesses and are_companies else None

    def _forms_of(self, names: Iterable[UnitNames]) -> list[tuple[CompanyForm, ...]]:
        """The forms of each; units that bear one name share them."""
        made: dict[UnitNames, tuple[CompanyForm, ...]] = {}
        found: list[tuple[CompanyForm, ...]] = []
        for one in names:
            if one not in made:
                made[one] = company_forms(one, is_company=self._are_companies, lexicon=self._lexicon)
            found.append(made[one])
        return found

    def and_more(self, entries: Iterable[tuple[str, UnitNames]]) -> CompanyLexicon:
        """These entries and more, whose numbers follow; every entry counts."""
        listed = list(entries)
        names = [names for _, names in listed]
        forms = self._forms_of(names)
        joined = copy(self)
        joined._declared = self._declared.and_more([entry_id for entry_id, _ in listed], forms)
        if self._guesses is not None:
            joined._guesses = self._guesses.and_more(joined._declared, names, forms)
        return joined

    def narrowed(self, counted: Mask | None) -> CompanyLexicon:
        """The same entries, read as if there were only those that count.

        Args:
            counted: shape (entries,), by number: the place among the ids of the first entries in order, then in the
                order in which others came. None: all count.
        """
        narrowed = copy(self)
        narrowed._declared = self._declared.narrowed(counted)
        if self._guesses is not None:
            narrowed._guesses = self._guesses.narrowed(narrowed._declared, counted)
        return narrowed

    def __len__(self) -> int:
        return len(self._declared.ids)

    def find(self, folded_text: str) -> tuple[CompanySpan, ...]:
        """All companies in a folded text, from left to right, none overlapping another; at most 200 characters."""
        text, places = without_signs(folded_text[:LONGEST_QUESTION])
        spans = list(self._exact(text))
        if self._guesses is not None:
            for look in (self._guesses.short, self._guesses.slipped, self._guesses.misspelt):
                for gap in gaps(text, spans):
                    spans.extend(look(text, gap))
                spans.sort(key=lambda span: span.start)
        spans = _without_everyday_words(text, spans, self._lexicon)
        if places is None:
            return tuple(spans)
        return tuple(placed(span, places, folded_text) for span in spans)

    def named(self, name: str) -> CompanySpan | None:
        """The entries that a whole name stands for, exactly and without guessing, or None."""
        text = flat(name)
        return self._declared.span(text, 0, len(text))

    def _exact(self, text: str) -> Iterator[CompanySpan]:
        place = 0
        while place < len(text):
            span = self._declared.longest(text, place)
            if self._guesses is not None:
                span = self._guesses.or_longer(text, span) if span is not None else self._guesses.glued(text, place)
            if span is None:
                place += 1
                continue
            span = self._declared.with_tail(text, span)
            yield span
            place = span.end


def _without_everyday_words(text: str, spans: list[CompanySpan], lexicon: Lexicon) -> list[CompanySpan]:
    """`琼矿 物流`: beside a company that is named for certain, an everyday word is that word, whoever bears it too."""
    if all(span.weight <= ORDINARY for span in spans):
        return spans
    return [span for span in spans if span.weight > ORDINARY or text[span.start : span.end] not in lexicon.ordinary]
