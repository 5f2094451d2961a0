"""Ids sort by time, and a set clock with a seeded generator mints the same ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from zhaoren.foundation.ids import id_mint

START = datetime(2026, 11, 22, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_seven() -> None:
    minted = UUID(id_mint()())
    assert (minted.version, minted.variant) == (7, "specified in RFC 4122")


def test_later_ids_sort_later() -> None:
    early, late = (id_mint(lambda moment=START + timedelta(seconds=n): moment)() for n in (0, 1))  # type: ignore[misc]
    assert early < late


def test_two_seeded_mints_mint_the_same() -> None:
    one, other = (id_mint(lambda: START, random.Random(5).getrandbits) for _ in range(2))
    assert [one() for _ in range(5)] == [other() for _ in range(5)]


@given(seconds=st.lists(st.integers(0, 5), min_size=2, max_size=30), seed=st.integers())
def test_ids_rise_even_within_a_moment_and_when_the_clock_is_set_back(seconds: list[int], seed: int) -> None:
    moments = iter(seconds)
    mint = id_mint(lambda: START + timedelta(seconds=next(moments)), random.Random(seed).getrandbits)
    minted = [mint() for _ in seconds]
    assert all(early < late for early, late in pairwise(minted))
