"""Records in comparable form, laid aside in a file without a name while everybody is joined.

Reading a record anew costs ten times as much as reading it back; in memory 200,000 of them would take 300 MB.
"""

from __future__ import annotations

import io
import pickle
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from schemas.records import RecordRef
from zhaoren.language.contacts import Mail, Phone
from zhaoren.unification.contact_reading import Number
from zhaoren.unification.places import Placing
from zhaoren.unification.preparation import PreparedPerson


def _by_fields(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda one: (kind, values(one))


# Frozen dataclasses pickle themselves field by field in Python, which takes three times as long.
_REDUCERS: dict[type, Callable[[Any], Any]] = {
    kind: _by_fields(kind) for kind in (PreparedPerson, Number, Phone, Mail, Placing, RecordRef)
}


class PreparedScratch:
    """Written in rising order of record ids, then read in any. The file is gone with the object or the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="zhaoren-")  # noqa: SIM115 - lives as long as this object
        self._ids = array("q")
        self._starts = array("q", [0])

    def add(self, record_id: int, person: PreparedPerson) -> None:
        """Lay one aside."""
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _REDUCERS
        pickler.dump(person)
        self._ids.append(record_id)
        self._starts.append(self._starts[-1] + self._file.write(buffer.getvalue()))

    def get_many(self, record_ids: Iterable[int]) -> dict[int, PreparedPerson]:
        """Those that were laid aside."""
        found: dict[int, PreparedPerson] = {}
        for record_id in sorted(record_ids):
            at = bisect_left(self._ids, record_id)
            if at < len(self._ids) and self._ids[at] == record_id:
                self._file.seek(self._starts[at])
                # Only this process ever wrote to this file.
                found[record_id] = pickle.loads(self._file.read(self._starts[at + 1] - self._starts[at]))  # noqa: S301
        return found

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
