"""What a run read, changed, left out and refused; as text in two languages and as JSON. The counts add up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter

from schemas.vocabulary import RecordKind
from zhaoren.catalog.runs import RunState
from zhaoren.foundation.errors import ExitCode
from zhaoren.pipeline.difference import Act
from zhaoren.pipeline.guard import Rule, Trip
from zhaoren.pipeline.summary import Summary

Language = Literal["zh", "en"]

_LEFT_OUT_SHOWN = 10


@dataclass(frozen=True, slots=True)
class KindCounts:
    """One kind. `read` is the sum of added, changed, returned, same, deleted, not_known, repeated and skipped.

    Not part of what was read: `missing` (not seen for the first time), `still_missing`, `ended` (not seen often
    enough), and `withheld` (not seen, but the reading is no proof).
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    returned: int = 0
    same: int = 0
    deleted: int = 0
    not_known: int = 0
    repeated: int = 0
    skipped: int = 0
    missing: int = 0
    still_missing: int = 0
    ended: int = 0
    withheld: int = 0
    changed_fields: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not used, and why."""

    kind: RecordKind
    position: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run of one source.

    Attributes:
        full: everything was read, not only what changed.
        whole_kinds: kinds whose reading was proven complete.
        why_incomplete: the connector's sentence when a full reading was not.
        notes: what the connector says of a reading that succeeded.
        written: rows of the catalog that changed; 0 means that nothing at all was written.
        revision: of the transaction that wrote; None when nothing was.
        held: why the run is held.
        left_out: the first of the rows that were skipped; all of them are in the quarantine.
        error: what failed, in one sentence; `error_code` is its exit code.
    """

    source: str
    run_id: str
    state: RunState
    dry_run: bool
    full: bool
    attempts: int
    started_at: str
    ended_at: str
    kinds: Mapping[RecordKind, KindCounts] = field(default_factory=dict)
    whole_kinds: tuple[RecordKind, ...] = ()
    why_incomplete: str = ""
    as_of: str | None = None
    cursor_before: str | None = None
    cursor_after: str | None = None
    written: int = 0
    revision: int | None = None
    held: tuple[Trip, ...] = ()
    error: str = ""
    error_code: ExitCode = ExitCode.DONE
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def skipped(self) -> int:
        """Rows that were left out."""
        return sum(counts.skipped for counts in self.kinds.values())

    @property
    def exit_code(self) -> ExitCode:
        """What a command that ran this one source tells the shell."""
        if self.state is RunState.HELD:
            return ExitCode.HELD
        if self.state is not RunState.DONE:
            return self.error_code if self.error_code is not ExitCode.DONE else ExitCode.FAILED
        return ExitCode.QUARANTINED if self.skipped or (self.full and self.why_incomplete) else ExitCode.DONE

    def to_json(self) -> dict[str, Any]:
        """Plain values, for `--json`, the journal and services."""
        return {**asdict(self), "exit_code": int(self.exit_code), "error_code": int(self.error_code)}

    def to_text(self, lang: Language = "zh") -> str:
        """A few lines for people."""
        words = _WORDS[lang]
        lines = [words["head"].format(source=self.source, state=words[self.state])]
        if self.dry_run:
            lines[0] += words["dry"]
        lines += [_kind_line(kind, counts, words) for kind, counts in self.kinds.items()]
        lines += [f"    {row.position or '-'}: {row.reason}" for row in self.left_out[:_LEFT_OUT_SHOWN]]
        if self.state is RunState.DONE and not self.written:
            lines.append(words["nothing"])
        if self.why_incomplete and self.full:
            lines.append(words["incomplete"].format(why=self.why_incomplete))
        if any(counts.withheld for counts in self.kinds.values()):
            lines.append(words["withholding"])
        lines += [f"  ! {note}" for note in self.notes]
        lines += [f"  {trip_sentence(trip, lang)}" for trip in self.held]
        if self.state is RunState.HELD and not self.dry_run:
            lines.append(words["approve"].format(run=self.run_id))
        if self.error:
            lines.append(self.error)
        return "\n".join(lines)


def report_schema() -> dict[str, Any]:
    """The JSON Schema of `RunReport.to_json`, for services that read runs."""
    schema = TypeAdapter(RunReport).json_schema(mode="serialization")
    schema["properties"]["exit_code"] = {"type": "integer", "enum": [int(code) for code in ExitCode]}
    schema["required"] = sorted({*schema["properties"]})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def report_of_json(text: str) -> RunReport:
    """A report as the journal keeps it."""
    data = json.loads(text)
    data.pop("exit_code")
    data["state"] = RunState(data["state"])
    data["error_code"] = ExitCode(data["error_code"])
    data["kinds"] = {RecordKind(kind): KindCounts(**counts) for kind, counts in data["kinds"].items()}
    data["whole_kinds"] = tuple(RecordKind(kind) for kind in data["whole_kinds"])
    data["left_out"] = tuple(LeftOut(**{**row, "kind": RecordKind(row["kind"])}) for row in data["left_out"])
    data["notes"] = tuple(data.get("notes", ()))
    data["held"] = tuple(
        Trip(**{**trip, "rule": Rule(trip["rule"]), "kind": RecordKind(trip["kind"])}) for trip in data["held"]
    )
    return RunReport(**data)


def kind_counts(summary: Summary, skipped: Mapping[str, int]) -> dict[RecordKind, KindCounts]:
    """The counts of a difference; `skipped` holds what was left out of each kind."""
    found: dict[RecordKind, KindCounts] = {}
    for kind in sorted(summary.kinds.keys() | {RecordKind(name) for name in skipped}):
        acts = summary.kinds[kind].acts if kind in summary.kinds else {}
        of_read = (Act.ADD, Act.CHANGE, Act.RETURN, Act.SAME, Act.DELETE, Act.NOT_KNOWN, Act.REPEATED)
        of_unseen = (Act.MISS, Act.MISS_AGAIN, Act.END, Act.WITHHELD)
        counts = {str(act): acts.get(act, 0) for act in (*of_read, *of_unseen)}
        left_out = skipped.get(kind, 0)
        fields = dict(sorted(summary.kinds[kind].changed.items())) if kind in summary.kinds else {}
        for name, count in summary.kinds[kind].filled.items() if kind in summary.kinds else ():
            fields[name] = fields.get(name, 0) + count
        read = left_out + sum(acts.get(act, 0) for act in of_read)
        found[kind] = KindCounts(**counts, read=read, skipped=left_out, changed_fields=fields)
    return found


def _kind_line(kind: RecordKind, counts: KindCounts, words: Mapping[str, str]) -> str:
    parts = [words["read"].format(kind=words[f"kind:{kind}"], count=counts.read)]
    names = ("added", "changed", "returned", "same", "deleted", "not_known", "repeated", "skipped")
    unseen = ("missing", "still_missing", "ended", "withheld")
    parts += [f"{words[name]} {getattr(counts, name)}" for name in (*names, *unseen) if getattr(counts, name)]
    return "  " + words["comma"].join(parts)


def trip_sentence(trip: Trip, lang: Language = "zh") -> str:
    """Why a run is held, with the units concerned."""
    words = _WORDS[lang]
    line = words[f"rule:{trip.rule}"].format(
        kind=words[f"kind:{trip.kind}"], count=trip.count, of=trip.of, field=trip.field, position=trip.position
    )
    if trip.units:
        named = words["comma"].join(f"{unit or words['nowhere']} {count}" for unit, count in trip.units.items())
        line += words["units"].format(units=named)
    return line


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "head": "{source}：{state}",
        RunState.RUNNING: "进行中",
        RunState.DONE: "完成",
        RunState.HELD: "已暂停，未写入任何内容",
        RunState.FAILED: "失败，未写入任何内容",
        RunState.SUPERSEDED: "已被后来的运行取代",
        RunState.DISCARDED: "已放弃",
        "dry": "（试运行，未写入）",
        "kind:person": "人员",
        "kind:unit": "机构",
        "kind:post": "岗位",
        "kind:document": "文档",
        "kind:project": "项目",
        "comma": "，",
        "read": "{kind}：读取 {count}",
        "added": "新增",
        "changed": "变更",
        "returned": "恢复",
        "same": "未变",
        "deleted": "来源删除",
        "not_known": "删除的本不存在",
        "repeated": "重复",
        "skipped": "隔离",
        "missing": "首次未见",
        "still_missing": "仍未见",
        "ended": "判定结束",
        "withheld": "未见但不作判断",
        "nothing": "  没有变化，未写入任何内容",
        "incomplete": "  读取不完整，没有任何记录被判为缺失：{why}",
        "withholding": "  有行不可用，未见的记录可能就在其中，因此不判为缺失",
        "approve": "  查看：zhaoren runs show {run}；核对后可批准这一差异：zhaoren runs approve {run}",
        "nowhere": "（未注明）",
        "units": "（{units}）",
        "rule:removals": "{of} 条{kind}中有 {count} 条将消失",
        "rule:empty": "来源称成功，却一条{kind}也没有返回；原有 {of} 条",
        "rule:vanished": "{kind}的字段 {field} 全部消失：{of} 条原先都有",
        "rule:emptied": "{kind}的字段 {field} 将被清空：{of} 条中的 {count} 条",
        "rule:changed": "{kind}的字段 {field} 大批改变：{of} 条中的 {count} 条",
        "rule:shrunk": "{position} 的 {field} 由 {of} 个值减少了 {count} 个",
        "rule:shifted": "{kind}的字段 {field} 像是错位了：{count} 条的值互换到了别的记录",
        "rule:unit": "个别机构的{kind}大半消失：{of} 条中的 {count} 条",
        "rule:unusable": "{kind}有 {count} 行不可用，共读取 {of} 行",
    },
    "en": {
        "head": "{source}: {state}",
        RunState.RUNNING: "running",
        RunState.DONE: "done",
        RunState.HELD: "held, nothing was written",
        RunState.FAILED: "failed, nothing was written",
        RunState.SUPERSEDED: "superseded by a later run",
        RunState.DISCARDED: "discarded",
        "dry": " (dry run, nothing was written)",
        "kind:person": "people",
        "kind:unit": "units",
        "kind:post": "posts",
        "kind:document": "documents",
        "kind:project": "projects",
        "comma": ", ",
        "read": "{kind}: read {count}",
        "added": "added",
        "changed": "changed",
        "returned": "returned",
        "same": "unchanged",
        "deleted": "deleted by the source",
        "not_known": "deleted but never known",
        "repeated": "repeated",
        "skipped": "quarantined",
        "missing": "missing",
        "still_missing": "still missing",
        "ended": "ended",
        "withheld": "unseen, nothing concluded",
        "nothing": "  nothing changed, nothing was written",
        "incomplete": "  the reading was not complete, so nothing was called missing: {why}",
        "withholding": "  an unseen record may be behind a row that cannot be used, so it was not called missing",
        "approve": "  look: zhaoren runs show {run}; to write this very difference: zhaoren runs approve {run}",
        "nowhere": "(not said)",
        "units": " ({units})",
        "rule:removals": "{count} of {of} {kind} would go",
        "rule:empty": "the source reported success and returned no {kind} at all; there were {of}",
        "rule:vanished": "the field {field} of {kind} is gone: {of} had it, none has it now",
        "rule:emptied": "the field {field} of {kind} would be emptied for {count} of {of}",
        "rule:changed": "the field {field} of {kind} would change for {count} of {of}",
        "rule:shrunk": "{field} of {position} would lose {count} of {of} values",
        "rule:shifted": "the field {field} of {kind} seems to have slipped: {count} have a value that another had",
        "rule:unit": "single units would lose most of their {kind}: {count} of {of}",
        "rule:unusable": "{count} of {of} rows of {kind} cannot be used",
    },
}
