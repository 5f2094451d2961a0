"""The commented `zhaoren.toml` that `zhaoren init` writes."""

from __future__ import annotations

import json
from typing import Any

from schemas.source_settings import FilesSource

TEMPLATE = """\
# zhaoren 配置 / configuration. 相对路径从本文件所在目录算起 / relative paths count from this file's folder.
# 密码只写引用，不写在这里 / secrets are referred to, never written here:
#   password = {{ env = "HR_PASSWORD" }}   or   password = {{ file = "/run/secrets/hr" }}

group_name = {group_name}
data_folder = "data"
# policy_file = "policy.toml"      # 谁能看到什么；没有它时只有本机管理员能查 / who sees what
# lexicon_file = "lexicon.toml"    # 本集团的说法：职务、职能、事项 / words of your own

[catalog]
# url = "postgresql+psycopg://zhaoren@db.example/zhaoren"   # 默认 SQLite / SQLite by default
# password = {{ env = "ZHAOREN_CATALOG_PASSWORD" }}

[index]
engine = "tantivy"                 # 内置，无需服务器 / embedded. 大规模时 / at scale: "elasticsearch"
# url = "https://search.example:9200"
# api_key = {{ env = "ZHAOREN_INDEX_KEY" }}

[guard]                            # 同时超过比例和数量时，本次同步不写入 / a run past both is held
removals_percent = 10
removals_count = 5

[serve]
host = "127.0.0.1"
port = 8765

# ---- 数据源 / sources：每个系统一段，`zhaoren check` 会逐个试连 / one section each, `zhaoren check` tries them ----
{sources}"""

EXAMPLES = """\
# [[sources]]
# name = "ldap-nj"
# kind = "ldap_directory"
# url = "ldaps://ldap.nj.example"
# base = "dc=nj,dc=example"
# preset = "inetorgperson"         # or "active_directory"
# bind_dn = "cn=reader,dc=nj,dc=example"
# password = {{ env = "LDAP_NJ_PASSWORD" }}
# company = "南京某某有限公司"
# priority = 60

# [[sources]]
# name = "hr"
# kind = "hr_database"
# url = "postgresql+psycopg://reader@hr.example/hr"
# password = {{ env = "HR_PASSWORD" }}
# priority = 90
# [sources.people]
# table = "employees"              # or query = "select …"
# key = "emp_id"
# fields = {{ name = "name", employee_number = "emp_no", title = "title", unit_key = "org_id", mobile = "mobile" }}
# values = {{ status = {{ "1" = "active", "0" = "left" }} }}
# [sources.units]
# table = "orgs"
# key = "org_id"
# fields = {{ name = "name", parent_key = "parent_id", type = "type" }}

# [[sources]]
# name = "old-lists"
# kind = "legacy_files"
# folder = "lists"
# [sources.people]
# path = "*.csv"                   # CSV, TSV, Excel, JSON Lines; 编码自动识别 / encoding is recognised
# key = "工号"
# fields = {{ name = "姓名", department = "部门", title = "职务", mobile = ["手机", "手机2"] }}

# [[sources]]
# name = "documents"
# kind = "document_folder"
# folder = "documents"
""".replace("{{", "{").replace("}}", "}")


def empty_configuration(group_name: str = "") -> str:
    """A configuration without sources, with an example of each kind."""
    return TEMPLATE.format(group_name=_text(group_name), sources=EXAMPLES)


def configuration_of_file(group_name: str, source: FilesSource, remarks: dict[str, str], unmapped: list[str]) -> str:
    """A configuration for one spreadsheet: the columns as guessed, each with the reason, to be corrected by hand."""
    table = source.people[0]
    lines = [
        "[[sources]]",
        f"name = {_text(source.name)}",
        'kind = "legacy_files"',
        f"folder = {_text(source.folder.as_posix())}",
        *([f"company = {_text(source.company)}"] if source.company else []),
        "[sources.people]",
        f"path = {_text(table.path)}",
        *([f"sheet = {_text(table.sheet)}"] if table.sheet else []),
        f"key = {_texts(table.key)}",
        "[sources.people.fields]     # 左：字段，右：表中的列 / left: field, right: column",
    ]
    for field, columns in table.fields.items():
        remark = f"   # {remarks[field]}" if remarks.get(field) else ""
        lines.append(f"{field} = {_texts(columns)}{remark}")
    lines += [f"# 未使用的列 / unused column: {_text(column)}" for column in unmapped]
    return TEMPLATE.format(group_name=_text(group_name), sources="\n".join(lines) + "\n")


def _text(value: Any) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(str(value), ensure_ascii=False)


def _texts(values: tuple[str, ...]) -> str:
    return _text(values[0]) if len(values) == 1 else "[" + ", ".join(map(_text, values)) + "]"
