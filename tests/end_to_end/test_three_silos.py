"""A directory of 50,000 people, an HR database and an old list become one answer, with each value's source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy

from tests.cli.running import zhaoren
from tests.servers.postgres import new_database, without_password
from tests.servers.slapd import RunningSlapd, SlapdFactory
from zhaoren.demo.large_ldif import write_large_ldif

pytestmark = [pytest.mark.slapd, pytest.mark.postgres]

MANY = 50_000
FIRST = "dc=example,dc=com"

HEAD = f"""
dn: ou=qzky,ou=people,{FIRST}
objectClass: organizationalUnit
ou: qzky
description: 琼州矿业有限公司

dn: uid=fuhaiyan,ou=qzky,ou=people,{FIRST}
objectClass: inetOrgPerson
uid: fuhaiyan
cn: Fu Haiyan
sn: Fu
givenName: Haiyan
employeeNumber: 00521
mail: fuhy@qzky.example
telephoneNumber: 0898-66668001

dn: uid=wangjianjun,ou=qzky,ou=people,{FIRST}
objectClass: inetOrgPerson
uid: wangjianjun
cn: Wang Jianjun
sn: Wang
givenName: Jianjun
employeeNumber: 00522
mail: wangjj@qzky.example
"""

CONFIGURATION = """
group_name = "东海集团"

[[sources]]
name = "everybody"
kind = "ldap_directory"
url = "{url}"
base = "ou=people,{suffix}"
bind_dn = "{bind_dn}"
password = {{ env = "TEST_LDAP_PASSWORD" }}
company = "东海集团有限公司"
units_from_dn = false
priority = 40
[[sources.people]]
filter = "(&(objectClass=inetOrgPerson)(uid=u*))"

[[sources]]
name = "ldap-qzky"
kind = "ldap_directory"
url = "{url}"
base = "ou=qzky,ou=people,{suffix}"
bind_dn = "{bind_dn}"
password = {{ env = "TEST_LDAP_PASSWORD" }}
company = "琼州矿业有限公司"
units_from_dn = false
priority = 50

[[sources]]
name = "hr"
kind = "hr_database"
url = "{hr_url}"
password = {{ env = "TEST_HR_PASSWORD" }}
priority = 90
[sources.units]
table = "t_org"
key = "org_id"
[sources.units.fields]
name = "org_name"
short_name = "short_name"
alias = "alias"
type = "org_type"
parent_key = "parent_id"
[sources.people]
table = "t_emp"
key = "emp_id"
fields = {{ employee_number = "emp_no", name = "emp_name", unit_key = "org_id", title = "post", company = "company" }}

[[sources]]
name = "old-list"
kind = "legacy_files"
folder = "lists"
company = "琼州矿业有限公司"
priority = 20
[sources.people]
path = "*.csv"
key = "工号"
fields = {{ employee_number = "工号", name = "姓名", mobile = "手机" }}
"""

_UNITS = [
    (1, None, "东海集团有限公司", "东海集团", None, "group"),
    (2, 1, "琼州矿业有限公司", "琼州矿业", "琼矿", "company"),
    (3, 2, "财务部", None, None, "dept"),
]
_PEOPLE = [
    ("8001", "00521", "符海燕", 3, "财务总监", "琼州矿业有限公司"),
    ("8002", "00522", "王建军", 3, "会计", "琼州矿业有限公司"),
]


def secrets_of(directory: RunningSlapd, hr_url: str) -> dict[str, str]:
    """What the configuration refers to and does not hold."""
    return {
        "TEST_LDAP_PASSWORD": directory.admin_password,
        "TEST_HR_PASSWORD": sqlalchemy.make_url(hr_url).password or "",
    }


def _fill_hr(url: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "create table t_org (org_id int, parent_id int, org_name text, short_name text, alias text, org_type text)"
        )
        connection.exec_driver_sql(
            "create table t_emp (emp_id text, emp_no text, emp_name text, org_id int, post text, company text)"
        )
        connection.exec_driver_sql("insert into t_org values (%s, %s, %s, %s, %s, %s)", _UNITS)
        connection.exec_driver_sql("insert into t_emp values (%s, %s, %s, %s, %s, %s)", _PEOPLE)
    engine.dispose()


@pytest.fixture(scope="module")
def group(
    tmp_path_factory: pytest.TempPathFactory, slapd_factory: SlapdFactory, postgres_url: str
) -> Iterator[tuple[Path, RunningSlapd, str]]:
    """The three silos, running, and the folder of their configuration."""
    folder = tmp_path_factory.mktemp("group")
    ldif = folder / "everybody.ldif"
    write_large_ldif(ldif, people=MANY, seed=5)
    with ldif.open("a", encoding="utf-8") as file:
        file.write(HEAD)
    directory = slapd_factory(ldif)
    (folder / "lists").mkdir()
    (folder / "lists" / "通讯录.csv").write_text(
        "工号,姓名,手机\n00521,符海燕,１３８-００１３-８０４２\n00522,王建军,139 0013 8042\n", "gb18030"
    )
    with new_database(postgres_url) as hr_url:
        _fill_hr(hr_url)
        (folder / "zhaoren.toml").write_text(
            CONFIGURATION.format(
                url=directory.url, suffix=directory.suffix, bind_dn=directory.admin_dn, hr_url=without_password(hr_url)
            ),
            "utf-8",
        )
        synced = zhaoren(folder, "sync", timeout_s=900, environment=secrets_of(directory, hr_url))
        assert synced.code == 0, synced.out[-3000:] + synced.err
        yield folder, directory, hr_url


def test_the_finance_head_is_found_by_a_company_alias(group: tuple[Path, RunningSlapd, str]) -> None:
    answer = zhaoren(group[0], "find", "琼矿 财务 负责人", "--json").json
    first = answer["hits"][0]
    assert first["name"] == "符海燕"
    keys = {record["source"]: record["key"] for record in first["records"]}
    # Whom a directory knows by an identity of its own, however renamed or moved, is known by it here.
    assert UUID(keys.pop("ldap-qzky"))
    assert keys == {"hr": "8001", "old-list": "00521"}
    said = {contact["kind"]: {origin["source"] for origin in contact["origins"]} for contact in first["contacts"]}
    assert said == {"mobile": {"old-list"}, "phone": {"ldap-qzky"}, "email": {"ldap-qzky"}}
    assert {origin["source"] for origin in first["posts"][0]["title"]["origins"]} == {"hr"}
    assert all(origin["since"] for contact in first["contacts"] for origin in contact["origins"])


def test_everybody_is_there(group: tuple[Path, RunningSlapd, str]) -> None:
    people = zhaoren(group[0], "export", "people", timeout_s=600).out.splitlines()
    assert len(people) == MANY + 2
    assert json.loads(people[0])["id"]


def test_a_second_sync_writes_nothing_and_one_changed_number_only_one_person(
    group: tuple[Path, RunningSlapd, str],
) -> None:
    folder, directory, hr_url = group
    again = zhaoren(folder, "sync", "--json", timeout_s=900, environment=secrets_of(directory, hr_url)).json
    assert again["wrote_nothing"]
    engine = sqlalchemy.create_engine(hr_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("update t_emp set post = '总会计师' where emp_id = '8001'")
    engine.dispose()
    changed = zhaoren(folder, "sync", "hr", "--json", environment=secrets_of(directory, hr_url)).json
    assert changed["published"]["changed"] == 1
    first = zhaoren(folder, "find", "琼矿财务老大", "--json").json["hits"][0]
    assert first["posts"][0]["title"]["text"] == "总会计师"


def test_a_wrong_password_is_said_once_and_ends_nobody(group: tuple[Path, RunningSlapd, str]) -> None:
    folder, _, _ = group
    ended = zhaoren(folder, "sync", "ldap-qzky", environment={"TEST_LDAP_PASSWORD": "wrong"})
    assert ended.code == 2
    assert "wrong" not in ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err
    assert zhaoren(folder, "find", "fuhy@qzky.example", "--json").json["hits"][0]["name"] == "符海燕"
