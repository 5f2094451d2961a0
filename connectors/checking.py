"""How a connector tells what works: one step after another, each in words, the first ten records at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing

from schemas.errors import SourceError
from schemas.records import CheckStep, ReadOutcome, Skipped, SourceEvent, SourceRecord, SourceReport

CHECK_SECONDS = 10.0
SAMPLE_RECORDS = 10


class StepList:
    """Collects the steps of one check and keeps errors from leaving it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.steps: list[CheckStep] = []
        self.sample: tuple[SourceRecord, ...] = ()
        self._ends_at = time.monotonic() + CHECK_SECONDS

    @property
    def seconds_left(self) -> float:
        """How long the rest of the check may take."""
        return max(0.0, self._ends_at - time.monotonic())

    def attempt(self, name: str, action: Callable[[], str]) -> bool:
        """Run one step; what it returns is its message, what it raises its failure. True when it passed."""
        try:
            self.steps.append(CheckStep(name, passed=True, message=action()))
        except SourceError as error:
            self.steps.append(CheckStep(name, passed=False, message=str(error)))
        except OSError as error:
            self.steps.append(CheckStep(name, passed=False, message=f"{self.source}: {error.strerror or error}"))
        return self.steps[-1].passed

    def take_sample(self, read: Callable[[], Generator[SourceEvent, None, ReadOutcome]]) -> bool:
        """The last step: the first ten records, as the source has them."""
        return self.attempt("sample", lambda: self._sample(read))

    def _sample(self, read: Callable[[], Generator[SourceEvent, None, ReadOutcome]]) -> str:
        records: list[SourceRecord] = []
        skipped: list[Skipped] = []
        with closing(read()) as events:
            for event in events:
                if isinstance(event, SourceRecord):
                    records.append(event)
                elif isinstance(event, Skipped):
                    skipped.append(event)
                if len(records) >= SAMPLE_RECORDS or len(skipped) >= 1000 or not self.seconds_left:
                    break
        self.sample = tuple(records)
        told = f"{len(records)} records read"
        if skipped:
            told += f"; {len(skipped)} rows skipped, the first: {skipped[0].position}: {skipped[0].reason}"
        if not records:
            raise SourceError(self.source, f"no usable record was found ({told})", "look at filter, file and mapping")
        return told

    def report(self) -> SourceReport:
        """All steps so far, and the sample."""
        return SourceReport(self.source, tuple(self.steps), self.sample)
