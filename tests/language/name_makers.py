"""Made-up names and the ways in which people type them, by rules that the product does not share.

A typed form is built from the parts that were drawn (surname, given name, syllables written here by hand), never by
asking the code under test.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SURNAMES = _pairs(
    "王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 赵 zhao 黄 huang 周 zhou 吴 wu 徐 xu 孙 sun 胡 hu "
    "朱 zhu 高 gao 林 lin 何 he 郭 guo 马 ma 罗 luo 梁 liang 宋 song 郑 zheng 谢 xie 韩 han 唐 tang "
    "冯 feng 于 yu 董 dong 萧 xiao 程 cheng 曹 cao 袁 yuan 邓 deng 许 xu 傅 fu 沈 shen 曾 zeng 彭 peng "
    "吕 lv 苏 su 卢 lu 蒋 jiang 蔡 cai 贾 jia 丁 ding 魏 wei 薛 xue 叶 ye 阎 yan 单 shan 仇 qiu 解 xie "
    "查 zha 区 ou 翟 zhai 覃 qin 任 ren 尹 yin 欧阳 ouyang 司徒 situ 诸葛 zhuge 上官 shangguan "
    "尉迟 yuchi 万俟 moqi 令狐 linghu"
)
GIVEN = _pairs(
    "伟 wei 芳 fang 娜 na 敏 min 静 jing 强 qiang 磊 lei 军 jun 洋 yang 勇 yong 艳 yan 杰 jie 娟 juan "
    "涛 tao 明 ming 超 chao 兰 lan 霞 xia 平 ping 刚 gang 桂 gui 英 ying 华 hua 玉 yu 萍 ping 红 hong "
    "建 jian 国 guo 志 zhi 海 hai 波 bo 宁 ning 佳 jia 琪 qi 欣 xin 怡 yi 子 zi 涵 han 宇 yu 轩 xuan "
    "浩 hao 然 ran 博 bo 文 wen 雨 yu 泽 ze 晨 chen 阳 yang 思 si 远 yuan 秀 xiu 丽 li 春 chun 梅 mei "
    "鹏 peng 飞 fei 安 an 恩 en 昂 ang 女 nv 绿 lv 雪 xue 月 yue 慧 hui 凤 feng 龙 long 少 shao 松 song "
    "柏 bai 翠 cui 凯 kai 若 ruo 曦 xi 瑞 rui 小 xiao 大 da 家 jia 俊 jun 才 cai 晓 xiao 东 dong"
)
FIRST = (
    "John", "Mary", "Robert", "Linda", "Michael", "Susan", "David", "Karen", "Thomas", "Nancy", "Kevin", "Sophie",
    "Łukasz", "José",
)  # fmt: skip
LAST = (
    "Smith", "Johnson", "Williams", "Brown", "Müller", "Davis", "O'Brien", "Wilson", "Anderson", "Moore", "Clark",
    "Núñez",
)  # fmt: skip

SURNAME_INITIALS = {
    "欧阳": "oy", "司徒": "st", "诸葛": "zg", "上官": "sg", "尉迟": "yc", "万俟": "mq", "令狐": "lh",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A made-up Chinese name with its parts."""

    surname: str
    given: str
    surname_pinyin: str
    given_pinyin: tuple[str, ...]

    @property
    def han(self) -> str:
        """The name in characters."""
        return self.surname + self.given

    @property
    def pinyin(self) -> str:
        """Joined pinyin, surname first."""
        return self.surname_pinyin + "".join(self.given_pinyin)


def make_name(rng: random.Random) -> Made:
    """One name of two to four characters."""
    surname = rng.choice(list(SURNAMES))
    given = rng.sample(list(GIVEN), rng.choice((1, 2, 2)))
    return Made(surname, "".join(given), SURNAMES[surname], tuple(GIVEN[sign] for sign in given))


def make_english(rng: random.Random) -> str:
    """An English name of two or three words."""
    words = [rng.choice(FIRST), rng.choice(LAST)]
    if rng.random() < 0.2:
        words.insert(1, rng.choice(FIRST))
    return " ".join(words)


def typed_forms(name: Made, rng: random.Random) -> dict[str, str]:
    """Ways to type a name, each under the rule it follows. All of them mean this person."""
    given = "".join(name.given_pinyin)
    initials = "".join(part[0] for part in name.given_pinyin)
    surname_initials = "".join(SURNAME_INITIALS.get(name.surname, name.surname_pinyin[0]))
    cut = rng.randrange(1, len(name.pinyin) + 1)
    forms = {
        "characters": name.han,
        "full width pinyin": "".join(chr(ord(sign) + 0xFEE0) for sign in name.pinyin),
        "capitals": name.pinyin.upper(),
        "spaced pinyin": f"{name.surname_pinyin} {given}",
        "joined pinyin": name.pinyin,
        "given name first": given + name.surname_pinyin,
        "given name first, spaced": f"{given.title()} {name.surname_pinyin.title()}",
        "initials": surname_initials + initials,
        "surname and initials": name.surname_pinyin + initials,
        "characters, then pinyin": name.surname + given,
        "initial, then characters": surname_initials + name.given,
        "characters, then initials": name.surname + initials,
        "hyphen": f"{name.surname_pinyin}-{'-'.join(name.given_pinyin)}",
    }
    if cut > 1:
        forms["begun"] = name.pinyin[:cut]
    if len(name.given) > 1:
        forms["given name in pinyin"] = given
        forms["given name"] = name.given
        forms["initial of the surname, given name in pinyin"] = surname_initials + given
    return forms


def slipped(word: str, rng: random.Random) -> str:
    """One slip of the finger, never on the first letter: a letter lost, doubled, changed, or swapped with the next."""
    place = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:]
    if kind == 2:
        return word[:place] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


_ACCENTS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def accented(parts: tuple[str, ...], rng: random.Random) -> tuple[str, ...] | None:
    """One regional mix-up in one syllable, in either direction, or None where none applies."""
    options: list[tuple[str, ...]] = []
    for place, part in enumerate(parts):
        for a, b in _ACCENTS:
            others = []
            if len(a) == 2:
                if part.startswith(a):
                    others.append(b + part[2:])
                elif part[0] == b and part != "ci":
                    others.append(a + part[1:])
            elif part.endswith(a):
                others.append(part[:-1])
            elif part.endswith(b) and not part.endswith("ian") and not part.endswith("uan"):
                others.append(part + "g")
            options.extend((*parts[:place], other, *parts[place + 1 :]) for other in others)
        if part[0] in "nl" and part[1] != "v":
            options.append((*parts[:place], ("l" if part[0] == "n" else "n") + part[1:], *parts[place + 1 :]))
    return rng.choice(options) if options else None
