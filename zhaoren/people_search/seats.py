"""How surely a post is the seat at the head of its unit, and whether a typed title is the title of a post."""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.directory import Person, Post, Unit
from zhaoren.language.text import fold

DECLARED, BARE, NAMED, ONE_OF_MANY = range(4)
"""Named as its head by a source; bears its head word alone (部长) or with the unit's name (财务部经理); bears the name
of what the unit is about (财务经理); bears another word (品牌经理): rather a member of staff."""

_SEVERAL = re.compile(r"[,;/、|()（）\[\]]|(?<=.)兼任?")
_STAFF = re.compile(r"(?:(?<!总)经理|主管|(?<!general )(?<!general)manager|supervisor|executive)$")
_UNIT_WORDS = re.compile(r"(?:管理|事务|工作)?(?:部门|部|中心|处|科|室|办公室|department|dept\.?)$")
_MODIFIERS = re.compile(
    r"^(?:副|代理?|常务|执行|高级|资深|acting|senior|interim|deputy)\s*|[(（].*?[)）]|主持工作|负责全面工作"
)


def seat_of(person: Person, post: Post, unit: Unit | None) -> int:
    """DECLARED, BARE, NAMED or ONE_OF_MANY; posts that no title tells from a member's are BARE."""
    if unit is not None and person.id in unit.head_ids:
        return DECLARED
    return _seat_by_title(post.title.text, unit.name.text if unit is not None else post.department)


@lru_cache(maxsize=16384)
def _seat_by_title(title: str, unit_name: str) -> int:
    whole = _squeezed(_MODIFIERS.sub("", fold(title)))
    found = _STAFF.search(whole)
    if found is None:
        return BARE
    before, name = whole[: found.start()], _squeezed(fold(unit_name))
    if not before or before in ("部门", "department", name):
        return BARE
    return NAMED if name and before == _UNIT_WORDS.sub("", name) else ONE_OF_MANY


def bears_title(post: Post, unit: Unit | None, typed: str) -> bool:
    """Whether a post's title, one of several in it, or the unit's name with it, is the title that was typed."""
    return _bears(post.title.text, unit.name.text if unit is not None else post.department, typed)


@lru_cache(maxsize=16384)
def _bears(title: str, unit_name: str, typed: str) -> bool:
    whole, name = _squeezed(fold(title)), _squeezed(fold(unit_name))
    parts = {_squeezed(part) for part in (whole, *_SEVERAL.split(whole)) if part.strip()}
    # 财务部 and 部长 make 财务部长 as well as 财务部部长.
    return any(typed in (part, name + part) or (name[-1:] == part[0] and typed == name[:-1] + part) for part in parts)


def _squeezed(text: str) -> str:
    return text.replace(" ", "")
