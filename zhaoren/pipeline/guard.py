"""Whether a difference is too strange to be written without a person having looked at it. Pure.

The gravest fault of directory syncs is to take a reading that ended early, was refused or came back empty for the
truth. Past a percentage *and* a count the run is held; emptiness and vanished columns hold it at any size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas.vocabulary import RecordKind
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.difference import UNSEEN, Act
from zhaoren.pipeline.summary import KindSummary, Summary

# A field of at least so many of the records, none of which has it any more, is a column that is gone.
_VANISHED_AT_LEAST = 2
# In a reading of changes alone few records are seen: some people may well have lost a number on one day.
_VANISHED_AT_LEAST_IN_CHANGES = 10
_UNITS_NAMED = 20
# A handful of desks may swap their extensions; five values in each other's places are a column that slipped.
_SHIFTED_AT_LEAST = 5
_SHIFTED_PART = 0.8


class Rule(StrEnum):
    """Why a run is held."""

    REMOVALS = "removals"
    EMPTY = "empty"  # nothing of a kind was read that had records
    VANISHED = "vanished"  # a field that most had and none has now
    EMPTIED = "emptied"  # a field that too many lost
    CHANGED = "changed"  # a field that too many have otherwise
    SHRUNK = "shrunk"  # one record's long list of values became short
    SHIFTED = "shifted"  # values passed from one record to another, as in a column that slipped by a row
    UNIT = "unit"  # one unit lost most of its people
    UNUSABLE = "unusable"  # too many rows could not be used


@dataclass(frozen=True, slots=True)
class Trip:
    """One reason to hold a run: `count` of `of` records, where they belonged, and the field concerned."""

    rule: Rule
    kind: RecordKind
    count: int
    of: int
    field: str = ""
    position: str = ""
    units: Mapping[str, int] | None = None


def trips(
    summary: Summary,
    guard: GuardSettings,
    *,
    whole_kinds: frozenset[RecordKind],
    skipped: Mapping[str, int],
    changes_only: bool,
    unit_sizes: Mapping[RecordKind, Mapping[str, int]] | None = None,
) -> list[Trip]:
    """Every reason to hold the run; none when it may be written.

    Args:
        whole_kinds: kinds that were enumerated whole.
        changes_only: the source told what changed since the last time, so that most records of the other kinds were
            not looked at.
        unit_sizes: how many of a kind each of the units had that `units_to_weigh` named.
    """
    found: list[Trip] = []
    for kind, counts in sorted(summary.kinds.items()):
        found += _removals(kind, counts, guard, whole=kind in whole_kinds)
        found += _fields(kind, counts, guard, changes_only=changes_only and kind not in whole_kinds)
    for kind, sizes in (unit_sizes or {}).items():
        found += _units(kind, summary.kinds[kind], guard, sizes)
    found += _unusable(summary, guard, skipped)
    if not found and not changes_only and not skipped:
        found += _nothing_at_all(summary)
    return found


def units_to_weigh(summary: Summary, guard: GuardSettings) -> dict[RecordKind, list[str]]:
    """Units of which so many are gone that the rest must be counted; those that are not named are no unit."""
    found = {
        kind: [unit for unit, count in counts.units.items() if unit and count > guard.unit_count]
        for kind, counts in summary.kinds.items()
        if kind in (RecordKind.PERSON, RecordKind.POST) and guard.unit_percent < 100
    }
    return {kind: units for kind, units in found.items() if units}


def _units(kind: RecordKind, counts: KindSummary, guard: GuardSettings, sizes: Mapping[str, int]) -> list[Trip]:
    lost = {unit: counts.units[unit] for unit in sorted(sizes)}
    past = {unit: n for unit, n in lost.items() if _past(n, sizes[unit], guard.unit_percent, guard.unit_count)}
    return [Trip(Rule.UNIT, kind, sum(past.values()), sum(sizes[u] for u in past), units=past)] if past else []


def _nothing_at_all(summary: Summary) -> list[Trip]:
    """A reading of everything that gave nothing: also when it does not claim to be complete, somebody must look."""
    if any(counts.seen for counts in summary.kinds.values()):
        return []
    # What was missing before was let pass before.
    gone = (Act.DELETE, Act.MISS_AGAIN, Act.END)
    lost = [(counts.before - sum(counts.acts[act] for act in gone), kind) for kind, counts in summary.kinds.items()]
    return [Trip(Rule.EMPTY, kind, count, count) for count, kind in sorted(lost)[-1:] if count > 0]


def _removals(kind: RecordKind, counts: KindSummary, guard: GuardSettings, *, whole: bool) -> list[Trip]:
    units = dict(counts.units.most_common(_UNITS_NAMED))
    unseen = sum(counts.acts[act] for act in UNSEEN)
    if whole and counts.removed and not counts.seen and unseen:
        return [Trip(Rule.EMPTY, kind, counts.removed, counts.before, units=units)]
    if _past(counts.removed, counts.before, guard.removals_percent, guard.removals_count):
        return [Trip(Rule.REMOVALS, kind, counts.removed, counts.before, units=units)]
    return []


def _fields(kind: RecordKind, counts: KindSummary, guard: GuardSettings, *, changes_only: bool) -> list[Trip]:
    at_least = _VANISHED_AT_LEAST_IN_CHANGES if changes_only else _VANISHED_AT_LEAST
    looked_at = counts.seen
    found: list[Trip] = []
    for name in sorted(counts.changed):
        had = counts.had[name]
        of = max(had, counts.before) if changes_only else had
        if not counts.has[name] and had >= at_least and 2 * had >= looked_at:
            found.append(Trip(Rule.VANISHED, kind, had, of, field=name))
        elif _past(counts.emptied[name], of, guard.changes_percent, guard.changes_count):
            found.append(Trip(Rule.EMPTIED, kind, counts.emptied[name], of, field=name))
        elif _past(counts.changed[name], of, guard.changes_percent, guard.changes_count):
            found.append(Trip(Rule.CHANGED, kind, counts.changed[name], of, field=name))
        elif guard.changes_percent < 100 and _has_shifted(counts, name):
            found.append(Trip(Rule.SHIFTED, kind, counts.changed[name], of, field=name))
    for shrunk in counts.shrunk:
        lost = shrunk.before - shrunk.after
        if _past(lost, shrunk.before, guard.changes_percent, guard.changes_count):
            found.append(Trip(Rule.SHRUNK, kind, lost, shrunk.before, shrunk.field, shrunk.position))
    return found


def _has_shifted(counts: KindSummary, name: str) -> bool:
    before, after = counts.values_before.get(name, set()), counts.values_after.get(name, set())
    # Few different values (titles, cities) are often each other's successors without anything having slipped.
    each_its_own = len(after) >= _SHIFTED_PART * counts.changed[name]
    passed_on = len(before & after)
    return each_its_own and passed_on >= _SHIFTED_AT_LEAST and passed_on >= _SHIFTED_PART * len(after)


def _unusable(summary: Summary, guard: GuardSettings, skipped: Mapping[str, int]) -> list[Trip]:
    found: list[Trip] = []
    for name, count in sorted(skipped.items()):
        kind = RecordKind(name)
        counts = summary.kinds.get(kind)
        read = count + (counts.seen if counts else 0)
        if _past(count, read, guard.changes_percent, guard.changes_count):
            found.append(Trip(Rule.UNUSABLE, kind, count, read))
    return found


def _past(count: int, of: int, percent: float, at_most: int) -> bool:
    return percent < 100 and count > at_most and 100 * count > percent * of
