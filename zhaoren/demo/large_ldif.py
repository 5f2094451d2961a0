"""Streams a directory of any size to disk, for load tests: memory stays the same however many people there are."""

from __future__ import annotations

from pathlib import Path

from zhaoren.demo.dice import Dice
from zhaoren.demo.ldif_text import Entry, Value, entry_text
from zhaoren.demo.name_maker import make_name

_FUNCTIONS = (
    "财务部",
    "人力资源部",
    "采购部",
    "生产部",
    "质量部",
    "设备部",
    "销售部",
    "信息部",
    "法务部",
    "安全环保部",
)
_TITLES = ("部长", "副部长", "科长", "主管", "工程师", "专员", "会计", "操作工", "班长", "采购员")
_PEOPLE_A_DEPARTMENT = 100
_CLASSES: list[tuple[str, Value]] = [
    ("objectClass", name) for name in ("top", "person", "organizationalPerson", "inetOrgPerson")
]
_UNIT: list[tuple[str, Value]] = [("objectClass", "organizationalUnit")]


def write_large_ldif(path: Path, people: int = 200_000, seed: int = 1, suffix: str = "dc=example,dc=com") -> None:
    """Write one LDIF that loads into a real slapd (core, cosine, inetorgperson), parents before children.

    Args:
        path: the file; the suffix's own entry is its first.
        people: how many; uid is `u` and seven digits, unique, employeeNumber the same number with zeros.
        seed: decides names and numbers.
        suffix: must begin with `dc=`.
    """
    dice = Dice(seed, "large-ldif")
    first = suffix.split(",")[0].partition("=")[2]
    with path.open("w", encoding="utf-8") as file:
        root: list[tuple[str, Value]] = [("objectClass", "top"), ("objectClass", "dcObject")]
        file.write(entry_text((suffix, [*root, ("objectClass", "organization"), ("dc", first), ("o", first)])))
        file.write(entry_text((f"ou=people,{suffix}", [*_UNIT, ("ou", "people")])))
        department = head = ""
        for number in range(people):
            if number % _PEOPLE_A_DEPARTMENT == 0:
                part = number // _PEOPLE_A_DEPARTMENT
                name = f"{_FUNCTIONS[part % len(_FUNCTIONS)]}{part:05d}"
                department = f"ou=D{part:05d},ou=people,{suffix}"
                file.write(entry_text((department, [*_UNIT, ("ou", f"D{part:05d}"), ("description", name)])))
                head = f"uid=u{number:07d},{department}"
            file.write(entry_text(_person(dice, number, department, head), fold=False))


def _person(dice: Dice, number: int, department: str, head: str) -> Entry:
    name = make_name(dice, "mainland", 1965 + number % 38)
    uid = f"u{number:07d}"
    dn = f"uid={uid},{department}"
    rank = number % _PEOPLE_A_DEPARTMENT
    title = _TITLES[min(rank, len(_TITLES) - 1)] if rank < 3 else _TITLES[2 + number % 8]
    function = _FUNCTIONS[(number // _PEOPLE_A_DEPARTMENT) % len(_FUNCTIONS)]
    return dn, [
        *_CLASSES, ("uid", uid), ("cn", name.characters), ("sn", name.surname), ("givenName", name.given),
        ("displayName", name.spaced_pinyin), ("title", title), ("ou", function), ("mail", f"{uid}@large.example"),
        ("mobile", f"1{dice.pick('35789')}{dice.digits(9)}"), ("telephoneNumber", f"010-{60000000 + number}"),
        ("employeeNumber", f"{number:08d}"), ("manager", head if head != dn else ""), ("l", "上海"),
    ]  # fmt: skip
