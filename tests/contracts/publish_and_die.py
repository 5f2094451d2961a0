"""A process of its own that publishes, and kills itself as `kill -9` would when it has come far enough.

Usage: publish_and_die.py KIND WHERE NAME {rebuild|apply} HOW_MANY DIE_AT REVISION; DIE_AT -1 means not at all.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

from tests.contracts.places import Place
from zhaoren.search_index.port import Collection, EntryChange, IndexEntry


def entries(how_many: int, die_at: int, revision: int) -> Iterator[IndexEntry]:
    """As many entries, each saying its revision."""
    for place in range(how_many):
        if place == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        tokens = {"name": ["ada", f"r{revision}"], "text": [f"w{place}x{n}" for n in range(20)]}
        yield IndexEntry(Collection.PEOPLE, f"p{place}", place, tokens, str(revision).encode() * 50)


def main(kind: str, where: str, name: str, what: str, *numbers: str) -> None:
    """Publish."""
    how_many, die_at, revision = map(int, numbers)
    engine = Place(kind, where, name).open()
    print("started", flush=True)  # noqa: T201
    if what == "rebuild":
        engine.rebuild(entries(how_many, die_at, revision), revision)
    else:
        changes = entries(how_many, die_at, revision)
        engine.apply((EntryChange(one.collection, one.id, one) for one in changes), revision)
    print("published", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
