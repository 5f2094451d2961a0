"""How a person came to be who he is: every change of his id and every decision about him, in words, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from schemas.answer_json import RecordOut, TextOut
from schemas.answers import Text
from schemas.records import RecordRef
from schemas.review_json import HistoryLineOut, HistoryOut
from zhaoren.catalog.catalog import Catalog, Stores
from zhaoren.catalog.decisions import Act, Decision
from zhaoren.catalog.identity_events import IdentityAct, IdentityEvent
from zhaoren.foundation.errors import NotFound
from zhaoren.stewardship.evidence_words import facts_in_words

# Said of the id that is asked about: as the first of the event, and as the other one.
_EVENTS: Final[Mapping[IdentityAct, tuple[Text, Text]]] = {
    IdentityAct.MINT: (Text("首次出现", "appeared"), Text("", "")),
    IdentityAct.MERGE: (Text("并入 {other}", "was joined into {other}"), Text("{other} 并入", "{other} was joined in")),
    IdentityAct.SPLIT: (
        Text("分出 {other}", "{other} was taken out"), Text("从 {other} 分出", "was taken out of {other}"),
    ),
    IdentityAct.MOVE: (
        Text("记录移往 {other}", "records went to {other}"), Text("记录来自 {other}", "records came from {other}"),
    ),
    IdentityAct.REVIVE: (
        Text("恢复为独立的人，此前并入 {other}", "is a person of his own again, out of {other}"),
        Text("{other} 恢复为独立的人", "{other} is a person of his own again"),
    ),
    IdentityAct.GONE: (Text("所有记录都已结束", "no record holds any more"), Text("", "")),
}  # fmt: skip
_BACK: Final = Text("记录重新出现", "is back with his records")
_DECISIONS: Final[Mapping[Act, Text]] = {
    Act.SAME: Text("{who} 判断：同一人", "{who} decided: the same"),
    Act.DIFFERENT: Text("{who} 判断：不是同一人", "{who} decided: different"),
    Act.UNSURE: Text("{who} 无法判断", "{who} could not tell"),
    Act.SPLIT: Text("{who} 手工拆分", "{who} split him by hand"),
    Act.JOIN: Text("{who} 手工合并", "{who} joined them by hand"),
    Act.UNDO: Text("{who} 撤销此前的判断", "{who} took a decision back"),
}


def person_history(catalog: Catalog, person_id: str) -> HistoryOut:
    """Everything that happened to an id, whether it is alive or leads to another.

    Raises:
        NotFound: no person ever had it.
    """
    with catalog.snapshot() as seen:
        if seen.entities.get("person", person_id, follow=False) is None:
            raise NotFound("person", f"nobody ever had the id '{person_id}'", "`zhaoren find` names ids")
        events = seen.identity_events.of_person(person_id)
        stored = seen.records.by_ids(i for event in events for i in event.records)
        refs = {i: record.ref for i, record in stored.items()}
        lines = [(event.revision, 1, _event_line(event, person_id, refs)) for event in events]
        # A decision stands before what it brought about, which has a later revision.
        lines += [(d.revision, 0, line) for d, line in _decision_lines(seen, person_id)]
        return HistoryOut(person_id=person_id, lines=[line for *_, line in sorted(lines, key=lambda one: one[:2])])


def _event_line(event: IdentityEvent, person_id: str, refs: Mapping[int, RecordRef]) -> HistoryLineOut:
    first = event.person_id == person_id
    other = event.other_id if first else event.person_id
    words = _EVENTS[event.act][0 if first else 1]
    if event.act is IdentityAct.REVIVE and other is None:
        words = _BACK
    why = facts_in_words(event.evidence)
    text = _filled(words, other=other or "")
    if why.zh:
        text = Text(f"{text.zh}（依据：{why.zh}）", f"{text.en} (evidence: {why.en})")
    return HistoryLineOut(
        at=event.happened_at,
        act=event.act.value,
        who=event.who,
        text=TextOut.of(text),
        records=_records(refs[i] for i in event.records if i in refs),
        other_id=other,
        evidence=event.evidence,
        model=event.model,
        run=event.run,
        decision_id=None,
    )


def _decision_lines(seen: Stores, person_id: str) -> Iterator[tuple[Decision, HistoryLineOut]]:
    for decision in seen.decisions.about(person_id):
        text = _filled(_DECISIONS[decision.act], who=decision.who)
        if decision.undone:
            text = Text(f"{text.zh}（后来撤销）", f"{text.en} (taken back later)")
        if decision.reason:
            text = Text(f"{text.zh}：{decision.reason}", f"{text.en}: {decision.reason}")
        refs = {ref for j in seen.judgements.of_decision(decision.id) for ref in (j.left, j.right)}
        yield (
            decision,
            HistoryLineOut(
                at=decision.made_at,
                act=decision.act.value,
                who=decision.who,
                text=TextOut.of(text),
                records=_records(sorted(refs)),
                other_id=decision.right_id if decision.left_id == person_id else decision.left_id,
                evidence="",
                model="",
                run="",
                decision_id=decision.id,
            ),
        )


def _filled(text: Text, **values: str) -> Text:
    return Text(text.zh.format(**values), text.en.format(**values))


def _records(refs: Iterable[RecordRef]) -> list[RecordOut]:
    return [RecordOut.of(ref) for ref in refs]
