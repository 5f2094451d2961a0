"""Finding companies and units in a question: declared forms, short names nobody declared, names with one slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zhaoren.language.companies import FormKind, UnitNames, company_forms
from zhaoren.language.company_short_names import LONGEST, ShortNames
from zhaoren.language.company_slips import HanSlips, WordSlips
from zhaoren.language.company_spans import CompanySpan, Gap, gaps, latin_words, placed, without_signs
from zhaoren.language.company_words import flat, tails, trades
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.packed_forms import PackedForms
from zhaoren.language.text import has_han, is_han
from zhaoren.language.typed_words import read_typed
from zhaoren.language.word_table import cuts_a_word, is_latin

LONGEST_QUESTION = 200
LONGEST_TAIL = 40
_GLUED = 0.6
_GUESSED = 0.3
_SLIP = "slip"
# Runs of English words that more entries share name none of them.
_MOST_FOR_A_RUN = 3


class CompanyLexicon:
    """The names of the companies (or units) that a viewer may find; immutable, safe to share between threads.

    Args:
        entries: (id, names) pairs. Give only what the viewer may find: uniqueness is judged among these.
        guesses: also read short names that nobody declared, and repair one slip. Off for large sets of units.
        are_companies: whether legal forms, places and trades are parts of these names.
        lexicon: the words that never are a company by themselves.
    """

    __slots__ = ("_forms", "_han_slips", "_ids", "_lexicon", "_short_names", "_word_slips")

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
        self._ids = tuple(entry_id for entry_id, _ in listed)
        rows = [
            (form.text, number, form.kind, form.weight)
            for number, (_, names) in enumerate(listed)
            for form in company_forms(names, is_company=are_companies)
        ]
        self._forms = PackedForms(_telling(rows))
        made_by_hand = [text for text, _, kind, weight in rows if kind not in {FormKind.PINYIN, FormKind.INITIALS}]
        self._short_names = ShortNames(names for _, names in listed) if guesses and are_companies else None
        self._han_slips = HanSlips(text for text in made_by_hand if has_han(text)) if guesses else None
        words = (word for text in made_by_hand if not has_han(text) for word in text.split())
        self._word_slips = WordSlips(words) if guesses else None

    def __len__(self) -> int:
        return len(self._ids)

    def find(self, folded_text: str) -> tuple[CompanySpan, ...]:
        """All companies in a folded text, from left to right, none overlapping another; at most 200 characters."""
        text, places = without_signs(folded_text[:LONGEST_QUESTION])
        spans = list(self._declared(text))
        for look in (self._short, self._slipped, self._misspelt):
            for gap in gaps(text, spans):
                spans.extend(look(text, gap))
            spans.sort(key=lambda span: span.start)
        if places is None:
            return tuple(spans)
        return tuple(placed(span, places, folded_text) for span in spans)

    def named(self, name: str) -> CompanySpan | None:
        """The entries that a whole name stands for, exactly and without guessing, or None."""
        text = flat(name)
        return self._span(text, 0, len(text))

    def _span(self, text: str, start: int, end: int) -> CompanySpan | None:
        """What a declared form says: the entries of its heaviest meanings."""
        meanings = self._forms.get(text[start:end])
        if not meanings:
            return None
        best = meanings[0]
        ids = dict.fromkeys(self._ids[one.entry] for one in meanings if one.weight >= best.weight - 0.1)
        return CompanySpan(start, end, tuple(ids), best.kind.value, best.weight)

    def _declared(self, text: str) -> Iterator[CompanySpan]:
        place = 0
        while place < len(text):
            span = self._longest(text, place) or self._glued(text, place)
            if span is None:
                place += 1
                continue
            span = self._with_tail(text, self._or_longer(text, span))
            yield span
            place = span.end

    def _glued(self, text: str, start: int) -> CompanySpan | None:
        """`hnkycw`, `hkcw`: a company in pinyin or initials with a function behind it, in one word."""
        if self._short_names is None or not is_latin(text[start]) or (start and is_latin(text[start - 1])):
            return None
        end = start
        while end < len(text) and is_latin(text[end]):
            end += 1
        guessed: CompanySpan | None = None
        for cut in range(end - 2, start + 1, -1):
            if read_typed(text[cut:end]) is None:
                continue
            span = self._span(text, start, cut)
            if span is not None:
                return replace(span, weight=min(span.weight, _GLUED))
            if guessed is None and cut - start <= LONGEST and text[start:end] not in self._lexicon.ordinary:
                numbers = self._short_names.companies_by_initials(text[start:cut])
                if numbers:
                    ids = tuple(self._ids[number] for number in numbers)
                    guessed = CompanySpan(start, cut, ids, FormKind.INITIALS.value, _GUESSED)
        return guessed

    def _or_longer(self, text: str, span: CompanySpan) -> CompanySpan:
        """南钢联 is 南钢联合, not 南钢: a longer short name that fits one company beats two or three characters."""
        if is_latin(text[span.start]):
            return self._or_repaired(text, span)
        if self._short_names is None or span.end - span.start >= LONGEST or not is_han(text[span.start]):
            return span
        longer = self._short_at(text, span.start, len(text))
        if longer is None or longer.end <= span.end or len(longer.ids) > 1:
            return span
        return span if self._ends_with_a_function(text[longer.start : longer.end]) else longer

    def _or_repaired(self, text: str, span: CompanySpan) -> CompanySpan:
        """`hainan minning`: a run of words that a misspelt word follows, if the repaired run is the same company's."""
        if self._word_slips is None or span.kind != FormKind.DERIVED.value or text[span.end : span.end + 1] != " ":
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

    def _longest(self, text: str, start: int) -> CompanySpan | None:
        sizes = self._forms.lengths(text[start : start + 2])
        if not sizes or (start and is_latin(text[start]) and is_latin(text[start - 1])):
            return None
        most = min(len(text) - start, LONGEST_QUESTION)
        for size in range(min(most, LONGEST_QUESTION if sizes >> 63 else sizes.bit_length() - 1), 1, -1):
            if not sizes >> min(size, 63) & 1 or cuts_a_word(text, start, start + size):
                continue
            span = self._span(text, start, start + size)
            if span is not None:
                return span
        return None

    def _with_tail(self, text: str, span: CompanySpan) -> CompanySpan:
        """`海矿` + `公司`: the legal form belongs to the name, unless the longer word says something else."""
        at = span.end + (text[span.end : span.end + 1] == " " and is_latin(text[span.end - 1]))
        tail = tails().longest(text, at)
        if tail is None:
            return span
        return CompanySpan(span.start, tail.end, span.ids, span.kind, span.weight)

    def _short(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        if self._short_names is None:
            return
        place = gap.start
        while place < gap.end - 1:
            span = None
            if self._short_names.may_start(text[place]):
                span = self._short_at(text, place, gap.end)
            if span is None:
                place = max(place + 1, self._known_word(text, place, gap.end))
                continue
            span = self._or_slip(text, span, gap.end)
            yield self._with_tail(text, span)
            place = span.end

    def _short_at(self, text: str, start: int, stop: int) -> CompanySpan | None:
        assert self._short_names is not None
        longest = start
        while longest < min(stop, start + LONGEST) and is_han(text[longest]):
            longest += 1
        found: CompanySpan | None = None
        for end in range(longest, start + 1, -1):
            candidate = text[start:end]
            if end - start < 2 or not self._may_be_short(candidate) or self._cuts_a_known_word(text, start, end, stop):
                continue
            numbers = self._short_names.companies(candidate)
            if not numbers:
                continue
            span = CompanySpan(
                start, end, tuple(self._ids[number] for number in numbers), FormKind.DERIVED.value,
                0.5 if len(numbers) == 1 else 0.3,
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

    def _may_be_short(self, candidate: str) -> bool:
        known = self._lexicon
        if candidate in known.ordinary or candidate in trades() or candidate in known.places:
            return False
        place = known.places.longest(candidate, 0)
        return place is None or place.end < len(candidate)

    def _known_word(self, text: str, start: int, stop: int) -> int:
        """The end of the ordinary word that begins here, or `start`."""
        for end in range(min(stop, start + LONGEST), start + 1, -1):
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

    def _slipped(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        """Han names of the same sound, or one character off."""
        if self._han_slips is None:
            return
        place = gap.start
        while place < gap.end - 1:
            if not is_han(text[place]) or (known := self._known_word(text, place, gap.end)) > place:
                place = known if is_han(text[place]) else place + 1
                continue
            end, forms = self._han_slips.same_sound(text, place, gap.end)
            weight = 0.6
            if not forms:
                end, forms = self._han_slips.one_off(text, place, gap.end)
                weight = 0.5
                forms = tuple(form for form in forms if self._keeps_known_words(text[place:end], form))
            span = self._repaired(place, end, forms, weight)
            if span is None or self._cuts_a_known_word(text, place, end, gap.end):
                place += 1
                continue
            yield self._with_tail(text, span)
            place = end

    def _keeps_known_words(self, typed: str, form: str) -> bool:
        """Whether every ordinary word that was typed is in the form too: 海南物业 is not a slip of 海南矿业."""
        return all(
            typed[start : start + 2] in form
            for start in range(len(typed) - 1)
            if typed[start : start + 2] in self._lexicon.ordinary
        )

    def _or_slip(self, text: str, span: CompanySpan, stop: int) -> CompanySpan:
        """海南矿页: one slip in a longer name of the same company beats the short name in front of the slip."""
        if self._han_slips is None:
            return span
        for end, forms in (
            self._han_slips.same_sound(text, span.start, stop),
            self._han_slips.one_off(text, span.start, stop),
        ):
            longer = self._repaired(span.start, end, forms, 0.5)
            if longer is not None and end > span.end and set(longer.ids) & set(span.ids):
                return replace(longer, ids=tuple(one for one in span.ids if one in longer.ids))
        return span

    def _misspelt(self, text: str, gap: Gap) -> Iterator[CompanySpan]:
        """English names with misspelt words: repair the words, then look the longest run up."""
        if self._word_slips is None:
            return
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
                    yield self._with_tail(text, span)
                    step = end - place
                    break
            place += step

    def _spellings(self, word: str) -> tuple[str, ...]:
        assert self._word_slips is not None
        if word in self._lexicon.ordinary or word in trades():
            return (word,)
        return self._word_slips.repaired(word)[:1] or (word,)

    def _run(self, words: list[tuple[int, int, str]], options: list[tuple[str, ...]]) -> CompanySpan | None:
        if all(option[0] == word for option, (_, _, word) in zip(options, words, strict=True)):
            return None
        return self._repaired(words[0][0], words[-1][1], (" ".join(option[0] for option in options),), 0.5)

    def _repaired(self, start: int, end: int, forms: tuple[str, ...], weight: float) -> CompanySpan | None:
        ids: dict[str, None] = {}
        for form in forms:
            span = self._span(form, 0, len(form))
            ids.update(dict.fromkeys(span.ids if span is not None else ()))
        return CompanySpan(start, end, tuple(ids), _SLIP, weight) if ids else None


def _telling(rows: list[tuple[str, int, FormKind, float]]) -> Iterator[tuple[str, int, FormKind, float]]:
    """All forms but the runs of English words that many entries share."""
    shared: dict[str, int] = {}
    for text, _, kind, _ in rows:
        if kind is FormKind.DERIVED and text.isascii():
            shared[text] = shared.get(text, 0) + 1
    for row in rows:
        if row[2] is not FormKind.DERIVED or shared.get(row[0], 0) <= _MOST_FOR_A_RUN:
            yield row
