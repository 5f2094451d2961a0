"""Words of questions that are neither names nor functions: heads, relations, lists, fillers."""

from __future__ import annotations

from dataclasses import dataclass

from zhaoren.language.lexicon import DEFAULT, Lexicon
from zhaoren.language.text import fold

_NOT_THIS = "none"


@dataclass(frozen=True, slots=True)
class QuestionSpan:
    """`fold(text)[start:end]` is such a word.

    `meaning` of heads: head, deputy, person (whom to turn to); of relations: manager_of, reports_of, team_of,
    assistant_of, peers_of, chain_of; of lists: all, count; of fillers: filler.
    """

    start: int
    end: int
    meaning: str


def _spans(category: str, text: str, lexicon: Lexicon) -> tuple[QuestionSpan, ...]:
    return tuple(
        QuestionSpan(found.start, found.end, found.value)
        for found in lexicon.questions[category].find(fold(text))
        if found.value != _NOT_THIS
    )


def heads_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[QuestionSpan, ...]:
    """Everyday words for whoever heads something: 负责人, 老大, 谁管, head of, in charge of; and for deputies."""
    return _spans("heads", text, lexicon)


def relations_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[QuestionSpan, ...]:
    """Words that ask from one person to others: 上级, 汇报给, 下属, 团队, 助理, reports to, team of."""
    return _spans("relations", text, lexicon)


def lists_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[QuestionSpan, ...]:
    """Words that ask for more than one: 所有, 各公司, 哪些, all, every, list of; and for a count."""
    return _spans("lists", text, lexicon)


def fillers_in(text: str, lexicon: Lexicon = DEFAULT) -> tuple[QuestionSpan, ...]:
    """Words and signs that say nothing: 请问, 是谁, 的, who is, the."""
    return _spans("fillers", text, lexicon)
