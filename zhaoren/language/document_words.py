"""Words of documents and of questions about them; jieba cuts Chinese here and nowhere else.

On questions about people it would cut company names apart (宁江|钢铁) and glue people to them, measured.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from zhaoren.language.text import fold

MAX_WORDS = 5000  # of one document; the rest of a long text is left out

_IDLE = frozenset("的了和与及或在是有为对等于从到把被") | {
    "the",
    "a",
    "an",
    "of",
    "and",
    "or",
    "in",
    "on",
    "to",
    "for",
    "by",
}


@lru_cache(maxsize=1)
def _cutter() -> Any:
    # Loads in half a second and 90 MB, so only who touches documents pays for it.
    with warnings.catch_warnings():
        # Its patterns are written with escapes that newer Pythons warn of while they compile it.
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return jieba


def words_of_text(texts: Iterable[str]) -> tuple[str, ...]:
    """Folded words of these texts, each once, in the order met; long compounds also by their parts."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _cutter().cut_for_search(fold(text)):
            token = word.strip()
            if not token or token in _IDLE or not any(c.isalnum() for c in token):
                continue
            found[token[:60]] = None
            if len(found) >= MAX_WORDS:
                return tuple(found)
    return tuple(found)
