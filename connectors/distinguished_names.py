"""Distinguished names taken apart and brought to one spelling. Pure. Source: RFC 4514, with the quotes of RFC 2253."""

from __future__ import annotations

import re
from functools import lru_cache

Rdn = tuple[tuple[str, str], ...]
"""The attribute types (lower case) and values of one relative name; several when joined by `+`."""

_TYPE = re.compile(r" *((?:[A-Za-z][A-Za-z0-9-]*)|(?:(?:oid\.)?\d+(?:\.\d+)+)) *= *", re.IGNORECASE)
_PLAIN = re.compile(r'[^\\",;+]+')
_HEX = re.compile(r"\\[0-9A-Fa-f]{2}")
_SPECIAL = re.compile(r'([\\",;+<>=])')
_NEEDS_CARE = re.compile(r'[\\";+]')
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_KEPT = 1 << 13


def parse_dn(dn: str) -> tuple[Rdn, ...]:
    """The relative names from the entry upwards; the empty name has none.

    Raises:
        ValueError: it is no distinguished name.
    """
    if not dn.strip():
        return ()
    return (None if _NEEDS_CARE.search(dn) else _plain_rdns(dn)) or _parsed(dn)


def taken_apart(dn: str) -> tuple[tuple[Rdn, ...], str]:
    """The relative names from the entry upwards, and its one spelling. What lies above is kept for its neighbours.

    Raises:
        ValueError: it is no distinguished name.
    """
    first, comma, above = dn.partition(",")
    if comma and _NEEDS_CARE.search(dn) is None:
        own, rest = _plain_rdns(first), _plain_above(above)
        if own is not None and rest is not None:
            return own + rest[0], f"{_canonical_rdn(own[0])},{rest[1]}"
    rdns = parse_dn(dn)
    return rdns, canonical_rdns(rdns)


@lru_cache(maxsize=_KEPT)
def _plain_above(dn: str) -> tuple[tuple[Rdn, ...], str] | None:
    rdns = _plain_rdns(dn)
    return None if rdns is None else (rdns, canonical_rdns(rdns))


def _plain_rdns(dn: str) -> tuple[Rdn, ...] | None:
    """The parts of a name without escapes, quotes and `+`, as nearly every one is; None when it is none such."""
    rdns: list[Rdn] = []
    for part in dn.split(","):
        name, sign, value = part.partition("=")
        name = name.strip(" ")
        if not sign or _NAME.fullmatch(name) is None:
            return None
        rdns.append(((name.lower(), value.strip(" ")),))
    return tuple(rdns)


def _parsed(dn: str) -> tuple[Rdn, ...]:
    rdns: list[Rdn] = []
    pairs: list[tuple[str, str]] = []
    at = 0
    while True:
        named = _TYPE.match(dn, at)
        if named is None:
            raise ValueError(f"no attribute type at character {at}")
        value, at = _value(dn, named.end())
        pairs.append((named.group(1).lower().removeprefix("oid."), value))
        sign = dn[at : at + 1]
        if sign != "+":
            rdns.append(tuple(pairs))
            pairs = []
        if not sign:
            return tuple(rdns)
        at += 1


def write_dn(rdns: tuple[Rdn, ...]) -> str:
    """The name with one way of escaping, in the spelling of its values."""
    return ",".join("+".join(f"{name}={_escaped(value)}" for name, value in rdn) for rdn in rdns)


@lru_cache(maxsize=_KEPT)
def canonical_dn(dn: str) -> str:
    """One spelling for all spellings of a name: case, blanks, escapes and the order around `+` do not matter.

    Raises:
        ValueError: it is no distinguished name.
    """
    return canonical_rdns(parse_dn(dn))


@lru_cache(maxsize=_KEPT)
def _canonical_above(rdns: tuple[Rdn, ...]) -> str:
    # Thousands of entries lie below each unit.
    return canonical_rdns(rdns)


def canonical_rdns(rdns: tuple[Rdn, ...]) -> str:
    """The same for a name already taken apart."""
    if not rdns:
        return ""
    first = _canonical_rdn(rdns[0])
    return f"{first},{_canonical_above(rdns[1:])}" if len(rdns) > 1 else first


def _canonical_rdn(rdn: Rdn) -> str:
    if len(rdn) == 1:
        ((name, value),) = rdn
        return f"{name}={_escaped(' '.join(value.split()).casefold())}"
    folded = [(name, " ".join(value.split()).casefold()) for name, value in rdn]
    return "+".join(f"{name}={_escaped(value)}" for name, value in sorted(folded))


@lru_cache(maxsize=_KEPT)
def looks_like_dn(value: str) -> bool:
    """Whether a value can only be meant as a distinguished name."""
    if _TYPE.match(value) is None:
        return False
    try:
        return bool(parse_dn(value))
    except ValueError:
        return False


def _value(dn: str, at: int) -> tuple[str, int]:
    """The value that starts at a place, and the place of the sign that ends it."""
    parts: list[bytes] = []
    quoted = False
    keep = 0
    while at < len(dn):
        sign = dn[at]
        if sign == "\\":
            if _HEX.match(dn, at):
                parts.append(bytes.fromhex(dn[at + 1 : at + 3]))
                at += 3
            elif at + 1 < len(dn):
                parts.append(dn[at + 1].encode())
                at += 2
            else:
                raise ValueError("ends in a backslash")
            keep = sum(map(len, parts))
        elif sign == '"':
            quoted = not quoted
            at += 1
        elif quoted or sign not in ",;+":
            plain = _PLAIN.match(dn, at)
            text = plain.group() if plain else sign
            parts.append(text.encode())
            at += len(text)
        else:
            break
    if quoted:
        raise ValueError("a quotation mark never closes")
    joined = b"".join(parts)
    # Blanks before the next sign are not part of the value unless they are escaped.
    return (joined[:keep] + joined[keep:].rstrip(b" ")).decode("utf-8", "replace"), at


def _escaped(value: str) -> str:
    text = _SPECIAL.sub(r"\\\1", value) if _SPECIAL.search(value) else value
    if text[:1] in (" ", "#"):
        text = "\\" + text
    return text[:-1] + "\\ " if text.endswith(" ") and not text.endswith("\\ ") else text
