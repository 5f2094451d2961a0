"""Function and level in a question: titles, departments, duties and everyday words for who heads something."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from schemas.answers import PartKind, Text
from schemas.vocabulary import Function, Rank
from zhaoren.language.company_words import initials, joined_reading
from zhaoren.language.duties import duties_in
from zhaoren.language.functions import functions_in, parent
from zhaoren.language.lexicon import Lexicon
from zhaoren.language.question_words import heads_in
from zhaoren.language.readings import is_surname, surname_syllables
from zhaoren.language.text import has_han
from zhaoren.language.title_words import Token, tokens_of
from zhaoren.language.titles import TitleReading, read_title
from zhaoren.language.typed_words import TypedWord, read_typed
from zhaoren.language.word_table import Found
from zhaoren.people_search.reasons import function_text, rank_text
from zhaoren.people_search.role_fit import Level
from zhaoren.people_search.spans import Cover

_PLAIN = (Function.GENERAL, Function.OTHER, Function.BOARD)
_MEANINGS = {"head": Level.HEAD, "deputy": Level.DEPUTY, "person": Level.HEAD}
_CHARGED = ("分管", "协管", "分管的", "主抓", "谁分管", "谁主抓", "谁在分管", "由谁分管")
_LEVEL_TEXTS = {
    Level.HEAD: Text("负责人", "head"),
    Level.DEPUTY: Text("副职", "deputy"),
    Level.IN_CHARGE: Text("分管领导", "vice president in charge"),
}
_TYPED_SHORT = (Function.FINANCE, Function.PROCUREMENT, Function.HR, Function.LEGAL)
"""What is typed by its initials (cw) beside a company; other letters are rather somebody's there, where anybody's."""
_TYPED_WHOLE = 0.7  # what a function typed in whole pinyin weighs
_LONGEST_SPELLED = 4
_LEADERS = re.compile(
    r"领导班子|经营班子|班子成员|管理层|领导层|高管层?|公司领导(?!是)"
    r"|\b(?:leadership|management|executive) team\b|\btop management\b"
)
_DEPARTMENT_HEADS = re.compile(
    r"(?:(?:各个?|所有的?|全部的?|每个|全体)(?:职能)?部门的?(?:主要)?(?:负责人|一把手|领导|老大|头儿?|正职)"
    r"|部门(?:负责人|一把手|领导)(?=(?:都?有?(?:哪些|谁)|名单|列表|一览|清单))|中层(?:正职)?(?:干部|领导|管理人员|管理者)?"
    r"|部门正职)(?:都有谁|有哪些|名单|列表|一览|清单)?"
    r"|(?:\b(?:all|list of|every) (?:the )?)?\b(?:department|dept) heads\b"
    r"|\bheads of (?:all |every |the )?departments?\b"
)
_DEPARTMENTS = re.compile("部门|中层|dep")
_LEADERSHIP = (Rank.CHAIR, Rank.PRESIDENT, Rank.VICE_PRESIDENT, Rank.CHIEF)
_OF_A_FUNCTION = ("工作", "的工作", "条线", "业务条线", "口子", "这一块", "方面工作")
_FORMERLY = ("原", "前")
_LATIN_WORD = re.compile("[ -]?[a-z]{2}")
_LONGEST_BEFORE = 2
_SURE = 0.75  # a function word below this weight counts only beside a word for a level


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What the words of a question say about a role."""

    functions: tuple[Function, ...] = ()
    level: Level | None = None
    ranks: tuple[Rank, ...] = ()
    title: str = ""  # as typed, folded and without spaces
    person: bool = False  # whoever answers for it is asked for (找谁), not who heads it

    @property
    def said(self) -> bool:
        """Whether they say anything."""
        return bool(self.functions or self.level is not None or self.ranks)


def read_role(cover: Cover, lexicon: Lexicon, *, in_unit: bool = False) -> RoleWords:
    """Take the spans that speak of a role, and say what they mean together.

    Args:
        cover: companies and departments are taken already.
        lexicon: the words.
        in_unit: a department was named, so that its head may be called by a word for a head alone.
    """
    leaders = _LEADERS.search(cover.typed.text)
    if leaders is not None and cover.take(PartKind.RANK, *leaders.span(), Text("领导班子", "leadership")):
        return RoleWords((), Level.RANK, _LEADERSHIP)
    level, person = _everyday_level(cover, lexicon)
    run = _title_run(cover, lexicon, beside_level=level is not None)
    if run is None:
        functions = _functions(cover, lexicon, sure_only=level is None and not in_unit)
        return RoleWords(functions, level, person=person)
    title = "".join(cover.typed.text[slice(*run)].split())
    titled = read_title(cover.typed.text[slice(*run)], lexicon=lexicon)
    cover.take(PartKind.RANK, *run, _title_text(titled))
    if level is Level.IN_CHARGE:
        named = tuple(r.function for r in titled if r.function not in _PLAIN)
        return RoleWords(named or _functions(cover, lexicon, sure_only=False), level)
    role = replace(_of_title(titled, level), title=title)
    if role.functions or titled[0].rank < Rank.VICE_PRESIDENT:
        return role
    functions = _functions(cover, lexicon, sure_only=True)
    if not functions or role.level is not Level.RANK:
        return replace(role, functions=functions)
    if role.ranks[0] is Rank.VICE_PRESIDENT:
        return RoleWords(functions, Level.IN_CHARGE)  # 管安全的副总
    return RoleWords(functions, Level.HEAD if role.ranks[0] <= Rank.HEAD else Level.ANYONE)


def read_department_heads(cover: Cover, lexicon: Lexicon) -> RoleWords | None:
    """各部门负责人, 中层干部: everybody who heads a department; None where they are not asked for."""
    if not _DEPARTMENTS.search(cover.typed.text):
        return None
    heads = _DEPARTMENT_HEADS.search(cover.typed.text)
    if heads is None or not cover.take(PartKind.RANK, *heads.span(), Text("各部门负责人", "heads of departments")):
        return None
    return RoleWords(_functions(cover, lexicon, sure_only=True), Level.RANK, (Rank.HEAD,))


def _everyday_level(cover: Cover, lexicon: Lexicon) -> tuple[Level | None, bool]:
    """负责人, 老大, who runs: the head; 副手: the deputy; 找谁: whoever answers for it; 分管: who is in charge."""
    level: Level | None = None
    person = False
    duties = list(lexicon.duties.find(cover.typed.text))
    for start, end, found in list(cover.found(partial(heads_in, lexicon=lexicon))):
        meant = _MEANINGS[found.meaning]
        if cover.typed.text[start:end] in _CHARGED:
            meant = Level.IN_CHARGE
        if _belongs_to_more(cover, lexicon, start, end, duties) or not cover.take(
            PartKind.RANK, start, end, _LEVEL_TEXTS[meant]
        ):
            continue
        level = meant if level is None or level is Level.HEAD else level
        person = person or found.meaning == "person"
    return level, person


def _belongs_to_more(
    cover: Cover, lexicon: Lexicon, start: int, end: int, duties: list[Found[tuple[Function, ...]]]
) -> bool:
    """主管会计, 管钱: the beginning of a longer word for a post, a function or a duty."""
    text = cover.typed.text
    for first in range(max(0, start - _LONGEST_BEFORE), start + 1):  # 仓|管|员 as well as 管|理员
        title = lexicon.titles.longest(text, first)
        if title is not None and title.end > end and title.value.post is not None:
            return True
    if any(duty.start <= start and end <= duty.end and duty.end - duty.start > end - start for duty in duties):
        return True
    longer = lexicon.functions.longest(text, start)
    return longer is not None and longer.end > end


def _title_run(cover: Cover, lexicon: Lexicon, *, beside_level: bool) -> tuple[int, int] | None:
    """The longest run of title words that holds a word for a post."""
    best: tuple[int, int] | None = None
    for offset, end in list(cover.rests()):
        text = cover.typed.text[offset:end]
        run: list[Token] = []
        for token in [*tokens_of(text, lexicon), None]:
            if token is not None and token.word is not None:
                run.append(token)
                continue
            found = _bounds(run)
            if found is not None and is_surname(text[max(0, found[0] - 1) : found[0] + 1]) and found[0]:
                found = None  # 上|官
            if found is not None and _in_latin(text, *found) and text[found[0] : found[1]] in surname_syllables():
                found = None  # Cao Juanrong
            longer = found is not None and (best is None or found[1] - found[0] > best[1] - best[0])
            if found is not None and longer and not _is_other_word(text, *found, lexicon, beside_level=beside_level):
                best = (offset + found[0], offset + found[1])
            run = []
    return best if best is not None and read_title(cover.typed.text[slice(*best)], lexicon=lexicon) else None


def _in_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin word stands beside: Cao Juanrong, jason.cao."""
    return _LATIN_WORD.match(text, end) is not None or (
        start > 1 and text[start - 1] in "._-" and text[start - 2].isascii()
    )


def _is_other_word(text: str, start: int, end: int, lexicon: Lexicon, *, beside_level: bool) -> bool:
    """打|官|司 holds no 官; and beside a word for a head, 客服 and 会计 are functions, not posts."""
    plain = text[start:end].removesuffix("部门").removesuffix(" department")
    if beside_level and (plain in lexicon.functions or plain in lexicon.duties):
        return True
    return any(
        duty.start < end and start < duty.end and (duty.start < start or end < duty.end)
        for duty in lexicon.duties.find(text)
    )


def _bounds(run: list[Token]) -> tuple[int, int] | None:
    """Where a run begins and ends without linking words (的, of) at its edges; None when no post is in it."""
    while run and (run[0].is_a("linking") or run[0].is_a("joining")):
        run = run[1:]
    while run and (run[-1].is_a("linking") or run[-1].is_a("joining")):
        run = run[:-1]
    if not any(token.word is not None and token.word.post is not None for token in run):
        return None
    return run[0].start, run[-1].end


def _title_text(readings: tuple[TitleReading, ...]) -> Text:
    first = readings[0]
    function, rank = function_text(first.function), rank_text(first.rank)
    if first.function in (Function.OTHER, Function.GENERAL):
        return rank
    return Text(f"{function.zh} {rank.zh}", f"{function.en}, {rank.en}")


def _of_title(readings: tuple[TitleReading, ...], level: Level | None) -> RoleWords:
    """A title that was typed, as a role that is asked for."""
    first = readings[0]
    functions = () if first.function in _PLAIN else (first.function,)
    if first.in_charge_of:
        return RoleWords(first.in_charge_of, Level.HEAD)
    if first.function is Function.BOARD and first.rank is Rank.CHIEF:
        return RoleWords((Function.BOARD,), Level.RANK, (Rank.CHIEF,))  # 董秘 is not the chair
    if first.deputy and first.rank >= Rank.HEAD:
        return RoleWords(functions, Level.DEPUTY)
    if functions and first.rank is Rank.CHIEF:
        return RoleWords(functions, Level.CHIEF)
    if functions and first.rank <= Rank.HEAD:
        return RoleWords(functions, level or Level.HEAD)
    if first.function is Function.OTHER and first.rank is Rank.HEAD:
        return RoleWords((), level or Level.HEAD)
    return RoleWords(functions, Level.RANK, tuple(dict.fromkeys(r.rank for r in readings)))


def _functions(cover: Cover, lexicon: Lexicon, *, sure_only: bool) -> tuple[Function, ...]:
    """Functions named, and functions that duties belong to."""
    found: dict[Function, None] = {}
    for start, end, duty in list(cover.found(partial(duties_in, lexicon=lexicon))):
        if cover.take(PartKind.FUNCTION, start, end, function_text(duty.function)):
            # 报税 is done where 财务 is, be there a head of taxes or not.
            found.update(dict.fromkeys((duty.function, parent(duty.function) or duty.function)))
            _take_suffix(cover, lexicon, end)
    for start, end, span in list(cover.found(partial(functions_in, lexicon=lexicon))):
        if sure_only and span.weight < _SURE:
            continue
        if cover.take(PartKind.FUNCTION, start, end, function_text(span.function)):
            found[span.function] = None
            _take_suffix(cover, lexicon, end)
    return tuple(found) or _typed_functions(cover)


def _typed_functions(cover: Cover) -> tuple[Function, ...]:
    """caiwu, cw: only beside a company, since alone these letters are rather somebody's name."""
    if not any(part.kind is PartKind.COMPANY for part in cover.parts):
        return ()
    text = cover.typed.text
    for start, end in list(cover.rests()):
        said = read_typed(_spelled(text[start:end]).replace(" ", ""))
        if said is None or (not said.head and not _is_everyday(text[start:end], said)):
            continue
        if cover.take(PartKind.FUNCTION, start, end, function_text(said.functions[0].function)):
            return tuple(word.function for word in said.functions)
    return ()


def _spelled(text: str) -> str:
    """Characters as they sound (财物 for 财务); Latin letters as they are."""
    short = len(text) <= _LONGEST_SPELLED and has_han(text) and not is_surname(text[0])
    return joined_reading(text) if short else text


def _is_everyday(word: str, said: TypedWord) -> bool:
    """cw is finance; zp may be 招聘, but is rather somebody's initials: only the first word for a function counts."""
    sure = said.functions[0].weight >= _TYPED_WHOLE
    return sure or any(
        one.function in _TYPED_SHORT and initials(function_text(one.function).zh).startswith(word)
        for one in said.functions
    )


def _take_suffix(cover: Cover, lexicon: Lexicon, at: int) -> None:
    """部, 中心, department behind a function say nothing more."""
    text = cover.typed.text
    while at < len(text) and text[at] == " ":
        at += 1
    for said in _OF_A_FUNCTION:
        if text.startswith(said, at):
            cover.take(PartKind.FILLER, at, at + len(said), Text("", ""))
            return
    word = lexicon.titles.longest(text, at)
    if word is not None and word.value.unit is not None and word.value.post is None:
        cover.take(PartKind.FILLER, word.start, word.end, Text("", ""))
