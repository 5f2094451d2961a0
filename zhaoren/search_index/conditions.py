"""Expressions brought into one flat shape: without empty parts, the tokens of a field together. Engines take that."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.expressions import AnyOf, Everything, Expression, Term
from zhaoren.search_index.port import TOKEN_FIELDS
from zhaoren.search_index.reader_rules import is_text

LONGEST_TOKEN = 200
MOST_CLAUSES = 1_000
DEEPEST = 16

# As written, before it is flattened: parts that share parts can unfold without end.
_MOST_PARTS_WRITTEN = 500_000

_FIELDS = frozenset(TOKEN_FIELDS)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The entry carries at least one of `tokens` in `field`. Without tokens it holds for nothing."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two or more parts holds; none of them is itself an Either, a Nothing or an Everything."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of two or more parts hold; none of them is itself a Both, a Nothing or an Everything."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Holds for nothing."""


Condition = Tokens | Either | Both | Nothing | Everything

_NOTHING = Nothing()
_EVERYTHING = Everything()


def to_condition(expression: Expression) -> Condition:
    """The same meaning in the flat shape; works without recursion, so that no depth of input can break it.

    Raises:
        ValueError: a field that is not of TOKEN_FIELDS, more than DEEPEST levels or more than MOST_CLAUSES parts left.
    """
    if isinstance(expression, Term):
        return _tokens(expression)
    done: list[Condition] = []
    to_do: list[tuple[Expression, bool]] = [(expression, False)]
    seen = 0
    while to_do:
        seen += 1
        if seen > _MOST_PARTS_WRITTEN:
            raise _too_large()
        part, parts_are_done = to_do.pop()
        if isinstance(part, Term):
            done.append(_tokens(part))
        elif isinstance(part, Everything):
            done.append(_EVERYTHING)
        elif not parts_are_done:
            to_do.append((part, True))
            to_do.extend((inner, False) for inner in reversed(part.parts))
        else:
            first = len(done) - len(part.parts)
            parts = done[first:]
            del done[first:]
            done.append(_either(parts) if isinstance(part, AnyOf) else _both(parts))
    condition = done[0]
    _refuse_monsters(condition)
    return condition


def _tokens(term: Term) -> Condition:
    if term.field not in _FIELDS:
        raise ValueError(f"condition on '{term.field}': there is no such field; use one of {', '.join(TOKEN_FIELDS)}")
    if not 0 < len(term.token) <= LONGEST_TOKEN or not is_text(term.token):
        return _NOTHING  # no entry can carry it
    return Tokens(term.field, (term.token,))


def _either(parts: list[Condition]) -> Condition:
    by_field: dict[str, dict[str, None]] = {}
    others: list[Condition] = []
    for part in parts:
        if isinstance(part, Everything):
            return _EVERYTHING
        for inner in part.parts if isinstance(part, Either) else (part,):
            if isinstance(inner, Tokens):
                by_field.setdefault(inner.field, {}).update(dict.fromkeys(inner.tokens))
            elif not isinstance(inner, Nothing):
                others.append(inner)
    left = (*(Tokens(field, tuple(tokens)) for field, tokens in by_field.items()), *others)
    if len(left) > 1:
        return Either(left)
    return left[0] if left else _NOTHING


def _both(parts: list[Condition]) -> Condition:
    left: list[Condition] = []
    for part in parts:
        if isinstance(part, Nothing):
            return _NOTHING
        if not isinstance(part, Everything):
            left.extend(part.parts if isinstance(part, Both) else (part,))
    if len(left) > 1:
        return Both(tuple(left))
    if left:
        return left[0]
    return _EVERYTHING if parts else _NOTHING


def _refuse_monsters(condition: Condition) -> None:
    clauses = 0
    level: list[Condition] = [condition]
    depth = 0
    while level:
        depth += 1
        clauses += len(level)
        if depth > DEEPEST or clauses > MOST_CLAUSES:
            raise _too_large()
        level = [inner for part in level if isinstance(part, Either | Both) for inner in part.parts]


def _too_large() -> ValueError:
    return ValueError(
        f"the condition has more than {DEEPEST} levels or {MOST_CLAUSES} parts; put the tokens of one field "
        "side by side in one AnyOf, or ask for less"
    )
