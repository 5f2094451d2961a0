"""Company names with one slip: another character of the same sound, one wrong character, a misspelt English word."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from zhaoren.language.company_words import joined_reading
from zhaoren.language.lookalikes import looks_alike
from zhaoren.language.packed_rows import Mask, PackedRows, key_of
from zhaoren.language.packed_texts import PackedTexts
from zhaoren.language.readings import main_reading
from zhaoren.language.sounds import sound_of
from zhaoren.language.text import is_han

LONGEST = 12
_SHORTEST_ONE_OFF = 4
_LONG = 8
_MOST_PER_PIECE = 40
_SHORTEST_WORD = 5
_SHORTEST_FOR_TWO = 8


class HanSlips:
    """Declared Han forms by their sound, and by each half: one slip leaves one half whole."""

    __slots__ = ("_counted", "_fast_counted", "_forms", "_halves", "_keys", "_lengths", "_sounds")

    def __init__(self, forms: Iterable[str] = ()) -> None:
        self._forms = PackedTexts()
        self._keys = np.zeros(0, dtype=np.uint64)
        self._sounds, self._halves = PackedRows(), PackedRows()
        self._lengths: tuple[int, ...] = ()
        self._count(None)
        self._add(forms)

    def _count(self, counted: Mask | None) -> None:
        self._counted = counted
        self._fast_counted = counted.data if counted is not None else None

    def _add(self, forms: Iterable[str]) -> None:
        fitting = (form for form in dict.fromkeys(forms) if 2 <= len(form) <= LONGEST and all(map(is_han, form)))
        new = [form for form in fitting if form not in self]
        numbered = list(enumerate(new, start=len(self._forms)))
        long = [(number, form) for number, form in numbered if len(form) >= _SHORTEST_ONE_OFF]
        self._sounds = self._sounds.and_more((key_of(joined_reading(form)), number) for number, form in numbered)
        self._halves = self._halves.and_more((key_of(half), number) for number, form in long for half in _halves(form))
        self._forms = self._forms.and_more(new)
        self._keys = np.concatenate((self._keys, np.array([key_of(form) for form in new], dtype=np.uint64)))
        self._lengths = tuple(sorted({*self._lengths, *map(len, new)}, reverse=True))

    def __contains__(self, form: str) -> bool:
        return any(self._forms[number] == form for number in self._sounds.of(key_of(joined_reading(form))))

    def and_more(self, forms: Iterable[str]) -> HanSlips:
        """These forms and more."""
        joined = HanSlips()
        joined._forms, joined._keys, joined._lengths = self._forms, self._keys, self._lengths
        joined._sounds, joined._halves = self._sounds, self._halves
        joined._add(forms)
        return joined

    def narrowed(self, borne: Callable[[NDArray[np.uint64]], Mask | None]) -> HanSlips:
        """The same forms, but only those count that somebody bears; `borne` says it of keys of texts, None = of all."""
        narrowed = HanSlips()
        narrowed._forms, narrowed._keys, narrowed._lengths = self._forms, self._keys, self._lengths
        narrowed._sounds, narrowed._halves = self._sounds, self._halves
        narrowed._count(borne(self._keys))
        return narrowed

    def _counts(self, number: int) -> bool:
        return self._fast_counted is None or bool(self._fast_counted[number])

    def same_sound(self, text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
        """The longest span from `start` that sounds like declared forms: its end and the forms, or (start, ())."""
        for size in self._lengths:
            stop = start + size
            if stop > end:
                continue
            numbers = self._sounds.of(key_of(joined_reading(text[start:stop])))
            found = tuple(
                form for number in numbers if self._counts(number) and len(form := self._forms[number]) == size
            )
            if found:
                return stop, found
        return start, ()

    def one_off(self, text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
        """The longest span from `start` that is one character away from declared forms of four or more."""
        best: tuple[int, tuple[str, ...]] = (start, ())
        for form in self._near(text, start):
            for stop in range(start + len(form) + 1, start + len(form) - 2, -1):
                typed = text[start:stop]
                if stop > end or OSA.distance(typed, form, score_cutoff=1) > 1 or not _is_a_slip(typed, form):
                    continue
                if text[start] != form[0] and text[start + 1 : start + 2] == form[:1]:
                    continue  # a stray character in front is not a slip
                if stop - start == len(form) or (stop <= end and text[stop - 1] == form[-1]):
                    best = _better(best, stop, form)
                    break
        return best

    def _near(self, text: str, start: int) -> Iterator[str]:
        seen: set[int] = set()
        for size in self._lengths:
            if size < _SHORTEST_ONE_OFF:
                continue
            left = size // 2
            for half in (
                text[start : start + left],
                *(text[start + left + off : start + size + off] for off in (-1, 0, 1)),
            ):
                for number in self._of_half(half) if len(half) in {left, size - left} else ():
                    if number not in seen and len(form := self._forms[number]) == size:
                        seen.add(number)
                        yield form

    def _of_half(self, half: str) -> list[int]:
        """The forms with this half; none where it is too common to tell anything."""
        first, last = self._halves.place(key_of(half))
        if first == last:
            return []
        numbers = self._halves.numbers[first:last]
        if self._counted is not None:
            numbers = numbers[self._counted[numbers]]
        listed: list[int] = numbers.tolist() if len(numbers) <= _MOST_PER_PIECE else []
        return listed


def _is_a_slip(typed: str, form: str) -> bool:
    """Whether one edit is a slip, or may be the name of another company: 琼海矿业 beside 琼州矿业.

    A long name cannot be another by chance. In a short one the wrong character must look or sound alike, stand in
    the trade at the end, or two characters must have changed places, or one must be typed twice.
    """
    if len(form) >= _LONG:
        return True
    if len(typed) > len(form):
        return any(typed[place] == typed[place - 1] for place in range(1, len(typed)))
    if len(typed) < len(form):
        return len(form) > _SHORTEST_ONE_OFF
    wrong = [place for place, (a, b) in enumerate(zip(typed, form, strict=True)) if a != b]
    if len(wrong) != 1:
        return True
    a, b = typed[wrong[0]], form[wrong[0]]
    return wrong[0] >= max(2, len(form) - 2) or looks_alike(a, b) or _sounds_alike(a, b)


def _sounds_alike(a: str, b: str) -> bool:
    one, other = main_reading(a), main_reading(b)
    return one is not None and other is not None and sound_of(one) == sound_of(other)


def _halves(form: str) -> tuple[str, str]:
    left = len(form) // 2
    return form[:left], form[left:]


def _better(best: tuple[int, tuple[str, ...]], stop: int, form: str) -> tuple[int, tuple[str, ...]]:
    if stop > best[0]:
        return stop, (form,)
    if stop == best[0] and form not in best[1]:
        return stop, (*best[1], form)
    return best


class WordSlips:
    """The words of English forms: a word of five letters may have one slip, of eight or more two."""

    __slots__ = ("_by_word", "_companies", "_counted", "_fast_counted", "_of_companies", "_pieces", "_words")

    def __init__(self, words: Iterable[tuple[int, str]] = ()) -> None:
        """Pairs of a company's number and a word of one of its forms."""
        self._words = PackedTexts()
        self._by_word, self._pieces = PackedRows(), PackedRows()
        self._of_companies, self._companies = array("I"), array("I")  # pairs: word, company
        self._count(None)
        self._add(words)

    def _count(self, counted: Mask | None) -> None:
        self._counted = counted
        self._fast_counted = counted.data if counted is not None else None

    def _add(self, words: Iterable[tuple[int, str]]) -> None:
        numbers: dict[str, int] = {}
        new: list[str] = []
        for company, word in dict.fromkeys(words):
            if len(word) < _SHORTEST_WORD or not word.isascii():
                continue
            if word not in numbers:
                known = next((n for n in self._by_word.of(key_of(word)) if self._words[n] == word), None)
                numbers[word] = known if known is not None else len(self._words) + len(new)
                new += [word] if known is None else []
            self._of_companies.append(numbers[word])
            self._companies.append(company)
        numbered = list(enumerate(new, start=len(self._words)))
        self._by_word = self._by_word.and_more((key_of(word), number) for number, word in numbered)
        self._pieces = self._pieces.and_more((key_of(p), number) for number, word in numbered for p in _pieces(word))
        self._words = self._words.and_more(new)

    def _copied(self) -> WordSlips:
        copied = WordSlips()
        copied._words, copied._by_word, copied._pieces = self._words, self._by_word, self._pieces
        copied._of_companies, copied._companies = self._of_companies, self._companies
        return copied

    def and_more(self, words: Iterable[tuple[int, str]]) -> WordSlips:
        """These words and those of more companies."""
        joined = self._copied()
        joined._of_companies, joined._companies = self._of_companies[:], self._companies[:]
        joined._add(words)
        return joined

    def narrowed(self, counted: Mask | None) -> WordSlips:
        """The same words, but only those of these companies count; None: of all."""
        narrowed = self._copied()
        if counted is not None:
            borne = np.zeros(len(self._words), dtype=np.bool_)
            words, companies = (
                np.frombuffer(column, dtype=np.uint32) for column in (self._of_companies, self._companies)
            )
            borne[words[counted[companies]]] = True
            narrowed._count(borne)
        return narrowed

    def _counts(self, number: int) -> bool:
        return self._fast_counted is None or bool(self._fast_counted[number])

    def __contains__(self, word: str) -> bool:
        return any(self._counts(n) and self._words[n] == word for n in self._by_word.of(key_of(word)))

    def repaired(self, word: str) -> tuple[str, ...]:
        """The known words that this one may be a slip of, nearest first; () when it is known or too short."""
        if len(word) < _SHORTEST_WORD - 1 or word in self:
            return ()
        near: dict[int, int] = {}
        for piece in _probes(word):
            for number in self._pieces.of(key_of(piece)):
                if number not in near and self._counts(number):
                    known = self._words[number]
                    most = 2 if min(len(word), len(known)) >= _SHORTEST_FOR_TWO else 1
                    near[number] = distance if (distance := OSA.distance(word, known, score_cutoff=most)) <= most else 9
        found = sorted((distance, self._words[number]) for number, distance in near.items() if distance < 9)
        return tuple(known for distance, known in found if distance == found[0][0])


def _pieces(word: str) -> Iterator[tuple[int, str]]:
    """Three pieces: two slips leave one whole."""
    third = len(word) // 3
    yield 0, word[:third]
    yield 1, word[third : 2 * third]
    yield 2, word[2 * third :]


def _probes(word: str) -> Iterator[tuple[int, str]]:
    """The pieces of every word of nearly this length that might stand here, shifted by up to two letters."""
    for length in range(len(word) - 2, len(word) + 3):
        third = length // 3
        if third < 1:
            continue
        yield 0, word[:third]
        for shift in range(-2, 3):
            if third + shift >= 0:
                yield 1, word[third + shift : 2 * third + shift]
        yield 2, word[-(length - 2 * third) :]
