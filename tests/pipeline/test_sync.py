from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from schemas.errors import SourceBusy, SourceRefused
from schemas.records import RecordRef, Skipped, SourceDeletion, SourceEvent, SourceRecord
from schemas.vocabulary import RecordKind
from tests.pipeline.conftest import SyncInto
from tests.pipeline.listed_source import PERSON, UNIT, ListedSource, changed, people, person
from zhaoren.catalog.catalog import Catalog
from zhaoren.catalog.records import RecordState, StoredRecord
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import Busy, ExitCode
from zhaoren.foundation.settings import GuardSettings
from zhaoren.pipeline.run_report import KindCounts, RunReport, report_of_json
from zhaoren.pipeline.sync import SyncProgress, sync_source


def _states(catalog: Catalog) -> dict[str, str]:
    return {r.ref.key: r.state for r in catalog.records.all(ended=True)}


def _record(catalog: Catalog, key: str) -> StoredRecord:
    ref = RecordRef("hr", PERSON, key)
    return catalog.records.by_refs([ref])[ref]


def _adds_up(report: RunReport) -> bool:
    return all(
        c.read == c.added + c.changed + c.returned + c.same + c.deleted + c.not_known + c.repeated + c.skipped
        for c in report.kinds.values()
    )


def test_a_first_sync_stores_what_was_read(catalog: Catalog, sync: SyncInto) -> None:
    report = sync(catalog, ListedSource([*people(3), person("p9", "staff.csv line 9", name="王伟", city="海口")]))
    assert (report.state, report.exit_code, report.written, report.revision) == (RunState.DONE, ExitCode.DONE, 4, 1)
    assert report.kinds == {PERSON: KindCounts(read=4, added=4)}
    stored = _record(catalog, "p9")
    assert (stored.fields, stored.position) == ({"name": ("王伟",), "city": ("海口",)}, "staff.csv line 9")
    assert stored.fields_since == dict.fromkeys(("name", "city"), report.started_at)
    assert [r.id for r in catalog.records.changed_since(0, [PERSON])] == [r.id for r in catalog.records.all()]


def test_fault_15_a_second_sync_without_news_writes_nothing(catalog: Catalog, sync: SyncInto) -> None:
    source = ListedSource(people(30), after="c1", changes=people(3), as_of=datetime(2026, 11, 22, tzinfo=UTC))
    sync(catalog, source)
    before = list(catalog.sources.all())
    report = sync(catalog, source)
    assert source.read_from == [None, "c1"]
    assert (report.written, report.revision, catalog.revision) == (0, None, 1)
    assert report.kinds[PERSON] == KindCounts(read=3, same=3)
    assert list(catalog.sources.all()) == before
    assert "没有变化，未写入任何内容" in report.to_text("zh")
    assert "nothing changed, nothing was written" in report.to_text("en")


def test_fault_15_a_sync_without_news_leaves_the_catalog_file_as_it_was(
    light_catalog: Catalog, sync: SyncInto, tmp_path: Path
) -> None:
    def bytes_of_catalog() -> list[str]:
        files = sorted(tmp_path.glob("catalog.db*"))
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if not file.name.endswith("-shm")]

    source = ListedSource([*people(30), Skipped(PERSON, "line 31", "has no key")])
    sync(light_catalog, source)
    before = bytes_of_catalog()
    assert sync(light_catalog, source).written == 0
    assert bytes_of_catalog() == before
    times = light_catalog.journal.runs.times_of("hr")
    assert times is not None
    assert times.run_id == light_catalog.journal.runs.newest("hr")[0].id


def test_only_changed_fields_get_a_new_date(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    first = sync(catalog, ListedSource(rows))
    rows[7] = changed(rows[7], mobile="13900000000", title="", city="上海")
    second = sync(catalog, ListedSource(rows))
    assert second.kinds[PERSON] == KindCounts(
        read=30, changed=1, same=29, changed_fields={"mobile": 1, "title": 1, "city": 1}
    )
    stored = _record(catalog, "p00007")
    assert "title" not in stored.fields
    assert stored.fields_since["name"] == first.started_at
    assert stored.fields_since["mobile"] == stored.fields_since["city"] == second.started_at
    history = catalog.records.history(stored.id)
    assert [v.fields["title"] for v in history] == [("工程师",)]
    assert [r.ref.key for r in catalog.records.changed_since(1)] == ["p00007"]


def test_an_unseen_record_is_missing_then_ended_and_can_come_back(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(catalog, ListedSource(rows))
    first = sync(catalog, ListedSource(rows[1:]))
    gone = _record(catalog, "p00000")
    assert (gone.state, gone.missing_since, gone.missing_times) == (RecordState.MISSING, first.started_at, 1)
    second = sync(catalog, ListedSource(rows[1:]))
    assert (first.kinds[PERSON].missing, second.kinds[PERSON].ended) == (1, 1)
    assert _record(catalog, "p00000").state is RecordState.ENDED
    assert sync(catalog, ListedSource(rows[1:])).written == 0
    assert sync(catalog, ListedSource(rows)).kinds[PERSON].returned == 1
    back = _record(catalog, "p00000")
    assert (back.state, back.missing_since, back.missing_times, back.ended_at) == (RecordState.PRESENT, "", 0, "")
    assert back.id == gone.id
    assert back.fields_since == gone.fields_since
    assert [v.state for v in catalog.records.history(gone.id)] == ["present", "missing", "ended"]


def test_fault_10_a_deletion_said_by_the_source_ends_at_once(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(catalog, ListedSource(rows, after="c1"))
    source = ListedSource(rows, after="c1", changes=[SourceDeletion(PERSON, "p00003"), SourceDeletion(PERSON, "ghost")])
    report = sync(catalog, source)
    assert report.kinds[PERSON] == KindCounts(read=2, deleted=1, not_known=1)
    assert _record(catalog, "p00003").state is RecordState.ENDED
    assert sync(catalog, source).written == 0
    assert _adds_up(report)


def test_in_a_reading_of_changes_the_last_word_counts(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(catalog, ListedSource(rows, after="c1"))
    changes: list[SourceEvent] = [
        changed(rows[1], city="A"),
        SourceDeletion(PERSON, "p00001"),
        changed(rows[1], city="B"),
    ]
    report = sync(catalog, ListedSource(rows, after="c1", changes=[*changes, SourceDeletion(PERSON, "p00002")]))
    assert report.kinds[PERSON] == KindCounts(read=4, changed=1, deleted=1, repeated=2, changed_fields={"city": 1})
    assert _record(catalog, "p00001").fields["city"] == ("B",)


def test_the_checkpoint_moves_with_the_rows_and_without_a_revision(catalog: Catalog, sync: SyncInto) -> None:
    sync(catalog, ListedSource(people(3), after="c1"))
    report = sync(catalog, ListedSource(people(3), after="c2"), full=True)
    state = catalog.sources.get("hr")
    assert state is not None
    assert (state.checkpoint, report.written, catalog.revision) == ("c2", 0, 1)


@pytest.mark.parametrize("complete", [False, True])
def test_only_a_complete_reading_calls_anything_missing(light_catalog: Catalog, sync: SyncInto, complete: bool) -> None:
    rows = people(30)
    sync(light_catalog, ListedSource(rows))
    source = ListedSource(rows[3:], complete=complete, why_incomplete="the size limit of 27 was reached")
    report = sync(light_catalog, source)
    assert report.kinds[PERSON].missing == (3 if complete else 0)
    assert ("size limit of 27" in report.to_text("en")) is not complete
    assert report.exit_code == (ExitCode.DONE if complete else ExitCode.QUARANTINED)


def test_a_kind_that_was_not_read_whole_loses_nothing(light_catalog: Catalog, sync: SyncInto) -> None:
    unit = SourceRecord(UNIT, "u1", {"name": ("海南矿业",)})
    sync(light_catalog, ListedSource([*people(20), unit], kinds=frozenset({PERSON, UNIT})))
    sync(light_catalog, ListedSource(people(19), kinds=frozenset({PERSON})))
    assert _states(light_catalog)["u1"] == "present"
    assert _states(light_catalog)["p00019"] == "missing"


def test_bad_rows_are_listed_and_the_record_keeps_its_last_good_version(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(catalog, ListedSource(rows))
    bad = SourceRecord(PERSON, "p00004", {"name": ("王\x00伟",)}, position="line 5")
    report = sync(catalog, ListedSource([*rows[:4], bad, *rows[5:], Skipped(PERSON, "line 31", "has no key")]))
    assert report.kinds[PERSON] == KindCounts(read=31, same=29, skipped=2)
    assert report.exit_code is ExitCode.QUARANTINED
    assert _record(catalog, "p00004").state is RecordState.PRESENT
    listed = catalog.journal.quarantine.newest("hr")
    assert [(row.position, row.reason) for row in listed] == [
        ("line 5", "'name' holds a zero byte"),
        ("line 31", "has no key"),
    ]
    assert "王" not in str(listed)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (SourceRecord(PERSON, "", {"name": ("x",)}), "has no key"),
        (SourceRecord(PERSON, "k" * 2001, {}), "longer than 2000 bytes"),
        (SourceRecord(PERSON, "k\ud800", {}), "half a character"),
        (SourceRecord(PERSON, "k", {"name": ("x\udc80",)}), "half a character"),
        (SourceRecord(PERSON, "k", {"salary": ("1",)}), "a field that its kind does not have"),
        (SourceRecord(PERSON, "k", {"name": ("x",)}, changed_at=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
        (SourceRecord(PERSON, "k", {}, also_keys=("a\x00",)), "zero byte"),
    ],
)
def test_a_row_that_cannot_be_stored_ends_no_run(
    light_catalog: Catalog, sync: SyncInto, bad: SourceRecord, reason: str
) -> None:
    report = sync(light_catalog, ListedSource([bad, *people(2)]))
    assert report.kinds[PERSON] == KindCounts(read=3, added=2, skipped=1)
    assert reason in report.left_out[0].reason


def test_of_two_different_rows_with_one_key_the_first_is_kept(catalog: Catalog, sync: SyncInto) -> None:
    rows = [person("k", "line 2", name="甲"), person("k", "line 3", name="乙"), person("k", "line 4", name="甲")]
    for _ in range(2):
        report = sync(catalog, ListedSource(rows))
        assert report.left_out[0].position == "line 3"
        assert report.left_out[0].reason == "has the same key as an earlier row (line 2), which was taken"
    assert report.kinds[PERSON] == KindCounts(read=3, same=1, repeated=1, skipped=1)
    assert _record(catalog, "k").fields == {"name": ("甲",)}


def test_an_unseen_record_may_be_behind_a_row_that_cannot_be_used(light_catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(light_catalog, ListedSource([*rows, Skipped(PERSON, "line 31", "has no key")]))
    one_broken: list[SourceEvent] = [
        *rows[1:],
        Skipped(PERSON, "line 1", "broken"),
        Skipped(PERSON, "line 31", "has no key"),
    ]
    for _ in range(3):
        report = sync(light_catalog, ListedSource(one_broken))
        assert report.kinds[PERSON].withheld == 1
        assert "behind a row that cannot be used" in report.to_text("en")
    assert _states(light_catalog)["p00000"] == "present"
    # The row that was never anybody's does not keep leavers for ever.
    sync(light_catalog, ListedSource([*rows[1:], Skipped(PERSON, "line 30", "has no key")]))
    assert _states(light_catalog)["p00000"] == "missing"


def test_a_source_that_breaks_changes_nothing_and_says_why(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(5), after="c1"))
    refused = SourceRefused("zhaoren.toml: source 'hr'", "wrong password=geheim", "mend it")
    report = sync(light_catalog, ListedSource(people(9), breaks_at=7, breaks_with=refused), full=True)
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.BAD_INPUT)
    assert "source 'hr'" in report.to_text("zh")
    assert "geheim" not in report.to_text("zh")
    assert len(_states(light_catalog)) == 5
    state = light_catalog.sources.get("hr")
    assert state is not None
    assert state.checkpoint == "c1"
    assert light_catalog.journal.staging.runs_with_rows() == set()


def test_a_busy_source_goes_on_from_its_last_checkpoint(catalog: Catalog, sync: SyncInto) -> None:
    source = ListedSource(people(100), page=10, breaks_at=57, breaks_with=SourceBusy("hr", "no answer"))
    report = sync(catalog, source)
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.BUSY)
    assert list(catalog.records.all()) == []
    source.breaks_at = None
    report = sync(catalog, source)
    assert source.read_from == [None, "page 50"]
    assert report.kinds[PERSON] == KindCounts(read=100, added=100)
    assert report.attempts == 2
    assert len(catalog.journal.runs.newest("hr")) == 1


def test_a_reading_without_checkpoints_starts_again(light_catalog: Catalog, sync: SyncInto) -> None:
    source = ListedSource(people(100), breaks_at=57, breaks_with=SourceBusy("hr", "no answer"))
    sync(light_catalog, source)
    source.breaks_at = None
    assert sync(light_catalog, source).kinds[PERSON] == KindCounts(read=100, added=100)
    assert source.read_from == [None, None]


def test_a_mistake_in_a_connector_is_raised_and_leaves_nothing(light_catalog: Catalog, sync: SyncInto) -> None:
    source = ListedSource(people(9), breaks_at=5, breaks_with=ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        sync(light_catalog, source)
    assert light_catalog.journal.runs.newest("hr")[0].state is RunState.FAILED
    source.breaks_at = None
    assert sync(light_catalog, source).kinds[PERSON].added == 9


def test_a_dry_run_tells_all_and_leaves_no_trace(catalog: Catalog, sync: SyncInto) -> None:
    rows = people(30)
    sync(catalog, ListedSource(rows, after="c1"))
    source = ListedSource([*rows[1:], Skipped(PERSON, "line 1", "broken")], after="c2")
    runs, state = catalog.journal.runs.newest("hr"), catalog.sources.get("hr")
    report = sync(catalog, source, full=True, dry_run=True)
    assert report.kinds[PERSON] == KindCounts(read=30, same=29, skipped=1, withheld=1)
    assert "试运行" in report.to_text("zh")
    assert catalog.journal.runs.newest("hr") == runs
    assert catalog.sources.get("hr") == state
    assert catalog.journal.staging.runs_with_rows() == set()
    assert catalog.journal.quarantine.newest("hr") == []


def test_fault_14_a_second_run_of_one_source_is_refused_while_the_first_is_at_work(
    light_catalog: Catalog, sync: SyncInto
) -> None:
    class Nested(ListedSource):
        def before(self, place: int) -> None:
            if place == 1:
                with pytest.raises(Busy, match="another run holds it"):
                    sync(light_catalog, ListedSource(people(2)))
                assert sync(light_catalog, ListedSource(people(2), name="ad")).written == 2

    assert sync(light_catalog, Nested(people(3))).written == 3


def test_the_report_survives_the_journal(light_catalog: Catalog, sync: SyncInto) -> None:
    sync(light_catalog, ListedSource(people(30)))
    report = sync(light_catalog, ListedSource([*people(29), Skipped(PERSON, "line 30", "bad")]))
    kept = light_catalog.journal.runs.newest("hr")[0].report
    assert kept is not None
    assert report_of_json(kept) == report


def test_progress_is_told(light_catalog: Catalog, sync: SyncInto) -> None:
    told: list[SyncProgress] = []
    source = ListedSource(people(2500))
    sync_source("hr", catalog=light_catalog, connector=source, guard=GuardSettings(), on_progress=told.append)
    assert SyncProgress("hr", "reading", 2000) in told
    assert SyncProgress("hr", "writing", 2500) in told


def test_documents_of_any_size_and_kind_are_kept(catalog: Catalog, sync: SyncInto) -> None:
    document = SourceRecord(RecordKind.DOCUMENT, "合同/一.md", {"title": ("一",), "text": ("合" * 2_000_000,)})
    sync(catalog, ListedSource([document], kinds=frozenset({RecordKind.DOCUMENT})))
    ref = RecordRef("hr", RecordKind.DOCUMENT, "合同/一.md")
    assert len(catalog.records.by_refs([ref])[ref].fields["text"][0]) == 2_000_000


def test_keys_are_compared_as_they_are_written(catalog: Catalog, sync: SyncInto) -> None:
    keys = ["A", "a", "Ä", "ä", "á", "a\u0301", "a b", "a  b", "中", "𬭎", "\uffee", "Z", "-", "_"]
    rows = [person(key, name="x") for key in keys]
    assert sync(catalog, ListedSource(rows)).kinds[PERSON].added == len(keys)
    assert sync(catalog, ListedSource(list(reversed(rows)))).kinds[PERSON].same == len(keys)


def test_sources_can_be_synced_side_by_side(catalog: Catalog, sync: SyncInto) -> None:
    with ThreadPoolExecutor(6) as pool:
        sources = [ListedSource(people(300), name=f"hr-{n}", page=50) for n in range(6)]
        reports = list(pool.map(lambda source: sync(catalog, source), sources))
    assert [report.written for report in reports] == [300] * 6
    assert sorted(report.revision or 0 for report in reports) == [1, 2, 3, 4, 5, 6]


def test_fault_17_a_full_disk_changes_nothing_and_is_told(
    light_catalog: Catalog, sync: SyncInto, tmp_path: Path
) -> None:
    sync(light_catalog, ListedSource(people(50)))
    pages = (tmp_path / "catalog.db").stat().st_size // 4096

    def no_more_room(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 5}")

    full = Catalog(light_catalog.place)
    event.listen(full._database.engine, "connect", no_more_room)
    full._database.close()
    report = sync(full, ListedSource(people(5000)))
    assert (report.state, report.exit_code) == (RunState.FAILED, ExitCode.FAILED)
    assert "full" in report.to_text("en")
    full.close()
    assert (light_catalog.revision, len(_states(light_catalog))) == (1, 50)
    assert sync(light_catalog, ListedSource(people(5000))).written == 4950
