"""Small coded answers as sources write them: status, gender, yes and no."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from schemas.vocabulary import EmploymentStatus, Engagement


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEFT = _words(
    "离职 已离职 退休 离退休 已退休 辞职 解聘 解除 终止 调出 死亡 停用 注销 离岗 left leaver resigned "
    "terminated retired inactive quit dismissed departed former disabled deleted i t n 离"
)
_ACTIVE = _words(
    "在职 在岗 正式 试用 试用期 见习 实习 返聘 借调 外派 派遣 挂职 派驻 委派 借出 兼任 兼职 兼岗 "
    "seconded concurrent active employed working enabled "
    "current onboard permanent probation regular a y 启用 正常 在"
)
_SECONDED = re.compile(r"借调|挂职|派驻|外派|委派|second(?:ed|ment)\b")
_CONCURRENT = re.compile(r"^兼任?(?!职|并|容)|兼职|[(\[【]\s*兼[任岗]?\s*[)\]】]|\(concurrent(?:ly)?\)")
_YES = _words("1 y yes true t on 是 有 √ ✓ 对 x 主 主职 主岗 主要 启用 正常 enabled active")
_NO = _words("0 n no false f off 否 无 不 × 非 兼 兼职 副 停用 禁用 disabled inactive locked")
_MALE = _words("男 男性 m male man 1 先生 mr boy")
_FEMALE = _words("女 女性 f female woman 2 女士 小姐 ms mrs girl")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()[:40]


@lru_cache(maxsize=4096)
def read_status(text: str) -> EmploymentStatus:
    """Whether a word of status means that somebody works here. Codes without meaning of their own say nothing."""
    plain = _plain(text)
    if plain in _LEFT or plain.startswith(("离职", "退休", "已离")):
        return EmploymentStatus.LEFT
    if plain in _ACTIVE or plain.startswith(("在职", "在岗", "借调", "挂职", "派驻", "外派", "兼任")):
        return EmploymentStatus.ACTIVE
    return EmploymentStatus.UNKNOWN


@lru_cache(maxsize=16_384)
def read_engagement(title: str, status: str = "") -> Engagement:
    """How a post is held, by a word of status or by the title: 财务总监（挂职）, 兼任, seconded.

    财务总监兼董事会秘书 is one post of two roles, and no word of how it is held.
    """
    for text in (_plain(status), unicodedata.normalize("NFKC", title).casefold()[:200]):
        if _SECONDED.search(text):
            return Engagement.SECONDED
    if "兼" in status or _plain(status).startswith("concurrent") or _CONCURRENT.search(_plain(title)):
        return Engagement.CONCURRENT
    return Engagement.REGULAR


@lru_cache(maxsize=4096)
def read_yes(text: str) -> bool | None:
    """Yes or no in any spelling, None when it is neither."""
    plain = _plain(text)
    return True if plain in _YES else False if plain in _NO else None


@lru_cache(maxsize=4096)
def read_gender(text: str) -> str:
    """`m`, `f` or nothing. 1 and 2 are those of GB/T 2261.1."""
    plain = _plain(text)
    return "m" if plain in _MALE else "f" if plain in _FEMALE else ""
