"""A small group in three silos: a directory in pinyin, an HR database with codes, a list in GB18030."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy

from tests.servers.postgres import without_password
from tests.servers.slapd import RunningSlapd

QUESTION = "琼矿 财务 负责人"
FINANCE_HEAD = "林海燕"
EMPLOYEE_NUMBER = "QK00123"
# The directory's own key is whatever its server gave.
RECORDS = {("hr", "8123"), ("phone-list", EMPLOYEE_NUMBER)}

_PEOPLE = [
    # uid, characters, pinyin, number, HR id, department, title, mobile
    ("linhaiyan", FINANCE_HEAD, "Lin Haiyan", EMPLOYEE_NUMBER, 8123, "F", "财务总监", "138 0898 1234"),
    ("wangdeshui", "王德水", "Wang Deshui", "QK00124", 8124, "F", "会计", "138 0898 1235"),
    ("fuguoqiang", "符国强", "Fu Guoqiang", "QK00125", 8125, "P", "采购经理", "138 0898 1236"),
]

DIRECTORY = "dn: ou=people,dc=example,dc=com\nobjectClass: organizationalUnit\nou: people\n\n" + "\n".join(
    f"""dn: uid={uid},ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: {uid}
cn: {pinyin}
sn: {pinyin.split()[0]}
givenName: {pinyin.split()[1]}
employeeNumber: {number}
mail: {uid}@qiongkuang.example
telephoneNumber: 0898-6666{hr_id}
"""
    for uid, _, pinyin, number, hr_id, _, _, _ in _PEOPLE
)

_TABLES = [
    "create table t_org (org_id int primary key, parent_id int, org_name text, short_name text, org_type text)",
    "create table t_emp (emp_id int primary key, emp_no text, emp_name text, org_id int, post_name text)",
]
_UNITS = [
    (1, None, "琼州集团有限公司", "琼州集团", "group"),
    (10, 1, "琼州矿业有限公司", "琼矿", "company"),
    (11, 10, "财务部", None, "department"),
    (12, 10, "采购部", None, "department"),
]
_UNIT_OF = {"F": 11, "P": 12}


_CONFIGURATION = """\
group_name = "琼州集团"
data_folder = "data"

[catalog]
url = "{catalog_url}"
password = {{ env = "TEST_DATABASE_PASSWORD" }}

[index]
engine = "elasticsearch"
url = "{elastic_url}"
prefix = "{index_prefix}"

[[sources]]
kind = "ldap_directory"
name = "directory"
company = "琼州矿业有限公司"
url = "{directory_url}"
start_tls = true
ca_file = "{ca_file}"
base = "ou=people,{suffix}"
bind_dn = "{reader_dn}"
password = {{ env = "TEST_DIRECTORY_PASSWORD" }}
units_from_dn = false

[[sources]]
kind = "hr_database"
name = "hr"
company = "琼州矿业有限公司"
priority = 80
url = "{hr_url}"
password = {{ env = "TEST_DATABASE_PASSWORD" }}

[[sources.units]]
table = "t_org"
key = "org_id"
fields = {{ name = "org_name", short_name = "short_name", type = "org_type", parent_key = "parent_id" }}

[[sources.people]]
table = "t_emp"
key = "emp_id"
fields = {{ employee_number = "emp_no", name = "emp_name", unit_key = "org_id", title = "post_name" }}

[[sources]]
kind = "legacy_files"
name = "phone-list"
company = "琼州矿业有限公司"
folder = "lists"

[[sources.people]]
path = "*.csv"
key = "工号"
fields = {{ employee_number = "工号", name = "姓名", mobile = "手机" }}
"""


def fill_hr_database(url: str) -> None:
    """The HR tables of the vendor, with the three people."""
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in _TABLES:
            connection.execute(sqlalchemy.text(statement))
        for unit in _UNITS:
            row = dict(zip(("id", "parent", "name", "short", "type"), unit, strict=True))
            connection.execute(sqlalchemy.text("insert into t_org values (:id, :parent, :name, :short, :type)"), row)
        for _, name, _, number, hr_id, department, title, _ in _PEOPLE:
            row = {"id": hr_id, "no": number, "name": name, "org": _UNIT_OF[department], "post": title}
            connection.execute(sqlalchemy.text("insert into t_emp values (:id, :no, :name, :org, :post)"), row)
    engine.dispose()


def change_mobile(folder: Path, name: str, mobile: str) -> None:
    """One person's number in the list becomes another."""
    write_phone_list(folder, {name: mobile})


def write_phone_list(folder: Path, mobiles: dict[str, str] | None = None) -> None:
    """The list that the front desk keeps."""
    lines = ["工号,姓名,手机"]
    lines += [f"{number},{name},{(mobiles or {}).get(name, mobile)}" for _, name, _, number, *_, mobile in _PEOPLE]
    folder.mkdir(exist_ok=True)
    (folder / "通讯录.csv").write_text("\n".join(lines) + "\n", encoding="gb18030")


def write_configuration(
    folder: Path, *, directory: RunningSlapd, hr_url: str, catalog_url: str, elastic_url: str, index_prefix: str
) -> Path:
    """`zhaoren.toml` over the three silos; passwords are named, not written."""
    file = folder / "zhaoren.toml"
    text = _CONFIGURATION.format(
        catalog_url=without_password(catalog_url),
        hr_url=without_password(hr_url),
        elastic_url=elastic_url,
        index_prefix=index_prefix,
        directory_url=directory.url,
        ca_file=directory.ca_file,
        suffix=directory.suffix,
        reader_dn=directory.reader_dn,
    )
    file.write_text(text, encoding="utf-8")
    return file
