"""The group's HR database as vendors build them: short table names, codes instead of words, a row for every hiring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Column, Date, DateTime, Integer, MetaData, String, Table, create_engine, insert

from schemas.vocabulary import EmploymentStatus, Rank, UnitType
from zhaoren.demo.dice import Dice
from zhaoren.demo.dirt import messy_mobile
from zhaoren.demo.silo_plan import HR_SOURCE, TruthLog, plan_silos
from zhaoren.demo.truth import DemoGroup, DemoPost, Origin, PastEmployment, Person

_METADATA = MetaData()

ORG = Table(
    "t_org", _METADATA,
    Column("org_id", Integer, primary_key=True), Column("org_code", String(32), nullable=False),
    Column("parent_org_id", Integer), Column("org_name", String(128), nullable=False),
    Column("org_type", String(2), nullable=False), Column("company_code", String(16), nullable=False),
    Column("city", String(32)), Column("head_emp_id", Integer),
)  # fmt: skip
POST = Table(
    "t_post", _METADATA,
    Column("post_id", BigInteger, primary_key=True), Column("post_code", String(32), nullable=False),
    Column("org_id", Integer, nullable=False), Column("post_name", String(64), nullable=False),
    Column("post_level", Integer), Column("is_vacant", String(1), nullable=False),
)  # fmt: skip
EMP = Table(
    "t_emp", _METADATA,
    Column("emp_id", Integer, primary_key=True), Column("emp_no", String(32)), Column("emp_name", String(64)),
    Column("name_en", String(64)), Column("name_used", String(64)), Column("sex", String(1)),
    Column("birth_date", Date), Column("id_hash", String(32)), Column("mobile", String(40)),
    Column("office_tel", String(40)), Column("email", String(128)), Column("org_id", Integer),
    Column("post_id", BigInteger), Column("emp_status", String(2)), Column("hire_date", Date),
    Column("leave_date", Date), Column("leader_emp_id", Integer), Column("company_code", String(16)),
    Column("work_city", String(32)), Column("updated_at", DateTime),
)  # fmt: skip
EMP_POST = Table(
    "t_emp_post", _METADATA,
    Column("link_id", Integer, primary_key=True), Column("emp_id", Integer), Column("post_id", BigInteger),
    Column("is_main", String(1)), Column("is_acting", String(1)), Column("begin_date", Date), Column("end_date", Date),
)  # fmt: skip
DICT = Table(
    "t_dict", _METADATA,
    Column("dict_type", String(16), primary_key=True), Column("code", String(8), primary_key=True),
    Column("label", String(32), nullable=False),
)  # fmt: skip

_ORG_TYPES = {
    UnitType.COMPANY: "01", UnitType.EXECUTIVE: "02", UnitType.DEPARTMENT: "03", UnitType.SECTION: "04",
    UnitType.SITE: "05", UnitType.LINE: "06",
}  # fmt: skip
CODES = {
    "org_type": {"01": "公司", "02": "领导层", "03": "部门", "04": "科室", "05": "厂矿", "06": "班组"},
    "emp_status": {"01": "在职", "02": "离职", "03": "退休"},
    "sex": {"1": "男", "2": "女"},
}
"""The code tables: dictionary type -> code -> word."""

_ROWS_A_TIME = 1000
_FIRST_PAST_ID = 10_000_001


def write_hr_sql(group: DemoGroup, url: str) -> TruthLog:
    """Create the HR tables behind any SQLAlchemy address and fill them; tables that exist are replaced.

    Args:
        group: the truth.
        url: SQLAlchemy address with password, such as "sqlite:///hr.db" or "postgresql+psycopg://…".

    Returns:
        Whose rows they are: the source is `hr-group`, the key t_emp.emp_id.
    """
    log = TruthLog()
    database = _HrDatabase(group, log)
    engine = create_engine(url)
    try:
        _METADATA.drop_all(engine)
        _METADATA.create_all(engine)
        with engine.begin() as connection:
            for table, rows in database.tables():
                for start in range(0, len(rows), _ROWS_A_TIME):
                    connection.execute(insert(table), rows[start : start + _ROWS_A_TIME])
    finally:
        engine.dispose()
    return log


Rows = list[dict[str, Any]]


class _HrDatabase:
    """Numbers everything as the vendor would and keeps account of whose rows they are."""

    def __init__(self, group: DemoGroup, log: TruthLog) -> None:
        self._group = group
        self._dice = Dice(group.seed, "hr")
        self._codes = {plan.company.code for plan in plan_silos(group) if plan.in_group_hr}
        units = [unit for unit in group.units if unit.company_code in self._codes or unit.parent_id is None]
        self._org_ids = {unit.unit_id: number for number, unit in enumerate(units, start=1001)}
        staff = [person for person in group.people if person.company_code in self._codes]
        self._emp_ids = {person.person_id: number for number, person in enumerate(staff, start=80001)}
        self._post_ids: dict[tuple[str, str], int] = {}
        self._log = log

    def tables(self) -> Iterator[tuple[Table, Rows]]:
        """Every table with its rows."""
        people = [self._employee(self._group.person[person_id]) for person_id in self._emp_ids]
        past = [past for past in self._group.past if past.company_code in self._codes]
        people += [self._past_employee(number, row) for number, row in enumerate(past, start=_FIRST_PAST_ID)]
        links = self._links()
        yield ORG, self._orgs()
        yield POST, self._posts()
        yield EMP, people
        yield EMP_POST, links
        yield (
            DICT,
            [
                {"dict_type": kind, "code": code, "label": label}
                for kind, words in CODES.items()
                for code, label in words.items()
            ],
        )

    def _orgs(self) -> Rows:
        heads: dict[str, str] = {}
        for posts in self._group.held_posts.values():
            for post in posts:
                if post.rank in (Rank.PRESIDENT, Rank.HEAD) and not post.is_acting:
                    heads.setdefault(post.unit_id, post.person_id)
        rows = []
        for unit_id, org_id in self._org_ids.items():
            unit = self._group.unit[unit_id]
            parent = unit.parent_id or self._group.company[unit.company_code].parent_code
            rows.append(
                {
                    "org_id": org_id, "org_code": unit_id, "parent_org_id": self._org_ids.get(parent or ""),
                    "org_name": unit.name, "org_type": _ORG_TYPES.get(unit.unit_type, "03"),
                    "company_code": unit.company_code, "city": unit.city,
                    "head_emp_id": self._emp_ids.get(heads.get(unit_id, "")),
                }
            )  # fmt: skip
        return rows

    def _post_id(self, unit_id: str, title: str) -> int:
        """A number that does not depend on which other posts there are."""
        if (unit_id, title) not in self._post_ids:
            digest = blake2b(f"{unit_id}/{title}".encode(), digest_size=6).digest()
            self._post_ids[unit_id, title] = int.from_bytes(digest)
        return self._post_ids[unit_id, title]

    def _posts(self) -> Rows:
        vacant = {(vacancy.unit_id, vacancy.title) for vacancy in self._group.vacancies}
        for unit_id, title in sorted(vacant):
            if unit_id in self._org_ids:
                self._post_id(unit_id, title)
        return [
            {
                "post_id": number, "post_code": f"GW{number:015d}", "org_id": self._org_ids[unit_id],
                "post_name": title,
                "post_level": None, "is_vacant": "Y" if (unit_id, title) in vacant else "N",
            }
            for (unit_id, title), number in self._post_ids.items()
        ]  # fmt: skip

    def _employee(self, person: Person) -> dict[str, Any]:
        emp_id = self._emp_ids[person.person_id]
        left = person.status is EmploymentStatus.LEFT
        row = {
            **self._human(person), "emp_id": emp_id, "emp_no": person.emp_no,
            "email": person.email if self._dice.chance(0.6) else None, "org_id": self._org_ids[person.unit_id],
            "post_id": self._post_id(person.unit_id, person.title), "emp_status": "02" if left else "01",
            "hire_date": person.hired_on, "leave_date": person.left_on,
            "leader_emp_id": self._emp_ids.get(person.manager_id or ""), "company_code": person.company_code,
            "work_city": person.city, "office_tel": person.phone if self._dice.chance(0.5) else None,
        }  # fmt: skip
        self._log.add(person.person_id, HR_SOURCE, str(emp_id), row.values())
        return row

    def _past_employee(self, emp_id: int, past: PastEmployment) -> dict[str, Any]:
        row = {
            **self._human(self._group.person[past.person_id]), "emp_id": emp_id, "emp_no": past.emp_no, "email": None,
            "org_id": self._org_ids[past.unit_id], "post_id": self._post_id(past.unit_id, past.title),
            "emp_status": "02", "hire_date": past.hired_on, "leave_date": past.left_on, "leader_emp_id": None,
            "company_code": past.company_code, "work_city": None, "office_tel": None,
        }  # fmt: skip
        self._log.add(past.person_id, HR_SOURCE, str(emp_id), row.values())
        return row

    def _human(self, person: Person) -> dict[str, Any]:
        """What does not change with the employer; a former name stands in its own column for some only."""
        self._dice = dice = Dice(self._group.seed, "hr", person.person_id)
        name = person.name
        overseas = name.origin in (Origin.HONG_KONG, Origin.TAIWAN)
        written = name.traditional if name.traditional and dice.chance(0.5) else name.characters
        latin = name.latin if overseas else name.english
        day = dice.day(date(2025, 1, 1), date(2026, 10, 31))
        return {
            "emp_name": written, "name_en": latin, "name_used": name.former if dice.chance(0.7) else None,
            "sex": "1" if name.gender == "m" else "2", "birth_date": person.born_on,
            "id_hash": person.id_hash if dice.chance(0.9) else None,
            "mobile": messy_mobile(dice, person.mobile) if dice.chance(0.85) else None,
            "updated_at": datetime.combine(day, time(dice.number(8, 17), dice.number(0, 59))),
        }  # fmt: skip

    def _links(self) -> Rows:
        """Every post of everybody, ended and future ones too; posts in companies outside are not known here."""
        posts = [
            post for post in self._group.posts if post.unit_id in self._org_ids and post.person_id in self._emp_ids
        ]
        return [self._link(number, post) for number, post in enumerate(posts, start=300001)]

    def _link(self, number: int, post: DemoPost) -> dict[str, Any]:
        return {
            "link_id": number, "emp_id": self._emp_ids[post.person_id],
            "post_id": self._post_id(post.unit_id, post.title),
            "is_main": "Y" if post.is_primary else "N", "is_acting": "Y" if post.is_acting else "N",
            "begin_date": post.starts_on, "end_date": post.ends_on,
        }  # fmt: skip
