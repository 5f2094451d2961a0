"""Active Directory exports as `ldifde` writes them: people, accounts, computers and groups in one forest of OUs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import (
    company_spellings,
    department_of,
    local_name,
    messy_emp_no,
    messy_mobile,
    messy_name,
    messy_phone,
)
from zhaoren.demo.ldif_text import Entry, Value, escaped_rdn, ldif_text
from zhaoren.demo.silo_plan import SiloPlan, TruthLog, enlisted, past_of
from zhaoren.demo.truth import DemoGroup, DemoUnit, Person

_USER = [("objectClass", name) for name in ("top", "person", "organizationalPerson", "user")]
_CATEGORY = "CN=Person,CN=Schema,CN=Configuration,"
_NORMAL, _DISABLED, _NEVER_EXPIRES = "512", "514", "66048"


def write_active_directory(group: DemoGroup, plan: SiloPlan, path: Path, log: TruthLog) -> None:
    """One company's export."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ldif_text(_Forest(group, plan, log).entries()), encoding="utf-8")


class _Forest:
    def __init__(self, group: DemoGroup, plan: SiloPlan, log: TruthLog) -> None:
        self._group = group
        self._company = plan.company
        self._in_group_hr = plan.in_group_hr
        self._log = log
        self._source = plan.directory_source
        self._dice = Dice(group.seed, "ad", plan.company.code)
        self.base = f"DC={plan.company.mail_domain.split('.')[0]},DC=example"
        self._people = list(enlisted(group, plan.company, "ad", 0.94, 0.6))
        self._taken: set[str] = set()
        self._dns = {person.person_id: self._dn(person) for person in self._people}
        self._assistants = {p.assistant_of: p.person_id for p in self._people if p.assistant_of}

    def entries(self) -> Iterator[Entry]:
        """OUs, people, leftovers, accounts, a computer and a group."""
        yield self.base, [("objectClass", "top"), ("objectClass", "domainDNS"), ("dc", self.base[3:].split(",")[0])]
        for branch in ("Staff", "Service Accounts", "Disabled Users"):
            yield f"OU={branch},{self.base}", [("objectClass", "organizationalUnit"), ("ou", branch)]
        for unit in self._group.units:
            if unit.company_code == self._company.code and unit.parent_id:
                yield (
                    self._unit_dn(unit),
                    [("objectClass", "organizationalUnit"), ("ou", unit.name), ("name", unit.name)],
                )
        for person in self._people:
            attributes = self._user(person)
            yield self._dns[person.person_id], [*attributes, self._guid(person.person_id, attributes)]
        for past in past_of(self._group, self._company):
            self._dice = Dice(self._group.seed, "ad", "past", self._company.code, past.emp_no)
            if self._dice.chance(0.6):
                name = self._group.person[past.person_id].name
                yield f"CN={past.login},OU=Disabled Users,{self.base}", [
                    *_USER, ("cn", past.login), ("displayName", name.characters), ("sAMAccountName", past.login),
                    ("employeeID", past.emp_no), ("mail", f"{past.login}@{self._company.mail_domain}"),
                    ("title", past.title), ("userAccountControl", _DISABLED), self._guid(past.person_id),
                    *self._common(f"{past.hired_on:%Y%m%d}"),
                ]  # fmt: skip
        yield from self._machines()

    def _machines(self) -> Iterator[Entry]:
        for account in self._group.accounts:
            if account.company_code == self._company.code:
                self._dice = Dice(self._group.seed, "ad", account.company_code, account.login)
                yield f"CN={escaped_rdn(account.name)},OU=Service Accounts,{self.base}", [
                    *_USER, ("cn", account.name), ("displayName", account.name), ("sAMAccountName", account.login),
                    ("telephoneNumber", account.phone), ("mail", account.email), ("userAccountControl", _NEVER_EXPIRES),
                    self._guid(None), *self._common("20120301"),
                ]  # fmt: skip
        yield f"CN=PC-0001,OU=Service Accounts,{self.base}", [
            *_USER, ("objectClass", "computer"), ("cn", "PC-0001"), ("sAMAccountName", "PC-0001$"),
            ("userAccountControl", "4096"), self._guid(None), *self._common("20190101"),
        ]  # fmt: skip
        members = [("member", dn) for dn in list(self._dns.values())[:50]]
        yield f"CN=All Staff,{self.base}", [("objectClass", "group"), ("cn", "All Staff"), *members]

    def _unit_dn(self, unit: DemoUnit) -> str:
        if unit.parent_id is None:
            return f"OU=Staff,{self.base}"
        return f"OU={escaped_rdn(unit.name)},{self._unit_dn(self._group.unit[unit.parent_id])}"

    def _dn(self, person: Person) -> str:
        """A name must be unique in its OU; administrators add a digit."""
        above = self._unit_dn(self._group.unit[person.unit_id])
        number, common_name = 1, person.name.characters
        while (dn := f"CN={escaped_rdn(common_name)},{above}") in self._taken:
            number += 1
            common_name = f"{person.name.characters}{number}"
        self._taken.add(dn)
        return dn

    def _user(self, person: Person) -> list[tuple[str, Value]]:
        self._dice = dice = Dice(self._group.seed, "ad", person.person_id)
        name, left = person.name, person.status is EmploymentStatus.LEFT
        department = department_of(self._group, person.unit_id)
        mail = person.old_email if person.old_email and dice.chance(0.2) else person.email
        # A leaver's account is switched off, or his number leads to the HR database that knows.
        is_marked = left and (not self._in_group_hr or dice.chance(0.8))
        control = _DISABLED if is_marked else dice.pick((_NORMAL, _NORMAL, _NEVER_EXPIRES))
        number = messy_emp_no(dice, person.emp_no) if dice.chance(0.7) else ""
        common_name = self._dns[person.person_id].split(",")[0][3:].replace("\\", "")
        return [
            *_USER, ("cn", common_name), ("name", common_name), ("sn", name.surname), ("givenName", name.given),
            ("displayName", messy_name(dice, name, department) if name.traditional is None else local_name(dice, name)),
            ("sAMAccountName", person.login), ("userPrincipalName", f"{person.login}@{self._company.mail_domain}"),
            ("mail", mail if dice.chance(0.95) else ""), ("title", person.title), ("department", department),
            ("company", dice.pick(company_spellings(self._company))),
            ("mobile", messy_mobile(dice, person.mobile) if dice.chance(0.6) else ""),
            ("telephoneNumber", messy_phone(dice, person.phone) if dice.chance(0.8) else ""),
            ("employeeID", person.emp_no if left and not is_marked else number), ("l", person.city),
            ("manager", self._dns.get(person.manager_id or "", "")),
            ("assistant", self._dns.get(self._assistants.get(person.person_id, ""), "")),
            ("userAccountControl", control),
            *self._common(f"{person.hired_on:%Y%m%d}"),
        ]  # fmt: skip

    def _guid(self, person_id: str | None, attributes: Sequence[tuple[str, Value]] = ()) -> tuple[str, Value]:
        """A new objectGUID, little-endian as the directory stores it; noted as the key of whose account it is."""
        guid = self._dice.uuid()
        if person_id:
            self._log.add(person_id, self._source, str(guid), [value for _, value in attributes])
        return "objectGUID", guid.bytes_le

    def _common(self, day: str) -> list[tuple[str, Value]]:
        changed = f"2026{self._dice.number(1, 9):02d}{self._dice.number(1, 28):02d}010203.0Z"
        return [
            ("objectCategory", _CATEGORY + self.base),
            ("whenCreated", f"{day}010203.0Z"),
            ("whenChanged", max(changed, f"{day}010203.0Z")),
        ]
