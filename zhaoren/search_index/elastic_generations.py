"""Generations in a cluster: an index each, an alias on the one that serves, a document that says how far it knows.

There is no lock that a dead writer could leave behind. Whoever writes puts its name into the document first, and its
revision only if the name is still there: of two writers at once the earlier is told that it does not count. An alias
moves only from the generation that served when the rebuild began: of two rebuilds at once the later is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from elastic_transport import ObjectApiResponse
from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError

from zhaoren.search_index.elastic_mapping import FORMAT, META_ID, mapping, settings
from zhaoren.search_index.elastic_patience import Patience
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
        patience: with a cluster that is busy or starts anew.
    """

    def __init__(self, client: Elasticsearch, prefix: str, shards: int, patience: Patience | None = None) -> None:
        if not _PREFIX.fullmatch(prefix):
            raise ValueError(
                f"search index: prefix '{prefix}' does not serve; use up to 100 lower-case letters, digits, - and _"
            )
        self._patience = patience or Patience()
        # Without a pause between, another try only adds to the load; one who does not wait asks another node at once.
        self._client = client.options(retry_on_status=()) if self._patience.seconds else client
        self._prefix = prefix
        self._alias = f"{prefix}-serving"
        self._name = re.compile(re.escape(prefix) + r"-g-\d{14}-[0-9a-f]{12}")
        self._shards = shards

    def serving(self) -> Generation | None:
        """The generation that serves, of whatever format; None when there is none."""
        found = self._meta_at(self._alias)
        return None if found is None else _generation(found)

    def begin(self) -> str:
        """A new empty generation to build in."""
        index = f"{self._prefix}-g-{datetime.now(UTC):%Y%m%d%H%M%S}-{uuid4().hex[:12]}"
        self._patience.ask("making an index", partial(self._create, index))
        return index

    def all(self) -> set[str]:
        """The indexes of every generation there is."""
        listing = partial(self._client.indices.get_alias, index=f"{self._prefix}-g-*", allow_no_indices=True)
        found = self._patience.ask("listing indexes", listing)
        return {index for index in found.body if self._name.fullmatch(index)}

    def refresh(self, index: str) -> None:
        """Let views that are opened from now on show what was written."""
        self._patience.ask("refreshing the index", partial(self._client.indices.refresh, index=index))

    def mark(self, index: str, revision: int) -> None:
        """Say how far a generation that does not serve yet knows."""
        write = partial(self._client.index, index=index, id=META_ID, document=_meta(revision, ""))
        self._patience.ask("writing the revision", write)

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
        self._write_meta(claimed, revision, uuid4().hex)
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
        self._patience.ask("swapping the index", partial(self._swap, index, actions))

    def remove(self, indexes: set[str]) -> None:
        """Remove generations that neither serve nor are kept; one that is gone already is no error."""
        for index in sorted(indexes):
            gone = partial(self._client.indices.delete, index=index, ignore_unavailable=True)
            self._patience.ask("removing an old index", gone)

    def _write_meta(self, at: Generation, revision: int, writer: str) -> Generation:
        def write() -> Generation:
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
                arrived = self._written_by(writer, at)
                if arrived is None:
                    raise EngineBusy("another writer came in between; apply the changes again") from error
                return arrived
            return Generation(at.index, revision, at.format, written["_seq_no"], written["_primary_term"])

        return self._patience.ask("writing the revision", write)

    def _create(self, index: str) -> None:
        aliases: dict[str, dict[str, Any]] = {write_alias(index): {}}
        try:
            self._client.indices.create(
                index=index, settings=settings(self._shards), mappings=mapping(), aliases=aliases
            )
        except BadRequestError as error:
            # Its name is nobody else's: an earlier try had arrived, although nobody said so.
            if error.error != "resource_already_exists_exception":
                raise

    def _swap(self, index: str, actions: Sequence[Mapping[str, Any]]) -> None:
        try:
            self._client.indices.put_settings(index=index, settings={"auto_expand_replicas": "0-1"})
            self._client.options(max_retries=0).indices.update_aliases(actions=actions)
        except (NotFoundError, BadRequestError) as error:
            if not self._serves(index):
                raise EngineBusy("another rebuild was faster; nothing was changed by this one") from error

    def _written_by(self, writer: str, at: Generation) -> Generation | None:
        """The generation when this very writer's document is the newest: an earlier try had arrived."""
        with suppress(NotFoundError):
            found = self._client.get(index=at.write_alias, id=META_ID)
            return _generation(found) if found["_source"]["writer"] == writer else None
        return None

    def _serves(self, index: str) -> bool:
        with suppress(NotFoundError):
            return index in self._client.indices.get_alias(name=self._alias).body
        return False

    def _meta_at(self, name: str) -> ObjectApiResponse[Any] | None:
        def get() -> ObjectApiResponse[Any] | None:
            try:
                return self._client.get(index=name, id=META_ID)
            except NotFoundError:
                return None

        return self._patience.ask("looking for the index", get)


def write_alias(index: str) -> str:
    """The alias that only this generation has, for as long as it exists."""
    return f"{index}-write"


def _generation(found: ObjectApiResponse[Any]) -> Generation:
    kept = found["_source"]
    return Generation(found["_index"], kept["revision"], kept["format"], found["_seq_no"], found["_primary_term"])


def _meta(revision: int, writer: str) -> dict[str, object]:
    return {"revision": revision, "format": FORMAT, "writer": writer}
