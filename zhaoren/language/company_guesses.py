"""Names that nobody declared so: short names made up by the asker, names with one slip, names glued to functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace

from zhaoren.language.companies import CompanyForm, FormKind, UnitNames
from zhaoren.language.company_short_names import LONGEST, ShortNames
from zhaoren.language.company_slips import HanSlips, WordSlips
from zhaoren.language.company_spans import CompanySpan, Gap, latin_words
from zhaoren.language.company_words import tails, trades
from zhaoren.language.declared_names import DeclaredNames
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.packed_rows import Mask
from zhaoren.language.text import has_han, is_han
from zhaoren.language.typed_words import read_typed
from zhaoren.language.word_table import is_latin

LONGEST_TAIL = 40
SLIP = "slip"
_GLUED = 0.6
_SOUND = 0.6
_ONE_OFF = 0.5
_ALONE = 0.5  # a short name that fits one company only
_SEVERAL = 0.3
_SPOKEN = frozenset((FormKind.PINYIN, FormKind.INITIALS))


class Guesses:
    """What a text may mean although no form stands in it; every guess weighs less than any declared form.

    Args:
        declared: the forms that are known.
        names, forms: of each entry, in the order of `declared.ids`.
        lexicon: words that are never a company by themselves.
    """

    __slots__ = ("_declared", "_han_slips", "_lexicon", "_short_names", "_word_slips")

    def __init__(
        self,
        declared: DeclaredNames,
        names: Sequence[UnitNames],
        forms: Sequence[Sequence[CompanyForm]],
        lexicon: Lexicon,
    ) -> None:
        self._declared = declared
        self._lexicon = lexicon
        self._short_names = ShortNames(declared.ids, names)
        self._han_slips = HanSlips(_han_forms(forms))
        self._word_slips = WordSlips(_latin_words(forms, 0))

    def and_more(
        self, declared: DeclaredNames, names: Sequence[UnitNames], forms: Sequence[Sequence[CompanyForm]]
    ) -> Guesses:
        """These entries and more; `declared` knows all of them already."""
        joined = copy(self)
        joined._declared = declared
        joined._short_names = self._short_names.and_more(declared.ids, names)
        joined._han_slips = self._han_slips.and_more(_han_forms(forms))
        joined._word_slips = self._word_slips.and_more(_latin_words(forms, len(declared.ids) - len(names)))
        return joined

    def narrowed(self, declared: DeclaredNames, counted: Mask | None) -> Guesses:
        """The same, but only these entries count, as if there were no others; `declared` is narrowed already."""
        narrowed = copy(self)
        narrowed._declared = declared
        narrowed._short_names = self._short_names.narrowed(counted)
        narrowed._han_slips = self._han_slips.narrowed(declared.borne)
        narrowed._word_slips = self._word_slips.narrowed(counted)
        return narrowed

    def glued(self, text: str, start: int) -> CompanySpan | None:
        """`hnkycw`, `hkcw`: a company in pinyin or initials with a function behind it, in one word."""
        if not is_latin(text[start]) or (start and is_latin(text[start - 1])):
            return None
        end = start
        while end < len(text) and is_latin(text[end]):
            end += 1
        guessed: CompanySpan | None = None
        for cut in range(end - 2, start + 1, -1):
            if read_typed(text[cut:end]) is None:
                continue
            span = self._declared.span(text, start, cut)
            if span is not None:
                return replace(span, weight=min(span.weight, _GLUED))
            if guessed is None and cut - start <= LONGEST and text[start:end] not in self._lexicon.ordinary:
                numbers = self._short_names.companies_by_initials(text[start:cut])
                if numbers:
                    ids = tuple(self._declared.ids[number] for number in numbers)
                    guessed = CompanySpan(start, cut, ids, FormKind.INITIALS.value, _SEVERAL)
        return guessed

    def or_longer(self, text: str, span: CompanySpan) -> CompanySpan:
        """南钢联 is 南钢联合, not 南钢: a longer short name that fits one company beats two or three characters."""
        if is_latin(text[span.start]):
            return self._or_repaired(text, span)
        if span.end - span.start >= LONGEST or not is_han(text[span.start]):
            return span
        longer = self._short_at(text, span.start, len(text))
        if longer is None or longer.end <= span.end or len(longer.ids) > 1:
            return span
        return span if self._ends_with_a_function(text[longer.start : longer.end]) else longer

    def _or_repaired(self, text: str, span: CompanySpan) -> CompanySpan:
        """`hainan minning`: a run of words that a misspelt word follows, if the repaired run is the same company's."""
        if span.kind != FormKind.DERIVED.value or text[span.end : span.end + 1] != " ":
            return span
        words = latin_words(text, Gap(span.start, min(len(text), span.end + LONGEST_TAIL)))
        inside = sum(end <= span.end for _, end, _ in words)
        if len(words) == inside or self._spellings(words[inside][2]) == (words[inside][2],):
            return span
        options = [(word,) if end <= span.end else self._spellings(word) for _, end, word in words]
        for size in range(len(words), inside, -1):
            longer = self._run(words[:size], options[:size])
            if longer is not None and set(longer.ids) & set(span.ids):
                return longer
        return span

    def short(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        """Short names nobody declared. One stray character in front (张|海矿, 北|海矿业) makes it another name."""
        place = explained = gap.start
        while place < gap.end - 1:
            span = None
            if place - explained != 1 and self._short_names.may_start(text[place]):
                span = self._short_at(text, place, gap.end)
            if span is None:
                known = self._known_word(text, place, gap.end)
                explained = known if known > place else explained
                place = max(place + 1, known)
                continue
            span = self._declared.with_tail(text, self._or_slip(text, span, gap.end))
            yield span
            place = explained = span.end

    def _short_at(self, text: str, start: int, stop: int) -> CompanySpan | None:
        longest = start
        while longest < min(stop, start + LONGEST) and is_han(text[longest]):
            longest += 1
        found: CompanySpan | None = None
        for end in range(longest, start + 1, -1):
            candidate = text[start:end]
            if not self._may_be_short(text, start, end) or self._cuts_a_known_word(text, start, end, stop):
                continue
            numbers = self._short_names.companies(candidate)
            if not numbers or self._is_of_another_trade(text, end, numbers):
                continue
            span = CompanySpan(
                start, end, tuple(self._declared.ids[number] for number in numbers), FormKind.DERIVED.value,
                _ALONE if len(numbers) == 1 else _SEVERAL,
            )  # fmt: skip
            if found is None:
                found = span
                if not self._ends_with_a_function(candidate) or tails().longest(text, end) is not None:
                    return found
            elif len(span.ids) == 1:
                return span  # 海矿|财务: the shorter name and a function, not a company of both
        return found

    def _ends_with_a_function(self, candidate: str) -> bool:
        return any(candidate[cut:] in self._lexicon.functions for cut in range(1, len(candidate) - 1))

    def _may_be_short(self, text: str, start: int, end: int) -> bool:
        candidate = text[start:end]
        if candidate in self._lexicon.ordinary or candidate in trades():
            return False
        place = self._lexicon.places.longest(text, start)
        return place is None or place.end < end

    def _is_of_another_trade(self, text: str, end: int, numbers: tuple[int, ...]) -> bool:
        """大唐|医药 is not the 大唐 that generates power: a trade behind the name that none of the companies has."""
        trade = next((text[end : end + size] for size in (4, 3, 2) if text[end : end + size] in trades()), "")
        if not trade or trade in self._lexicon.functions or tails().longest(text, end) is not None:
            return False
        return not any(self._short_names.has_in_name(number, trade) for number in numbers)

    def _known_word(self, text: str, start: int, stop: int) -> int:
        """The end of the ordinary word or sign that begins here, or `start`."""
        if not is_han(text[start]):
            return start + 1
        for end in range(min(stop, start + LONGEST), start, -1):
            if text[start:end] in self._lexicon.ordinary:
                return end
        return start

    def _cuts_a_known_word(self, text: str, start: int, end: int, stop: int) -> bool:
        """Whether an ordinary word of two or more characters begins inside the span and ends behind it."""
        return any(
            text[inner : inner + size] in self._lexicon.ordinary
            for inner in range(start + 1, end)
            for size in range(end - inner + 1, min(LONGEST, stop - inner) + 1)
        )

    def slipped(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        """Han names of the same sound, or one character off."""
        place = explained = gap.start
        while place < gap.end - 1:
            known = self._known_word(text, place, gap.end)
            if known > place:
                place = explained = known
                continue
            span = self._slip_at(text, place, gap.end) if place - explained != 1 else None
            if span is None:
                place += 1
                continue
            span = self._declared.with_tail(text, span)
            yield span
            place = explained = span.end

    def _slip_at(self, text: str, start: int, stop: int) -> CompanySpan | None:
        end, forms = self._han_slips.same_sound(text, start, stop)
        weight = _SOUND
        if not forms:
            end, forms = self._han_slips.one_off(text, start, stop)
            weight = _ONE_OFF
            forms = tuple(form for form in forms if self._keeps_known_words(text[start:end], form))
        return None if self._cuts_a_known_word(text, start, end, stop) else self._repaired(start, end, forms, weight)

    def _keeps_known_words(self, typed: str, form: str) -> bool:
        """Whether every ordinary word that was typed is in the form too: 海南物业 is not a slip of 海南矿业."""
        return all(
            typed[start : start + 2] in form
            for start in range(len(typed) - 1)
            if typed[start : start + 2] in self._lexicon.ordinary
        )

    def _or_slip(self, text: str, span: CompanySpan, stop: int) -> CompanySpan:
        """海南矿页: one slip in a longer name of the same company beats the short name in front of the slip."""
        for end, forms in (
            self._han_slips.same_sound(text, span.start, stop),
            self._han_slips.one_off(text, span.start, stop),
        ):
            longer = self._repaired(span.start, end, forms, _ONE_OFF)
            if longer is not None and end > span.end and set(longer.ids) & set(span.ids):
                return replace(longer, ids=tuple(one for one in span.ids if one in longer.ids))
        return span

    def misspelt(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        """English names with misspelt words: repair the words, then look the longest run up."""
        words = latin_words(text, gap)
        if not any(len(word) > 3 for _, _, word in words):
            return
        options = [self._spellings(word) for _, _, word in words]
        place = 0
        while place < len(words):
            step = 1
            for end in range(len(words), place, -1):
                span = self._run(words[place:end], options[place:end])
                if span is not None:
                    yield self._declared.with_tail(text, span)
                    step = end - place
                    break
            place += step

    def _spellings(self, word: str) -> tuple[str, ...]:
        if word in self._lexicon.ordinary or word in trades():
            return (word,)
        return self._word_slips.repaired(word)[:1] or (word,)

    def _run(self, words: list[tuple[int, int, str]], options: list[tuple[str, ...]]) -> CompanySpan | None:
        if all(option[0] == word for option, (_, _, word) in zip(options, words, strict=True)):
            return None
        return self._repaired(words[0][0], words[-1][1], (" ".join(option[0] for option in options),), _ONE_OFF)

    def _repaired(self, start: int, end: int, forms: tuple[str, ...], weight: float) -> CompanySpan | None:
        ids: dict[str, None] = {}
        for form in forms:
            span = self._declared.span(form, 0, len(form))
            ids.update(dict.fromkeys(span.ids if span is not None else ()))
        return CompanySpan(start, end, tuple(ids), SLIP, weight) if ids else None


def _han_forms(forms: Iterable[Sequence[CompanyForm]]) -> Iterator[str]:
    return (form.text for one in forms for form in one if form.kind not in _SPOKEN and has_han(form.text))


def _latin_words(forms: Iterable[Sequence[CompanyForm]], first: int) -> Iterator[tuple[int, str]]:
    """Pairs of the entry's number and a word; `first` is the number of the first entry."""
    for entry, one in enumerate(forms, start=first):
        for form in one:
            if form.kind not in _SPOKEN and not has_han(form.text):
                yield from ((entry, word) for word in form.text.split())
