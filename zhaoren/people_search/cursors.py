"""Positions to continue from: opaque to whoever holds them, bound to the question and the viewer."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from zhaoren.foundation.errors import BadInput


def _binding(question: str, viewer_id: str) -> str:
    return hashlib.blake2b(f"{viewer_id}\0{question}".encode(), digest_size=9).hexdigest()


def write_cursor(position: tuple[int, ...], question: str, viewer_id: str) -> str:
    """A cursor for this position."""
    text = json.dumps([_binding(question, viewer_id), *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, question: str, viewer_id: str) -> tuple[int, ...]:
    """The position that a cursor holds.

    Raises:
        BadInput: it is not a cursor, or not of this question and viewer.
    """
    try:
        binding, *position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadInput("cursor", "this is not a cursor of ours", "ask again without it") from None
    if binding != _binding(question, viewer_id) or not all(type(p) is int and 0 <= p < 1 << 62 for p in position):
        raise BadInput("cursor", "it belongs to another question or viewer", "ask again without it")
    return tuple(position)
