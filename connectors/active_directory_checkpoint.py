"""Where the next reading of a domain starts, and whether a domain controller is far enough to start there. Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.errors import SourceBusy, SourceError, SourceRefused
from schemas.records import Checkpoint

VERSION = 1
# Tombstones live 60 days at least (Windows 2000), after which a deletion is not told any more.
OLDEST = timedelta(days=30)
# Longer than any replication schedule that still counts as one; see docs/sources/active-directory.md.
_CAUGHT_UP_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class DomainController:
    """Who answers, and how far it is.

    Attributes:
        host: its own name.
        invocation: identity of its database; a restored one has another.
        usn: number of its last change.
        now: by its clock.
        domain: the naming context that DirSync takes for its base.
        dirsync: whether it knows that control.
        caught_up: invocation id of each other controller -> up to which of its changes this one has everything;
            None when it does not tell.
    """

    host: str
    invocation: str
    usn: int
    now: datetime
    domain: str
    dirsync: bool
    caught_up: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class DomainCheckpoint:
    """What one reading leaves to the next.

    Attributes:
        controller: invocation id of the domain controller; its numbers mean nothing to another one.
        host: its name, for messages.
        usn: its last change before the reading.
        read_at, whole_at: its time of this reading, and of the last one that read everything.
        cookie: of DirSync; empty where changes are found by their numbers.
        flags: with which DirSync was granted.
    """

    controller: str
    host: str
    usn: int
    read_at: datetime
    whole_at: datetime
    cookie: bytes = b""
    flags: int = 0

    def to_checkpoint(self) -> Checkpoint:
        """As kept by the catalog."""
        told = {
            "version": VERSION,
            "controller": self.controller,
            "host": self.host,
            "usn": self.usn,
            "read_at": self.read_at.isoformat(),
            "whole_at": self.whole_at.isoformat(),
            "cookie": base64.b64encode(self.cookie).decode(),
            "flags": self.flags,
        }
        return Checkpoint(json.dumps(told))

    @classmethod
    def of(cls, checkpoint: Checkpoint | None) -> DomainCheckpoint | None:
        """As `to_checkpoint` wrote it; None for another version or what is none: then everything is read."""
        if checkpoint is None:
            return None
        try:
            told = json.loads(checkpoint.value)
            if told["version"] != VERSION:
                return None
            read_at, whole_at = (datetime.fromisoformat(told[name]) for name in ("read_at", "whole_at"))
            if read_at.tzinfo is None or whole_at.tzinfo is None:
                return None
            cookie = base64.b64decode(told["cookie"], validate=True)
            usn, flags = int(told["usn"]), int(told["flags"])
            return cls(str(told["controller"]), str(told["host"]), usn, read_at, whole_at, cookie, flags)
        except (ValueError, TypeError, KeyError, binascii.Error):
            return None


def too_old_a_state(before: DomainCheckpoint, here: DomainController, where: str) -> SourceError | None:
    """The error to raise when this domain controller knows less than what was already read; None when it may be read.

    A domain has many controllers and one name: the next connection may reach one that lags behind, and its older state
    must not overwrite the newer one.
    """
    mend = "name one domain controller in `url`, or read it all the same with `zhaoren sync --full`"
    if here.invocation == before.controller:
        if here.usn >= before.usn:
            return None
        return SourceRefused(
            where,
            f"{here.host} stands at change {here.usn}, and told {before.usn} at the last reading: it was set back to an"
            " older state, and nothing of it was taken",
            mend,
        )
    known = (here.caught_up or {}).get(before.controller)
    if known is not None:
        if known >= before.usn:
            return None
        return SourceBusy(
            where,
            f"{here.host} lags behind: it has the changes of {before.host} up to {known}, and {before.usn} was read",
            f"try again later, or {mend}",
        )
    if here.now - before.read_at >= _CAUGHT_UP_AFTER:
        return None
    return SourceBusy(
        where,
        f"{here.host} answers instead of {before.host}, and does not tell whether it has all the changes of that one",
        f"try again after {_CAUGHT_UP_AFTER // timedelta(hours=1)} hours, or {mend}",
    )


def goes_on(before: DomainCheckpoint, here: DomainController, whole_every: timedelta) -> bool:
    """Whether changes alone may be read: the same controller, and not too long ago.

    A little before the pipeline would forget the checkpoint, everything is read with the checkpoint still at hand:
    only so a controller that lags behind is noticed at whole readings, too.
    """
    if here.invocation != before.controller or not here.invocation:
        return False
    fresh = here.now - before.read_at < OLDEST and here.now >= before.read_at - timedelta(hours=1)
    return fresh and here.now - before.whole_at < whole_every * 0.9
