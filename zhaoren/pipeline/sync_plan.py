"""How a source is to be read the next time: from its checkpoint or whole, and under which guard.

A checkpoint is good for one way of reading only. Another mapping, scope, account or version of the connector makes
everything be read again, and so does time: what a stream of changes never told is found by a whole reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from schemas.records import Connector
from schemas.source_settings import SourceSettings
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.runs import RunState
from zhaoren.catalog.sources import SourceState
from zhaoren.foundation.settings import GuardSettings

# Settings that change when, how fast or by which secret is read, and never what.
_NOT_OF_THE_SCOPE = frozenset(
    {
        *("enabled", "priority", "stale_after_hours", "full_every_hours", "schedule", "guard", "watch"),
        *("password", "ca_file", "start_tls", "verify_certificate", "timeout_s", "page_size", "chunk_rows"),
    }
)
# A whole reading that could not be completed is tried again after this part of the time between two.
_TRIED_AGAIN_AFTER = 0.25


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What the configuration says about reading one source.

    Attributes:
        scope: fingerprint of everything that decides what is read.
        full_every: how old the last whole reading may be; None when changes alone are trusted for ever.
    """

    scope: str = ""
    full_every: timedelta | None = None


NO_PLAN = SyncPlan()


def plan_of(source: SourceSettings, connector: Connector) -> SyncPlan:
    """The plan of a configured source. A connector whose cursors changed their meaning raises its `version`."""
    settings = source.model_dump_json(exclude=set(_NOT_OF_THE_SCOPE))
    version = getattr(connector, "version", 1)
    scope = blake2b(f"{version}\n{settings}".encode(), digest_size=12).hexdigest()
    # Where a checkpoint holds everything that there was, a whole reading would only forget what is gone since.
    exact = getattr(connector, "tells_every_change", False)
    return SyncPlan(scope, None if exact else timedelta(hours=source.full_every_hours))


def guard_of(guard: GuardSettings, source: SourceSettings) -> GuardSettings:
    """The group's guard with what this source has otherwise."""
    own = source.guard.model_dump(exclude_none=True)
    return guard.model_copy(update=own) if own else guard


def cursor_to_read_from(
    name: str, plan: SyncPlan, catalog: Catalog, state: SourceState | None, now: datetime
) -> str | None:
    """The checkpoint to read from; None when everything is to be read."""
    if state is None or state.checkpoint is None or (plan.scope and state.scope != plan.scope):
        return None
    return None if _whole_reading_is_due(name, plan, catalog, state, now) else state.checkpoint


def _whole_reading_is_due(name: str, plan: SyncPlan, catalog: Catalog, state: SourceState, now: datetime) -> bool:
    if plan.full_every is None:
        return False
    times = catalog.journal.runs.times_of(name)
    complete = max(filter(None, (state.last_complete, times.last_complete if times else None)), default=None)
    if complete is not None and now - datetime.fromisoformat(complete) < plan.full_every:
        return False
    tried = catalog.journal.runs.newest(name, state=RunState.DONE, limit=20)
    lately = now - plan.full_every * _TRIED_AGAIN_AFTER
    return not any(run.full_read and datetime.fromisoformat(run.started_at) > lately for run in tried)
