"""What people (or a changed model) decided about two records: "same" or "not same". Append-only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.scope import Scope, streamed
from zhaoren.catalog.tables import JUDGEMENTS
from zhaoren.foundation.ids import MintId


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision. A later one about the same two records outweighs an earlier one.

    Attributes:
        model: version of the model that decided; empty for a person.
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


class JudgementStore:
    """Nothing here changes or deletes a decision; taking one back is a new decision."""

    def __init__(self, scope: Scope, mint: MintId) -> None:
        self._scope = scope
        self._mint = mint

    def add(self, judgement: Judgement) -> str:
        """Keep a decision; returns its id."""
        id_ = self._mint()
        left, right = sorted((judgement.left, judgement.right))
        with self._scope.writing() as writing:
            writing.connection.execute(
                JUDGEMENTS.insert(),
                {
                    "id": id_,
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
                },
            )
        return id_

    def since(self, revision: int) -> Iterator[Judgement]:
        """Decisions of later transactions, in the order they were made; streamed."""
        query = select(JUDGEMENTS).where(JUDGEMENTS.c.revision > revision)
        with self._scope.reading() as connection:
            for row in streamed(connection, query.order_by(JUDGEMENTS.c.revision, JUDGEMENTS.c.id)):
                yield Judgement(
                    RecordRef(row.left_source, RecordKind(row.left_kind), row.left_key),
                    RecordRef(row.right_source, RecordKind(row.right_kind), row.right_key),
                    row.same,
                    row.who,
                    row.reason,
                    row.model,
                    row.id,
                    row.revision,
                    row.made_at,
                )
