"""The system of record. One object, small stores; reading at large, in one unchanging view, or inside a transaction.

    catalog = Catalog("sqlite:///data/catalog.db")               # or postgresql+psycopg://user:password@host/name

    catalog.entities.get("person", id)                           # a single look-up
    with catalog.snapshot() as seen:                             # several that must agree with each other
        changed = seen.entities.changed_since("person", published)
        up_to = seen.revision
    with catalog.transaction(lease) as work:                     # all of it or nothing
        work.clusters.assign_many({17: person_id})
        work.marks.set("unified_revision", up_to)

`revision` rises by one with each transaction that changed the directory; one that changed nothing takes none and writes
nothing. Stores: records, sources, match_keys, record_links, clusters, entities, judgements, decisions, reviews,
identity_events, marks; beside them the journal (`catalog.journal`): runs, leases, staging, quarantine, audit.
While iterating over a store inside a transaction, do not write to that same store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from zhaoren.catalog.clusters import ClusterStore
from zhaoren.catalog.database import Database
from zhaoren.catalog.decisions import DecisionStore
from zhaoren.catalog.entities import EntityStore
from zhaoren.catalog.identity_events import IdentityEventStore
from zhaoren.catalog.journal import Journal
from zhaoren.catalog.judgements import JudgementStore
from zhaoren.catalog.leases import Lease
from zhaoren.catalog.marks import MarkStore
from zhaoren.catalog.match_keys import MatchKeyStore
from zhaoren.catalog.migrate import upgrade
from zhaoren.catalog.record_links import RecordLinkStore
from zhaoren.catalog.record_writing import RecordWriter
from zhaoren.catalog.records import RecordStore
from zhaoren.catalog.reviews import ReviewStore
from zhaoren.catalog.scope import REVISION, Scope, Writing, value_of
from zhaoren.catalog.sources import SourceStore
from zhaoren.foundation.clock import Clock, iso, system_clock
from zhaoren.foundation.ids import MintId, id_mint


class Stores:
    """All stores over one scope."""

    def __init__(self, scope: Scope, mint: MintId) -> None:
        self._scope = scope
        self.records = RecordStore(scope)
        self.sources = SourceStore(scope)
        self.match_keys = MatchKeyStore(scope)
        self.record_links = RecordLinkStore(scope)
        self.clusters = ClusterStore(scope)
        self.entities = EntityStore(scope)
        self.judgements = JudgementStore(scope, mint)
        self.decisions = DecisionStore(scope, mint)
        self.reviews = ReviewStore(scope)
        self.identity_events = IdentityEventStore(scope)
        self.marks = MarkStore(scope)

    @property
    def revision(self) -> int:
        """The newest revision that this view sees; 0 when nothing was ever written."""
        with self._scope.reading() as connection:
            return value_of(connection, REVISION)


class Snapshot(Stores):
    """One unchanging view; writing raises."""


class Transaction(Stores):
    """Everything written through it is committed together, when its block ends without an error."""

    def __init__(self, writing: Writing, mint: MintId) -> None:
        scope = _OpenTransaction(writing)
        super().__init__(scope, mint)
        self.record_writer = RecordWriter(writing)
        self._writing = writing

    @property
    def changed(self) -> bool:
        """Whether this transaction has taken a revision."""
        return self._writing.revision_taken

    @property
    def time(self) -> str:
        """The one time that everything written in it carries (ISO)."""
        return self._writing.time


class Catalog(Stores):
    """Opens the database, and brings it to this version's tables first.

    Args:
        url: an SQLAlchemy address, SQLite (a file) or PostgreSQL; it may hold the password, no message ever does.
        clock: gives the times that are written.
        mint: gives new ids.

    Raises:
        BadInput: the address cannot be used, or a newer version made the database.
        CatalogUnavailable: it cannot be reached.
    """

    def __init__(self, url: str | URL, *, clock: Clock = system_clock, mint: MintId | None = None) -> None:
        self.clock = clock
        self.mint = mint or id_mint(clock)
        # The index must never know a revision that a power cut takes back from the catalog.
        self._database = Database(url, survives_power_cuts=True)
        try:
            upgrade(self._database, "catalog")
            self.journal = Journal(self._database, clock)
        except BaseException:
            self._database.close()
            raise
        super().__init__(_AtLarge(self._database, clock), self.mint)

    @property
    def place(self) -> str:
        """Where it lives, without password."""
        return self._database.place

    @property
    def address(self) -> URL:
        """Where it lives, for opening it again in another process; it may hold the password."""
        return self._database.url

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One unchanging view of everything committed so far."""
        with self._database.reading() as connection:
            yield Snapshot(_OneView(connection), self.mint)

    @contextmanager
    def transaction(self, lease: Lease | None = None) -> Iterator[Transaction]:
        """One transaction. With a lease it is committed only if the lease is still held when it ends.

        Raises:
            LeaseLost: another holder has taken the lease since; nothing is written.
        """
        with self._database.writing() as connection:
            if lease is not None:
                lease.check(connection)
            yield Transaction(Writing(connection, iso(self.clock())), self.mint)
            if lease is not None:
                lease.check(connection)

    def close(self) -> None:
        """Give all connections back."""
        self.journal.close()
        self._database.close()


class _AtLarge:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._database.writing() as connection:
            yield Writing(connection, iso(self._clock()))


class _OpenTransaction:
    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._writing.connection

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        yield self._writing


class _OneView:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._connection

    def writing(self) -> AbstractContextManager[Writing]:
        raise TypeError("a snapshot cannot be written")
