"""Finding companies and units in a question: declared forms, short names nobody declared, names with one slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhaoren.language.companies import ORDINARY, UnitNames, company_forms
from zhaoren.language.company_guesses import Guesses
from zhaoren.language.company_spans import CompanySpan, gaps, placed, without_signs
from zhaoren.language.company_words import flat
from zhaoren.language.declared_names import LONGEST_QUESTION, DeclaredNames
from zhaoren.language.lexicon import DEFAULT, Lexicon

__all__ = ["CompanyLexicon", "CompanySpan"]


class CompanyLexicon:
    """The names of the companies (or units) that a viewer may find; immutable, safe to share between threads.

    Args:
        entries: (id, names) pairs. Give only what the viewer may find: uniqueness is judged among these.
        guesses: also read short names that nobody declared, and repair one slip. Off for large sets of units.
        are_companies: whether legal forms, places and trades are parts of these names.
        lexicon: the words that never are a company by themselves.
    """

    __slots__ = ("_declared", "_guesses", "_lexicon")

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
        ids = tuple(entry_id for entry_id, _ in listed)
        forms = (company_forms(names, is_company=are_companies, lexicon=lexicon) for _, names in listed)
        self._guesses: Guesses | None = None
        if guesses and are_companies:
            kept = list(forms)
            self._declared = DeclaredNames(ids, kept, lexicon)
            self._guesses = Guesses(self._declared, [names for _, names in listed], kept, lexicon)
        else:
            self._declared = DeclaredNames(ids, forms, lexicon)

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
