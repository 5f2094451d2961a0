"""Ids that are minted once and never reused (UUID version 7, RFC 9562). Those of one process rise strictly."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from uuid import UUID

from zhaoren.foundation.clock import Clock, system_clock

MintId = Callable[[], str]

_RANDOM_BITS = 74  # beside 48 of time, and 6 that say version and variant
_STEP_BITS = 32


def id_mint(clock: Clock = system_clock, random_bits: Callable[[int], int] = secrets.randbits) -> MintId:
    """A function that mints UUIDv7 texts; with a set clock and a seeded generator two runs mint the same.

    An id is greater than every one that this function minted before (RFC 9562, 6.2, method 2): of two people who
    appeared in one millisecond, too, the same one is the older wherever it is asked.
    """
    lock = threading.Lock()
    last = -1

    def mint() -> str:
        nonlocal last
        milliseconds = int(clock().timestamp() * 1000)
        with lock:
            now = milliseconds << _RANDOM_BITS | random_bits(_RANDOM_BITS)
            last = now if milliseconds > last >> _RANDOM_BITS else last + 1 + random_bits(_STEP_BITS)
            time_and_random = last
        milliseconds = time_and_random >> _RANDOM_BITS
        first, rest = time_and_random >> 62 & (1 << 12) - 1, time_and_random & (1 << 62) - 1
        return str(UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | first << 64 | 0b10 << 62 | rest))

    return mint
