"""Whether a person works for the group, and which of its companies he has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.records import RecordRef
from schemas.vocabulary import EmploymentStatus, Engagement
from zhaoren.unification.coded_words import read_engagement, read_status, read_yes
from zhaoren.unification.preparation import PreparedPerson
from zhaoren.unification.read_records import ReadRecord

_FOLLOWS_WITHIN = timedelta(days=60)  # before a last day: the next employer's account is made ahead of the first day
_ACTIVE, _LEFT = EmploymentStatus.ACTIVE, EmploymentStatus.LEFT


@dataclass(frozen=True, slots=True)
class _Claim:
    """What one record says about his working here.

    Attributes:
        by_word: a word of status or a last day says so, not an account that is switched on or off.
        beside: of a post that he holds, or held, beside another.
    """

    status: EmploymentStatus
    priority: int
    by_word: bool
    company: str | None
    hired_on: str
    left_on: str
    beside: bool


def engagement_of_record(record: ReadRecord) -> Engagement:
    """How he works where this record says; its word of status comes before its title."""
    return read_engagement(record.first("title"), record.first("status"))


def status_of_person(
    records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson], today: str
) -> EmploymentStatus:
    """Works here or left, by the sources of the highest priority that say it.

    A word of status or a last day counts before an account that is switched on or off: accounts outlive their people.
    Among equals one that says "works here" wins, since people come back under a new number. Who left one company works
    here still where another company's register says so, or where an account there was made when he left: he was
    transferred, or came back. The end of a post beside another says nothing of him.
    """
    claims = _claims(records, prepared, today)
    main = [claim for claim in claims if not (claim.beside and claim.status is _LEFT)] or claims
    status, deciding = _decided(main)
    if status is not _LEFT:
        return status
    still = any(_works_elsewhere(claim, deciding) for claim in main)
    still = still or any(_came_after(record, prepared[record.ref], deciding) for record in records)
    return _ACTIVE if still else _LEFT


def companies_left(
    records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson], today: str
) -> Mapping[str, str]:
    """Company -> his last day there, empty where nobody names it: companies that he left, by those who know best."""
    of_company: dict[str, list[_Claim]] = {}
    for claim in _claims(records, prepared, today):
        if claim.company is not None:
            of_company.setdefault(claim.company, []).append(claim)
    found = {}
    for company, claims in of_company.items():
        status, deciding = _decided(claims)
        here = [record for record in records if prepared[record.ref].placing.company_id == company]
        if status is _LEFT and not any(_came_after(record, prepared[record.ref], deciding) for record in here):
            found[company] = max(claim.left_on for claim in deciding)
    return found


def _claims(records: Sequence[ReadRecord], prepared: Mapping[RecordRef, PreparedPerson], today: str) -> list[_Claim]:
    found = []
    for record in records:
        person = prepared[record.ref]
        status, field = read_status(record.first("status")), "status"
        if person.left_on:
            status, field = _LEFT if person.left_on <= today else _ACTIVE, "leave_date"
        elif status is EmploymentStatus.UNKNOWN:
            enabled = read_yes(record.first("enabled"))
            if enabled is None:
                continue
            status, field = _ACTIVE if enabled else _LEFT, "enabled"
        beside = engagement_of_record(record) is not Engagement.REGULAR
        company, by_word = person.placing.company_id, field != "enabled"
        found.append(
            _Claim(status, record.priority_of(field), by_word, company, person.hired_on, person.left_on, beside)
        )
    return found


def _decided(claims: Sequence[_Claim]) -> tuple[EmploymentStatus, list[_Claim]]:
    """What the claims come to, and those that decide it."""
    for by_word in (True, False):
        known = [claim for claim in claims if claim.by_word is by_word]
        if known:
            highest = max(claim.priority for claim in known)
            best = [claim for claim in known if claim.priority == highest]
            return (_ACTIVE if any(claim.status is _ACTIVE for claim in best) else _LEFT), best
    return EmploymentStatus.UNKNOWN, []


def _works_elsewhere(claim: _Claim, left: Sequence[_Claim]) -> bool:
    """Whether the register of another company, one that knows his first day there, says that he works there."""
    if claim.status is not _ACTIVE or not claim.by_word or not claim.hired_on or claim.company is None:
        return False
    return all(one.company not in (None, claim.company) for one in left)


def _came_after(record: ReadRecord, person: PreparedPerson, left: Sequence[_Claim]) -> bool:
    """Whether a record that is not over began when all these were.

    An account in a company that he left proves nothing: a directory that was moved made all its accounts anew.
    """
    if not person.active or not person.hired_on:
        return False
    for one in left:
        here = person.placing.company_id in (None, one.company)
        if not one.left_on or (here and record.first("enabled")):
            return False
        if person.hired_on <= (one.left_on if here else _shortly_before(one.left_on)):
            return False
    return True


def _shortly_before(day: str) -> str:
    return (date.fromisoformat(day) - _FOLLOWS_WITHIN).isoformat()
