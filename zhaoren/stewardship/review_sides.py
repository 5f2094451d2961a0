"""Both sides of a review: who they are now, and what their records say, field beside field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.answer_json import OriginOut, RecordOut
from schemas.directory import Person, Unit
from schemas.directory_json import PERSON, UNIT
from schemas.fields import FIELDS
from schemas.review_json import PieceOut, RowOut, SaidOut, SideOut
from schemas.vocabulary import EmploymentStatus, RecordKind
from zhaoren.catalog.catalog import Stores
from zhaoren.catalog.records import StoredRecord
from zhaoren.catalog.reviews import Review, ReviewKind
from zhaoren.language.companies import company_key
from zhaoren.stewardship.value_comparison import Meaning, agreement, marked, normal_form
from zhaoren.unification.coded_words import read_status, read_yes
from zhaoren.unification.contact_reading import read_staff_number
from zhaoren.unification.read_records import says_nothing
from zhaoren.unification.unit_types import COMPANY_LIKE

_REFERENCES = frozenset({"manager_key", "assistant_key", "hidden"})  # they say nothing of who it is
_HASH_SHOWN = 8
_ENTITY = {ReviewKind.PEOPLE: "person", ReviewKind.UNITS: "unit"}
_RECORD = {ReviewKind.PEOPLE: RecordKind.PERSON, ReviewKind.UNITS: RecordKind.UNIT}


@dataclass(slots=True)
class Sides:
    """Reads people, units and records for reviews, each once."""

    seen: Stores
    _people: dict[str, Person | None] = field(default_factory=dict)
    _units: dict[str, Unit | None] = field(default_factory=dict)
    _records: dict[int, StoredRecord] = field(default_factory=dict)
    _companies: dict[str, str] | None = None

    def prefetch(self, reviews: Iterable[Review]) -> None:
        """Read the records of all these at once."""
        ids = {i for review in reviews for side in review.sides for i in side}
        self._records.update(self.seen.records.by_ids(ids - self._records.keys()))

    def both(self, review: Review) -> tuple[SideOut, SideOut]:
        """Who the two are now, ids followed to those who bear them."""
        left, right = zip((review.left_id, review.right_id), review.sides, strict=True)
        return self._side(review.kind, *left), self._side(review.kind, *right)

    def records(self, ids: Sequence[int]) -> list[StoredRecord]:
        """Records by id, in this order."""
        self._records.update(self.seen.records.by_ids(set(ids) - self._records.keys()))
        return [self._records[i] for i in ids if i in self._records]

    def rows(self, review: Review) -> list[RowOut]:
        """What the records of both sides say; what only one of them tells comes after what can be compared."""
        left, right = (self.records(side) for side in review.sides)
        rows = self._rows(left, right, _RECORD[review.kind])
        return sorted(rows, key=lambda row: row.agrees == "one_side")

    def listed_twice(self, review: Review) -> str:
        """The sources that list both sides as active under different numbers."""
        left, right = (_active_numbers(self.records(side)) for side in review.sides)
        return ", ".join(sorted(source for source in left if left[source].isdisjoint(right.get(source, left[source]))))

    def _side(self, kind: ReviewKind, entity_id: str, record_ids: Sequence[int]) -> SideOut:
        records = self.records(record_ids)
        shown = [RecordOut.of(record.ref) for record in records]
        if kind is ReviewKind.UNITS:
            unit = self.unit(entity_id)
            about = " / ".join(self.unit_name(above) for above in unit.path[:-1]) if unit is not None else ""
            name = unit.name.text if unit is not None else ""
            return SideOut(id=unit.id if unit else entity_id, name=name, about=about, records=shown)
        person = self.person(entity_id)
        said = (text for r in records for text in r.fields.get("name", ()) if not says_nothing(text))
        name = next(said, "")
        if person is None:
            return SideOut(id=entity_id, name=name, about="", records=shown)
        if not name or {record.ref for record in records} == set(person.records):
            name = person.name.text  # a nickname may stand in the first record
        return SideOut(id=person.id, name=name, about=self._post(person), records=shown)

    def _post(self, person: Person) -> str:
        post = next(iter(person.posts), None)
        if post is None:
            return ""
        return " ".join(text for text in (self.unit_name(post.company_id), post.department, post.title.text) if text)

    def person(self, person_id: str) -> Person | None:
        """A person, or who he was joined into."""
        if person_id not in self._people:
            stored = self.seen.entities.get("person", person_id)
            body = stored.body if stored is not None else None
            self._people[person_id] = PERSON.validate_json(body) if body is not None else None
        return self._people[person_id]

    def unit(self, unit_id: str) -> Unit | None:
        """A unit, or what it was joined into."""
        if unit_id not in self._units:
            stored = self.seen.entities.get("unit", unit_id)
            body = stored.body if stored is not None else None
            self._units[unit_id] = UNIT.validate_json(body) if body is not None else None
        return self._units[unit_id]

    def unit_name(self, unit_id: str | None) -> str:
        """Its name; empty when there is none."""
        unit = self.unit(unit_id) if unit_id is not None else None
        return unit.name.text if unit is not None else ""

    def _rows(self, left: Sequence[StoredRecord], right: Sequence[StoredRecord], kind: RecordKind) -> Iterator[RowOut]:
        meaning = self._meaning if kind is RecordKind.PERSON else normal_form
        for name in FIELDS[kind]:
            if name in _REFERENCES:
                continue
            mine, theirs = _said(left, name), _said(right, name)
            if mine or theirs:
                yield RowOut(
                    field=name,
                    agrees=agreement(name, mine, theirs, meaning),
                    left=[_shown(name, text, theirs, origins, meaning) for text, origins in mine.items()],
                    right=[_shown(name, text, mine, origins, meaning) for text, origins in theirs.items()],
                )

    def _meaning(self, name: str, text: str) -> str:
        """A company in any spelling that the tree knows means the company."""
        plain = normal_form(name, text)
        if name != "company":
            return plain
        if self._companies is None:
            self._companies = dict(_companies_named(self.seen))
        return self._companies.get(plain, plain)


def _companies_named(seen: Stores) -> Iterator[tuple[str, str]]:
    """Each name and code of a company as it is compared, with the company's id."""
    types = [f'"{type_.value}"'.encode() for type_ in COMPANY_LIKE]
    for stored in seen.entities.all("unit"):
        body = stored.body
        if body is None or not any(type_ in body for type_ in types):
            continue
        unit = UNIT.validate_json(body)
        if unit.type in COMPANY_LIKE:
            for text in (unit.name.text, *(name.value.text for name in unit.names), *unit.codes):
                yield company_key(text) or normal_form("company", text), unit.id


def _active_numbers(records: Iterable[StoredRecord]) -> Mapping[str, set[str]]:
    """Source -> employee numbers of its records of which nothing says that they are over."""
    found: dict[str, set[str]] = {}
    for record in records:
        first = {name: next(iter(record.fields.get(name, ())), "") for name in ("status", "enabled", "leave_date")}
        left = read_status(first["status"]) is EmploymentStatus.LEFT or read_yes(first["enabled"]) is False
        number = next((read_staff_number(text)[1] for text in record.fields.get("employee_number", ())), "")
        if number and not left and (not first["leave_date"] or says_nothing(first["leave_date"])):
            found.setdefault(record.ref.source, set()).add(number)
    return found


def _said(records: Sequence[StoredRecord], name: str) -> Mapping[str, list[OriginOut]]:
    found: dict[str, list[OriginOut]] = {}
    for record in records:
        for text in record.fields.get(name, ()):
            origin = OriginOut(
                source=record.ref.source,
                kind=record.ref.kind.value,
                key=record.ref.key,
                since=record.fields_since.get(name, record.first_seen),
            )
            if text.strip() and not says_nothing(text):
                found.setdefault(text.strip(), []).append(origin)
    return found


def _shown(name: str, text: str, others: Iterable[str], origins: list[OriginOut], meaning: Meaning) -> SaidOut:
    if name == "id_hash":
        # Enough to tell two apart; the whole hash of a short number can be guessed.
        text, others = f"{text[:_HASH_SHOWN]}…", [f"{other[:_HASH_SHOWN]}…" for other in others]
    pieces = [PieceOut(text=piece.text, differs=piece.differs) for piece in marked(name, text, others, meaning)]
    return SaidOut(text="".join(piece.text for piece in pieces), pieces=pieces, origins=origins)
