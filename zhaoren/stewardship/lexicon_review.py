"""What an administrator's own words do: which are new, which change a meaning, which stand in somebody's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.answers import Text
from schemas.vocabulary import Function
from zhaoren.language.lexicon import Additions, Lexicon
from zhaoren.language.person_name import read_name
from zhaoren.language.readings import is_surname
from zhaoren.language.text import fold


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know about one word.

    Attributes:
        where: its place in the file: `functions.finance`.
        doubtful: it may spoil other questions; a person should look.
    """

    where: str
    word: str
    said: Text
    doubtful: bool = False


def review_additions(additions: Additions, shipped: Lexicon, names: Iterable[str] = ()) -> list[Remark]:
    """Look at every added word beside the shipped ones.

    Args:
        names: names of companies and departments, as the directory has them.
    """
    taken = {fold(name): name for name in names}
    remarks: list[Remark] = []
    for where, meaning, word in _listed(additions):
        text = fold(word)
        remarks += _known(where, meaning, word, text, shipped)
        if text in taken:
            said = Text(
                f"“{taken[text]}”同时是公司或部门的名称，问它时会先当作这个词",
                f"“{taken[text]}” is also the name of a company or department; questions for it may be misread",
            )
            remarks.append(Remark(where, word, said, doubtful=True))
        if len(text) == 1:
            said = Text("单字会在许多别的词里出现", "a single character stands inside many other words")
            remarks.append(Remark(where, word, said, doubtful=True))
        elif where.partition(".")[0] != "places" and len(text) in (2, 3) and is_surname(read_name(word).surname):
            said = Text(
                "它也像一个人名；叫这个名字的人会难找", "it reads as a person's name too; bearers get harder to find"
            )
            remarks.append(Remark(where, word, said, doubtful=True))
    return remarks


def _listed(additions: Additions) -> Iterator[tuple[str, str, str]]:
    """(place in the file, meaning, word) of every added word that has a meaning."""
    for section, table in (("functions", additions.functions), ("duties", additions.duties)):
        for function, words in table.items():
            yield from ((f"{section}.{function.value}", function.value, word) for word in words)
    for kind, words in additions.titles.items():
        yield from ((f"titles.{kind}", kind, word) for word in words)
    for category, meanings in additions.questions.items():
        for meaning, words in meanings.items():
            yield from ((f"questions.{category}.{meaning}", meaning, word) for word in words)
    for name, words in additions.places.items():
        yield from ((f"places.{name}", name, word) for word in words)


def _known(where: str, meaning: str, word: str, text: str, shipped: Lexicon) -> Iterator[Remark]:
    before = _meanings(where, text, shipped)
    if not before:
        return
    if before == {meaning}:
        yield Remark(where, word, Text("已经认识，可以删去", "known already; it can be taken out"))
    else:
        labels = "、".join(sorted(before))
        said = Text(f"原来的意思是 {labels}，现在改为 {meaning}", f"it meant {labels} and now means {meaning}")
        yield Remark(where, word, said)


def _meanings(where: str, text: str, shipped: Lexicon) -> set[str]:
    section, _, rest = where.partition(".")
    if section == "functions":
        return {said.function.value for said in shipped.functions.get(text) or ()}
    if section == "duties":
        return {function.value for function in shipped.duties.get(text) or ()}
    if section == "titles":
        found = shipped.titles.get(text)
        return {found.post.kind} if found is not None and found.post is not None else set()
    if section == "questions":
        said = shipped.questions[rest.partition(".")[0]].get(text)
        return {said} if said is not None else set()
    place = shipped.places.get(text)
    return {place.name} if place is not None else set()


def what_it_means(word: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """(section, meaning) of one word as it is read now; empty for a word that nobody knows."""
    text = fold(word)
    found: list[tuple[str, str]] = []
    for section in ("functions", "duties", "titles", *(f"questions.{name}" for name in lexicon.questions), "places"):
        found += [(section, meaning) for meaning in sorted(_meanings(f"{section}.", text, lexicon))]
    return found


TEMPLATE = """# Words of your own, beside those that are shipped; `zhaoren lexicon check` looks them through.
# 本集团自己的说法；写好后运行 `zhaoren lexicon check`。

[functions]         # {functions}
# finance = ["财资"]

[duties]            # what people come with, for the same functions / 要办的事
# it = ["登录不上"]

[titles]            # top, vice_top, site, chair, director, chief, head, manager, section, charge
# head = ["总管"]

[questions.heads]   # head, deputy, person
# head = ["掌柜"]

[places]
# "海口" = ["椰城"]
"""


def template() -> str:
    """A lexicon file to begin with."""
    return TEMPLATE.format(functions=", ".join(function.value for function in Function))
