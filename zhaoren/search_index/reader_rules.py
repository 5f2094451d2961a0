"""What a question must keep to before any engine is asked."""

from __future__ import annotations

from collections.abc import Sequence

from zhaoren.search_index.port import CompiledQuery


def check_enough(query: CompiledQuery) -> None:
    """Refuse what the port does not allow.

    Raises:
        ValueError: `enough` is out of bounds.
    """
    if not 1 <= query.enough <= 10_000:
        raise ValueError(f"enough={query.enough}: ask for 1 to 10,000 candidates")


def askable_ids(ids: Sequence[str]) -> list[str]:
    """Each id once, without those that no entry can have."""
    return [one for one in dict.fromkeys(ids) if one and is_text(one)]


def is_text(text: str) -> bool:
    """False for halves of surrogate pairs, which no engine can store or be asked for."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
