"""Company names with one slip: another character of the same sound, one wrong character, a misspelt English word."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from zhaoren.language.company_words import joined_reading
from zhaoren.language.lookalikes import looks_alike
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

    __slots__ = ("_forms", "_halves", "_lengths", "_sounds")

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms: list[str] = []
        self._sounds: dict[int, array[int]] = {}
        self._halves: dict[str, array[int]] = {}
        lengths: set[int] = set()
        for form in dict.fromkeys(forms):
            if not 2 <= len(form) <= LONGEST or not all(map(is_han, form)):
                continue
            number = len(self._forms)
            self._forms.append(form)
            lengths.add(len(form))
            self._sounds.setdefault(hash(joined_reading(form)), array("I")).append(number)
            if len(form) >= _SHORTEST_ONE_OFF:
                for half in _halves(form):
                    self._halves.setdefault(half, array("I")).append(number)
        self._lengths = tuple(sorted(lengths, reverse=True))

    def same_sound(self, text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
        """The longest span from `start` that sounds like declared forms: its end and the forms, or (start, ())."""
        for size in self._lengths:
            stop = start + size
            if stop > end:
                continue
            numbers = self._sounds.get(hash(joined_reading(text[start:stop])))
            if numbers:
                found = tuple(self._forms[number] for number in numbers if len(self._forms[number]) == size)
                if found:
                    return stop, found
        return start, ()

    def one_off(self, text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
        """The longest span from `start` that is one character away from declared forms of four or more."""
        best: tuple[int, tuple[str, ...]] = (start, ())
        for number in self._near(text, start):
            form = self._forms[number]
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

    def _near(self, text: str, start: int) -> Iterator[int]:
        seen: set[int] = set()
        for size in self._lengths:
            if size < _SHORTEST_ONE_OFF:
                continue
            left = size // 2
            for half in (
                text[start : start + left],
                *(text[start + left + off : start + size + off] for off in (-1, 0, 1)),
            ):
                numbers = self._halves.get(half, ()) if len(half) in {left, size - left} else ()
                if len(numbers) > _MOST_PER_PIECE:
                    continue
                for number in numbers:
                    if number not in seen and len(self._forms[number]) == size:
                        seen.add(number)
                        yield number


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

    __slots__ = ("_pieces", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(word for word in words if len(word) >= _SHORTEST_WORD and word.isascii())
        self._pieces: dict[tuple[int, str], list[str]] = {}
        for word in sorted(self._words):
            for piece in _pieces(word):
                self._pieces.setdefault(piece, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def repaired(self, word: str) -> tuple[str, ...]:
        """The known words that this one may be a slip of, nearest first; () when it is known or too short."""
        if len(word) < _SHORTEST_WORD - 1 or word in self._words:
            return ()
        near: dict[str, int] = {}
        for piece in _probes(word):
            for known in self._pieces.get(piece, ()):
                if known not in near:
                    most = 2 if min(len(word), len(known)) >= _SHORTEST_FOR_TWO else 1
                    near[known] = distance if (distance := OSA.distance(word, known, score_cutoff=most)) <= most else 9
        found = sorted((distance, known) for known, distance in near.items() if distance < 9)
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
