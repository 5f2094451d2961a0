"""Every decision has its entry in the audit log, exactly one, also when the process died between the two.

The log may live in another database than the decisions. So a decision is written first, with everything that its entry
says; the entry follows, and whoever decides next, or looks, writes the ones that are missing.
"""

from __future__ import annotations

from typing import Final

from zhaoren.catalog.catalog import Catalog

MARK: Final = "audited_decisions"
_ACT: Final = "decide"


def audit_decisions(catalog: Catalog) -> int:
    """Write the entries that are missing; returns how many."""
    with catalog.transaction() as work:
        work.decisions.wait_for_others()
        waiting = list(work.decisions.since(work.marks.get(MARK)))
        if not waiting:
            return 0
        written = catalog.journal.audit.subjects(_ACT, [decision.id for decision in waiting])
        missing = [decision for decision in waiting if decision.id not in written]
        for decision in missing:
            catalog.journal.audit.add(
                decision.who,
                _ACT,
                decision.id,
                decided=decision.act.value,
                kind=decision.kind.value,
                made_at=decision.made_at,
                review=decision.review_id,
                undoes=decision.undoes,
                left=decision.left_id,
                right=decision.right_id,
                has_reason=bool(decision.reason),
            )
        work.marks.set(MARK, waiting[-1].revision)
        return len(missing)
