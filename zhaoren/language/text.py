"""One folding for everything that is compared: what was stored and what is typed pass through the same function."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

MIDDLE_DOT = "·"
_APOSTROPHES = "’‘ʼʻ`´′＇ʹ՚"
_DASHES = "‐‑‒–—―−﹣－⁃"
_DOTS = "・‧•∙⋅･᛫"
# Letters that do not decompose into a base and a mark.
_LETTERS = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŋ": "ng", "ŧ": "t", "ĸ": "k", "ɡ": "g", "ɑ": "a",
}  # fmt: skip
_ACCENT = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# Only these need the slow road: anything else is plain ASCII or Han.
_PLAIN = re.compile("[ -~\u4e00-\u9fff]*")
_UMLAUT_AFTER_L_OR_N = re.compile("(?<=[lLnN])(?:[üǖǘǚǜÜǕǗǙǛ]|u[:\u0308]|U[:\u0308])")
_UMLAUT_ELSEWHERE = re.compile("(?<=[jqxyJQXY])(?:[üǖǘǚǜÜǕǗǙǛvV]|[uU][:\u0308])")


def read_data(name: str) -> list[str]:
    """The lines of a packaged data file, without comments and blank lines."""
    text = files("zhaoren.language").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _character_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for line in read_data("simplified.txt"):
        table.update({ord(old): line[0] for old in line[1:]})
    table.update({ord(old): new for old, new in _LETTERS.items()})
    table.update({ord(sign): "'" for sign in _APOSTROPHES})
    table.update({ord(sign): "-" for sign in _DASHES})
    table.update({ord(sign): MIDDLE_DOT for sign in _DOTS})
    return table


def _visible(text: str) -> str:
    """Without what nobody sees: direction marks, zero-width signs, other controls and halves of broken characters."""
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else ""
        for sign in text
        if sign.isprintable() or sign.isspace()
    )


def _fold_once(text: str) -> str:
    text = _visible(unicodedata.normalize("NFKC", text))
    text = text.casefold().translate(_character_table())
    text = _ACCENT.sub("", unicodedata.normalize("NFD", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def fold(s: str) -> str:
    """Compare form of any text: NFKC, lower case, simplified characters, no accents, no controls, single spaces.

    Punctuation stays; apostrophes, dashes and middle dots are brought to one form each (' - ·).
    Folding twice changes nothing.
    """
    if s.isascii() and s.isprintable():
        return " ".join(s.lower().replace("`", "'").split())
    if _PLAIN.fullmatch(s):
        return " ".join(s.lower().replace("`", "'").translate(_character_table()).split())
    folded = _fold_once(s)
    # Some rare signs take a second round (a casefold that opens a new compatibility form).
    for _ in range(3):
        again = _fold_once(folded)
        if again == folded:
            break
        folded = again
    return folded


def fold_name(s: str) -> str:
    """Compare form of a name: as `fold`, letters and digits only, one space between Latin words, none beside Han."""
    return join_words(name_words(s))


def name_words(s: str) -> tuple[str, ...]:
    """The words of a name, folded: cut at spaces, commas, dots and the like; hyphens and apostrophes just vanish."""
    folded = fold(s)
    if folded.isalnum():
        return (folded,)
    words: list[str] = []
    word: list[str] = []
    for sign in folded:
        if sign.isalnum():
            word.append(sign)
        elif sign not in "'-" and word:
            words.append("".join(word))
            word = []
    if word:
        words.append("".join(word))
    return tuple(words)


def join_words(words: tuple[str, ...]) -> str:
    """Words as one text: a space where two Latin words meet, nothing where a Han character stands on either side."""
    text = ""
    for word in words:
        text += " " + word if text and not has_han(text[-1]) and not has_han(word[0]) else word
    return text


def fold_pinyin(s: str) -> str:
    """As `fold`, but u-umlaut is kept as the letter that Chinese keyboards use: lü -> lv; after j q x y it is u."""
    return fold(_UMLAUT_ELSEWHERE.sub("u", _UMLAUT_AFTER_L_OR_N.sub("v", unicodedata.normalize("NFKC", s))))


def has_han(s: str) -> bool:
    """Whether the text has at least one Han character."""
    return _HAN.search(s) is not None


def is_han(sign: str) -> bool:
    """Whether a single character is Han; the common block is asked first, since this runs in inner loops."""
    return "\u4e00" <= sign <= "\u9fff" or _HAN.match(sign) is not None
