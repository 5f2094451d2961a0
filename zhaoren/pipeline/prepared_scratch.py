"""Records as read and in comparable form, laid aside in a file without a name while everybody is joined.

Reading a record anew costs ten times as much as reading it back; in memory 200,000 of them would take 300 MB.
"""

from __future__ import annotations

import marshal
import os
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.reduction import DupFd
from typing import Any

from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, RecordKind
from zhaoren.language.contacts import Mail, Phone, PhoneKind
from zhaoren.unification.account_kinds import AccountKind
from zhaoren.unification.contact_reading import Number
from zhaoren.unification.places import Placing
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord

Both = tuple[ReadRecord, PreparedPerson]
Place = tuple[int, int]
"""Where one lies in the file: (start, length)."""

_PHONE_KINDS = {kind.value: kind for kind in PhoneKind}
_ACCOUNT_KINDS = {kind.value: kind for kind in AccountKind}
_STATES = {state.value: state for state in EmploymentStatus}


def packed(record: ReadRecord, person: PreparedPerson) -> bytes:
    """Both in plain tuples of plain values; a fifth of the time that pickling takes, both ways."""
    whole = (
        record.ref.source, record.ref.key, dict(record.fields), record.also_keys, record.priority,
        record.default_company, record.first_read_at, record.changed_at, record.record_id, dict(record.since),
        dict(record.field_priorities),
        person.kind.value, person.names,
        tuple((n.normal, n.mobile, n.tail, n.shown, *_of_phone(n.phone)) for n in person.numbers),
        tuple((mail.address, mail.local, mail.domain, mail.is_role) for mail in person.mails),
        person.placing.unit_id, person.placing.company_id, person.staff_numbers, person.register, person.accounts,
        person.id_hash, person.born_on, person.gender, person.hired_on, person.left_on, person.status.value,
        person.active, person.concurrent, person.title, person.units, person.duty,
    )  # fmt: skip
    return marshal.dumps(whole)


def _of_phone(phone: Phone) -> tuple[str, str, str, str, str]:
    return phone.number, phone.extension, phone.kind.value, phone.tail, phone.head


def unpacked(whole: bytes) -> Both:
    """What was packed by this program in this run; nothing else is ever read here."""
    (
        source, key, fields, also_keys, priority, company, first_read_at, changed_at, record_id, since, priorities,
        kind, names, numbers, mails, unit_id, company_id, staff_numbers, register, accounts,
        id_hash, born_on, gender, hired_on, left_on, status, active, concurrent, title, units, duty,
    ) = marshal.loads(whole)  # fmt: skip  # noqa: S302 - only this program's processes write to the file
    ref = RecordRef(source, RecordKind.PERSON, key)
    record = ReadRecord(
        ref, fields, also_keys, priority, company, first_read_at, changed_at, record_id, since, priorities
    )
    person = PreparedPerson(
        ref, _ACCOUNT_KINDS[kind], names, tuple(map(_number, numbers)), tuple(Mail(*mail) for mail in mails),
        Placing(unit_id, company_id), staff_numbers, register, accounts, id_hash, born_on, gender, hired_on, left_on,
        _STATES[status], active, concurrent, title, units, duty,
    )  # fmt: skip
    return record, person


def _number(one: tuple[Any, ...]) -> Number:
    normal, mobile, tail, shown, number, extension, kind, end, head = one
    return Number(normal, mobile, tail, shown, Phone(number, extension, _PHONE_KINDS[kind], end, head))


class ScratchFile:
    """The file alone, read by place. Sent to another process it is the same file there."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __reduce__(self) -> tuple[Callable[[Any], ScratchFile], tuple[Any]]:
        return _received, (DupFd(self._descriptor),)

    def at(self, place: Place) -> Both:
        """The one that lies there."""
        return unpacked(self.bytes_at(place))

    def bytes_at(self, place: Place) -> bytes:
        """What lies there, as it is."""
        start, length = place
        return os.pread(self._descriptor, length, start)


def _received(duplicate: Any) -> ScratchFile:
    return ScratchFile(duplicate.detach())


class PreparedScratch:
    """Written in rising order of record ids, then read in any. The file is gone with the object or the process."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="zhaoren-", buffering=0)  # noqa: SIM115 - lives as long as this
        self.file = ScratchFile(self._file.fileno())
        self._ids = array("q")
        self._starts, self._lengths = array("q"), array("i")
        self._end = 0

    def add(self, record: ReadRecord, person: PreparedPerson) -> None:
        """Lay one aside."""
        self.add_many([record.record_id], [packed(record, person)])

    def add_many(self, record_ids: Sequence[int], wholes: Sequence[bytes]) -> None:
        """Lay some aside that were packed before."""
        start, _ = self.keep(b"".join(wholes))
        for record_id, whole in zip(record_ids, wholes, strict=True):
            self._ids.append(record_id)
            self._starts.append(start)
            self._lengths.append(len(whole))
            start += len(whole)

    def keep(self, whole: bytes) -> Place:
        """Lay anything aside."""
        place = self._end, len(whole)
        rest = memoryview(whole)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._end += len(whole)
        return place

    def places(self, record_ids: Iterable[int]) -> Iterator[Place]:
        """Where those lie that were laid aside."""
        for record_id in record_ids:
            at = bisect_left(self._ids, record_id)
            if at < len(self._ids) and self._ids[at] == record_id:
                yield self._starts[at], self._lengths[at]

    def person(self, record_id: int) -> PreparedPerson:
        """One that was laid aside.

        Raises:
            KeyError: it was not.
        """
        for place in self.places([record_id]):
            return self.file.at(place)[1]
        raise KeyError(record_id)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
