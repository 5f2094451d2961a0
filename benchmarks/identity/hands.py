"""The hands that write made groups: the demo's, another one with other habits, and the same long neglected."""

from __future__ import annotations

import math
from pathlib import Path

from benchmarks.identity.other_rows import RowWriter
from benchmarks.identity.other_style import OtherStyle
from benchmarks.identity.worn_rows import WornRows
from zhaoren.demo.group import make_group
from zhaoren.demo.next_day import a_day_later
from zhaoren.demo.shape_b import write_shape_b

HANDS = ("demo", "other", "worn")


def companies_for(people: int) -> int:
    """How many companies a group of this size is given: 8 at 3,000 people, 14 at 10,000, 45 at 100,000."""
    return max(4, min(60, round(math.sqrt(people / 50))))


def write_group(hand: str, seed: int, people: int, companies: int, folder: Path, *, later: bool = False) -> None:
    """The files of shape B with their truth; `later`: the delivery of the next day."""
    if hand == "demo":
        group = make_group(seed, companies, people, with_flagship=False)
        write_shape_b(a_day_later(group) if later else group, folder)
        return
    other = OtherStyle(seed, people, companies, WornRows if hand == "worn" else RowWriter)
    if later:
        other.a_day_later()
    other.write(folder)
