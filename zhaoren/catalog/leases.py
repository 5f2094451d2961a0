"""One writer at a time for each source (and for unification): a lease with heartbeat and fencing number.

    with catalog.journal.leases.hold("source:hr-nj") as lease:
        with catalog.transaction(lease) as work: ...

A holder that was killed on this machine is passed over at once, one elsewhere when its heartbeat is too old. A holder
that wakes up after its lease was given away holds an old number: its transactions are refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, select, update

from zhaoren.catalog.database import Database
from zhaoren.catalog.journal_tables import LEASES
from zhaoren.catalog.processes import ProcessIdentity, is_dead, this_process, uptime_s
from zhaoren.catalog.scope import upsert
from zhaoren.foundation.clock import Clock, iso
from zhaoren.foundation.errors import Busy, ZhaorenError

EXPIRY_S = 60.0


class LeaseLost(Busy):
    """Somebody else has taken over what this run was doing; nothing more may be written by it."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A right to write, good as long as nobody holds a higher number."""

    name: str
    fence: int
    holder: str
    _journal: Database
    _same_database: bool

    def check(self, connection: Connection | None = None) -> None:
        """Raise unless the lease is still held; where the journal shares the catalog's database, `connection` keeps
        others from taking it until its transaction ends.

        Raises:
            LeaseLost: another holder has it, or it was given back.
        """
        if connection is not None and self._same_database:
            self.check_in_journal(connection)
        else:
            with self._journal.reading() as own:
                self.check_in_journal(own)

    def check_in_journal(self, connection: Connection) -> None:
        """As `check`, in a transaction of the journal itself.

        Raises:
            LeaseLost: another holder has it, or it was given back.
        """
        query = select(LEASES.c.fence, LEASES.c.holder).where(LEASES.c.name == self.name)
        row = connection.execute(query.with_for_update(read=True)).first()
        if row is None or row.fence != self.fence or row.holder != self.holder:
            raise LeaseLost(self.name, "another run has taken over", "nothing was written by this one")


class LeaseStore:
    """Gives leases, and keeps them alive."""

    def __init__(self, journal: Database, clock: Clock, *, same_database: bool) -> None:
        self._journal = journal
        self._clock = clock
        self._same_database = same_database

    @contextmanager
    def hold(self, name: str, *, expiry_s: float = EXPIRY_S) -> Iterator[Lease]:
        """Hold a lease for the block; a thread renews it six times within `expiry_s`.

        Raises:
            Busy: somebody holds it; the sentence says since when.
        """
        lease = self._take(name, expiry_s)
        over = threading.Event()
        heart = threading.Thread(target=self._beat, args=(lease, expiry_s / 6, over), name=f"lease {name}", daemon=True)
        heart.start()
        try:
            yield lease
        finally:
            over.set()
            heart.join()
            # A lease that cannot be given back passes on when it has expired; what went wrong before is worth more.
            with suppress(ZhaorenError):
                self._give_back(lease)

    def is_held(self, name: str, *, expiry_s: float = EXPIRY_S) -> bool:
        """Whether somebody is at work under this lease now."""
        with self._journal.reading() as connection:
            row = connection.execute(select(LEASES).where(LEASES.c.name == name)).first()
            return row is not None and row.holder is not None and not _is_over(row, connection, expiry_s)

    def _take(self, name: str, expiry_s: float) -> Lease:
        holder, me = uuid4().hex, this_process()
        with self._journal.writing() as connection:
            query = select(LEASES).where(LEASES.c.name == name)
            row = connection.execute(query.with_for_update()).first()
            if row is not None and row.holder is not None and not _is_over(row, connection, expiry_s):
                raise Busy(
                    name,
                    f"another run holds it since {row.taken_at} (process {row.process})",
                    "wait for it to end, then try again",
                )
            fence = 1 if row is None else int(row.fence) + 1
            values = {
                "fence": fence,
                "holder": holder,
                "place": me.place,
                "process": me.number,
                "process_started": me.started,
                "taken_at": iso(self._clock()),
                "beat_wall_s": _wall_s(connection),
                "beat_uptime_s": uptime_s(),
            }
            if row is None:
                upsert(connection, LEASES, [{"name": name, **values}], keys=("name",), only_new=True)
            else:
                connection.execute(update(LEASES).where(LEASES.c.name == name).values(**values))
            # Two that start the first run ever at the same moment both insert; one of them wins.
            won = connection.execute(query).one()
            if won.holder != holder:
                raise Busy(name, f"another run holds it since {won.taken_at}", "wait for it to end, then try again")
        return Lease(name, fence, holder, self._journal, self._same_database)

    def _beat(self, lease: Lease, every_s: float, over: threading.Event) -> None:
        while not over.wait(every_s):
            try:
                with self._journal.writing() as connection:
                    connection.execute(_held(lease).values(beat_wall_s=_wall_s(connection), beat_uptime_s=uptime_s()))
            except ZhaorenError:
                # A beat that fails decides nothing; the check before the commit does.
                continue

    def _give_back(self, lease: Lease) -> None:
        with self._journal.writing() as connection:
            connection.execute(_held(lease).values(holder=None))


def _held(lease: Lease) -> Any:
    return update(LEASES).where(
        LEASES.c.name == lease.name, LEASES.c.fence == lease.fence, LEASES.c.holder == lease.holder
    )


def _is_over(row: Row[Any], connection: Connection, expiry_s: float) -> bool:
    holder = ProcessIdentity(row.place, row.process, row.process_started)
    if holder.place == this_process().place:
        return is_dead(holder) or uptime_s() - float(row.beat_uptime_s) > expiry_s
    return _wall_s(connection) - float(row.beat_wall_s) > expiry_s


def _wall_s(connection: Connection) -> float:
    # Several machines share one PostgreSQL: its clock is the one they have in common.
    if connection.dialect.name == "postgresql":
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())
    return time.time()
