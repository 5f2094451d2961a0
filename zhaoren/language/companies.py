"""Every form under which a company may be asked for, and when two names are one company's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from zhaoren.language.company_words import flat, initials, joined_reading, name_parts, shortened, trades, without_form
from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import has_han

_MOST_ENGLISH_WORDS = 8
_HEADQUARTERS = re.compile(r"(?<=..)(?:总部|本部)$")  # 某某集团（总部） is the company itself
# A pinyin form shorter than this is met in other words too often.
_SHORTEST_INITIALS = 2
# What a declared name weighs that is an everyday word, or a code of two letters.
ORDINARY = 0.6


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The names of one company or unit, as sources have them."""

    legal: str
    short: str = ""
    former: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    stock: tuple[str, ...] = ()


class FormKind(StrEnum):
    """Where a form comes from."""

    LEGAL = "legal"
    SHORT = "short"
    ALIAS = "alias"
    FORMER = "former"
    ENGLISH = "english"
    DERIVED = "derived"
    PINYIN = "pinyin"
    INITIALS = "initials"


@dataclass(frozen=True, slots=True)
class CompanyForm:
    """One form, folded and flat (no brackets or other signs). `weight` 1 = somebody declared exactly this."""

    text: str
    kind: FormKind
    weight: float


def company_forms(names: UnitNames, *, is_company: bool = True, lexicon: Lexicon = DEFAULT) -> tuple[CompanyForm, ...]:
    """All forms of a name, the heaviest of equal texts only, heaviest first.

    Declared names with and without legal form, names without their place, the runs of words of an English name,
    joined pinyin and initials. A form that is only a trade, a place or an ordinary word is not made up, but
    stays where a source declares it. Units that are no companies get no made-up forms but pinyin.
    """
    best: dict[str, CompanyForm] = {}
    for form in _all_forms(names, is_company, lexicon):
        known = best.get(form.text)
        if form.text and (known is None or form.weight > known.weight):
            best[form.text] = form
    return tuple(sorted(best.values(), key=lambda form: (-form.weight, form.kind, form.text)))


def _all_forms(names: UnitNames, is_company: bool, lexicon: Lexicon) -> Iterator[CompanyForm]:
    declared = [(names.legal, FormKind.LEGAL), (names.short, FormKind.SHORT)]
    declared += [(name, FormKind.ALIAS) for name in (*names.aliases, *names.stock)]
    declared += [(name, FormKind.FORMER) for name in names.former]
    for name, kind in declared:
        yield from _forms_of_one(flat(name), kind, is_company, lexicon)
    for name in names.english:
        yield from _english_forms(flat(name), is_company, lexicon)


def _forms_of_one(name: str, kind: FormKind, is_company: bool, lexicon: Lexicon) -> Iterator[CompanyForm]:
    if not name:
        return
    # A company may be called 物流 or have the code IT: such a name is known, but competes with the word.
    declared = ORDINARY if is_company and (name in lexicon.ordinary or len(name) < 2 + name.isascii()) else 1.0
    yield CompanyForm(name, kind, declared)
    if not has_han(name):
        yield from _english_forms(name, is_company, lexicon, kind, declared)
        return
    spoken = [] if is_company else [name]
    if is_company:
        core, form = without_form(name)
        yield from _kept([core], FormKind.DERIVED if kind is FormKind.LEGAL else kind, 0.95, lexicon)
        parts = name_parts(name)
        bare = core[len(parts.place) :] if parts.place and parts.brand else ""
        grouped = f"{bare}集团" if bare and "group" in form else ""
        yield from _kept([bare, grouped], FormKind.DERIVED, 0.8, lexicon)
        spoken += [core, *([bare] if len(bare) > 2 else [])]
    for text in spoken:
        if not is_company or kind is not FormKind.LEGAL or _stands_alone(text, lexicon):
            yield from _spoken_forms(text, lexicon)


def _kept(texts: Iterable[str], kind: FormKind, weight: float, lexicon: Lexicon) -> Iterator[CompanyForm]:
    for text in texts:
        if len(text) > 1 and _stands_alone(text, lexicon):
            yield CompanyForm(text, kind, weight)


def _stands_alone(text: str, lexicon: Lexicon) -> bool:
    """Whether a made-up form may be taken for the company: not a place, a trade or an ordinary word."""
    if text in trades() or text in lexicon.ordinary or text in lexicon.places:
        return False
    parts = name_parts(text)
    return bool(parts.brand) or bool(parts.place and parts.trade)


def _spoken_forms(text: str, lexicon: Lexicon) -> Iterator[CompanyForm]:
    if not has_han(text) or len(text) < 2:
        return
    yield CompanyForm(joined_reading(text), FormKind.PINYIN, 0.8 if len(text) > 2 else 0.7)
    short = initials(text)
    if len(short) >= _SHORTEST_INITIALS and short not in lexicon.ordinary:
        yield CompanyForm(short, FormKind.INITIALS, 0.6 if len(short) > 2 else 0.4)


def _english_forms(
    name: str, is_company: bool, lexicon: Lexicon, kind: FormKind = FormKind.ENGLISH, weight: float = 1.0
) -> Iterator[CompanyForm]:
    if not name:
        return
    yield CompanyForm(name, kind, weight)
    if not is_company:
        return
    core, _ = without_form(name)
    if core != name:
        yield CompanyForm(core, kind, 0.95)
    words = core.split()[:_MOST_ENGLISH_WORDS]
    brief = [shortened().get(word, word) for word in words]
    for spelling in (words, brief) if brief != words else (words,):
        yield from _runs(spelling, lexicon, whole=spelling is brief)
    if len(words) > 2:
        letters = "".join(word[0] for word in words if word not in {"and", "of", "the"})
        if len(letters) > 2 and letters not in lexicon.ordinary:
            yield CompanyForm(letters, FormKind.INITIALS, 0.5)


def _runs(words: list[str], lexicon: Lexicon, *, whole: bool) -> Iterator[CompanyForm]:
    """Every run of words that says something; runs from the first word on weigh more."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            run = words[start:end]
            if (whole or run != words) and _says_something(run, lexicon):
                yield CompanyForm(" ".join(run), FormKind.DERIVED, 0.8 if start == 0 else 0.6)


def _says_something(run: list[str], lexicon: Lexicon) -> bool:
    """Whether some words of an English name may stand for it: at least one is no place, trade or everyday word."""
    if run[0] in {"and", "of", "the"} or run[-1] in {"and", "of", "the"}:
        return False
    telling = [
        word
        for word in run
        if len(word) > 1 and word not in trades() and word not in lexicon.ordinary and word not in lexicon.places
    ]
    if telling:
        return True
    return len(run) > 1 and any(word in lexicon.places for word in run) and " ".join(run) not in lexicon.places


def company_key(name: str) -> str:
    """The form under which one company's names from several sources meet.

    Full width, spaces, brackets (those around a region too) and the legal form are gone; 集团 stays, for a group
    and its listed company often differ in nothing else. Equal keys do not yet prove it: see `same_company`.
    """
    core, form = without_form(_HEADQUARTERS.sub("", flat(name)))
    key = core.replace(" ", "")
    return f"{key}集团" if "group" in form and has_han(key) else f"{key}group" if "group" in form else key


def same_company(a: str, b: str) -> bool:
    """Whether two names are written forms of one company: equal keys, and no two different legal forms.

    `南京钢铁有限公司` and `南京钢铁股份有限公司` are two companies; `南京钢铁` may be either.
    """
    if not company_key(a) or company_key(a) != company_key(b):
        return False
    forms = [{word for word in without_form(flat(name))[1].split() if word != "group"} for name in (a, b)]
    decided = [("shares" if "shares" in form else "limited") for form in forms if form]
    return len(set(decided)) < 2 or not has_han(flat(a))
