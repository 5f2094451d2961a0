"""Search filters evaluated on entries of a file, as a server would. Pure. Source: RFC 4515, RFC 4511 4.5.1.7."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from connectors.ldap_entries import DirectoryEntry

EntryFilter = Callable[[DirectoryEntry], bool]

_ITEM = re.compile(r"\s*([A-Za-z][A-Za-z0-9;-]*)\s*(~=|>=|<=|=)([^()]*)")
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2})")


def parse_filter(text: str) -> EntryFilter:
    """What decides whether an entry matches. Letters compare without case, `~=` as `=`.

    Raises:
        ValueError: it is no filter; the message says at which character.
    """
    filter_text = text.strip()
    if not filter_text.startswith("("):
        filter_text = f"({filter_text})"
    found, end = _filter(filter_text, 0)
    if filter_text[end:].strip():
        raise ValueError(f"something follows the filter at character {end}")
    return found


def _filter(text: str, at: int) -> tuple[EntryFilter, int]:
    at = _after_blanks(text, at)
    if text[at : at + 1] != "(":
        raise ValueError(f"'(' expected at character {at}")
    at = _after_blanks(text, at + 1)
    sign = text[at : at + 1]
    if sign and sign in "&|!":
        parts: list[EntryFilter] = []
        at = _after_blanks(text, at + 1)
        while text[at : at + 1] == "(":
            part, at = _filter(text, at)
            parts.append(part)
            at = _after_blanks(text, at)
        if sign == "!" and len(parts) != 1:
            raise ValueError(f"'!' takes one filter, before character {at}")
        found = _joined(sign, tuple(parts))
    else:
        item = _ITEM.match(text, at)
        if item is None:
            raise ValueError(f"no comparison at character {at}")
        at = item.end()
        found = _Comparison(item.group(1).lower(), item.group(2), item.group(3))
    if text[at : at + 1] != ")":
        raise ValueError(f"')' expected at character {at}")
    return found, at + 1


def _after_blanks(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


def _joined(sign: str, parts: tuple[EntryFilter, ...]) -> EntryFilter:
    if sign == "&":
        return lambda entry: all(part(entry) for part in parts)
    if sign == "|":
        return lambda entry: any(part(entry) for part in parts)
    return lambda entry: not parts[0](entry)


@dataclass(frozen=True, slots=True)
class _Comparison:
    attribute: str
    sign: str
    value: str

    def __call__(self, entry: DirectoryEntry) -> bool:
        if self.sign == "=" and self.value.strip() == "*":
            return self.attribute in entry.attributes or bool(entry.texts(self.attribute))
        texts = [" ".join(text.split()).casefold() for text in entry.texts(self.attribute)]
        if self.sign in (">=", "<="):
            return any(_in_order(text, _unescaped(self.value).casefold(), self.sign) for text in texts)
        parts = [" ".join(_unescaped(part).split()).casefold() for part in self.value.split("*")]
        if self.attribute == "objectcategory" and len(parts) == 1:
            # Active Directory stores the DN of the class and lets a filter name the class alone.
            texts += [text.partition("=")[2].partition(",")[0] for text in texts]
        return any(_matches(text, parts) for text in texts)


def _in_order(text: str, value: str, sign: str) -> bool:
    if text.lstrip("-").isdigit() and value.lstrip("-").isdigit():
        return int(text) >= int(value) if sign == ">=" else int(text) <= int(value)
    return text >= value if sign == ">=" else text <= value


def _matches(text: str, parts: list[str]) -> bool:
    if len(parts) == 1:
        return text == parts[0]
    if not text.startswith(parts[0]) or not text[len(parts[0]) :].endswith(parts[-1]):
        return False
    rest = text[len(parts[0]) : len(text) - len(parts[-1])]
    for part in parts[1:-1]:
        place = rest.find(part)
        if place < 0:
            return False
        rest = rest[place + len(part) :]
    return True


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: bytes.fromhex(found.group(1).decode()), text.encode()).decode("utf-8", "replace")
