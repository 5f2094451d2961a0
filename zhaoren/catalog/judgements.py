"""What people (or a changed model) decided about two records: "same" or "not same". Append-only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, streamed
from zhaoren.catalog.tables import DECISIONS, JUDGEMENTS
from zhaoren.foundation.ids import MintId


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision. A later one about the same two records outweighs an earlier one.

    Attributes:
        model: version of the model that decided; empty for a person.
        decision_id: the act that it is part of; when that is undone it no longer counts.
        revision, id, made_at: given when it is added.
    """

    left: RecordRef
    right: RecordRef
    same: bool
    who: str
    reason: str = ""
    model: str = ""
    id: str = ""
    revision: int = 0
    made_at: str = ""
    decision_id: str | None = None


class JudgementStore:
    """Nothing here changes or deletes a decision; taking one back is a new decision."""

    def __init__(self, scope: Scope, mint: MintId) -> None:
        self._scope = scope
        self._mint = mint

    def add(self, judgement: Judgement) -> str:
        """Keep a decision; returns its id."""
        return self.add_many([judgement])[0]

    def add_many(self, judgements: Iterable[Judgement]) -> list[str]:
        """Keep decisions in this order; returns their ids."""
        ids: list[str] = []
        with self._scope.writing() as writing:
            for judgement in judgements:
                ids.append(self._mint())
                left, right = sorted((judgement.left, judgement.right))
                row = {
                    "id": ids[-1],
                    "revision": writing.revision(),
                    "left_source": left.source,
                    "left_kind": left.kind,
                    "left_key": left.key,
                    "right_source": right.source,
                    "right_kind": right.kind,
                    "right_key": right.key,
                    "same": judgement.same,
                    "who": judgement.who,
                    "model": judgement.model,
                    "reason": judgement.reason,
                    "made_at": writing.time,
                    "decision_id": judgement.decision_id,
                }
                writing.connection.execute(JUDGEMENTS.insert(), row)
        return ids

    def since(self, revision: int) -> Iterator[Judgement]:
        """Those made or taken back in later transactions, in the order they were made; streamed."""
        taken_back = select(DECISIONS.c.undoes).where(DECISIONS.c.undoes.is_not(None), DECISIONS.c.revision > revision)
        yield from self._streamed(
            or_(JUDGEMENTS.c.revision > revision, JUDGEMENTS.c.decision_id.in_(taken_back.scalar_subquery()))
        )

    def counting(self) -> Iterator[Judgement]:
        """All that nobody has taken back, in the order they were made; streamed."""
        taken_back = select(DECISIONS.c.undoes).where(DECISIONS.c.undoes.is_not(None)).scalar_subquery()
        yield from self._streamed(
            or_(JUDGEMENTS.c.decision_id.is_(None), JUDGEMENTS.c.decision_id.not_in(taken_back)),
        )

    def of_decision(self, decision_id: str) -> list[Judgement]:
        """What one act said about records."""
        return list(self._streamed(JUDGEMENTS.c.decision_id == decision_id))

    def _streamed(self, condition: ColumnElement[bool]) -> Iterator[Judgement]:
        query = select(JUDGEMENTS).where(condition).order_by(JUDGEMENTS.c.revision, JUDGEMENTS.c.id)
        with self._scope.reading() as connection:
            for row in streamed(connection, query):
                yield _judgement(row)


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        RecordRef(row.left_source, RecordKind(row.left_kind), row.left_key),
        RecordRef(row.right_source, RecordKind(row.right_kind), row.right_key),
        row.same,
        row.who,
        row.reason,
        row.model,
        row.id,
        row.revision,
        row.made_at,
        row.decision_id,
    )
