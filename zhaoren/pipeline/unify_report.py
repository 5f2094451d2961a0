"""What joining did, in numbers and sentences; as text in two languages and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from zhaoren.catalog.entities import PutCounts
from zhaoren.unification.clustering import Question
from zhaoren.unification.match_keys import KeyKind

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class UnifyReport:
    """One joining.

    Attributes:
        full: everybody was looked at, not only those whom changes touch.
        people, units, documents, posts: what was written; posts are the vacant ones.
        joined: people among the records that were looked at, and how many records they had.
        minted, merged, split, gone: what happened to identities.
        set_aside: service accounts and meeting rooms, by kind; they are nobody.
        unknown_holders: posts whose holder is nobody that any source lists.
        questions: merges left undone for a person to decide, without personal values.
        unplaced: units that could not be placed, with the reason.
        model: version of what weighed the records.
        notes: loops that were cut, joins that were refused, companies that stay unknown.
    """

    revision: int = 0
    full: bool = False
    people: PutCounts = field(default_factory=PutCounts)
    units: PutCounts = field(default_factory=PutCounts)
    documents: PutCounts = field(default_factory=PutCounts)
    posts: PutCounts = field(default_factory=PutCounts)
    joined: tuple[int, int] = (0, 0)
    minted: int = 0
    merged: int = 0
    split: int = 0
    gone: int = 0
    set_aside: tuple[tuple[str, int], ...] = ()
    unknown_holders: int = 0
    questions: tuple[Question, ...] = ()
    unplaced: tuple[str, ...] = ()
    model: str = ""
    notes: tuple[str, ...] = ()

    @property
    def written(self) -> int:
        """How many things were added, changed or removed; 0 means that the catalog was not touched."""
        parts = (self.people, self.units, self.documents, self.posts)
        return sum(part.added + part.changed + part.removed for part in parts)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for `--json` and services; lists are cut at twenty, their lengths are whole."""
        whole = asdict(self)
        for name in ("questions", "unplaced", "notes"):
            whole[f"{name}_count"] = len(whole[name])
            whole[name] = list(whole[name][:_SHOWN])
        whole["set_aside"] = dict(self.set_aside)
        whole["written"] = self.written
        return whole

    def to_text(self, lang: Literal["zh", "en"] = "zh") -> str:
        """A few lines for people."""
        if not self.written:
            return "人员与组织没有变化" if lang == "zh" else "people and units: nothing changed"
        words = _WORDS[lang]
        lines = [
            f"{words[name]}: " + words["counts"].format(counts=counts)
            for name, counts in (
                ("people", self.people),
                ("units", self.units),
                ("documents", self.documents),
                ("posts", self.posts),
            )
            if counts.added or counts.changed or counts.removed
        ]
        people, records = self.joined
        lines.append(words["joined"].format(people=people, records=records, merged=self.merged, split=self.split))
        if self.model:
            lines.append(words["model"].format(model=self.model))
        if self.set_aside:
            lines.append(words["aside"].format(count=sum(count for _, count in self.set_aside)))
        if self.unknown_holders:
            lines.append(words["unknown"].format(count=self.unknown_holders))
        if self.questions:
            lines.append(words["questions"].format(count=len(self.questions)))
        for name, told in (("unplaced", self.unplaced), ("notes", self.notes)):
            if told:
                lines.append(words[name].format(count=len(told)))
                lines += [f"    {sentence}" for sentence in told[:_SHOWN]]
        return "\n".join(lines)


_CROWD_WORDS = {
    KeyKind.MOBILE: "mobile number", KeyKind.IDENTITY: "identity hash", KeyKind.STAFF: "employee number",
    KeyKind.MAIL: "mail address", KeyKind.ACCOUNT: "account", KeyKind.BORN: "name with birth date",
}  # fmt: skip


def crowd_notes(crowds: Iterable[tuple[KeyKind, int]]) -> tuple[str, ...]:
    """One sentence for each value that far too many records share: the largest of each kind, without the value."""
    largest: dict[KeyKind, int] = {}
    for kind, size in crowds:
        largest[kind] = max(size, largest.get(kind, 0))
    return tuple(
        f"{size} records share one {_CROWD_WORDS[kind]}: it joins nobody; check that the mapping names the right column"
        for kind, size in sorted(largest.items())
    )


_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "people": "人员",
        "units": "组织",
        "documents": "文档",
        "posts": "空缺岗位",
        "counts": "新增 {counts.added}，变更 {counts.changed}，移除 {counts.removed}",
        "joined": "{records} 条记录合为 {people} 人；合并 {merged}，拆分 {split}",
        "model": "身份模型: {model}",
        "aside": "{count} 个系统账号或会议室不作为人员",
        "unknown": "{count} 个岗位的任职者无人知晓",
        "questions": "{count} 处疑似同一人，未合并，待人工判断",
        "unplaced": "{count} 个组织无法放入组织树:",
        "notes": "{count} 条说明:",
    },
    "en": {
        "people": "people",
        "units": "units",
        "documents": "documents",
        "posts": "vacant posts",
        "counts": "{counts.added} added, {counts.changed} changed, {counts.removed} removed",
        "joined": "{records} records are {people} people; {merged} merged, {split} split",
        "model": "identity model: {model}",
        "aside": "{count} service accounts or meeting rooms are nobody",
        "unknown": "{count} posts are held by nobody that any source lists",
        "questions": "{count} possible matches were left apart for a person to decide",
        "unplaced": "{count} units have no known place:",
        "notes": "{count} notes:",
    },
}
