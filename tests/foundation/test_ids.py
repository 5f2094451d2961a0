"""Ids sort by time, and a set clock with a seeded generator mints the same ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

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
