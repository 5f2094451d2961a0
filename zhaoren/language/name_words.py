"""English names: words in any order, initials, short forms, missing and added words, one slip."""

from __future__ import annotations

from typing import Literal, NamedTuple

from schemas.vocabulary import MatchBand
from zhaoren.language.english_names import other_forms
from zhaoren.language.name_forms import SpokenForm, WordForm
from zhaoren.language.name_query import NameQuery
from zhaoren.language.name_slips import SHORTEST_WORD, may_be_mistyped_word, one_edit_apart

# More words than this are a sentence, not a name.
MOST_WORDS = 6
# More words than this that are not typed as stored would fit too many people.
MOST_CHANGED = 2

Manner = Literal["letters", "initials", "short_form", "slip"]


class Hit(NamedTuple):
    """How words matched: band, order within the band, manner."""

    band: MatchBand
    finesse: int
    manner: Manner


# How one typed word stands to one stored word; the worst of a name's words decides.
_EQUAL, _BEGUN, _LETTER, _SHORT, _SLIP = range(5)
_BANDS = {
    _EQUAL: Hit(MatchBand.MIXED, 0, "letters"),
    _BEGUN: Hit(MatchBand.MIXED, 1, "letters"),
    _LETTER: Hit(MatchBand.INITIALS, 1, "initials"),
    _SHORT: Hit(MatchBand.ALIAS, 0, "short_form"),
    _SLIP: Hit(MatchBand.SLIP, 0, "slip"),
}


def match_words(query: NameQuery, name: WordForm, chinese: tuple[SpokenForm, ...]) -> Hit | None:
    """The best way in which typed Latin words mean an English name; `chinese` lends its surname (Wayne Wang = 王伟)."""
    if query.plain in name.joined:
        band = MatchBand.READING if name.is_pinyin else MatchBand.EXACT
        return Hit(band, 0 if query.plain == name.joined[0] else 1, "letters")
    if len(query.words) > MOST_WORDS:
        return None
    if len(query.words) == 1:
        return _one_word(query.plain, name, chinese)
    kinds = _paired(query.words, name.words)
    if kinds is not None:
        return _BANDS[max(kinds)]
    return _with_chinese_words(query.words, name, chinese) or _one_word_too_many(query.words, name.words)


def _one_word(word: str, name: WordForm, chinese: tuple[SpokenForm, ...]) -> Hit | None:
    if word in name.words:
        return Hit(MatchBand.PREFIX, 0, "letters")
    if len(word) > 1 and (any(own.startswith(word) for own in name.words) or _begins(word, name)):
        return Hit(MatchBand.PREFIX, 2, "letters")
    if word in initial_forms(name.words):
        return Hit(MatchBand.INITIALS, 1, "initials")
    others = other_forms(word)
    if any(own in others for own in name.words):
        return Hit(MatchBand.ALIAS, 1, "short_form")
    for form in chinese:
        for own in name.words:
            if len(own) > 1 and own in word and _glued(word, own, form):
                return Hit(MatchBand.MIXED, 3, "letters")
    if may_be_mistyped_word(word) and any(
        len(own) >= SHORTEST_WORD and one_edit_apart(word, own) for own in name.words
    ):
        return Hit(MatchBand.SLIP, 1, "slip")
    return None


def initial_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """js, jsmith and smithj for john smith."""
    if len(words) < 2:
        return ()
    return "".join(word[0] for word in words), words[0][0] + words[-1], words[-1] + words[0][0]


def _begins(word: str, name: WordForm) -> bool:
    return any(joined.startswith(word) for joined in name.joined)


def _glued(word: str, own: str, form: SpokenForm) -> bool:
    """waynewang or wangwayne for 王伟 Wayne."""
    for rest, fits in ((word.removeprefix(own), word.startswith(own)), (word.removesuffix(own), word.endswith(own))):
        if fits and rest and rest in form.surname_words:
            return True
    return False


def _kind(typed: str, stored: str, last: bool) -> int | None:
    if typed == stored:
        return _EQUAL
    if last and len(typed) > 1 and stored.startswith(typed):
        return _BEGUN
    if (len(typed) == 1 or len(stored) == 1) and typed[0] == stored[0]:
        return _LETTER
    if stored in other_forms(typed):
        return _SHORT
    if may_be_mistyped_word(typed) and len(stored) >= SHORTEST_WORD and one_edit_apart(typed, stored):
        return _SLIP
    return None


def _paired(typed: tuple[str, ...], stored: tuple[str, ...]) -> list[int] | None:
    """How each typed word stands to a stored word of its own; None when one has no partner or all are mere letters."""
    if len(typed) > len(stored):
        return None
    left = list(stored)
    kinds: list[int] = []
    order = sorted(range(len(typed)), key=lambda place: -len(typed[place]))
    for place in order:
        known = [
            (kind, word) for word in left if (kind := _kind(typed[place], word, place == len(typed) - 1)) is not None
        ]
        if not known:
            return None
        kind, word = min(known)
        left.remove(word)
        kinds.append(kind)
    firm = sum(kind in (_EQUAL, _SHORT) for kind in kinds)
    changed = sum(kind != _EQUAL for kind in kinds)
    # A slip beside another change would fit too many people.
    allowed = MOST_CHANGED if len(typed) <= MOST_CHANGED + 1 and _SLIP not in kinds else 1
    return kinds if firm and changed <= allowed else None


def _with_chinese_words(typed: tuple[str, ...], name: WordForm, chinese: tuple[SpokenForm, ...]) -> Hit | None:
    """English words and words of the Chinese name side by side: wayne wang, david chan tai man."""
    own = [word for word in typed if word in name.words]
    others = [word for word in typed if word not in name.words]
    if not own or not others:
        return None
    for form in chinese:
        if not form.text:
            continue
        if len(others) == 1 and others[0] in form.surname_words:
            return Hit(MatchBand.READING, 3, "letters")
        if all(word in form.pool for word in others):
            return Hit(MatchBand.ALIAS, 2, "letters")
    return None


def _one_word_too_many(typed: tuple[str, ...], stored: tuple[str, ...]) -> Hit | None:
    """A middle name that was never recorded: all but one typed word are there, two at least."""
    if len(typed) < 3 or len(stored) < 2:
        return None
    known = [word for word in typed if word in stored]
    enough = len(known) == len(typed) - 1 and len(set(known)) == len(known) > 1
    return Hit(MatchBand.ALIAS, 3, "letters") if enough else None
