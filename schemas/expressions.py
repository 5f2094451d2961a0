"""Boolean conditions over the tokens of what is published: what access hands to the query, what engines carry out.

Positive terms only: a "must not" on an unknown token would fail open, so it cannot be written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """The entry carries `token` in `field` (a field of `zhaoren.search_index.port.TOKEN_FIELDS`)."""

    field: str
    token: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds. Without parts it holds for nothing."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds. Without parts it holds for nothing: an empty condition never means everybody."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """Holds for every entry; said openly, never by leaving something out."""


Expression = Term | AnyOf | AllOf | Everything

EVERYTHING = Everything()
NOTHING = AnyOf(())
