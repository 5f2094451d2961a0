"""JSON Lines: one object a line; nested members are named `outer.inner`, numbers keep their digits as written."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

from connectors.mapping import find_columns
from connectors.tables import NamedRow
from connectors.text_encoding import Decoding
from schemas.errors import SourceRefused

_MAX_ARRAY_BYTES = 256 << 20


class JsonLinesTable:
    """One file of JSON objects, a line each (or one array of them, up to 256 MB).

    Args:
        path: the file.
        where: its name in the administrator's words.
        decoding: as recognised.
        wanted: members that the mapping reads; the file is read ahead until each was seen once.

    Raises:
        SourceRefused: the file is an array that is too large or broken.
    """

    row_word = "line"

    def __init__(self, path: Path, where: str, decoding: Decoding, wanted: Sequence[str] = ()) -> None:
        self.path, self.where, self.decoding = path, where, decoding
        self._is_array = self._starts_as_array()
        self.columns = self._members(wanted)

    def missing(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """The wanted members that no object has."""
        return find_columns(wanted, self.columns)[1]

    def rows(self, wanted: Sequence[str]) -> Generator[NamedRow, None, None]:
        """The objects, from the start; a broken line is unreadable and the next is read."""
        places = find_columns(wanted, self.columns)[0]
        names = [(name, self.columns[place]) for name, place in places.items()]
        for number, values, broken in self._objects():
            if broken:
                yield NamedRow(number, {}, broken, lost=True)
            else:
                yield NamedRow(number, {name: values[column] for name, column in names if column in values})

    def _members(self, wanted: Sequence[str]) -> tuple[str, ...]:
        seen: dict[str, None] = {}
        for count, (_, values, _) in enumerate(self._objects()):
            seen.update(dict.fromkeys(values))
            # One pass over the whole file at most, and only when a member is rare or missing.
            if count >= 200 and count % 200 == 0 and not find_columns(wanted, tuple(seen))[1]:
                break
        return tuple(seen)

    def _starts_as_array(self) -> bool:
        with self.path.open(encoding=self.decoding.encoding, errors=self.decoding.errors) as file:
            return file.read(4096).lstrip().startswith("[")

    def _objects(self) -> Iterator[tuple[int, Mapping[str, tuple[str, ...]], str]]:
        with self.path.open(encoding=self.decoding.encoding, errors=self.decoding.errors) as file:
            if self._is_array:
                yield from self._of_array()
                return
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield (number, *_to_values(line))

    def _of_array(self) -> Iterator[tuple[int, Mapping[str, tuple[str, ...]], str]]:
        if self.path.stat().st_size > _MAX_ARRAY_BYTES:
            raise SourceRefused(self.where, "one JSON array above 256 MB", "write one object a line (JSON Lines)")
        text = self.path.read_text(encoding=self.decoding.encoding, errors=self.decoding.errors)
        try:
            found = json.loads(text, parse_int=str, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise SourceRefused(self.where, f"broken JSON: {error}", "write one object a line (JSON Lines)") from None
        for number, item in enumerate(found, start=1):
            yield (number, flat_values(item), "") if isinstance(item, dict) else (number, {}, "not a JSON object")


def _to_values(line: str) -> tuple[Mapping[str, tuple[str, ...]], str]:
    try:
        found = json.loads(line, parse_int=str, parse_float=str)
    except ValueError as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long"
        return {}, f"broken JSON: {detail}"
    except RecursionError:
        return {}, "broken JSON: nested too deeply"
    return (flat_values(found), "") if isinstance(found, dict) else ({}, "not a JSON object")


def flat_values(found: Mapping[str, object], prefix: str = "") -> dict[str, tuple[str, ...]]:
    """Members as `outer.inner` -> texts; members of objects in a list gather under one name, null is left out."""
    flat: dict[str, tuple[str, ...]] = {}
    for name, value in found.items():
        for path, texts in _flatten(prefix + name, value):
            flat[path] = flat.get(path, ()) + texts
    return flat


def _flatten(path: str, value: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(value, dict):
        yield from flat_values(value, f"{path}.").items()
    elif isinstance(value, list):
        for item in value:
            yield from _flatten(path, item)
    elif isinstance(value, bool):
        yield path, ("true" if value else "false",)
    else:
        yield path, () if value is None else (str(value),)
