"""Questions that nobody answered, counted by day. What is kept was masked before; nothing says who asked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from schemas.answers import FailedQuestion
from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import FAILED_QUESTIONS


class FailedQuestionStore:
    """One row for each wording and day."""

    def __init__(self, journal: Database) -> None:
        self._journal = journal

    def add(self, questions: Iterable[FailedQuestion], *, forget_before: str) -> None:
        """Count these, and drop the days before one, in one transaction."""
        rows = [
            {"day": q.last_on, "question": q.question, "outcome": q.outcome, "failed_part": q.failed_part,
             "asked": q.asked}
            for q in questions
        ]  # fmt: skip
        with self._journal.writing() as connection:
            connection.execute(delete(FAILED_QUESTIONS).where(FAILED_QUESTIONS.c.day < forget_before))
            make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            for row in rows:
                statement = make(FAILED_QUESTIONS).values(row)
                counted = {"asked": FAILED_QUESTIONS.c.asked + statement.excluded.asked}
                connection.execute(
                    statement.on_conflict_do_update(index_elements=["day", "question", "outcome"], set_=counted)
                )

    def most_asked(self, *, since: str = "", limit: int = 100) -> list[FailedQuestion]:
        """Over all days from `since` (ISO date) on, the most asked first, then in the order of their words."""
        kept = FAILED_QUESTIONS.c
        asked = func.sum(kept.asked).label("asked")
        query = (
            select(kept.question, kept.outcome, func.max(kept.failed_part).label("failed_part"), asked,
                   func.max(kept.day).label("last_on"))
            .where(kept.day >= since)
            .group_by(kept.question, kept.outcome)
            .order_by(asked.desc(), kept.question)
            .limit(limit)
        )  # fmt: skip
        with self._journal.reading() as connection:
            found = connection.execute(query).all()
        return [FailedQuestion(r.question, r.outcome, r.failed_part, int(r.asked), r.last_on) for r in found]

    def forget(self) -> int:
        """Drop them all; how many wordings there were."""
        with self._journal.writing() as connection:
            return connection.execute(delete(FAILED_QUESTIONS)).rowcount
