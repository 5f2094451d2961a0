"""The error tree and the exit codes. A person who reads one knows where, what and what to do."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells the shell. Over several sources the gravest counts: see `gravest`."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    QUARANTINED = 3
    HELD = 4
    BUSY = 5
    NOTHING_FOUND = 6


_GRAVITY = (ExitCode.FAILED, ExitCode.BAD_INPUT, ExitCode.HELD, ExitCode.BUSY, ExitCode.QUARANTINED, ExitCode.DONE)


def gravest(codes: list[ExitCode]) -> ExitCode:
    """The code that counts when several sources ended differently; DONE for none."""
    return next((code for code in _GRAVITY if code in codes), ExitCode.DONE)


class ZhaorenError(Exception):
    """Something that a user is told in one sentence.

    Args:
        where: the place in his words: `zhaoren.toml: [[sources]] 2: url`.
        what: what is wrong.
        what_to_do: what mends it; may be empty.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, where: str, what: str, what_to_do: str = "") -> None:
        self.where = where
        self.what = what
        self.what_to_do = what_to_do
        super().__init__(": ".join(part for part in (where, what) if part) + (f"; {what_to_do}" if what_to_do else ""))


class BadInput(ZhaorenError):
    """The user's own input: configuration, question, key, file."""

    exit_code = ExitCode.BAD_INPUT


class Conflict(ZhaorenError):
    """It cannot be done as things stand: somebody decided otherwise, or what was looked at has changed since."""

    exit_code = ExitCode.BAD_INPUT


class Busy(ZhaorenError):
    """Somebody else is doing this now, or a server has no time; trying later helps."""

    exit_code = ExitCode.BUSY


class Held(ZhaorenError):
    """A guard stopped a run before it wrote anything; a person must look."""

    exit_code = ExitCode.HELD


class Stopped(ZhaorenError):
    """Somebody asked this process to end; what was begun goes on from where it stands the next time."""


class NotAllowed(ZhaorenError):
    """Who asks has no right to it; nothing was read or done."""

    exit_code = ExitCode.BAD_INPUT


class NotFound(ZhaorenError):
    """No such thing, or none that this viewer may see: both read the same."""

    exit_code = ExitCode.NOTHING_FOUND
