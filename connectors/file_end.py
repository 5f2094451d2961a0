"""How a text file ends: cut in the middle of a line, with a trailer, or without the one that it should have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from connectors.text_encoding import Decoding
from schemas.errors import SourceBusy, SourceRefused

_LOOKED_AT = 4096
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class FileEnd:
    """What the end of a file tells.

    Attributes:
        is_cut: its last line has no end; many programs write so, but a broken transfer does it, too.
        has_trailer: the last line is no row.
        counted: how many rows the trailer speaks of; None when it does not.
    """

    is_cut: bool
    has_trailer: bool = False
    counted: int | None = None

    @classmethod
    def of(cls, path: Path, where: str, decoding: Decoding, trailer: str | None) -> FileEnd:
        """Look at a file's end.

        Raises:
            SourceBusy: it does not end with the trailer.
            SourceRefused: the trailer is no regular expression.
        """
        size = path.stat().st_size
        with path.open("rb") as file:
            # Even, for two bytes a letter; what is torn at the start of the block does not matter.
            file.seek(max(0, size - _LOOKED_AT) & ~3)
            text = file.read().decode(_plain(decoding.encoding), "replace")
        is_cut = bool(text) and not text.endswith(("\n", "\r"))
        if trailer is None:
            return cls(is_cut)
        try:
            wanted = re.compile(trailer)
        except re.error as error:
            what = f"the trailer is no regular expression ({error})"
            raise SourceRefused(where, what, "correct `trailer`") from None
        lines = [line for line in text.splitlines() if line.strip()]
        found = wanted.fullmatch(lines[-1].strip()) if lines else None
        if found is None:
            raise SourceBusy(where, "its last line is not the trailer", "try again when it is written whole")
        rows = found.groupdict().get("rows")
        return cls(is_cut, has_trailer=True, counted=int(rows) if rows and rows.isdigit() else None)


def with_last(items: Iterable[_Item]) -> Iterator[tuple[_Item, bool]]:
    """Each item, and whether it is the last one."""
    held: list[_Item] = []
    for item in items:
        if held:
            yield held.pop(), False
        held.append(item)
    for item in held:
        yield item, True


def _plain(encoding: str) -> str:
    """The same encoding without a mark at its beginning."""
    return {"utf-16": "utf-16-le", "utf-8-sig": "utf-8", "utf-32": "utf-32-le"}.get(encoding, encoding)
