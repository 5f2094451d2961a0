"""What was asked and found nobody, so that an administrator sees which words the lexicon lacks.

A question names people. So names, numbers and accounts are masked before anything is kept, nothing says who asked, old
days are dropped, and only an administrator may look. What is only on its way to a question (typing) does not count.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from schemas.answers import Answer, FailedQuestion, Outcome, Part, PartKind
from schemas.viewer import Viewer
from zhaoren.foundation.clock import Clock
from zhaoren.foundation.errors import BadInput, ZhaorenError
from zhaoren.foundation.logs import logger
from zhaoren.language.person_name import read_name
from zhaoren.language.readings import is_surname
from zhaoren.language.text import has_han

if TYPE_CHECKING:
    from zhaoren.catalog.failed_questions import FailedQuestionStore  # a database that answering does not load

# A person pauses this long before a question is over; a page that asks at every key is within it.
SETTLED_S: Final = 8.0
_MOST_WAITING = 5000  # wordings kept in memory while the store cannot be reached
_NO_FAILURE = (Outcome.FOUND, Outcome.EMPTY_QUESTION)
# What ends so is a department or a company that we do not know; no given name does.
_PLACES: Final = ("部", "处", "室", "组", "办", "局", "厂", "委", "公司", "中心", "集团", "车间")
_MASKS: Final = {
    PartKind.NUMBER: "〈号码〉",
    PartKind.MAIL: "〈邮箱〉",
    PartKind.LOGIN: "〈账号〉",
}


class NotAnAdministrator(ZhaorenError):
    """Only an administrator may look at what others have asked."""


def masked(answer: Answer) -> FailedQuestion:
    """The question without personal values: of a name the surname stays, of numbers and accounts nothing."""
    text, at, failed = "", 0, answer.failed_part
    for part in sorted(answer.understood, key=lambda part: part.start):
        if part.start < at:
            continue
        said = _mask(part)
        text += _without_digits(answer.question[at : part.start]) + said
        failed = failed.replace(part.text, said) if part.text else failed
        at = part.end
    text += _without_digits(answer.question[at:])
    return FailedQuestion(" ".join(text.split()), answer.outcome.value, _without_digits(failed), 1, "")


def _mask(part: Part) -> str:
    if part.kind in _MASKS:
        return _MASKS[part.kind]
    return _mask_name(part.text) if part.kind is PartKind.NAME else _without_digits(part.text)


def _mask_name(text: str) -> str:
    """张三丰 -> 张〇〇, zhangsf -> z〇, 财资 -> 财资: what begins with no surname may be a word that we lack."""
    if not has_han(text):
        return text[:1] + "〇"
    if text.endswith(_PLACES):
        return text
    surname = read_name(text).surname
    return surname + "〇" * max(len(text) - len(surname), 1) if is_surname(surname) else text


def _without_digits(text: str) -> str:
    """Long numbers that no part explains are somebody's too."""
    out, run = [], ""
    for sign in text + " ":
        if sign.isdigit():
            run += sign
            continue
        out.append(run if len(run) < 4 else "〈号码〉")
        run = ""
        out.append(sign)
    return "".join(out)[:-1]


@dataclass(slots=True)
class _Waiting:
    typed: str
    found: FailedQuestion
    asked_at_s: float


class FailedQuestions:
    """Takes note of answers without making anybody wait; `flush` writes what has settled.

    Args:
        store: opens where they are kept; None where there is no catalog yet.
        keep_days: older days are dropped; 0 keeps nothing at all.
    """

    def __init__(
        self,
        store: Callable[[], FailedQuestionStore | None],
        clock: Clock,
        *,
        keep_days: int,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store, self._clock, self._keep_days, self._timer = store, clock, keep_days, timer
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._settled: dict[tuple[str, str, str], FailedQuestion] = {}
        self._writer: threading.Thread | None = None
        self._ends_well = False  # what is left is written when the process ends

    def __call__(self, answer: Answer, viewer: Viewer) -> None:
        """Take note of one answer; quick, never raises."""
        if not self._keep_days:
            return
        now = self._timer()
        with self._lock:
            before = self._waiting.pop(viewer.id, None)
            if before is not None and not _still_typing(before, answer.question, now):
                self._settle(before)
            if answer.no_match and answer.outcome not in _NO_FAILURE:
                self._waiting[viewer.id] = _Waiting(answer.question, masked(answer), now)
                self._start_writer()

    def _start_writer(self) -> None:
        """One thread that writes what settles and ends when all is written; the next failure begins another."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._keep_writing, name="failed questions", daemon=True)
            self._writer.start()
            if not self._ends_well:
                atexit.register(self._write_the_rest)
                self._ends_well = True

    def _keep_writing(self) -> None:
        while True:
            time.sleep(SETTLED_S)
            self._write_the_rest(all_=False)
            with self._lock:
                # What could not be written waits for the next failure, or for the end.
                if self._settled or not self._waiting:
                    self._writer = None
                    return

    def _write_the_rest(self, *, all_: bool = True) -> None:
        # Standard error may be closed already; then there is nobody left to tell.
        with suppress(ValueError):
            self.flush(all_=all_)

    def flush(self, *, all_: bool = False) -> int:
        """Write what has settled, with `all_` also what was asked a moment ago; how many wordings.

        What cannot be written now is kept for the next time.
        """
        now = self._timer()
        with self._lock:
            for viewer, waiting in list(self._waiting.items()):
                if all_ or now - waiting.asked_at_s >= SETTLED_S:
                    self._settle(self._waiting.pop(viewer))
            writing, self._settled = self._settled, {}
        if not writing:
            return 0
        first_kept = (self._clock().date() - timedelta(days=self._keep_days)).isoformat()
        try:
            store = self._store()
            if store is not None:
                store.add(writing.values(), forget_before=first_kept)
        except ZhaorenError as wrong:
            logger("stewardship").debug("failed questions could not be kept", why=str(wrong))
            with self._lock:
                for question in list(writing.values())[: _MOST_WAITING - len(self._settled)]:
                    self._count(question)
            return 0
        return len(writing)

    def _settle(self, waiting: _Waiting) -> None:
        self._count(replace(waiting.found, last_on=self._clock().date().isoformat()))

    def _count(self, question: FailedQuestion) -> None:
        key = (question.last_on, question.question, question.outcome)
        known = self._settled.get(key)
        if known is None and len(self._settled) >= _MOST_WAITING:
            return
        self._settled[key] = replace(question, asked=question.asked + (known.asked if known is not None else 0))


def _still_typing(before: _Waiting, question: str, now_s: float) -> bool:
    if now_s - before.asked_at_s > SETTLED_S:
        return False
    one, other = before.typed.strip(), question.strip()
    return one != other and (other.startswith(one) or one.startswith(other))


def failed_questions(
    store: FailedQuestionStore, viewer: Viewer, clock: Clock, *, days: int = 30, limit: int = 100
) -> list[FailedQuestion]:
    """What was asked in vain in the last days, the most asked first.

    Raises:
        NotAnAdministrator: this viewer may not look.
        BadInput: no such span of days.
    """
    _allow(viewer)
    if days < 1:
        raise BadInput("days", f"{days} days cannot be looked back", "take 1 or more")
    return store.most_asked(since=(clock().date() - timedelta(days=days - 1)).isoformat(), limit=limit)


def forget_failed_questions(store: FailedQuestionStore, viewer: Viewer) -> int:
    """Drop them all; how many there were.

    Raises:
        NotAnAdministrator: this viewer may not.
    """
    _allow(viewer)
    return store.forget()


def _allow(viewer: Viewer) -> None:
    if not viewer.local_administrator:
        raise NotAnAdministrator("failed questions", "only an administrator may see what was asked")
