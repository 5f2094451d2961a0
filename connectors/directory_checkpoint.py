"""Where a reading of a directory ended, as kept between readings. Pure."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

from schemas.records import Checkpoint

VERSION = 1
"""Of the text; a checkpoint of another one is not read, and everything is read anew."""

Way = Literal["sync", "time"]

# Five characters a container; beyond so many a whole reading costs less than carrying them about.
_MOST_CONTAINERS = 20_000
_DIGEST = 4


@dataclass(slots=True)
class Containers:
    """The entries that others lie below, as digests: enough to notice that one was renamed, moved or removed.

    An entry below a renamed one has another name, and no directory counts that as a change of it.
    """

    names: dict[bytes, bytes] = field(default_factory=dict)
    too_many: bool = False

    def learn(self, identity: str, canonical: str) -> None:
        """It is there under this name."""
        if len(self.names) >= _MOST_CONTAINERS:
            self.names, self.too_many = {}, True
        if not self.too_many:
            self.names[_digest(identity)] = _digest(canonical)

    def knows(self, identity: str) -> bool:
        """Whether it was there the last time, or may have been."""
        return self.too_many or _digest(identity) in self.names

    def is_there(self, identity: str) -> bool:
        """Whether it is known to be one of them."""
        return _digest(identity) in self.names

    def is_called(self, identity: str, canonical: str) -> bool:
        """Whether it was there under this very name."""
        return self.names.get(_digest(identity)) == _digest(canonical)

    def written(self) -> str:
        """As text."""
        if self.too_many:
            return "*"
        return b64encode(b"".join(identity + name for identity, name in sorted(self.names.items()))).decode()

    @classmethod
    def of(cls, text: str) -> Containers:
        """From its text.

        Raises:
            ValueError: it is none.
        """
        if text == "*":
            return cls(too_many=True)
        try:
            data = b64decode(text, validate=True)
        except NotBase64 as error:
            raise ValueError(str(error)) from None
        if len(data) % (2 * _DIGEST):
            raise ValueError("cut short")
        places = range(0, len(data), 2 * _DIGEST)
        return cls({data[at : at + _DIGEST]: data[at + _DIGEST : at + 2 * _DIGEST] for at in places})


@dataclass(frozen=True, slots=True)
class DirectoryCheckpoint:
    """Where the next reading may start.

    Attributes:
        way: by content synchronisation, or by change times.
        directory: fingerprint of server, account and searches; in another one the places mean nothing.
        places: of each search in their order: its cookie, or the latest change time of an entry.
        containers: as they were.
    """

    way: Way
    directory: str
    places: tuple[str, ...]
    containers: Containers

    def written(self) -> Checkpoint:
        """As kept."""
        told = {
            "version": VERSION,
            "way": self.way,
            "directory": self.directory,
            "places": self.places,
            "containers": self.containers.written(),
        }
        return Checkpoint(json.dumps(told, separators=(",", ":")))

    @classmethod
    def of(cls, checkpoint: Checkpoint | None) -> DirectoryCheckpoint | None:
        """From what was kept; None for one of another version or none of ours."""
        try:
            told = json.loads(checkpoint.value) if checkpoint is not None else None
            if not isinstance(told, dict) or told.get("version") != VERSION or told.get("way") not in ("sync", "time"):
                return None
            places = tuple(told["places"])
            if not all(isinstance(place, str) for place in places):
                return None
            return cls(told["way"], str(told["directory"]), places, Containers.of(told["containers"]))
        except (ValueError, KeyError, TypeError):
            return None


def fingerprint(parts: Iterable[object]) -> str:
    """One short text for all of these."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
