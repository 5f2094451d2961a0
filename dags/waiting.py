"""A held run, waiting for a person: deferred, so that no worker is kept, and shown by Airflow as what it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.triggers.base import BaseTrigger, TriggerEvent

_LOOKS_EVERY_S = 15.0


class HeldRunDecision(BaseOperator):
    """Waits while a source is held. Approved: goes on once it is written, and fails where that does not end.

    Discarded or overtaken: skipped. Undecided for too long: fails.

    Args:
        source: name of the source.
        patience: how long a person has; zero fails at once.
    """

    def __init__(self, *, source: str, patience: timedelta, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.patience = patience

    def execute(self, context: Any) -> None:  # noqa: ARG002 - Airflow's
        """Wait, if the source's newest run is held."""
        from dags.steps import told

        with told():
            run_id = held_run_of(self.source)
        if run_id is None:
            return
        print(f"HELD: source '{self.source}', run {run_id}")  # noqa: T201 - the task's log is where it is looked for
        if self.patience <= timedelta():
            self._undecided(run_id)
        until = time.time() + self.patience.total_seconds()
        self.defer(trigger=DecisionTrigger(run_id, until), method_name="decided")

    def decided(self, context: Any, event: dict[str, str]) -> None:  # noqa: ARG002 - Airflow's
        """What the person said, or that nobody did."""
        if event["state"] == "held":
            self._undecided(event["run_id"])
        if event["state"] in ("running", "failed"):
            raise AirflowFailException(
                f"source '{self.source}': run {event['run_id']} was approved, but not written to its end; look at it "
                f"with `zhaoren runs show {event['run_id']}`; the next run of this source takes it up"
            )
        if event["state"] != "done":
            raise AirflowSkipException(f"run {event['run_id']} was {event['state']}")

    def _undecided(self, run_id: str) -> None:
        raise AirflowFailException(
            f"HELD: source '{self.source}': nothing was written; look at it with `zhaoren runs show {run_id}`, then "
            f"`zhaoren runs approve {run_id}` or `zhaoren runs discard {run_id}`"
        )


class DecisionTrigger(BaseTrigger):
    """Looks every few seconds whether a run is still undecided, until a moment (seconds since 1970).

    An approved run is running until it is written: that is no decision yet, since its writing may still fail.
    """

    def __init__(self, run_id: str, until: float, every_s: float = _LOOKS_EVERY_S) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Airflow's own is not annotated
        self.run_id = run_id
        self.until = until
        self.every_s = every_s

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """As the triggerer keeps it."""
        return (
            "dags.waiting.DecisionTrigger",
            {"run_id": self.run_id, "until": self.until, "every_s": self.every_s},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event: the state in which the run is at last."""
        while True:
            state = await asyncio.to_thread(state_of, self.run_id)
            left = self.until - time.time()
            if state not in ("held", "running") or left <= 0:
                yield TriggerEvent({"run_id": self.run_id, "state": state})  # type: ignore[no-untyped-call] # as above
                return
            await asyncio.sleep(min(self.every_s, left))


def held_run_of(source: str) -> str | None:
    """Id of the newest run of a source, if it is held."""
    from zhaoren.catalog.runs import RunState

    with closing(_catalog()) as catalog:
        held = catalog.journal.runs.newest(source, state=RunState.HELD, limit=1)
    return held[0].id if held else None


def state_of(run_id: str) -> str:
    """The run's state; "gone" when the journal does not know it."""
    with closing(_catalog()) as catalog:
        run = catalog.journal.runs.get(run_id)
    return "gone" if run is None else str(run.state.value)


def _catalog() -> Any:
    from dags.plan import config_path
    from zhaoren.foundation.settings import load_settings
    from zhaoren.wiring import open_catalog

    return open_catalog(load_settings(config_path()))
