"""Whether a mapping makes sense: of a reading's first people, how many values are what their field is for.

A column that is mapped to the wrong field ends no run, since its values only say nothing; but it is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from schemas.records import SourceRecord
from schemas.vocabulary import RecordKind
from zhaoren.unification.coded_words import read_gender
from zhaoren.unification.contact_reading import read_mail, read_numbers
from zhaoren.unification.dates import read_date, read_day
from zhaoren.unification.read_records import says_nothing

LOOKED_AT: Final = 2000  # people; they take 30 ms
_FEWEST: Final = 50  # values before a field is judged
_LEAST_SENSE: Final = 0.1  # a column with fewer readable values is another one than the mapping says
_MOST_NAMELESS: Final = 0.5
_LONGEST: Final = 200
_NAMES: Final = ("name", "display_name", "family_name", "given_name", "english_name", "nickname")
_READS: Final[Mapping[str, Callable[[str], object]]] = {
    "gender": read_gender,
    "birth_date": read_day,
    "hire_date": read_date,
    "leave_date": read_date,
    "mobile": lambda text: any(number.normal or number.masked or number.tail for number in read_numbers(text)),
    "email": read_mail,
    "employee_number": lambda text: any(sign.isdigit() for sign in text),
}
_WHAT: Final[Mapping[str, str]] = {
    "gender": "a gender", "birth_date": "a day", "hire_date": "a day", "leave_date": "a day",
    "mobile": "a telephone number", "email": "a mail address", "employee_number": "a number",
}  # fmt: skip


@dataclass(slots=True)
class ColumnSense:
    """Looks at the first people that are read."""

    people: int = 0
    _nameless: int = 0
    _said: Counter[str] = field(default_factory=Counter)
    _read: Counter[str] = field(default_factory=Counter)
    _born: set[str] = field(default_factory=set)

    def look(self, record: SourceRecord) -> None:
        """Take one more record into account."""
        if record.kind is not RecordKind.PERSON or self.people >= LOOKED_AT:
            return
        self.people += 1
        self._nameless += not any(_first(record, name) for name in _NAMES)
        for name, read in _READS.items():
            if text := _first(record, name):
                self._said[name] += 1
                self._read[name] += bool(read(text))
                if name == "birth_date" and len(self._born) < 2:
                    self._born.add(read_day(text))

    def notes(self) -> tuple[str, ...]:
        """A sentence for each column that says something else than its field is for; none of them names a value."""
        found = []
        if self.people >= _FEWEST and self._nameless > _MOST_NAMELESS * self.people:
            found.append(f"{self._nameless} of {self.people} people have no name; check the mapping of 'name'")
        for name, what in _WHAT.items():
            said, read = self._said[name], self._read[name]
            if said >= _FEWEST and read < _LEAST_SENSE * said:
                found.append(f"'{name}' is not {what} in {said - read} of {said} rows; check its mapping")
            elif name == "birth_date" and said >= _FEWEST and len(self._born) == 1:
                found.append(f"'{name}' is the same day in all of {said} rows; check its mapping")
        return tuple(found)


def _first(record: SourceRecord, name: str) -> str:
    text = next(iter(record.fields.get(name, ())), "")
    return "" if says_nothing(text) else text[:_LONGEST]
