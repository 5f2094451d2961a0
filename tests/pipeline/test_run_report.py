from __future__ import annotations

import json

import pytest

from schemas.vocabulary import RecordKind
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.pipeline.guard import Rule, Trip
from zhaoren.pipeline.run_report import KindCounts, Language, LeftOut, RunReport

PERSON = RecordKind.PERSON


def _report(state: RunState = RunState.DONE, **more: object) -> RunReport:
    plain = {"source": "hr", "run_id": "r1", "dry_run": False, "full": True, "attempts": 1}
    times = {"started_at": "2026-11-22T08:00:00Z", "ended_at": "2026-11-22T08:00:09Z"}
    return RunReport(**{**plain, **times, **more}, state=state)  # type: ignore[arg-type] # plain values of a test


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (_report(), ExitCode.DONE),
        (_report(kinds={PERSON: KindCounts(read=1, skipped=1)}), ExitCode.QUARANTINED),
        (_report(why_incomplete="size limit"), ExitCode.QUARANTINED),
        (_report(why_incomplete="changes only", full=False), ExitCode.DONE),
        (_report(RunState.HELD), ExitCode.HELD),
        (_report(RunState.FAILED), ExitCode.FAILED),
        (_report(RunState.FAILED, error_code=ExitCode.BAD_INPUT), ExitCode.BAD_INPUT),
        (_report(RunState.FAILED, error_code=ExitCode.BUSY), ExitCode.BUSY),
    ],
    ids=lambda value: value.name if isinstance(value, ExitCode) else "",
)
def test_fault_52_every_end_has_its_own_exit_code(report: RunReport, code: ExitCode) -> None:
    assert report.exit_code is code


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_has_a_sentence_in_both_languages(lang: Language, rule: Rule) -> None:
    trip = Trip(rule, PERSON, 7, 10, field="title", position="cn=x", units={"采购部": 5, "": 2})
    text = _report(RunState.HELD, held=(trip,)).to_text(lang)
    assert "采购部 5" in text
    assert "zhaoren runs approve r1" in text
    assert "{" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_count_has_a_word(lang: Language) -> None:
    names = [name for name in KindCounts.__dataclass_fields__ if name != "changed_fields"]
    counts = KindCounts(*range(1000, 1000 + len(names)))
    text = _report(kinds=dict.fromkeys(RecordKind, counts)).to_text(lang)
    assert all(text.count(str(1000 + place)) == len(RecordKind) for place in range(len(names)))


def test_left_out_rows_are_listed_with_place_and_reason() -> None:
    report = _report(left_out=(LeftOut(PERSON, "staff.csv line 14", "has no key"),))
    assert "staff.csv line 14: has no key" in report.to_text("en")


def test_fault_52_the_json_is_plain() -> None:
    report = _report(kinds={PERSON: KindCounts(read=1, added=1)}, whole_kinds=(PERSON,))
    data = json.loads(json.dumps(report.to_json()))
    assert (data["exit_code"], data["state"], data["kinds"]["person"]["added"]) == (0, "done", 1)
