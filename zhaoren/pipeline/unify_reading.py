"""Records of the catalog as unification reads them, with the priority and the default company of their sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from schemas.source_settings import SourceSettings
from zhaoren.catalog.records import RecordState, StoredRecord
from zhaoren.unification.clustering import LARGEST_CLUSTER
from zhaoren.unification.read_records import ReadRecord

_RULES_VERSION = "2"  # raise it when records would be joined or shaped otherwise than before
_NO_PRIORITY = 0


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the configuration says about the words of its sources. A source that it no longer has counts least."""

    priorities: Mapping[str, int]
    companies: Mapping[str, str]
    field_priorities: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, sources: Iterable[SourceSettings]) -> SourceRules:
        """From the settings of the sources."""
        listed = list(sources)
        return cls(
            {source.name: source.priority for source in listed},
            {source.name: source.company for source in listed if source.company},
            {source.name: source.field_priority for source in listed if source.field_priority},
        )

    @property
    def largest_cluster(self) -> int:
        """How many records scored pairs may bring together: two of each source, at least LARGEST_CLUSTER."""
        return max(LARGEST_CLUSTER, 2 * len(self.priorities))

    def fingerprint(self, scorer_version: str) -> int:
        """Changes when records must be joined or shaped anew although none of them changed (56 bits)."""
        whole = json.dumps(
            [
                _RULES_VERSION,
                scorer_version,
                sorted(self.priorities.items()),
                sorted(self.companies.items()),
                sorted((name, sorted(own.items())) for name, own in self.field_priorities.items()),
            ]
        )
        return int.from_bytes(blake2b(whole.encode(), digest_size=7).digest(), "big")

    def read(self, stored: StoredRecord) -> ReadRecord:
        """The record as unification takes it."""
        return ReadRecord(
            ref=stored.ref,
            fields=stored.fields,
            also_keys=stored.also_keys,
            priority=self.priorities.get(stored.ref.source, _NO_PRIORITY),
            default_company=self.companies.get(stored.ref.source, ""),
            first_read_at=stored.first_seen,
            changed_at=stored.changed_at,
            record_id=stored.id,
            since=stored.fields_since,
            field_priorities=self.field_priorities.get(stored.ref.source, {}),
        )


def holds(stored: StoredRecord) -> bool:
    """Whether what a record says still stands. One that its source did not show the last time may come back."""
    return stored.state is not RecordState.ENDED
