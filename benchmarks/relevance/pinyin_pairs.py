"""Hard pinyin: typed forms against names, who is meant and who is not, and how many slips are found.

    python -m benchmarks.relevance.pinyin_pairs

Names with surnames of two readings, compound surnames, u-umlaut, syllables that may be cut in two ways. Every form in
which a name may be typed must find it; readings that only a dictionary knows, forms that cross a syllable and forms of
other names must not; slips of the finger and of the ear should.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from zhaoren.language.name_matching import PersonNames, match_name

# name, syllables with the surname's apart
_NAMES = """
单雄文 shan xiong wen|仇英杰 qiu ying jie|曾国平 zeng guo ping|解晓东 xie xiao dong|查良栋 zha liang dong
区志航 ou zhi hang|盖明远 ge ming yuan|翟天宇 zhai tian yu|覃思源 qin si yuan|朴正安 piao zheng an
缪雨桐 miao yu tong|乐嘉文 yue jia wen|尉迟建国 yu-chi jian guo|万俟晓光 mo-qi xiao guang
长孙文博 zhang-sun wen bo|欧阳安然 ou-yang an ran|澹台静 tan-tai jing|令狐长春 ling-hu chang chun
诸葛瑞 zhu-ge rui|司马俊恩 si-ma jun en|吕绿洲 lv lv zhou|吕鹏程 lv peng cheng|阚清子 kan qing zi
单田芳 shan tian fang|卜学亮 bu xue liang|牟其中 mou qi zhong|种道远 chong dao yuan|员春华 yun chun hua
折可心 she ke xin|张晟睿 zhang sheng rui|李茜茜 li qian qian|王重阳 wang chong yang|刘长乐 liu chang le
陈朝晖 chen zhao hui|杨行健 yang xing jian|方安娜 fang an na|范甘霖 fan gan lin|熊敏安 xiong min an|高昂 gao ang
许广平 xu guang ping|车晓南 che xiao nan|叶大会 ye da hui|石超群 shi chao qun|陆恩平 lu en ping|贾谷雨 jia gu yu
余曾贤 yu zeng xian|周西安 zhou xi an|黄先明 huang xian ming|林品娟 lin pin juan|郑青敖 zheng qing ao
彭二虎 peng er hu|宋欧宁 song ou ning|蒋凌云 jiang ling yun|冯媛媛 feng yuan yuan|沈皓轩 shen hao xuan
"""
# typed, name: readings that only a dictionary has, cuts across a syllable, other names of nearly the same letters
_NOT_MEANT = """
huguangping 许广平|xuanping 许广平|juxiaonan 车晓南|xiedahui 叶大会|yedaihui 叶大会|yedakuai 叶大会
dantianfang 石超群|shitiaoqun 石超群|liuenping 陆恩平|guguyu 余曾贤|jiayuyu 贾谷雨|fanganlin 方安娜
fang'anlin 范甘霖|fan'ganna 方安娜|zhouxianming 周西安|huangxi'an 黄先明|lipinjuan 林品娟|linbinjuan 林品娟
lu'peng'cheng 吕绿洲|yuzengxian 贾谷雨|zhangchengdui 张晟睿|wangzhongyang 刘长乐|liuzhangyue 陈朝晖
chenchaohai 陈朝晖|yanghangjian 许广平|lixixi 单田芳|ouyangran 欧阳安然|wangxiongwen 单雄文|liyingjie 仇英杰
zengguoqing 曾国平|xiexiaoxi 解晓东|zhailiangdong 查良栋|zhatianyu 翟天宇|qinsimiao 覃思源|maoyutong 缪雨桐
yuejiaren 乐嘉文|yuchijianjun 尉迟建国|moqixiaohua 万俟晓光|zhangsunwenjie 长孙文博|tantaihao 澹台静
linghuchong 令狐长春|zhugeliang 诸葛瑞|lvpengfei 吕鹏程|kanqingyun 阚清子|buxuehai 卜学亮|mouqizhen 牟其中
chongdaoli 种道远|yunchunmei 员春华|shekeren 折可心|zhangshengnan 张晟睿
"""
_MARKS = {"a": "á", "e": "é", "i": "ì", "o": "ǒ", "u": "ū"}
_EARS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))


@dataclass(frozen=True, slots=True)
class Hard:
    """One name and how it is spoken."""

    han: str
    surname: tuple[str, ...]
    given: tuple[str, ...]


def hard_names() -> tuple[Hard, ...]:
    """The names of the list."""
    found = []
    for entry in _NAMES.replace("\n", "|").split("|"):
        if entry:
            han, surname, *given = entry.split()
            found.append(Hard(han, tuple(surname.split("-")), tuple(given)))
    return tuple(found)


def typed_forms(name: Hard) -> Iterator[str]:
    """Every whole form in which the name may be typed, and unfinished ones."""
    family, own = "".join(name.surname), "".join(name.given)
    letters = "".join(part[0] for part in (*name.surname, *name.given))
    initials = "".join(part[0] for part in name.given)
    first, rest = name.han[: len(name.surname)], name.han[len(name.surname) :]
    yield from (name.han, family + own, f"{family} {own}", f"{family.upper()} {own.capitalize()}")
    yield from (" ".join((*name.surname, *name.given)), f"{own} {family}", f"{own}.{family}", f"{family}-{own}")
    yield from (first + own, family + rest, first[0] + initials if len(first) == 1 else first + initials)
    yield from ("'".join((*name.surname, *name.given)), f"{family}{initials}")
    yield "".join(chr(ord(sign) + 0xFEE0) for sign in family + own)
    yield "".join(_MARKS.get(sign, sign) for sign in f"{family} {own}")
    if len(letters) > 2:
        yield from (letters, letters.upper())
    if len(name.given) > 1:
        yield from (own, f"{family}{name.given[0]}{name.given[1][:1]}", first + rest[0] + name.given[1])
    if "lv" in (*name.surname, *name.given):
        yield from (f"{family} {own}".replace("lv", u) for u in ("lyu", "lü"))


def slips(name: Hard, dice: random.Random) -> Iterator[str]:
    """A letter left out, doubled or exchanged; a sound as another part of the country says it."""
    joined = "".join((*name.surname, *name.given))
    at = dice.randrange(1, len(joined) - 1)
    yield joined[:at] + joined[at + 1 :]
    yield joined[:at] + joined[at] + joined[at:]
    yield joined[: at - 1] + joined[at] + joined[at - 1] + joined[at + 1 :]
    parts = [*name.surname, *name.given]
    for place, part in enumerate(parts):
        for curled, flat in _EARS:
            if part.startswith(curled) and len(part) > len(curled) + 1:
                yield "".join((*parts[:place], flat + part[len(curled) :], *parts[place + 1 :]))
        if part.endswith(("ing", "eng")):
            yield "".join((*parts[:place], part[:-1], *parts[place + 1 :]))


def _meant(typed: str, han: str) -> bool:
    return match_name(typed, PersonNames(names=(han,))) is not None


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0 to 1: typed forms that find their name; pairs that are rightly refused; slips that are found."""

    right: float
    specificity: float
    hard_specificity: float  # of the list of near misses alone
    slips: float
    wrong: tuple[str, ...]


def measured(seed: int = 1) -> Figures:
    """All pairs once; slips are thrown with this seed."""
    dice = random.Random(seed)
    names = hard_names()
    pairs = [(typed, name.han) for name in names for typed in typed_forms(name)]
    missed = [pair for pair in pairs if not _meant(*pair)]
    refused = [entry.split() for entry in _NOT_MEANT.replace("\n", "|").split("|") if entry]
    hard = [pair for pair in refused if _meant(pair[0], pair[1])]
    refused += [["".join((*a.surname, *a.given)), b.han] for a in names for b in names if a is not b]
    refused += [[a.han, b.han] for a in names for b in names if a is not b]
    taken = [pair for pair in refused if _meant(pair[0], pair[1])]
    said = [
        (slip, name.han) for name in names for slip in slips(name, dice) if slip != "".join(name.surname + name.given)
    ]
    found = sum(_meant(*pair) for pair in said)
    wrong = tuple(" ".join(pair) for pair in (*missed, *taken))
    listed = _NOT_MEANT.count("|") + _NOT_MEANT.count("\n") - 1
    shares = (len(missed) / len(pairs), len(taken) / len(refused), len(hard) / listed)
    return Figures(1 - shares[0], 1 - shares[1], 1 - shares[2], found / len(said), wrong)


def main() -> None:
    """Print the three figures and what was wrong."""
    figures = measured()
    print(f"right {figures.right:.4f}, slips found {figures.slips:.4f}")
    print(f"specificity {figures.specificity:.4f}, of near misses {figures.hard_specificity:.4f}")
    print(*figures.wrong, sep="\n")


if __name__ == "__main__":
    main()
