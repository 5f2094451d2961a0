"""The attributes that every published entry carries, and that audiences are compiled to."""

from __future__ import annotations

from schemas.expressions import AllOf, AnyOf, Everything, Expression, Term

OPEN = "open"  # nobody asks to hide it
HIDDEN = "hidden"  # a source asks to hide it

AUDIENCE_FIELD = "aud"
UNIT_FIELD = "unit"


def audience_tokens(*, hidden: bool) -> tuple[str, ...]:
    """Tokens of the field `aud` for a person, post or document; the strictest of its sources counts."""
    return (HIDDEN,) if hidden else (OPEN,)


def code_token(code: str) -> str:
    """Token of the field `unit` for a unit's code, so that a policy can name units by what an administrator knows."""
    return "code|" + "".join(code.split()).casefold()


def holds(condition: Expression, tokens: frozenset[tuple[str, str]]) -> bool:
    """Whether an entry with these (field, token) pairs satisfies a condition: the engines' own meaning, in Python."""
    match condition:
        case Everything():
            return True
        case Term(field, token):
            return (field, token) in tokens
        case AnyOf(parts):
            return any(holds(part, tokens) for part in parts)
        case AllOf(parts):
            return bool(parts) and all(holds(part, tokens) for part in parts)
