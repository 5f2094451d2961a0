"""Which field a column of a list probably means: by the words of its header and the shape of its values. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from connectors.header_words import HEADER_WORDS, NEVER, SURNAMES
from connectors.mapping import folded_name

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_WORD_SIGNS = re.compile(r"[\s_\-./]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column with a sample of its values."""

    name: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a column fits a field, and why."""

    score: float
    column: str
    field: str
    reason: str


def chosen_people_columns(columns: Sequence[Column], more: Mapping[str, Sequence[str]] | None = None) -> dict[str, Fit]:
    """What a list of people says: one column for each field and one field for each column, the best fits first.

    Args:
        more: further headers of fields, and fields that a staff list alone seldom has.
    """
    words = {**HEADER_WORDS, **{field: (*HEADER_WORDS.get(field, ()), *also) for field, also in (more or {}).items()}}
    fits = [fit for place, column in enumerate(columns) for fit in _fits(column, place, words)]
    chosen = _each_once(fits)
    if "manager_key" in chosen and not _refers(chosen, columns):
        del chosen["manager_key"]
    return {field: chosen[field] for field in words if field in chosen}


def chosen_columns(columns: Sequence[Column], words: Mapping[str, Sequence[str]]) -> dict[str, Fit]:
    """The same for a list of anything else, by its header alone."""
    fits = [
        Fit(score - place / 1000, column.name, field, "")
        for place, column in enumerate(columns)
        for field, listed in words.items()
        if (score := _header_score(column.name, listed))
    ]
    return _each_once(fits)


def _each_once(fits: Sequence[Fit]) -> dict[str, Fit]:
    chosen: dict[str, Fit] = {}
    taken: set[str] = set()
    for fit in sorted(fits, key=lambda each: -each.score):
        if fit.field not in chosen and fit.column not in taken:
            chosen[fit.field] = fit
            taken.add(fit.column)
    return chosen


def _refers(chosen: Mapping[str, Fit], columns: Sequence[Column]) -> bool:
    """Whether the managers' column holds numbers or accounts, not names: only those lead to a person."""
    sample = next(column.sample for column in columns if column.name == chosen["manager_key"].column)
    return bool(sample) and not any(_share(sample, like) > 0.3 for like in (_is_han_name, _is_latin_name))


def _fits(column: Column, place: int, words_of: Mapping[str, Sequence[str]]) -> list[Fit]:
    """Every field that a column may mean; the score falls a little from left to right."""
    if NEVER.search(column.name) or _share(column.sample, _is_identity_number) > 0.5:
        return []
    later = place / 1000
    fits = []
    for field, words in words_of.items():
        score = _header_score(column.name, words)
        if score and field in ("hire_date", "leave_date", "birth_date") and _share(column.sample, _is_date) < 0.5:
            score = score / 2 if not column.sample else 0.0
        if score:
            shown = " ".join(_BRACKETS.sub("", column.name).split())
            reason = f"表头“{shown}” / by its header"
            fits.append(Fit(score - later, column.name, field, reason))
    for field, like, chinese, english in _SHAPES:
        share = _share(column.sample, like)
        if share >= 0.7:
            sure = 0.3 if field == "name" else 0.75
            reason = f"{share:.0%} 的值像{chinese} / {share:.0%} of the values look like {english}"
            headed = any(fit.field == field for fit in fits)
            if not headed:
                fits.append(Fit(sure * share - later, column.name, field, reason))
            if field == "mobile":
                # A column headed 电话 that holds mobile numbers is one of mobile numbers.
                fits = [fit for fit in fits if fit.field != "phone"]
    return fits


def _header_score(name: str, words: Sequence[str]) -> float:
    """1 for the first word itself, a little less for later ones, about a half for a header that contains one."""
    for label in (name, name.rpartition("/")[2]):
        plain = _WORD_SIGNS.sub(" ", _BRACKETS.sub("", normalize("NFKC", _split_camel(label)))).strip().casefold()
        best = 0.0
        for place, word in enumerate(words):
            if plain == word or folded_name(plain) == folded_name(word):
                best = max(best, 1 - place / 200)
            elif len(word) > 1 and (word in plain if not word.isascii() else f" {word} " in f" {plain} "):
                best = max(best, 0.4 + 0.3 * len(word) / len(plain) - place / 200)
        if best:
            return best
    return 0.0


def _split_camel(label: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)


def _share(sample: Sequence[str], like: Callable[[str], bool]) -> float:
    return sum(map(like, sample)) / len(sample) if sample else 0.0


def _matcher(pattern: str, *, without: str = "") -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    dropped = re.compile(without) if without else None

    def matches(value: str) -> bool:
        text = normalize("NFKC", value)
        return compiled.fullmatch(dropped.sub("", text) if dropped else text) is not None

    return matches


_is_mobile = _matcher(r"(?:(?:\+|00)?86)?1[3-9](?:\d{9}|\d\*{4,5}\d{4})", without=r"[\s()-]")
_is_mail = _matcher(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_is_date = _matcher(
    r"(?:19|20)\d\d(?:[-/.年]?\d{1,2}(?:[-/.月]?\d{1,2}日?)?月?)?"
    r"(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|\d{6}(?:\.\d+)?Z)?"
)
_is_identity_number = _matcher(r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]")
_is_han_name = _matcher(
    rf"[{SURNAMES}][\u3400-\u9fff\U00020000-\U0003ffff]{{1,3}}|[\u3400-\u9fff]{{2,}}·[\u3400-\u9fff·]{{2,}}"
)
_is_latin_name = _matcher(r"[^\W\d_]+(?:[ .'-]+[^\W\d_]+){1,3}")
_is_gender = _matcher(r"男|女|[MFmf]|[Mm]ale|[Ff]emale")

_SHAPES: tuple[tuple[str, Callable[[str], bool], str, str], ...] = (
    ("mobile", _is_mobile, "手机号", "mobile numbers"),
    ("email", _is_mail, "邮箱", "mail addresses"),
    ("gender", _is_gender, "性别", "genders"),
    ("name", _is_han_name, "中文姓名", "Chinese names"),
)
