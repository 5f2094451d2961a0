"""Places in JSON: pointers into an answer, paths into a row. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def at_pointer(value: Any, pointer: str) -> Any:
    """What stands there (RFC 6901); None when nothing does. The empty pointer is the whole."""
    for escaped in pointer.split("/")[1:]:
        step = escaped.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def values_at(row: Any, path: str) -> tuple[str, ...]:
    """All texts at a dotted path; a list on the way stands for each of its items.

    `name.familyName`, `emails.value`, `departments.0.name`; a key that contains dots is found as it is.
    """
    return tuple(_texts(_walk(row, path)))


def _walk(value: Any, path: str) -> Iterator[Any]:
    if isinstance(value, list):
        head, _, rest = path.partition(".")
        if head.isdecimal():
            if int(head) < len(value):
                yield from _walk(value[int(head)], rest) if rest else (value[int(head)],)
            return
        for item in value:
            yield from _walk(item, path)
        return
    if not isinstance(value, dict):
        return
    if path in value:
        yield value[path]
        return
    head, _, rest = path.partition(".")
    while rest:
        if head in value:
            yield from _walk(value[head], rest)
            return
        more, _, rest = rest.partition(".")
        head = f"{head}.{more}"


def _texts(found: Iterator[Any]) -> Iterator[str]:
    for value in found:
        if isinstance(value, list):
            yield from _texts(iter(value))
        elif isinstance(value, dict):
            if value:
                yield json.dumps(value, ensure_ascii=False, sort_keys=True)
        elif isinstance(value, bool):
            yield "true" if value else "false"
        elif value is not None:
            yield str(value)


def row_values(row: Any, paths: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Path -> its texts, for the paths that a mapping reads."""
    return {path: values_at(row, path) for path in paths}
