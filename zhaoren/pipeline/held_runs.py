"""A held run, looked at: every change it would make, by name and unit; and the word that it shall never be written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.records import RecordRef
from schemas.vocabulary import RecordKind
from zhaoren.catalog.catalog import Catalog, Snapshot
from zhaoren.catalog.runs import Run, RunState
from zhaoren.foundation.clock import iso
from zhaoren.foundation.errors import BadInput, NotFound
from zhaoren.pipeline.difference import WRITTEN, Act, Basis, Finding, difference
from zhaoren.pipeline.reading import Outcome
from zhaoren.pipeline.run_report import report_of_json
from zhaoren.pipeline.summary import unit_of

_GRAVEST_FIRST = (Act.MISS, Act.DELETE, Act.END, Act.MISS_AGAIN, Act.CHANGE, Act.RETURN, Act.ADD)


@dataclass(frozen=True, slots=True)
class HeldChange:
    """One change that a held run would make. Holds people's values: for administrators' eyes, never for a log.

    Attributes:
        act: added, changed, missing, deleted …
        name: of the person or thing; empty when its source gives none.
        unit: where it belongs, by name where the source's units have one.
        fields: field -> values before and after, for a changed record.
    """

    act: Act
    kind: RecordKind
    key: str
    name: str
    unit: str
    fields: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)


def held_changes(run_id: str, catalog: Catalog, acts: Sequence[Act] = _GRAVEST_FIRST) -> Iterator[HeldChange]:
    """Every change of these acts, act by act in this order; streamed, as often as asked.

    Raises:
        NotFound: there is no such run.
        BadInput: the run is not held.
    """
    run = held_run(run_id, catalog)
    with catalog.snapshot() as seen:
        for act in acts:
            if act in WRITTEN:
                # Only new records are looked at for what they say; of the others the difference has loaded it.
                to_show = act is Act.ADD
                for finding in difference(_basis(run, catalog, seen), seen, catalog.journal, to_show=to_show):
                    if finding.act is act:
                        yield _change(finding, seen)


def discard_run(run_id: str, *, who: str, catalog: Catalog) -> None:
    """Throw a held difference away; the next run of its source reads anew.

    Raises:
        NotFound: there is no such run.
        BadInput: the run is not held.
        Busy: a run of its source is under way.
    """
    run = held_run(run_id, catalog)
    with catalog.journal.leases.hold(f"source:{run.source}") as lease:
        run = held_run(run_id, catalog)
        catalog.journal.audit.add(who, "discard run", run_id, source=run.source)
        text = run.report
        if text is not None:
            report = replace(report_of_json(text), state=RunState.DISCARDED)
            text = json.dumps(report.to_json(), ensure_ascii=False)
        over = replace(run, state=RunState.DISCARDED, ended_at=iso(catalog.clock()), report=text)
        catalog.journal.runs.finish(over, lease)


def held_run(run_id: str, catalog: Catalog) -> Run:
    """The run, if it is held.

    Raises:
        NotFound: there is no such run.
        BadInput: the run is not held.
    """
    run = catalog.journal.runs.get(run_id)
    if run is None:
        raise NotFound(run_id, "there is no such run")
    if run.state is not RunState.HELD or run.fingerprint is None or run.outcome is None:
        raise BadInput(run_id, f"this run is {run.state}, not held", "`zhaoren runs` lists those that are")
    return run


def unit_names(source: str, units: Mapping[str, int], seen: Snapshot) -> dict[str, int]:
    """Units that a source names by key, by their names; what has none keeps its key."""
    refs = {key: RecordRef(source, RecordKind.UNIT, key) for key in units if key}
    records = seen.records.by_refs(refs.values())
    named: dict[str, int] = {}
    for key, count in units.items():
        record = records.get(refs[key]) if key else None
        name = record.fields.get("name", (key,))[0] if record is not None else key
        named[name] = named.get(name, 0) + count
    return named


def _basis(run: Run, catalog: Catalog, seen: Snapshot) -> Basis:
    assert run.outcome is not None
    state = seen.sources.get(run.source)
    unusable = {} if state is None else state.unusable
    return Basis(run, Outcome.of_json(run.outcome), catalog.journal.staging.without_key(run.id), unusable)


def _change(finding: Finding, seen: Snapshot) -> HeldChange:
    record = finding.record
    if record is None and finding.head is not None:
        record = seen.records.by_ids([finding.head.id])[finding.head.id]
    after: dict[str, list[str]] = json.loads(finding.content.fields) if finding.content is not None else {}
    before = {name: list(values) for name, values in record.fields.items()} if record is not None else {}
    names = (after.get("name") or after.get("title") or before.get("name") or before.get("title") or [""])[:1]
    unit = unit_of(finding.kind, before or after)
    if unit and record is not None:
        unit = next(iter(unit_names(record.ref.source, {unit: 1}, seen)))
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    fields = {name: (before.get(name, []), after.get(name, [])) for name in changed}
    return HeldChange(
        finding.act, finding.kind, finding.key, names[0], unit, fields if finding.act is Act.CHANGE else {}
    )
