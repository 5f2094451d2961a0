"""What to look up while somebody types: fewer and broader bands than for a question, the foremost people first.

Each band is a search of its own and costs a pass of the viewer's filter, and a short beginning is borne by a sixth of
everybody. So bands that the scorer tells apart anyway are asked together, and of a short beginning those in the first
ranks are asked before the rest: `order` puts them first in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.expressions import AllOf, AnyOf, Expression, Term
from schemas.vocabulary import MatchBand, Rank
from zhaoren.language.name_query_tokens import BandTokens, Token
from zhaoren.search_index.tokens import standing_token

WEIGHED = 2
"""Candidates that are weighed for each line to be shown, because tokens find a little more than fits.

At a million people the engine took 3.9 ms for 200 candidates that begin with `zh`, 2.1 for 24, 0.4 for 24 of the first
ranks; reading and weighing one costs 30 µs, 90 the first time.
"""
_TOGETHER = (
    (MatchBand.EXACT,),
    (MatchBand.READING, MatchBand.MIXED),
    (MatchBand.PREFIX, MatchBand.INITIALS),
    (MatchBand.ALIAS,),
    (MatchBand.SOUND, MatchBand.SLIP),
)
_SHORT = 3  # letters or signs
_FIRST_RANKS = (Rank.CHAIR, Rank.PRESIDENT, Rank.VICE_PRESIDENT)


def any_of(alternatives: Iterable[Sequence[Token]]) -> Expression:
    """Any one of these conjunctions of tokens."""
    return AnyOf(
        tuple(
            Term(*terms[0]) if len(terms) == 1 else AllOf(tuple(Term(field, token) for field, token in terms))
            for terms in alternatives
        )
    )


def bands_while_typing(bands: Sequence[BandTokens], typed: str) -> tuple[Expression, ...]:
    """Conditions for what was typed so far, best first."""
    found: list[Expression] = []
    for together in _TOGETHER:
        alternatives = [terms for band in bands if band.band in together for terms in band.alternatives]
        if not alternatives:
            continue
        condition = any_of(dict.fromkeys(alternatives))
        if MatchBand.PREFIX in together and len(typed.strip()) <= _SHORT:
            found.append(AllOf((condition, _IN_FIRST_RANKS)))
        found.append(condition)
    return tuple(found)


_IN_FIRST_RANKS = AnyOf(tuple(Term("role", standing_token(rank, left=False)) for rank in _FIRST_RANKS))
