"""Generations in a cluster: an index each, an alias on the one that serves, a document that says how far it knows.

There is no lock that a dead writer could leave behind. Whoever writes puts its name into the document first, and its
revision only if the name is still there: of two writers at once the earlier is told that it does not count. An alias
moves only from the generation that served when the rebuild began: of two rebuilds at once the later is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError

from zhaoren.search_index.elastic_mapping import FORMAT, META_ID, mapping, settings
from zhaoren.search_index.elastic_wire import elastic_errors
from zhaoren.search_index.port import EngineBusy

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Generation:
    """One index as its meta document describes it, and the place of that document in the order of writes."""

    index: str
    revision: int
    format: int
    seq_no: int
    term: int

    @property
    def write_alias(self) -> str:
        """Where its entries are written: unlike an index, a missing alias is not made by writing to it."""
        return write_alias(self.index)


class ElasticGenerations:
    """Makes generations, marks how far they know, swaps them, clears old ones away.

    Args:
        client: a connection.
        prefix: begins the name of every index and alias; lower case.
        shards: of each generation.
    """

    def __init__(self, client: Elasticsearch, prefix: str, shards: int) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                f"search index: prefix '{prefix}' does not serve; use up to 100 lower-case letters, digits, - and _"
            )
        self._client = client
        self._prefix = prefix
        self._alias = f"{prefix}-serving"
        self._name = re.compile(re.escape(prefix) + r"-g-\d{14}-[0-9a-f]{12}")
        self._shards = shards

    def serving(self) -> Generation | None:
        """The generation that serves, of whatever format; None when there is none."""
        with elastic_errors("looking for the index"):
            try:
                found = self._client.get(index=self._alias, id=META_ID)
            except NotFoundError:
                return None
        kept = found["_source"]
        return Generation(found["_index"], kept["revision"], kept["format"], found["_seq_no"], found["_primary_term"])

    def begin(self) -> str:
        """A new empty generation to build in."""
        index = f"{self._prefix}-g-{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:12]}"
        with elastic_errors("making an index"):
            self._client.indices.create(
                index=index, settings=settings(self._shards), mappings=mapping(), aliases={write_alias(index): {}}
            )
        return index

    def all(self) -> set[str]:
        """The indexes of every generation there is."""
        with elastic_errors("listing indexes"):
            found = self._client.indices.get_alias(index=f"{self._prefix}-g-*", allow_no_indices=True)
        return {index for index in found.body if self._name.fullmatch(index)}

    def refresh(self, index: str) -> None:
        """Let views that are opened from now on show what was written."""
        with elastic_errors("refreshing the index"):
            self._client.indices.refresh(index=index)

    def mark(self, index: str, revision: int) -> None:
        """Say how far a generation that does not serve yet knows."""
        with elastic_errors("writing the revision"):
            self._client.index(index=index, id=META_ID, document=_meta(revision, ""))

    def claim(self, generation: Generation) -> Generation:
        """Put a new writer's name in.

        Raises:
            EngineBusy: another writer did in the same moment.
        """
        return self._write_meta(generation, generation.revision, uuid4().hex)

    def advance(self, claimed: Generation, revision: int) -> None:
        """Say that the generation knows up to `revision` now.

        Raises:
            EngineBusy: another writer came in between, or another generation serves now.
        """
        self._write_meta(claimed, revision, "")
        now = self.serving()
        if now is None or now.index != claimed.index:
            raise EngineBusy("the index was published anew while changes were applied; apply them again")

    def fence(self) -> None:
        """Let every writer of the serving generation that is still at work be told that it does not count."""
        for _ in range(_TRIES):
            serving = self.serving()
            if serving is None:
                return
            try:
                self.claim(serving)
            except EngineBusy:
                continue
            return
        raise EngineBusy("changes are applied all the time; try later")

    def swap(self, basis: Generation | None, index: str) -> None:
        """Let `index` serve in the place of `basis`, in one step.

        Raises:
            EngineBusy: `basis` is not what serves any more.
        """
        # Two write indexes on one alias are refused, so that of two first publications only one gets through.
        actions = [{"add": {"index": index, "alias": self._alias, "is_write_index": True}}]
        if basis is not None:
            actions.insert(0, {"remove": {"index": basis.index, "alias": self._alias, "must_exist": True}})
        with elastic_errors("swapping the index"):
            try:
                self._client.indices.put_settings(index=index, settings={"auto_expand_replicas": "0-1"})
                self._client.options(max_retries=0).indices.update_aliases(actions=actions)
            except (NotFoundError, BadRequestError) as error:
                raise EngineBusy("another rebuild was faster; nothing was changed by this one") from error

    def remove(self, indexes: set[str]) -> None:
        """Remove generations that neither serve nor are kept; one that is gone already is no error."""
        for index in sorted(indexes):
            with elastic_errors("removing an old index"):
                self._client.indices.delete(index=index, ignore_unavailable=True)

    def _write_meta(self, at: Generation, revision: int, writer: str) -> Generation:
        with elastic_errors("writing the revision"):
            try:
                # Sent again by the client after it had arrived, it would look like another writer's.
                written = self._client.options(max_retries=0).index(
                    index=at.write_alias,
                    id=META_ID,
                    document=_meta(revision, writer),
                    if_seq_no=at.seq_no,
                    if_primary_term=at.term,
                    require_alias=True,
                )
            except (ConflictError, NotFoundError) as error:
                raise EngineBusy("another writer came in between; apply the changes again") from error
        return Generation(at.index, revision, at.format, written["_seq_no"], written["_primary_term"])


def write_alias(index: str) -> str:
    """The alias that only this generation has, for as long as it exists."""
    return f"{index}-write"


def _meta(revision: int, writer: str) -> dict[str, object]:
    return {"revision": revision, "format": FORMAT, "writer": writer}
