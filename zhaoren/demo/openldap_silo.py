"""OpenLDAP exports as `slapcat` writes them; the same entries load into a real slapd (core, cosine, inetorgperson)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pypinyin import lazy_pinyin

from schemas.vocabulary import EmploymentStatus
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import department_of, local_name, messy_emp_no, messy_mobile, messy_phone
from zhaoren.demo.ldif_text import Entry, Value, entry_text, escaped_rdn, ldif_text
from zhaoren.demo.silo_plan import SiloPlan, TruthLog, enlisted, is_leader, past_of, plan_silos
from zhaoren.demo.truth import Account, DemoGroup, Origin, PastEmployment, Person

_PERSON_CLASSES = [("objectClass", name) for name in ("top", "person", "organizationalPerson", "inetOrgPerson")]


def base_of(plan: SiloPlan, suffix: str = "") -> str:
    """Where a company's entries live: below its own domain, or below a common suffix."""
    domain = f"dc={plan.company.mail_domain.split('.')[0]},dc=example"
    return f"o={plan.company.code},{suffix}" if suffix else domain


def write_openldap(group: DemoGroup, plan: SiloPlan, path: Path, log: TruthLog) -> None:
    """One company's export."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ldif_text(_Tree(group, plan, base_of(plan), log).entries()), encoding="utf-8")


def write_slapd_ldif(
    group: DemoGroup, path: Path, suffix: str = "dc=example,dc=com", codes: Iterable[str] | None = None
) -> TruthLog:
    """Companies side by side below one suffix, ready for `slapadd`; parents stand before children.

    Args:
        group: the truth.
        path: the file to write; the suffix's own entry is not in it.
        suffix: of the database.
        codes: companies; those whose silo is OpenLDAP by default.

    Returns:
        Whose entries they are: the source is `ldap-<code>`, the key the uid.
    """
    log = TruthLog()
    wanted = set(codes) if codes is not None else None
    with path.open("w", encoding="utf-8") as file:
        for plan in plan_silos(group):
            if (plan.company.code in wanted) if wanted is not None else plan.directory == "openldap":
                base = base_of(plan, suffix)
                file.writelines(entry_text(entry) for entry in _Tree(group, plan, base, log).entries())
    return log


class _Tree:
    """One company's directory: pinyin-only ones are flat, the others nest people below their departments."""

    def __init__(self, group: DemoGroup, plan: SiloPlan, base: str, log: TruthLog) -> None:
        self._group = group
        self._plan = plan
        self._base = base
        self._log = log
        self._dice = Dice(group.seed, "openldap", plan.company.code)
        self._source = f"ldap-{plan.company.code.lower()}"
        self._people = list(enlisted(group, plan.company, "ldap", 0.95, 0.45))
        self._dns = {person.person_id: self._dn(person) for person in self._people}
        self._assistants = {p.assistant_of: p.person_id for p in self._people if p.assistant_of}

    def entries(self) -> Iterator[Entry]:
        """The base, its branches, people, accounts."""
        company = self._plan.company
        first = self._base.split(",")[0]
        kind, name = first.split("=")
        if kind == "dc":
            classes = [("objectClass", "top"), ("objectClass", "dcObject"), ("objectClass", "organization")]
            yield self._base, [*classes, ("dc", name), ("o", company.full_name)]
        else:
            yield (
                self._base,
                [
                    ("objectClass", "top"),
                    ("objectClass", "organization"),
                    ("o", name),
                    ("description", company.full_name),
                ],
            )
        branches = ["people", "leavers", "accounts"]
        for branch in branches:
            yield f"ou={branch},{self._base}", [("objectClass", "organizationalUnit"), ("ou", branch)]
        if not self._plan.pinyin_only:
            yield from self._departments()
        for person in self._people:
            attributes = self._person(person)
            self._log.add(person.person_id, self._source, person.login, [value for _, value in attributes])
            yield self._dns[person.person_id], attributes
        for past in past_of(self._group, company):
            self._dice = Dice(self._group.seed, "openldap", "past", company.code, past.emp_no)
            if self._dice.chance(0.5):
                attributes = self._past(past)
                self._log.add(past.person_id, self._source, past.login, [value for _, value in attributes])
                yield f"uid={past.login},ou=leavers,{self._base}", attributes
        for account in self._group.accounts:
            if account.company_code == company.code:
                yield f"uid={account.login},ou=accounts,{self._base}", self._account(account)

    def _departments(self) -> Iterator[Entry]:
        for unit in self._group.units:
            if unit.company_code == self._plan.company.code and unit.parent_id:
                dn = self._unit_dn(unit.unit_id)
                yield (
                    dn,
                    [("objectClass", "organizationalUnit"), ("ou", unit.name), ("businessCategory", unit.unit_type)],
                )

    def _unit_dn(self, unit_id: str) -> str:
        unit = self._group.unit[unit_id]
        above = self._unit_dn(unit.parent_id) if unit.parent_id else f"ou=people,{self._base}"
        return f"ou={escaped_rdn(unit.name)},{above}" if unit.parent_id else above

    def _dn(self, person: Person) -> str:
        if person.status is EmploymentStatus.LEFT and self._plan.pinyin_only:
            return f"uid={person.login},ou=leavers,{self._base}"
        above = f"ou=people,{self._base}" if self._plan.pinyin_only else self._unit_dn(person.unit_id)
        return f"uid={person.login},{above}"

    def _person(self, person: Person) -> list[tuple[str, Value]]:
        self._dice = dice = Dice(self._group.seed, "openldap", person.person_id)
        name, left = person.name, person.status is EmploymentStatus.LEFT
        # A leaver is marked here, or his number leads to the HR database that knows: the truth can be found out.
        is_marked = left and (not self._plan.in_group_hr or dice.chance(0.7))
        latin = name.latin if name.latin and name.origin is not Origin.MAINLAND else name.spaced_pinyin
        shown = latin if self._plan.pinyin_only else local_name(dice, name)
        department = department_of(self._group, person.unit_id)
        surname = name.surname_pinyin.replace(" ", "").capitalize() if self._plan.pinyin_only else name.surname
        attributes: list[tuple[str, Value]] = [
            *_PERSON_CLASSES, ("uid", person.login), ("cn", shown), ("sn", surname),
            ("givenName", "".join(name.given_pinyin).capitalize() if self._plan.pinyin_only else name.given),
            ("displayName", f"{name.english} {surname}" if name.english and dice.chance(0.4) else shown),
            ("title", person.title if dice.chance(0.9) else ""),
            ("mail", person.email if dice.chance(0.92) else ""),
            ("mobile", messy_mobile(dice, person.mobile, ascii_only=True) if dice.chance(0.7) else ""),
            ("telephoneNumber", messy_phone(dice, person.phone, ascii_only=True) if dice.chance(0.7) else ""),
            ("employeeNumber", self._emp_no(person, is_marked)),
            ("ou", self._department_as_written(department)),
            ("l", "".join(lazy_pinyin(person.city)).capitalize() if self._plan.pinyin_only else person.city),
            ("manager", self._dns.get(person.manager_id or "", "")),
            ("secretary", self._dns.get(self._assistants.get(person.person_id, ""), "")),
            ("employeeType", "left" if is_marked else ""),
        ]  # fmt: skip
        return attributes + self._operational(person.hired_on.strftime("%Y%m%d"))

    def _emp_no(self, person: Person, is_marked: bool) -> str:
        if person.status is EmploymentStatus.LEFT and not is_marked:
            return person.emp_no
        is_there = self._dice.chance(0.8) or is_leader(self._group, person)
        return messy_emp_no(self._dice, person.emp_no) if is_there else ""

    def _department_as_written(self, department: str) -> str:
        """Old exports without characters write departments in capitals of pinyin."""
        if self._plan.pinyin_only and self._dice.chance(0.3):
            return "".join(lazy_pinyin(department)).upper()
        return department

    def _past(self, past: PastEmployment) -> list[tuple[str, Value]]:
        person = self._group.person[past.person_id]
        latin = person.name.latin or person.name.spaced_pinyin
        return [
            *_PERSON_CLASSES, ("uid", past.login), ("cn", latin if self._plan.pinyin_only else person.name.characters),
            ("sn", person.name.surname), ("title", past.title),
            ("mail", f"{past.login}@{self._plan.company.mail_domain}"),
            ("mobile", person.mobile if self._dice.chance(0.6) else ""), ("employeeNumber", past.emp_no),
            ("employeeType", "left"), *self._operational(past.hired_on.strftime("%Y%m%d")),
        ]  # fmt: skip

    def _account(self, account: Account) -> list[tuple[str, Value]]:
        self._dice = Dice(self._group.seed, "openldap", account.company_code, account.login)
        return [
            *_PERSON_CLASSES, ("uid", account.login), ("cn", account.name), ("sn", account.login),
            ("telephoneNumber", account.phone), ("mail", account.email), *self._operational("20150101"),
        ]  # fmt: skip

    def _operational(self, day: str) -> list[tuple[str, Value]]:
        changed = f"2026{self._dice.number(1, 9):02d}{self._dice.number(1, 28):02d}{self._dice.number(0, 23):02d}0000Z"
        stamp = f"{day}080000Z"
        return [
            ("entryUUID", str(self._dice.uuid())),
            ("createTimestamp", stamp),
            ("modifyTimestamp", max(stamp, changed)),
        ]
