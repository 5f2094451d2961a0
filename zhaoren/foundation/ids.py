"""Ids that are minted once and never reused (UUID version 7, RFC 9562)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import UUID

from zhaoren.foundation.clock import Clock, system_clock

MintId = Callable[[], str]


def id_mint(clock: Clock = system_clock, random_bits: Callable[[int], int] = secrets.randbits) -> MintId:
    """A function that mints UUIDv7 texts; with a set clock and a seeded generator two runs mint the same."""

    def mint() -> str:
        milliseconds = int(clock().timestamp() * 1000)
        value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | random_bits(12) << 64 | 0b10 << 62 | random_bits(62)
        return str(UUID(int=value))

    return mint
