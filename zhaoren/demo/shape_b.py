"""Hand-over shape B: four silos without a common key and a list of companies, for measuring identity."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import (
    company_spellings,
    department_of,
    department_path,
    full_width,
    local_name,
    masked,
    messy_emp_no,
    messy_mobile,
    messy_name,
    messy_phone,
    whole_title,
)
from zhaoren.demo.hard_cases import hard_cases
from zhaoren.demo.silo_plan import past_of
from zhaoren.demo.truth import Company, DemoGroup, PastEmployment, Person

COLUMNS = {
    "ldap": (
        "record_id", "uid", "cn", "sn", "givenName", "displayName", "mail", "telephoneNumber", "mobile", "title",
        "department", "company", "employeeNumber", "whenCreated", "enabled",
    ),
    "hr": (
        "record_id", "company", "emp_no", "name", "name_en", "gender", "birth_date", "id_hash", "hire_date",
        "leave_date", "status", "title", "dept_path", "mobile", "email",
    ),
    "legacy": ("record_id", "system", "name", "phone", "title", "dept", "company", "email", "emp_no", "updated"),
    "chat": ("record_id", "name", "nick", "mobile", "job_number", "title", "dept", "org_name", "email"),
    "companies": (
        "code", "legal_name", "short_name", "alias", "english_name", "mail_domain", "old_mail_domain", "region",
        "switchboard",
    ),
}  # fmt: skip
_SYSTEMS = ("OA", "CRM", "door-access", "travel", "phonebook")


@dataclass(frozen=True, slots=True)
class _Job:
    """A person at one employer: the present one or an ended one."""

    person: Person
    company: Company
    unit_id: str
    emp_no: str
    login: str
    title: str
    email: str
    is_over: bool
    hired_on: str
    left_on: str


def write_shape_b(group: DemoGroup, folder: Path) -> None:
    """Write `ldap.csv`, `hr.csv`, `legacy.csv`, `chat.csv`, `companies.csv`, and `truth.csv` (not a source).

    A record keeps its `record_id` when the group is written again after a change. The truth
    has the columns `source, record_key, person_id, cases` (hard cases, split by `;`); accounts that are nobody are
    not in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    silos = _Silos(group)
    truth: list[tuple[str, str, str, str]] = []
    cases = hard_cases(group)
    for name, rows in silos.all().items():
        # Keys say nothing, so neither they nor the order that they give tell who stands where in the others.
        rows.sort(key=lambda row: row[1][0])
        _write(folder / f"{name}.csv", COLUMNS[name], [cells for _, cells in rows])
        truth += [
            (name, cells[0], person_id, ";".join(cases.get(person_id, ()))) for person_id, cells in rows if person_id
        ]
    _write(folder / "companies.csv", COLUMNS["companies"], _companies(group))
    _write(folder / "truth.csv", ("source", "record_key", "person_id", "cases"), truth)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _companies(group: DemoGroup) -> Iterable[Sequence[str]]:
    for company in group.companies:
        yield (
            company.code, company.full_name, company.short_name, ";".join(company.aliases), company.english_name,
            company.mail_domain, company.old_mail_domain or "", company.region, company.switchboard,
        )  # fmt: skip


Row = tuple[str | None, list[str]]
"""Whose row it is (None: an account) and its cells, the key first."""


class _Silos:
    def __init__(self, group: DemoGroup) -> None:
        self._group = group
        self._dice = Dice(group.seed, "shape-b")  # another one for each record: a change to one changes no other
        self._jobs = [self._now(person) for person in group.people]
        self._jobs += [self._before(past) for company in group.companies for past in past_of(group, company)]
        # One assistant's number stands for several leaders in old lists.
        self._shared = {company.code: _office_mobile(group.staff[company.code]) for company in group.companies}

    def all(self) -> dict[str, list[Row]]:
        """The rows of every silo by its name."""
        return {
            "ldap": self._rows("ldap", 0.85, self._ldap) + self._accounts(),
            "hr": self._rows("hr", 0.9, self._hr),
            "legacy": self._rows("legacy", 0.6, self._legacy),
            "chat": self._rows("chat", 0.6, self._chat),
        }

    def _rows(self, silo: str, share: float, write: Callable[[_Job], list[str]]) -> list[Row]:
        rows: list[Row] = []
        for job in self._jobs:
            self._dice = Dice(self._group.seed, "shape-b", silo, job.person.person_id, job.company.code, job.emp_no)
            key = self._key(silo)
            if self._dice.chance(share * 0.5 if job.is_over and silo != "hr" else share):
                rows.append((job.person.person_id, [key, *write(job)]))
        return rows

    def _key(self, silo: str) -> str:
        return f"{silo[0].upper()}{self._dice.uuid().hex[:12]}"

    def _now(self, person: Person) -> _Job:
        return _Job(
            person, self._group.company[person.company_code], person.unit_id, person.emp_no, person.login,
            whole_title(self._group, person), person.email, person.status is EmploymentStatus.LEFT,
            person.hired_on.isoformat(), person.left_on.isoformat() if person.left_on else "",
        )  # fmt: skip

    def _before(self, past: PastEmployment) -> _Job:
        company = self._group.company[past.company_code]
        return _Job(
            self._group.person[past.person_id], company, past.unit_id, past.emp_no, past.login, past.title,
            f"{past.login}@{company.mail_domain}", True, past.hired_on.isoformat(), past.left_on.isoformat(),
        )  # fmt: skip

    def _or_nothing(self, value: str, share: float) -> str:
        return value if self._dice.chance(share) else ""

    def _mail(self, job: _Job) -> str:
        old = job.company.old_mail_domain
        return f"{job.login}@{old}" if old and self._dice.chance(0.15) else job.email

    def _mobile(self, job: _Job) -> str:
        throw = self._dice.number(1, 40)
        if throw == 1:
            return self._shared[job.company.code]
        return masked(job.person.mobile) if throw < 5 else messy_mobile(self._dice, job.person.mobile)

    def _ldap(self, job: _Job) -> list[str]:
        dice, name = self._dice, job.person.name
        department = department_of(self._group, job.unit_id)
        is_latin = dice.chance(0.35)
        shown = (name.latin or name.spaced_pinyin) if is_latin else local_name(dice, name)
        surname = name.surname_pinyin.replace(" ", "").capitalize() if is_latin else name.surname
        given = "".join(name.given_pinyin).capitalize() if is_latin else name.given
        english = f"{name.english} {name.spaced_pinyin.split(' ')[0]}" if name.english else shown
        return [
            job.login, shown, surname, given, english if dice.chance(0.4) else messy_name(dice, name, department),
            self._or_nothing(self._mail(job), 0.9), self._or_nothing(messy_phone(dice, job.person.phone), 0.6),
            self._or_nothing(self._mobile(job), 0.55), self._or_nothing(job.title, 0.85), department,
            self._or_nothing(dice.pick(company_spellings(job.company)), 0.93),
            self._or_nothing(messy_emp_no(dice, job.emp_no), 0.5), f"{job.hired_on}T08:00:00Z",
            "FALSE" if job.is_over and dice.chance(0.8) else "TRUE",
        ]  # fmt: skip

    def _hr(self, job: _Job) -> list[str]:
        dice, person = self._dice, job.person
        written = person.name.traditional if person.name.traditional and dice.chance(0.4) else person.name.characters
        if person.name.former and job.is_over:
            written = person.name.former
        return [
            dice.pick(company_spellings(job.company)[:3]), job.emp_no, written,
            person.name.latin or person.name.english or "", "男" if person.name.gender == "m" else "女",
            self._or_nothing(person.born_on.isoformat(), 0.95), self._or_nothing(person.id_hash, 0.85), job.hired_on,
            job.left_on, "离职" if job.is_over else "在职", job.title, department_path(self._group, job.unit_id),
            self._or_nothing(self._mobile(job), 0.85), self._or_nothing(self._mail(job), 0.5),
        ]  # fmt: skip

    def _legacy(self, job: _Job) -> list[str]:
        dice = self._dice
        department = department_of(self._group, job.unit_id)
        number = self._mobile(job) if dice.chance(0.6) else messy_phone(dice, job.person.phone)
        emp_no = full_width(job.emp_no) if dice.chance(0.1) else job.emp_no
        name = job.person.name.former or messy_name(dice, job.person.name, department)
        return [
            dice.pick(_SYSTEMS), name if dice.chance(0.5) else messy_name(dice, job.person.name, department),
            self._or_nothing(number, 0.85), self._or_nothing(job.title, 0.7), self._or_nothing(department, 0.9),
            self._or_nothing(dice.pick(company_spellings(job.company)), 0.93), self._or_nothing(self._mail(job), 0.45),
            self._or_nothing(emp_no, 0.3),
            f"{dice.number(2012, 2025)}-{dice.number(1, 12):02d}-{dice.number(1, 28):02d}",
        ]  # fmt: skip

    def _chat(self, job: _Job) -> list[str]:
        dice = self._dice
        department = department_of(self._group, job.unit_id)
        name = job.person.nick if dice.chance(0.2) else messy_name(dice, job.person.name, department)
        return [
            name, job.person.nick, self._or_nothing(self._mobile(job), 0.8),
            self._or_nothing(messy_emp_no(dice, job.emp_no), 0.45), self._or_nothing(job.title, 0.8), department,
            dice.pick(company_spellings(job.company)), self._or_nothing(job.email, 0.35),
        ]  # fmt: skip

    def _accounts(self) -> list[Row]:
        rows: list[Row] = []
        for account in self._group.accounts:
            company = self._group.company[account.company_code].short_name
            self._dice = Dice(self._group.seed, "shape-b", "account", account.company_code, account.login)
            cells = [
                self._key("ldap"), account.login, account.name, account.login, "", account.name, account.email,
                account.phone, "", "", "",
            ]  # fmt: skip
            rows.append((None, [*cells, company, "", "2015-01-01T08:00:00Z", "TRUE"]))
        return rows


def _office_mobile(staff: list[Person]) -> str:
    """The mobile number of the president's assistant, or of whoever stands first."""
    return next((person.mobile for person in staff if person.assistant_of), staff[0].mobile)
